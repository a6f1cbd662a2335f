package field_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/content/field/fieldtest"
	"github.com/galley-cms/galley/internal/errs"
)

// conversion is one example: a stored value, what becomes of it (nothing, when empty), and what is lost.
type conversion struct {
	from, to  field.Kind
	in, out   string
	problem   string
	lists     string // "from" and "to" are named here when they are lists
	component string // the component that both name, for COMPONENT and BLOCKS
}

const (
	para      = `{"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"a"},{"type":"hardBreak"},{"type":"text","text":" b"}]},{"type":"paragraph","content":[{"type":"text","text":"c"}]}]}`
	bold      = `{"type":"doc","content":[{"type":"heading","attrs":{"level":1},"content":[{"type":"text","text":"H"}]},{"type":"paragraph","content":[{"type":"text","marks":[{"type":"bold"}],"text":"w"}]},{"type":"horizontalRule"}]}`
	noInteger = `must be a whole number, not `
)

var conversionExamples = []conversion{
	{from: field.Text, to: field.LongText, in: `"a\nb"`, out: `"a\nb"`},
	{from: field.Text, to: field.Slug, in: `"Not a slug"`, out: `"Not a slug"`}, // a draft takes it
	{from: field.Text, to: field.URL, in: `"/a"`, out: `"/a"`},
	{from: field.Text, to: field.URL, in: `"javascript:x"`, problem: `must not have the scheme javascript`},
	{from: field.Enum, to: field.Text, in: `"red"`, out: `"red"`},
	{from: field.Text, to: field.Enum, in: `"red"`, out: `"red"`},
	{from: field.Text, to: field.Enum, in: `"Red"`, out: `"Red"`, problem: `is none of the values red, GREEN, _blue2: "Red"`},
	{from: field.Integer, to: field.Enum, in: `7`, out: `"7"`, problem: `is none of the values red, GREEN, _blue2: "7"`},
	{from: field.Text, to: field.Integer, in: `"12"`, out: `12`},
	{from: field.Text, to: field.Integer, in: `"1e2"`, out: `100`},
	{from: field.Text, to: field.Integer, in: `"12 kg"`, problem: `is no whole number: "12 kg"`},
	{from: field.Text, to: field.Integer, in: `"1.5"`, problem: noInteger + `1.5`},
	{from: field.Text, to: field.Integer, in: `"2147483648"`, problem: `must be between -2147483648 and 2147483647`},
	{from: field.Text, to: field.Integer, in: `""`, problem: `is no whole number: ""`},
	{from: field.Text, to: field.Float, in: `"1.50"`, out: `1.5`},
	{from: field.Text, to: field.Float, in: `"NaN"`, problem: `is no number: "NaN"`},
	{from: field.Text, to: field.Boolean, in: `"true"`, out: `true`},
	{from: field.Text, to: field.Boolean, in: `"yes"`, problem: `is neither true nor false: "yes"`},
	{from: field.Text, to: field.Boolean, in: `"1"`, problem: `is neither true nor false: "1"`},
	{from: field.Text, to: field.Date, in: `"2024-02-29"`, out: `"2024-02-29"`},
	{from: field.Text, to: field.Date, in: `"29.2.2024"`, problem: `must be a date like 2006-01-02, not "29.2.2024"`},
	{from: field.Text, to: field.Time, in: `"15:04"`, out: `"15:04:00"`},
	{from: field.Text, to: field.DateTime, in: `"2024-05-06T07:08:09+02:00"`, out: `"2024-05-06T05:08:09Z"`},
	{from: field.Text, to: field.RichText, in: `"a\r\n b\n\n \nc\n"`, out: para},
	{from: field.LongText, to: field.RichText, in: `""`, out: `{"type":"doc"}`},
	{from: field.Integer, to: field.Text, in: `-7`, out: `"-7"`},
	{from: field.Integer, to: field.Float, in: `7`, out: `7`},
	{from: field.Float, to: field.Integer, in: `7`, out: `7`},
	{from: field.Float, to: field.Integer, in: `7.5`, problem: noInteger + `7.5`},
	{from: field.Float, to: field.Integer, in: `2147483648`, problem: `must be between -2147483648 and 2147483647`},
	{from: field.Float, to: field.Text, in: `1e+21`, out: `"1e+21"`},
	{from: field.Boolean, to: field.Text, in: `false`, out: `"false"`},
	{from: field.Date, to: field.Text, in: `"2024-02-29"`, out: `"2024-02-29"`},
	{from: field.Date, to: field.DateTime, in: `"2024-02-29"`, out: `"2024-02-29T00:00:00Z"`},
	{from: field.DateTime, to: field.Date, in: `"2024-02-29T00:00:00Z"`, out: `"2024-02-29"`},
	{from: field.DateTime, to: field.Date, in: `"2024-02-29T00:00:00.1Z"`, out: `"2024-02-29"`, problem: `loses its time of day`},
	{from: field.DateTime, to: field.Time, in: `"2024-02-29T12:30:00.5Z"`, out: `"12:30:00.5"`, problem: `loses its date`},
	{from: field.RichText, to: field.LongText, in: para, out: `"a\n b\n\nc"`},
	{from: field.RichText, to: field.LongText, in: bold, out: `"H\n\nw"`, problem: `loses all but its words: heading, bold, horizontalRule`},
	{from: field.RichText, to: field.JSON, in: para, out: para},
	{from: field.Text, to: field.JSON, in: `"a"`, out: `"a"`},
	{from: field.Integer, to: field.JSON, in: `7`, out: `7`},
	{from: field.Location, to: field.JSON, in: `{"latitude":1,"longitude":2}`, out: `{"latitude":1,"longitude":2}`},
	{from: field.Asset, to: field.JSON, in: `"a1"`, out: `{"id":"a1"}`},
	{from: field.Component, to: field.JSON, in: `{"h2":"T"}`, out: `{"title":"T","image":null,"inner":null}`},
	{from: field.Blocks, to: field.JSON, in: `[{"$t":"c2","$k":"k"}]`, out: `[{"quote":{"words":null,"author":null},"key":"k"}]`},
	{from: field.Blocks, to: field.JSON, lists: "to", in: `[{"$t":"c2","$k":"k"},{"$t":"gone","$k":"l"}]`, out: `[{"quote":{"words":null,"author":null},"key":"k"}]`, problem: `item 2 is of a component that does not exist`},
	{from: field.JSON, to: field.Text, in: `"a"`, out: `"a"`},
	{from: field.JSON, to: field.Text, in: `1.50`, out: `"1.50"`},
	{from: field.JSON, to: field.Text, in: `{"a":1}`, problem: `must be one string, number or boolean, not an object`},
	{from: field.JSON, to: field.Integer, in: `"7"`, out: `7`},
	{from: field.JSON, to: field.Boolean, in: `true`, out: `true`},
	{from: field.JSON, to: field.Float, in: `1E400`, problem: `cannot be kept exactly: 1E400 has more digits or a larger exponent than a 64-bit number holds`},

	// Lists.
	{from: field.Text, to: field.Text, lists: "to", in: `"a"`, out: `["a"]`},
	{from: field.Text, to: field.Text, lists: "from", in: `["a"]`, out: `"a"`},
	{from: field.Text, to: field.Text, lists: "from", in: `[]`},
	{from: field.Text, to: field.Text, lists: "from", in: `["a","b","c"]`, out: `"a"`, problem: `has 3 values, only the first stays`},
	{from: field.Text, to: field.Integer, lists: "from to", in: `["1","x","3"]`, out: `[1,3]`, problem: `item 2 is no whole number: "x"`},
	{from: field.Text, to: field.Integer, lists: "from to", in: `["x","y","z"]`, out: `[]`, problem: `item 1 is no whole number: "x" (and 2 more)`},
	{from: field.Text, to: field.Integer, lists: "from", in: `["x","1"]`, problem: `is no whole number: "x"`},
	{from: field.Text, to: field.JSON, lists: "from", in: `["a","b"]`, out: `["a","b"]`},
	{from: field.JSON, to: field.Text, lists: "to", in: `["a",2,null]`, out: `["a","2"]`, problem: `item 3 must be one string, number or boolean, not null`},
	{from: field.JSON, to: field.Text, lists: "to", in: `"a"`, out: `["a"]`},
	{from: field.JSON, to: field.JSON, lists: "to", in: `[1,[2]]`, out: `[1,[2]]`},
	{from: field.JSON, to: field.JSON, lists: "from", in: `[1,[2]]`, out: `[1,[2]]`},
	{from: field.Reference, to: field.Reference, lists: "to", in: `"e1"`, out: `["e1"]`},
	{from: field.Reference, to: field.Reference, lists: "from", in: `["e1","e2"]`, out: `"e1"`, problem: `has 2 values, only the first stays`},
	{from: field.Asset, to: field.Asset, lists: "to", in: `"a1"`, out: `["a1"]`},

	// Components and blocks.
	{from: field.Component, to: field.Component, lists: "to", in: `{"h2":"T"}`, out: `[{"h2":"T"}]`},
	{from: field.Component, to: field.Blocks, in: `{"h2":"T"}`, out: `[{"$t":"c1","$k":"6da638bf4625","h2":"T"}]`},
	{from: field.Component, to: field.Blocks, lists: "from", in: `[{},{}]`, out: `[{"$t":"c1","$k":"5feceb66ffc8"},{"$t":"c1","$k":"6b86b273ff34"}]`},
	{from: field.Blocks, to: field.Component, lists: "to", component: "c1", in: `[{"$t":"c1","$k":"k","h2":"T"},{"$t":"c1","$k":"l"}]`, out: `[{"h2":"T"},{}]`},
	{from: field.Blocks, to: field.Component, component: "c1", in: `[{"$t":"c1","$k":"k","h2":"T"},{"$t":"c1","$k":"l"}]`, out: `{"h2":"T"}`, problem: `has 2 values, only the first stays`},
	{from: field.Blocks, to: field.Component, lists: "to", component: "c1", in: `[{"$t":"c2","$k":"k"}]`, out: `[]`, problem: `is of a component that the field does not take`},
	{from: field.Blocks, to: field.Blocks, component: "c1", in: `[{"$t":"c1","$k":"k"},{"$t":"c2","$k":"l"}]`, out: `[{"$t":"c1","$k":"k"}]`, problem: `item 2 is of the component quote, which the field does not take`},
}

