package contentful

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/transfer"
	"github.com/galley-cms/galley/internal/transfer/transfertest"
)

var update = flag.Bool("update", false, "write the golden files")

func space(t *testing.T) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/space.json")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func run(t *testing.T, file []byte, s *transfertest.Space, o transfer.Options) *transfer.Report {
	t.Helper()
	r, err := Import(context.Background(), bytes.NewReader(file), s, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// golden compares a text with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile("testdata/"+name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// contents is everything that a space holds, in a form that reads well.
func contents(t *testing.T, s *transfertest.Space) string {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetIndent("", "\t")
	e.SetEscapeHTML(false)
	put := func(v any) {
		if err := e.Encode(v); err != nil {
			t.Fatal(err)
		}
	}
	put(s.Locale)
	for _, name := range transfer.Sorted(s.Types) {
		put(s.Types[name])
	}
	for _, id := range transfer.Sorted(s.Entries) {
		put(s.Entries[id].Entry)
	}
	for _, id := range transfer.Sorted(s.Assets) {
		put(map[string]any{"asset": s.Assets[id].Asset, "state": s.Assets[id].State})
	}
	return b.String()
}

// TestImport has all features of exports in one file, dangling and circular links among them. // I4
func TestImport(t *testing.T) {
	s := transfertest.New()
	report := run(t, space(t), s, transfer.Options{})
	var b strings.Builder
	if err := report.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	golden(t, "space.report.txt", b.String())
	golden(t, "space.entries.txt", contents(t, s))
}

// TestStates keeps whether entries are drafts, published or changed, and in which locales.
func TestStates(t *testing.T) {
	s := transfertest.New()
	run(t, space(t), s, transfer.Options{})
	tests := []struct{ id, want string }{
		{"first", "published in en-US,de-DE"}, {"second", "changed in en-US"}, {"lacking", "draft"}, {"breaking", "draft"},
		{"german", "draft"}, {"a-draft", "draft"}, {"archived", "draft"}, {"half", "published in en-US"}, {"ada", "published"},
	}
	for _, tt := range tests {
		e := s.Entries[tt.id].Entry
		got := "draft"
		switch {
		case e.Publish && e.LiveValues != nil:
			got = "changed"
		case e.Publish:
			got = "published"
		}
		if len(e.Locales) > 0 && e.Publish {
			got += " in " + strings.Join(e.Locales, ",")
		}
		if got != tt.want {
			t.Errorf("%s is %s, want %s", tt.id, got, tt.want)
		}
	}
}

func TestSecondRunChangesNothing(t *testing.T) {
	s := transfertest.New()
	first := run(t, space(t), s, transfer.Options{})
	before := contents(t, s)
	second := run(t, space(t), s, transfer.Options{})
	if second.Created+second.Updated != 0 || second.Unchanged != first.Created || len(second.Changes) > 0 {
		t.Errorf("the second run created %d, updated %d, left %d of %d and changed models: %v", second.Created, second.Updated, second.Unchanged, first.Created, second.Changes)
	}
	if diff := cmp.Diff(before, contents(t, s)); diff != "" {
		t.Errorf("the second run changed: %s", diff)
	}
}

func TestDryRunChangesNothing(t *testing.T) {
	s := transfertest.New()
	before := contents(t, s)
	dry := run(t, space(t), s, transfer.Options{DryRun: true})
	if diff := cmp.Diff(before, contents(t, s)); diff != "" {
		t.Errorf("the dry run changed: %s", diff)
	}
	wet := run(t, space(t), s, transfer.Options{})
	if dry.Created != wet.Created || len(dry.Skipped) != len(wet.Skipped) {
		t.Errorf("foretold were %d created and %d skipped; there were %d and %d", dry.Created, len(dry.Skipped), wet.Created, len(wet.Skipped))
	}
}

// TestKilled kills a run at each of its calls, and runs it again: the result is that of one run. // I5
func TestKilled(t *testing.T) {
	whole := transfertest.New()
	run(t, space(t), whole, transfer.Options{})
	want := contents(t, whole)
	for at := 1; at <= whole.Calls; at++ {
		s := transfertest.New()
		s.FailAt = at
		if _, err := Import(context.Background(), bytes.NewReader(space(t)), s, transfer.Options{}); !errors.Is(err, transfertest.ErrKilled) {
			t.Fatalf("call %d: the run ended with %v", at, err)
		}
		run(t, space(t), s, transfer.Options{})
		if diff := cmp.Diff(want, contents(t, s)); diff != "" {
			t.Fatalf("killed at call %d: %s", at, diff)
		}
	}
}

// TestMalformed gives files that are refused whole, with line and reason, before anything is written. // I3
func TestMalformed(t *testing.T) {
	tests := []struct{ name, file, want string }{
		{"cut off", "{\n\"entries\": [\n{\"sys\":", "line 3: unexpected end of JSON input"},
		{"comma", "{\n\"entries\": [],\n}", "line 3: invalid character '}'"},
		{"shape", "{\n\"entries\": {}}", "line 2: entries is object"},
		{"fields", "{\"entries\": [\n{\"sys\":{\"id\":\"a\"},\"fields\":{\"t\":\"x\"}}]}", "line 2: entries.fields is string"},
		{"not UTF-8", "{\n\"entries\": [\"\xff\"]}", "line 2: it has bytes that are not valid UTF-8"},
		{"no export", `{"articles":[]}`, "no export of Contentful"},
		{"a list", "[]", "line 1: the document is array"},
		{"empty", "", "line 1: unexpected end of JSON input"},
		{"a hole", `{"entries":[null]}`, "entries[0] has no sys.id"},
		{"no id", `{"contentTypes":[{"sys":{},"fields":[]}]}`, "contentTypes[0] has no sys.id"},
		{"too deep", `{"entries":[{"sys":{"id":"a"},"fields":{"t":{"en":` + strings.Repeat("[", 20_000), "line 1: invalid character '[' exceeded max depth"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := transfertest.New()
			_, err := Import(context.Background(), strings.NewReader(tt.file), s, transfer.Options{})
			if errs.CodeOf(err) != errs.Invalid || !strings.Contains(fmt.Sprint(err), tt.want) {
				t.Errorf("got %v, want %s", err, tt.want)
			}
			if s.Calls > 0 {
				t.Errorf("the target was called %d times", s.Calls)
			}
		})
	}
}

