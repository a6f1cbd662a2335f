// Package fieldtest holds every kind of field to one suite: values go in, are stored in one form and come back;
// others are refused, with the place named. Its fields and values also serve the tests of other packages.
package fieldtest

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/internal/errs"
)

// Suite is what a kind is held to.
type Suite struct {
	Good  []Good
	Bad   []Bad
	Draft []Draft
}

// Good is a value that is taken and can be published: as given, as stored, and as given back (as given, when empty).
type Good struct{ In, Stored, Out string }

// Bad is a value that not even a draft takes. Path is where the problem is, below the field; Rule is what it breaks.
type Bad struct{ In, Path, Rule string }

// Draft is a value that a draft takes, and that cannot be published.
type Draft struct{ In, Rule string }

// Run holds kind k to its suite.
func Run(t *testing.T, k field.Kind) {
	suite, ok := Suites[k]
	if !ok {
		t.Fatalf("kind %s has no suite", k)
	}
	f := Field(k)
	if problems := field.CheckDefinition(f, "f"); len(problems) > 0 {
		t.Fatalf("the definition is refused: %v", problems)
	}
	t.Run("good values", func(t *testing.T) { good(t, f, suite.Good) })
	t.Run("bad values", func(t *testing.T) { bad(t, f, suite.Bad) })
	t.Run("drafts", func(t *testing.T) { drafts(t, f, suite.Draft) })
	t.Run("no value", func(t *testing.T) { nothing(t, f) })
	t.Run("hostile values", func(t *testing.T) { hostile(t, f) })
	if k != field.Blocks {
		t.Run("lists", func(t *testing.T) { lists(t, f, suite.Good) })
	}
}

func good(t *testing.T, f *field.Field, cases []Good) {
	if len(cases) < 2 {
		t.Fatalf("only %d good values", len(cases))
	}
	for _, c := range cases {
		stored := decode(t, f, c.In)
		if string(stored) != c.Stored {
			t.Errorf("%s is stored as %s, want %s", c.In, stored, c.Stored)
		}
		want := c.Out
		if want == "" {
			want = c.In
		}
		out := encode(t, f, stored)
		if string(out) != want {
			t.Errorf("%s comes back as %s, want %s", c.In, out, want)
		}
		if again := decode(t, f, string(out)); !bytes.Equal(again, stored) {
			t.Errorf("%s is stored as %s, and what comes back as %s", c.In, stored, again)
		}
		if problems := field.Validate(Catalog, f, "f", stored); len(problems) > 0 {
			t.Errorf("%s cannot be published: %v", c.In, problems)
		}
	}
}

func decode(t *testing.T, f *field.Field, in string) json.RawMessage {
	t.Helper()
	stored, problems := field.Decode(Catalog, f, "f", json.RawMessage(in))
	if len(problems) > 0 {
		t.Errorf("%s is refused: %v", in, problems)
	}
	return stored
}

func encode(t *testing.T, f *field.Field, stored json.RawMessage) json.RawMessage {
	t.Helper()
	out, err := field.Encode(Catalog, f, stored)
	if err != nil {
		t.Errorf("Encode(%s): %v", stored, err)
	}
	return out
}

func bad(t *testing.T, f *field.Field, cases []Bad) {
	if len(cases) < 2 {
		t.Fatalf("only %d bad values", len(cases))
	}
	for _, c := range cases {
		refused(t, f, c.In, "f"+c.Path, c.Rule)
	}
}

// refused checks that a value is refused with one problem of that path and rule, told in one sentence.
func refused(t *testing.T, f *field.Field, in, path, rule string) {
	t.Helper()
	shown := in
	if len(shown) > 60 {
		shown = shown[:60] + "…"
	}
	stored, problems := field.Decode(Catalog, f, "f", json.RawMessage(in))
	if stored != nil || len(problems) == 0 {
		t.Errorf("%s is taken as %s", shown, stored)
		return
	}
	p := problems[0]
	if p.Path != path || p.Rule != rule {
		t.Errorf("%s is refused at %s for %s, want %s for %s", shown, p.Path, p.Rule, path, rule)
	}
	if !sentence(p) {
		t.Errorf("%s is refused with the message %q, which is no short sentence that begins with its place", shown, p.Message)
	}
}

func sentence(p errs.Problem) bool {
	placed := strings.HasPrefix(p.Message, p.Path+" ") || len(p.Path) > 100 && strings.HasPrefix(p.Message, "…")
	return placed && strings.HasSuffix(p.Message, ".") && len(p.Message) < 400
}