// fields are the fields of an example.
func (c conversion) fields() (from, to *field.Field) {
	from, to = fieldtest.Field(c.from), fieldtest.Field(c.to)
	from.List, to.List = strings.Contains(c.lists, "from"), strings.Contains(c.lists, "to")
	if c.component != "" {
		from.Components, to.Components = []string{c.component}, []string{c.component}
	}
	return from, to
}

func TestConvert(t *testing.T) {
	for _, c := range conversionExamples {
		from, to := c.fields()
		if err := field.CanConvert(from, to); err != nil {
			t.Errorf("%s to %s: %v", c.from, c.to, err)
			continue
		}
		out, problem := field.Convert(fieldtest.Catalog, from, to, json.RawMessage(c.in))
		if string(out) != c.out || problem != c.problem {
			t.Errorf("%s %s to %s (lists: %s) gives %s, problem %q; want %s, problem %q", c.from, c.in, c.to, c.lists, out, problem, c.out, c.problem)
		}
	}
}

// allowed says, kind by kind, what each can become besides itself.
var allowed = map[field.Kind]string{
	field.Text:      "LONG_TEXT RICH_TEXT SLUG EMAIL URL COLOR ENUM INTEGER FLOAT BOOLEAN DATE TIME DATETIME JSON",
	field.LongText:  "TEXT RICH_TEXT SLUG EMAIL URL COLOR ENUM INTEGER FLOAT BOOLEAN DATE TIME DATETIME JSON",
	field.RichText:  "LONG_TEXT JSON",
	field.Slug:      "TEXT LONG_TEXT EMAIL URL COLOR ENUM INTEGER FLOAT BOOLEAN DATE TIME DATETIME JSON",
	field.Email:     "TEXT LONG_TEXT SLUG URL COLOR ENUM INTEGER FLOAT BOOLEAN DATE TIME DATETIME JSON",
	field.URL:       "TEXT LONG_TEXT SLUG EMAIL COLOR ENUM INTEGER FLOAT BOOLEAN DATE TIME DATETIME JSON",
	field.Color:     "TEXT LONG_TEXT SLUG EMAIL URL ENUM INTEGER FLOAT BOOLEAN DATE TIME DATETIME JSON",
	field.Enum:      "TEXT LONG_TEXT SLUG EMAIL URL COLOR INTEGER FLOAT BOOLEAN DATE TIME DATETIME JSON",
	field.Integer:   "TEXT LONG_TEXT SLUG EMAIL URL COLOR ENUM FLOAT JSON",
	field.Float:     "TEXT LONG_TEXT SLUG EMAIL URL COLOR ENUM INTEGER JSON",
	field.Boolean:   "TEXT LONG_TEXT SLUG EMAIL URL COLOR ENUM JSON",
	field.Date:      "TEXT LONG_TEXT SLUG EMAIL URL COLOR ENUM DATETIME JSON",
	field.Time:      "TEXT LONG_TEXT SLUG EMAIL URL COLOR ENUM JSON",
	field.DateTime:  "TEXT LONG_TEXT SLUG EMAIL URL COLOR ENUM DATE TIME JSON",
	field.JSON:      "TEXT LONG_TEXT SLUG EMAIL URL COLOR ENUM INTEGER FLOAT BOOLEAN DATE TIME DATETIME",
	field.Location:  "JSON",
	field.Asset:     "JSON",
	field.Reference: "JSON",
	field.Component: "JSON BLOCKS",
	field.Blocks:    "JSON",
}