// TestStrayParts has parts of lists and tables that stand alone: the words stay.
func TestStrayParts(t *testing.T) {
	text := `{"nodeType":"paragraph","content":[{"nodeType":"text","value":"word"}]}`
	for _, kind := range []string{"list-item", "table-row", "table-cell", "unknown", "paragraph"} {
		file := `{"contentTypes":[{"sys":{"id":"a"},"name":"A","fields":[{"id":"t","type":"RichText"}]}],"locales":[{"code":"en","default":true}],
			"entries":[{"sys":{"id":"e","contentType":{"sys":{"id":"a"}}},"fields":{"t":{"en":{"nodeType":"document","content":[{"nodeType":"` + kind + `","content":[` + text + `,null]}]}}}}]}`
		s := transfertest.New()
		run(t, []byte(file), s, transfer.Options{})
		if s.Entries["e"] == nil || !strings.Contains(contents(t, s), `"word"`) {
			t.Errorf("%s: the word is lost", kind)
		}
	}
}

// TestDeepRichText nests lists deeper than a document can: the words stay.
func TestDeepRichText(t *testing.T) {
	deep := `{"nodeType":"paragraph","content":[{"nodeType":"text","value":"deep"}]}`
	for range 200 {
		deep = `{"nodeType":"unordered-list","content":[{"nodeType":"list-item","content":[` + deep + `]}]}`
	}
	file := `{"contentTypes":[{"sys":{"id":"a"},"name":"A","fields":[{"id":"t","type":"RichText"}]}],"locales":[{"code":"en","default":true}],
		"entries":[{"sys":{"id":"e","contentType":{"sys":{"id":"a"}},"publishedVersion":1},"fields":{"t":{"en":{"nodeType":"document","content":[` + deep + `]}}}}]}`
	s := transfertest.New()
	report := run(t, []byte(file), s, transfer.Options{})
	if s.Entries["e"] == nil || !strings.Contains(contents(t, s), `"deep"`) || len(report.Notes) == 0 {
		t.Errorf("got %v, left out %v", s.Entries, report.Skipped)
	}
}