func drafts(t *testing.T, f *field.Field, cases []Draft) {
	for _, c := range cases {
		problems := field.Validate(Catalog, f, "f", decode(t, f, c.In))
		if len(problems) == 0 || problems[0].Rule != c.Rule || !sentence(problems[0]) {
			t.Errorf("publishing %s gives %v, want a problem of the rule %s", c.In, problems, c.Rule)
		}
	}
}

func nothing(t *testing.T, f *field.Field) {
	for _, in := range []string{"", "null", " null "} {
		if stored := decode(t, f, in); stored != nil {
			t.Errorf("%q is stored as %s, want nothing", in, stored)
		}
	}
	if out := encode(t, f, nil); string(out) != "null" {
		t.Errorf("no value comes back as %s", out)
	}
	required := *f
	required.Required = true
	if problems := field.Validate(Catalog, &required, "f", nil); len(problems) != 1 || problems[0].Rule != "required" {
		t.Errorf("a required field without a value gives %v", problems)
	}
	if problems := field.Validate(Catalog, f, "f", nil); len(problems) > 0 {
		t.Errorf("a field without a value gives %v", problems)
	}
}

// hostile are documents that no kind takes.
// G17 G18 G20 C23
var hostileDocuments = map[string]string{
	"duplicate names":        `{"id":"a","id":"a"}`,
	"duplicate names inside": `[{"x":{"a":1,"\u0061":2}}]`,
	"invalid UTF-8":          "\"a\xff\"",
	"an overlong slash":      "\"\xc0\xaf\"",
	"a raw surrogate":        "\"\xed\xa0\x80\"",
	"a lone high surrogate":  `"\ud83d"`,
	"a high one, then text":  `"\ud83dx\udc00"`,
	"a lone low surrogate":   `"\ude00"`,
	"two low surrogates":     `"\ude00\ude00"`,
	"a surrogate in a name":  `{"\udc00":1}`,
	"NUL":                    `"a\u0000b"`,
	"NUL in a name":          `{"\u0000":1}`,
	"a raw control":          "\"a\x01\"",
	"two documents":          `1 2`,
	"an open list":           `[1`,
	"a comma too many":       `[1,]`,
	"an open string":         `"a`,
	"half an escape":         `"\u00`,
	"white space":            ` `,
	"a bare word":            `nul`,
	"hexadecimal":            `0x10`,
	"a leading zero":         `01`,
	"not a number":           `NaN`,
	"deep lists":             strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000),
	"deep objects":           strings.Repeat(`{"a":`, 100_000) + "1" + strings.Repeat("}", 100_000),
}

func hostile(t *testing.T, f *field.Field) {
	for name, in := range hostileDocuments {
		t.Run(name, func(t *testing.T) { refused(t, f, in, "f", "json") })
	}
}

func lists(t *testing.T, f *field.Field, cases []Good) {
	list := *f
	list.List = true
	for _, c := range cases {
		want := "[" + c.Stored + "," + c.Stored + "]"
		stored := decode(t, &list, "["+c.In+" , "+c.In+"]")
		if string(stored) != want {
			t.Errorf("a list of %s is stored as %s, want %s", c.In, stored, want)
		}
		if items := field.Items(stored); len(items) != 2 || string(items[0]) != c.Stored || string(items[1]) != c.Stored {
			t.Errorf("%s comes apart into %s", stored, items)
		}
		if again := decode(t, &list, string(encode(t, &list, stored))); !bytes.Equal(again, stored) {
			t.Errorf("a list is stored as %s, and what comes back as %s", stored, again)
		}
		if problems := field.Validate(Catalog, &list, "f", stored); len(problems) > 0 {
			t.Errorf("a list of %s cannot be published: %v", c.In, problems)
		}
		if c.Stored[0] != '[' {
			refused(t, &list, c.In, "f", "type")
		}
	}
	refused(t, &list, "["+cases[0].In+",null]", "f[1]", "type")
	if empty := decode(t, &list, "[]"); string(empty) != "[]" {
		t.Errorf("an empty list is stored as %s", empty)
	}
	list.Required = true
	if problems := field.Validate(Catalog, &list, "f", json.RawMessage("[]")); len(problems) != 1 || problems[0].Rule != "required" {
		t.Errorf("an empty list that is required gives %v", problems)
	}
}