func TestEveryPairOfKindsIsDecided(t *testing.T) {
	for _, from := range field.Kinds {
		for _, to := range field.Kinds {
			want := from.Kind == to.Kind || strings.Contains(" "+allowed[from.Kind]+" ", " "+string(to.Kind)+" ")
			err := field.CanConvert(fieldtest.Field(from.Kind), fieldtest.Field(to.Kind))
			if (err == nil) != want {
				t.Errorf("%s to %s: %v, want it allowed = %t", from.Kind, to.Kind, err, want)
			}
			if want {
				converts(t, from.Kind, to.Kind)
			}
		}
	}
}

// converts checks that every good value of a kind becomes a canonical value of another, or tells what is lost.
func converts(t *testing.T, from, to field.Kind) {
	for _, good := range fieldtest.Suites[from].Good {
		out, problem := field.Convert(fieldtest.Catalog, fieldtest.Field(from), fieldtest.Field(to), json.RawMessage(good.Stored))
		if out == nil && problem == "" {
			t.Errorf("%s %.60s gives no %s, and no problem", from, good.Stored, to)
		}
		if strings.HasSuffix(problem, ".") || strings.HasPrefix(problem, " ") {
			t.Errorf("%s %.60s to %s: the problem %q is no clause", from, good.Stored, to, problem)
		}
		canonical(t, fieldtest.Field(to), out)
	}
}

