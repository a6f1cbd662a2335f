package field_test

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/content/field/fieldtest"
)

// drawStored draws a stored value of f: of the good values of its kind, of any number, or of any text.
func drawStored(t *rapid.T, f *field.Field) json.RawMessage {
	one := *f
	one.List = false
	item := rapid.Custom(func(t *rapid.T) json.RawMessage {
		external := drawExternal(t, f.Kind)
		stored, problems := field.Decode(fieldtest.Catalog, &one, "f", []byte(external))
		if len(problems) > 0 {
			t.Fatalf("drew a bad %s: %s: %v", f.Kind, external, problems)
		}
		return stored
	})
	if !f.List {
		return item.Draw(t, "value")
	}
	list := []string{}
	for _, s := range rapid.SliceOfN(item, 1, 4).Draw(t, "list") {
		list = append(list, string(s))
	}
	return json.RawMessage("[" + strings.Join(list, ",") + "]")
}

func drawExternal(t *rapid.T, k field.Kind) string {
	good := rapid.SampledFrom(fieldtest.Suites[k].Good).Draw(t, "good").In
	switch k {
	case field.Integer:
		return rapid.OneOf(rapid.Just(good), rapid.StringMatching(`-?[1-9][0-9]{0,8}`)).Draw(t, "integer")
	case field.Float:
		return rapid.OneOf(rapid.Just(good), rapid.StringMatching(`-?[1-9][0-9]{0,5}\.[0-9]{0,7}[1-9]e-?[1-9]`)).Draw(t, "float")
	case field.Text, field.LongText:
		quoted, _ := json.Marshal(rapid.StringOf(rapid.SampledFrom([]rune("ab \n\"é\\{}[]12"))).Draw(t, "text"))
		return rapid.OneOf(rapid.Just(good), rapid.Just(string(quoted))).Draw(t, "text or good")
	}
	return good
}

// Whatever becomes of a value has the one form in which its new kind is stored.
func TestConvertedValuesAreCanonical(t *testing.T) {
	var kinds []field.Kind
	for _, s := range field.Kinds {
		kinds = append(kinds, s.Kind)
	}
	rapid.Check(t, func(t *rapid.T) {
		from := fieldtest.Field(rapid.SampledFrom(kinds).Draw(t, "from"))
		to := fieldtest.Field(rapid.SampledFrom(kinds).Draw(t, "to"))
		from.List = from.Kind != field.Blocks && rapid.Bool().Draw(t, "from a list")
		to.List = to.Kind != field.Blocks && rapid.Bool().Draw(t, "to a list")
		out, problem := field.Convert(fieldtest.Catalog, from, to, drawStored(t, from))
		if out == nil && problem == "" {
			t.Fatalf("nothing stays, and nothing is told")
		}
		canonical(t, to, out)
	})
}

// there are conversions after which the way back gives what was there before.
var there = []struct{ from, to []field.Kind }{
	{scalars(), []field.Kind{field.Text, field.LongText, field.Slug, field.Email, field.Color, field.JSON}},
	{[]field.Kind{field.Integer}, []field.Kind{field.Float}},
	{[]field.Kind{field.Date}, []field.Kind{field.DateTime}},
	{[]field.Kind{field.Component}, []field.Kind{field.Blocks}},
}

func scalars() (out []field.Kind) {
	for _, s := range field.Kinds {
		if s.Scalar {
			out = append(out, s.Kind)
		}
	}
	return out
}

func TestConversionsThatLoseNothingCanBeUndone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		way := rapid.SampledFrom(there).Draw(t, "way")
		from := fieldtest.Field(rapid.SampledFrom(way.from).Draw(t, "from"))
		to := fieldtest.Field(rapid.SampledFrom(way.to).Draw(t, "to"))
		if to.Kind == field.Blocks {
			to.Components = from.Components
		}
		from.List = rapid.Bool().Draw(t, "list")
		to.List = from.List && to.Kind != field.Blocks
		thereAndBack(t, from, to)
	})
}

func TestListsAndDocumentsCanBeUndone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.SampledFrom(field.Kinds).Draw(t, "kind").Kind
		if k == field.Blocks {
			return
		}
		list, single := fieldtest.Field(k), fieldtest.Field(k)
		list.List = true
		if k != field.JSON { // a JSON list in a JSON value becomes several
			thereAndBack(t, single, list)
		}
		if k.Scalar() { // a whole list as one document
			thereAndBack(t, list, fieldtest.Field(field.JSON))
		}
	})
}

func thereAndBack(t *rapid.T, from, to *field.Field) {
	stored := drawStored(t, from)
	out, problem := field.Convert(fieldtest.Catalog, from, to, stored)
	if problem != "" {
		t.Fatalf("%s %s to %s: %s", from.Kind, stored, to.Kind, problem)
	}
	back, problem := field.Convert(fieldtest.Catalog, to, from, out)
	if string(back) != string(stored) || problem != "" {
		t.Fatalf("%s %s becomes %s %s and comes back as %s, problem %q", from.Kind, stored, to.Kind, out, back, problem)
	}
}

// A text of plain paragraphs is the same after having been rich.
func TestParagraphsCanBeUndone(t *testing.T) {
	line := rapid.StringMatching(`[a-zé"<&\\.][a-z é]{0,6}`)
	paragraph := rapid.Map(rapid.SliceOfN(line, 1, 3), func(lines []string) string { return strings.Join(lines, "\n") })
	rapid.Check(t, func(t *rapid.T) {
		words := strings.Join(rapid.SliceOfN(paragraph, 0, 4).Draw(t, "paragraphs"), "\n\n")
		long, rich := fieldtest.Field(field.LongText), fieldtest.Field(field.RichText)
		quoted, _ := json.Marshal(words)
		in, _ := field.Decode(nil, long, "f", quoted)
		out, problem := field.Convert(nil, long, rich, in)
		back, again := field.Convert(nil, rich, long, out)
		if string(back) != string(in) || problem+again != "" {
			t.Fatalf("%s becomes %s and comes back as %s (%s%s)", in, out, back, problem, again)
		}
	})
}

// FuzzConvert converts anything to anything: it never panics, and what it makes of a value that is stored as it should
// be is stored as it should be, too.
func FuzzConvert(f *testing.F) {
	for k, suite := range fieldtest.Suites {
		for _, good := range suite.Good {
			f.Add(string(k), string(field.JSON), uint8(0), []byte(good.In))
			f.Add(string(field.JSON), string(k), uint8(3), []byte(good.In))
		}
	}
	for _, c := range conversionExamples {
		f.Add(string(c.from), string(c.to), uint8(1), []byte(c.in))
	}
	f.Fuzz(func(t *testing.T, k1, k2 string, lists uint8, raw []byte) {
		from, to := fieldtest.Field(field.Kind(k1)), fieldtest.Field(field.Kind(k2))
		from.List = lists&1 != 0 && from.Kind != field.Blocks
		to.List = lists&2 != 0 && to.Kind != field.Blocks
		field.Convert(fieldtest.Catalog, from, to, raw) // as if it were stored
		in, problems := field.Decode(fieldtest.Catalog, from, "f", raw)
		if len(problems) > 0 || in == nil {
			return
		}
		if out, _ := field.Convert(fieldtest.Catalog, from, to, in); out != nil {
			canonical(t, to, out)
		}
	})
}
