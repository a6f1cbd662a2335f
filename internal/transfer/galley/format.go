package galley

import (
	"encoding/json"
	"path"
	"strings"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/pattern"
	"github.com/galley-cms/galley/internal/transfer"
)

// The files of an export. The manifest is written last; while an export is being written, mark says so.
const (
	manifestName = "galley.json"
	markName     = "galley.part"
	format       = "galley-export"
	version      = 1
)

// manifest says what a folder holds.
type manifest struct {
	Format  string            `json:"format"`
	Version int               `json:"version"`
	Space   string            `json:"space,omitempty"` // its name
	Locales []transfer.Locale `json:"locales,omitempty"`
	Models  []string          `json:"models,omitempty"` // whose entries are here, if those of others are left out
}

// readManifest reads what says what a folder holds.
func readManifest(text []byte) (m manifest, err error) {
	if json.Unmarshal(text, &m) != nil || m.Format != format {
		return m, errs.New(errs.Invalid, "%s does not say that this is an export of Galley.", manifestName)
	}
	if m.Version != version {
		return m, errs.New(errs.Invalid, "The export has version %d of its format, and this Galley reads version %d: use the release that wrote it, or a newer one.", m.Version, version)
	}
	return m, nil
}

// Only files with these names are written, read and removed. Names of models and ids of entries cannot be paths.
var (
	modelName = pattern.Late(`^[A-Za-z][A-Za-z0-9_]{0,63}$`)
	chunkName = pattern.Late(`^(first|from-[A-Za-z0-9._-]{1,64})\.ndjson$`)
	hashName  = pattern.Late(`^[0-9a-f]{64}$`)
)

// ours tells whether a path in the folder is one that an export makes.
func ours(name string) bool {
	parts := strings.Split(name, "/")
	switch {
	case len(parts) == 2 && parts[0] == "models":
		stem, ok := strings.CutSuffix(parts[1], ".json")
		return ok && modelName().MatchString(stem)
	case len(parts) == 3 && parts[0] == "entries":
		return modelName().MatchString(parts[1]) && chunkName().MatchString(parts[2])
	case len(parts) == 3 && parts[0] == "files":
		return hashName().MatchString(parts[2]) && parts[1] == parts[2][:2]
	}
	return false
}

func modelPath(apiID string) string        { return path.Join("models", apiID+".json") }
func chunkPath(model, chunk string) string { return path.Join("entries", model, chunk+".ndjson") }
func filePath(hash string) string          { return path.Join("files", hash[:2], hash) }