// fataler is what tests, property tests and fuzz targets share.
type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

// canonical checks that a stored value of f is what its own external form is stored as.
func canonical(t fataler, f *field.Field, stored json.RawMessage) {
	t.Helper()
	external, err := field.Encode(fieldtest.Catalog, f, stored)
	if err != nil {
		t.Fatalf("Encode(%s): %v", stored, err)
	}
	again, problems := field.Decode(fieldtest.Catalog, f, "f", external)
	if len(problems) > 0 || string(again) != string(stored) {
		t.Fatalf("%s (list %t) %s comes back as %s and is stored as %s, problems %v", f.Kind, f.List, stored, external, again, problems)
	}
}

func TestRefusedConversionsSayWhatToDo(t *testing.T) {
	hero, quote := []string{"c1"}, []string{"c2"}
	for _, c := range []struct {
		from, to field.Field
		want     string
	}{
		{field.Field{Kind: field.Location}, field.Field{Kind: field.Text}, "LOCATION cannot become TEXT"},
		{field.Field{Kind: field.Location, List: true}, field.Field{Kind: field.Text}, "list of LOCATION cannot become TEXT"},
		{field.Field{Kind: field.Integer}, field.Field{Kind: field.Boolean}, "INTEGER cannot become BOOLEAN"},
		{field.Field{Kind: field.Component, Components: hero}, field.Field{Kind: field.Component, Components: quote}, "COMPONENT cannot become COMPONENT of another component"},
		{field.Field{Kind: field.Component, Components: hero}, field.Field{Kind: field.Blocks, Components: quote}, "COMPONENT cannot become BLOCKS that do not take its component"},
		{field.Field{Kind: field.Blocks, Components: []string{"c1", "c2"}}, field.Field{Kind: field.Component, Components: hero}, "BLOCKS cannot become COMPONENT unless its component is the only one that the blocks take"},
		{field.Field{Kind: "NOTHING"}, field.Field{Kind: "NOTHING"}, "NOTHING cannot become NOTHING"},
	} {
		err := field.CanConvert(&c.from, &c.to)
		want := c.want + ": add a new field, move the values and remove the old one."
		if err == nil || err.Error() != want || errs.CodeOf(err) != errs.Invalid {
			t.Errorf("%v, want %s", err, want)
		}
		if out, problem := field.Convert(fieldtest.Catalog, &c.from, &c.to, json.RawMessage(`"x"`)); out != nil || problem == "" {
			t.Errorf("%s is converted to %s, problem %q", c.want, out, problem)
		}
	}
}
