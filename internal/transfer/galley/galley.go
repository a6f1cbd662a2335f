// Package galley writes the content of a space into a folder and brings such a folder in: an export of Galley, which
// docs/moving.md describes. The same content gives the same bytes. It knows a space by what the management API says, and
// nothing of where it runs.
package galley

import (
	"context"
	"encoding/json"
	"io"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/transfer"
)

// Source is the space that content moves out of.
type Source interface {
	// Space gives the name of the space and its locales, the default one first.
	Space(ctx context.Context) (name string, locales []transfer.Locale, err error)
	// Types gives the models and components, in the order of their names.
	Types(ctx context.Context) ([]Type, error)
	// Export gives the lines of a model's entries behind after, and where the next ones begin; "" at the end.
	Export(ctx context.Context, model, after string, first int) (lines []string, next string, err error)
	// File opens the file of an asset.
	File(ctx context.Context, f File) (io.ReadCloser, error)
}

// Target is the space that content moves into.
type Target interface {
	transfer.Schema
	// Name gives the name of the space, and Rename changes it.
	Name(ctx context.Context) (string, error)
	Rename(ctx context.Context, name string) error
	// ImportLines brings lines in, under transfer.MaxCall bytes a call, and answers for each entry in their order.
	ImportLines(ctx context.Context, lines []json.RawMessage, asDrafts, dryRun bool) ([]Result, error)
	// SendFile sends a file for an asset that comes in after it, unless it is there already, and waits until it was looked
	// at. One that is refused is an error of code errs.Invalid.
	SendFile(ctx context.Context, f File, open func() (io.ReadCloser, error)) error
}

// Type is a model or component.
type Type struct {
	APIID     string
	Component bool
	Own       bool            // there is something to write into a file: it is not all made by Galley
	Source    json.RawMessage // as a file holds it
}

// File is the file of an asset.
type File struct {
	Asset    string // id
	FileName string `json:"fileName"`
	MimeType string `json:"mimeType"`
	Size     int64  `json:"size"`
	Hash     string `json:"hash"` // SHA-256, hexadecimal
	State    string `json:"state"`
}

// stateReady is the state of an asset whose file is there.
const stateReady = "READY"

// assets is the name of the model of files.
const assets = "asset"

// Result is the answer for one entry that came in.
type Result struct {
	Line     int
	ID       string
	Model    string
	Outcome  transfer.Outcome
	Message  string
	Problems []errs.Problem
	Missing  []string // ids that it refers to and that are not there, or not yet
	Waits    bool     // it may come in when others have
}

// Options say how content moves.
type Options struct {
	Models   []string              // of an export: only entries of these; all when empty
	DryRun   bool                  // of an import: change nothing, only report
	Progress func(done, total int) // called now and then; nil: not at all
	Each     transfer.Told         // of an import: called with what became of each entry; nil: not at all
}

func (o Options) progress(done, total int) {
	if o.Progress != nil {
		o.Progress(done, total)
	}
}

// workers is how many requests are on their way at once.
const workers = 8
