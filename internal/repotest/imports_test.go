package repotest

import (
	"path"
	"slices"
	"strings"
	"testing"
)

var (
	leaves  = []string{"internal/errs", "internal/strictjson"}
	ports   = append([]string{"internal/store", "internal/queue", "internal/blob", "internal/clock", "internal/cdn", "internal/search"}, leaves...)
	domain  = append([]string{"content", "content/field", "content/textdiff", "internal/auth", "internal/event", "internal/webhook", "internal/job", "internal/bulk", "internal/desk", "internal/netguard", "media", "media/*"}, ports...)
	compose = append([]string{"graph/*", "internal/web"}, domain...)
)

// mayImport names, for each package or folder/*, what of this module it may import. A package that is not named here
// has no place in the design yet: give it one.
var mayImport = map[string][]string{
	"admin":                            {},
	"internal/errs":                    {},
	"internal/netguard":                {},
	"internal/strictjson":              {},
	"internal/pattern":                 {},
	"internal/exactbody":               {},
	"internal/emulator":                {"internal/exactbody"},
	"internal/store":                   {"internal/errs"},
	"internal/queue":                   {"internal/errs"},
	"internal/blob":                    {"internal/errs"},
	"internal/clock":                   {"internal/errs"},
	"internal/cdn":                     {"internal/errs"},
	"internal/cdn/*":                   {"internal/cdn", "internal/errs"},
	"internal/store/*":                 {"internal/store", "internal/errs", "internal/store/embedded"},
	"internal/store/embedded":          {"internal/store", "internal/errs", "internal/store/embedded/*"},
	"internal/store/embedded/memtable": {},
	"internal/store/embedded/wal":      {"internal/errs"},
	"internal/queue/*":                 {"internal/queue", "internal/errs", "internal/clock"},
	"internal/blob/*":                  {"internal/blob", "internal/errs", "internal/clock"},
	"internal/search":                  {},
	"internal/search/*":                {"internal/search", "internal/blob", "internal/errs"},
	"content/field":                    {"internal/errs"},
	"content/field/fieldtest":          {"content/field", "internal/errs"},
	"content/index":                    {"content/field"},
	"internal/event":                   {"internal/store", "internal/errs"},
	"internal/auth":                    {"internal/event", "internal/store", "internal/clock", "internal/errs"},
	"content/textdiff":                 {},
	"content":                          append([]string{"content/field", "content/index", "content/textdiff", "internal/event", "internal/auth"}, ports...),
	"media":                            append([]string{"content", "internal/event", "internal/auth", "internal/netguard", "media/*"}, ports...),
	"media/*":                          {"internal/errs", "media/filetype", "media/picture"},
	"internal/job":                     append([]string{"internal/event", "internal/auth"}, ports...),
	"internal/bulk":                    append([]string{"content", "internal/auth", "internal/job"}, leaves...),
	"internal/webhook":                 append([]string{"content", "internal/event", "internal/auth", "internal/netguard"}, ports...),
	"internal/desk":                    append([]string{"content", "content/field", "internal/event", "internal/auth", "internal/webhook", "internal/job"}, ports...),
	"internal/transfer":                append([]string{"internal/transfer/richtext"}, domain...),
	"internal/transfer/*":              append([]string{"internal/pattern", "internal/transfer", "internal/transfer/richtext"}, domain...),
	"internal/sample":                  append([]string{"internal/sample/scene"}, domain...),
	"internal/sample/scene":            {},
	"graph/*":                          domain,
	"graph/manage/generate":            {},
	"internal/web":                     domain,
	"internal/client":                  {"internal/errs"},
	"internal/app":                     domain,
	"internal/app/site":                append([]string{"internal/app"}, compose...),
	"internal/app/embedded":            append([]string{"internal/app", "internal/app/site", "internal/store/embedded", "internal/queue/local", "internal/blob/disk", "internal/search/bleve", "admin"}, domain...),
	"internal/app/aws":                 append([]string{"internal/app", "internal/exactbody", "internal/store/dynamo", "internal/queue/sqs", "internal/blob/s3", "internal/cdn/cloudfront", "internal/search/lambda", "internal/search/snapshot"}, domain...),
	"internal/app/aws/*":               append([]string{"internal/app", "internal/app/aws", "internal/web"}, domain...),
	"functions/setup":                  {"admin", "internal/setup"},
	"internal/setup":                   {"internal/errs"},
	"functions/*":                      {"internal/app", "internal/app/site", "internal/app/aws", "internal/app/aws/*", "media/raster", "internal/search/bleve", "internal/search/snapshot"},
	"internal/lambdas":                 {},
	"internal/lambdatest":              {},
	"internal/bench":                   {},
	"internal/bench/aws":               {"internal/emulator", "internal/lambdatest"},
	"internal/bench/aws/bare":          {},
	"internal/bench/search":            {"internal/search", "internal/search/bleve"},
	"internal/bench/transfer":          {},
	"internal/bench/engine":            {"content", "internal/auth", "internal/bulk", "internal/job", "internal/queue", "internal/store", "internal/store/embedded"},
	"internal/repotest":                {"internal/lambdatest"},
	"e2e/story":                        {},
	"e2e/aws":                          {},
	"cmd/galley":                       {"admin", "internal/app/embedded", "internal/client", "internal/errs", "internal/netguard", "internal/pattern", "internal/sample", "internal/transfer", "internal/transfer/*"},
}

// rule is the closest rule for a package.
func rule(name string) ([]string, bool) {
	if allowed, ok := mayImport[name]; ok {
		return allowed, true
	}
	allowed, ok := mayImport[path.Dir(name)+"/*"]
	return allowed, ok
}

func allows(allowed []string, name string) bool {
	return slices.Contains(allowed, name) || slices.Contains(allowed, path.Dir(name)+"/*")
}

func TestImports(t *testing.T) {
	for _, p := range ours(t) {
		name, _ := local(p.ImportPath)
		allowed, ok := rule(name)
		if !ok {
			t.Errorf("no rule says what %s may import", name)
		}
		for _, i := range p.Imports {
			if other, is := local(i); is && !allows(allowed, other) {
				t.Errorf("%s imports %s", name, other)
			}
		}
	}
}

// neverReaches names what packages must not reach, however far away.
var neverReaches = []struct {
	packages []string
	never    []string
	why      string
}{
	{[]string{"content", "content/*", "internal/store", "internal/event", "internal/auth"}, []string{"net/http", "github.com/99designs/gqlgen", "github.com/vektah/gqlparser"}, "content knows neither HTTP nor GraphQL"},
	{[]string{"content", "content/*", "graph/*", "media", "media/*", "internal/web", "internal/webhook", "internal/auth", "internal/event", "internal/transfer", "internal/app"},
		[]string{"github.com/aws", "go.etcd.io/bbolt"}, "only adapters know what they adapt to"},
	{[]string{"cmd/galley"}, []string{"github.com/aws", "text/template", "net/rpc"}, "the binary carries neither AWS nor what defeats the linker"},
}

func TestNeverReaches(t *testing.T) {
	for _, p := range ours(t) {
		name, _ := local(p.ImportPath)
		for _, r := range neverReaches {
			if !allows(r.packages, name) {
				continue
			}
			for _, d := range p.Deps {
				if slices.ContainsFunc(r.never, func(n string) bool { return d == n || strings.HasPrefix(d, n+"/") }) {
					t.Errorf("%s reaches %s: %s", name, d, r.why)
				}
			}
		}
	}
}
