// Package transfer moves content in. Importers (packages wordpress and contentful) parse a file where the command runs
// and speak to a Target: the space that content moves into, wherever it is. Package transfer holds what they share: the
// target, the reconciling of models, the batching of entries, the fetching of files and the report.
//
// Importing is idempotent. Ids are made from the source alone, so a run that was killed and one that is repeated meet
// the entries that are there already, and the target tells them from new ones.
package transfer

import (
	"context"
	"encoding/json"
	"io"
	"time"

	"github.com/galley-cms/galley/internal/errs"
)

// Target is the space that content moves into.
type Target interface {
	Schema
	Entries
	Assets
}

// Schema is the part of a target that describes content.
type Schema interface {
	// Models gives the models and components there are, as files hold them; the built-in model asset may be among them.
	Models(ctx context.Context) ([]json.RawMessage, error)
	// ApplyModels creates or changes models and components, all or none, and says what changed. It removes nothing.
	// With dryRun it only says what would change.
	ApplyModels(ctx context.Context, models []json.RawMessage, dryRun bool) ([]Change, error)
	// Locales gives the locales there are; the first is the default.
	Locales(ctx context.Context) ([]Locale, error)
	// SetLocales replaces the list of locales.
	SetLocales(ctx context.Context, locales []Locale) error
}

// Entries is the part of a target that takes entries.
type Entries interface {
	// Import creates or replaces entries: under MaxCall bytes a call, each answered for alone, in their order. What cannot
	// be published comes in as a draft, and its result says why in Message and Problems.
	Import(ctx context.Context, entries []Entry, dryRun bool) ([]Result, error)
	// Holders finds the entries of a model, drafts included, whose field has one of at most 100 values: the ids by value.
	Holders(ctx context.Context, model, field string, values []string) (map[string][]string, error)
}

// Assets is the part of a target that takes files.
type Assets interface {
	// AssetState tells how far an asset has come: "" when there is none, else one of the states of content: UPLOADING,
	// READY, FAILED, EXTERNAL.
	AssetState(ctx context.Context, id string) (string, error)
	// Upload makes an asset of a file of size bytes. Its values (by apiId, localised ones by locale) are there before the
	// asset is READY, so that a run that is killed here begins the asset anew. A file that is refused is a FAILED result.
	Upload(ctx context.Context, a Asset, file io.Reader, size int64) (Result, error)
	// RecordAsset makes an asset whose file stays at a.URL. It takes the place of one that is UPLOADING or FAILED.
	RecordAsset(ctx context.Context, a Asset) (Result, error)
}

// MaxCall bounds what one call of Import sends, in bytes of JSON, with room for what surrounds the entries.
const MaxCall = 900 << 10

// maxBatch bounds the entries of one call, so that progress shows and a call does not time out.
const maxBatch = 100

// Locale is a language that content is written in.
type Locale struct {
	Code     string `json:"code"`
	Name     string `json:"name"`
	Fallback string `json:"fallback,omitempty"`
}

// Change is one change of a model.
type Change struct {
	Action      string `json:"action"`
	Model       string `json:"model"`
	Field       string `json:"field,omitempty"`
	Destructive bool   `json:"destructive,omitempty"`
	Message     string `json:"message"`
}

// Values are the values of an entry by apiId, in the external form of the kinds of fields: a reference is a Ref,
// localised fields are objects by locale.
type Values map[string]any

// Ref is a reference to an entry.
type Ref struct {
	ID string `json:"id"`
}

// Entry is an entry on its way, in the form of the management API's ImportEntry.
type Entry struct {
	ID               string     `json:"id"`
	Model            string     `json:"model"`
	Values           Values     `json:"values"`
	Publish          bool       `json:"publish,omitempty"`
	Locales          []string   `json:"locales,omitempty"`    // to publish; all when empty
	LiveValues       Values     `json:"liveValues,omitempty"` // live while the draft differs
	CreatedAt        *time.Time `json:"createdAt,omitempty"`
	UpdatedAt        *time.Time `json:"updatedAt,omitempty"`
	PublishedAt      *time.Time `json:"publishedAt,omitempty"`
	FirstPublishedAt *time.Time `json:"firstPublishedAt,omitempty"`
}

// Asset is a file on its way.
type Asset struct {
	ID       string
	URL      string // where the file was found
	FileName string
	MimeType string // as the source says; "" when it says nothing
	Values   Values // of the fields title and alt
}

// Outcome says what became of an entry.
type Outcome string

// The outcomes.
const (
	Created   Outcome = "CREATED"
	Updated   Outcome = "UPDATED"
	Unchanged Outcome = "UNCHANGED"
	Failed    Outcome = "FAILED"
)

// Result is the answer to one entry.
type Result struct {
	ID       string         `json:"id"`
	Outcome  Outcome        `json:"outcome"`
	Message  string         `json:"message,omitempty"`
	Problems []errs.Problem `json:"problems,omitempty"`
}

// Options say how an import runs.
type Options struct {
	DryRun   bool                  // change nothing, only report
	Progress func(done, total int) // called after each item; nil: not at all
	Each     Told                  // called with what became of each entry; nil: not at all
	Fetch    Fetcher               // fetches files; nil: files stay where they are
}

// Told hears what became of an entry. Title is what the report calls it.
type Told func(id, title string, o Outcome, message string)

// Tell tells, if anybody listens.
func (t Told) Tell(id, title string, o Outcome, message string) {
	if t != nil {
		t(id, title, o, message)
	}
}

// report tells Progress, if anybody listens.
func (o Options) progress(done, total int) {
	if o.Progress != nil {
		o.Progress(done, total)
	}
}
