package field_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/content/field/fieldtest"
)

// conditions are what the server and the admin both hold to.
type conditions struct {
	Values map[string]json.RawMessage
	Cases  [][2]any
	Bad    []string
}

func readData(t *testing.T, file string, into any) {
	t.Helper()
	raw, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, into); err != nil {
		t.Fatal(err)
	}
}

func TestConditions(t *testing.T) {
	var data conditions
	readData(t, "conditions.json", &data)
	if len(data.Cases) < 40 || len(data.Bad) < 20 {
		t.Fatalf("only %d cases and %d bad ones", len(data.Cases), len(data.Bad))
	}
	value := func(name string) json.RawMessage { return data.Values[name] }
	for _, c := range data.Cases {
		f := &field.Field{VisibleWhen: c[0].(string)}
		if got := !field.Hidden(f, value); got != c[1] {
			t.Errorf("%s is %t", f.VisibleWhen, got)
		}
	}
	for _, text := range append(data.Bad[2:], strings.Repeat("(", 50)+"live"+strings.Repeat(")", 50), strings.Repeat("not ", 50)+"live", `kind == "`+strings.Repeat("a", 1000)+`"`) {
		f := &field.Field{APIID: "f", Kind: field.Text, VisibleWhen: text}
		problems := field.CheckSiblings([]*field.Field{f}, apiID)
		if len(problems) == 0 || problems[0].Rule != "visibleWhen" || !strings.Contains(problems[0].Message, "is no condition: ") {
			t.Errorf("%q is taken: %v", text, problems)
		}
		if field.Hidden(f, value) {
			t.Errorf("%q hides its field", text)
		}
	}
}

func apiID(f *field.Field) string { return f.APIID }

func TestSiblingsAreChecked(t *testing.T) {
	const others = `{"apiId":"title","kind":"TEXT"},{"apiId":"names","kind":"TEXT","list":true},{"apiId":"n","kind":"INTEGER"},{"apiId":"on","kind":"BOOLEAN"},{"apiId":"data","kind":"JSON"}`
	for definition, want := range map[string]string{
		`"kind":"SLUG","slugFrom":"title"`:                       "",
		`"kind":"SLUG","slugFrom":"nothing"`:                     "f.slugFrom names a field that does not exist",
		`"kind":"SLUG","slugFrom":"f"`:                           "must name another field",
		`"kind":"SLUG","slugFrom":"names"`:                       "must name another field",
		`"kind":"SLUG","slugFrom":"n"`:                           "must name another field",
		`"kind":"SLUG","list":true,"slugFrom":"title"`:           "fits single SLUG fields only",
		`"kind":"TEXT","slugFrom":"title"`:                       "fits single SLUG fields only",
		`"kind":"TEXT","visibleWhen":"on and n > 1"`:             "",
		`"kind":"TEXT","visibleWhen":"data != nil"`:              "",
		`"kind":"TEXT","visibleWhen":"names == nil"`:             "",
		`"kind":"TEXT","visibleWhen":"title in ['a','b']"`:       "",
		`"kind":"TEXT","visibleWhen":"titel == 'a'"`:             `f.visibleWhen names a field that does not exist: "titel"`,
		`"kind":"TEXT","visibleWhen":"f == 'a'"`:                 "must not ask about the field itself",
		`"kind":"TEXT","visibleWhen":"title"`:                    "must compare title with something",
		`"kind":"TEXT","visibleWhen":"not title"`:                "must compare title with something",
		`"kind":"TEXT","visibleWhen":"title > 1"`:                "must compare numbers with >",
		`"kind":"TEXT","visibleWhen":"n < 'a'"`:                  "must compare numbers with <",
		`"kind":"TEXT","visibleWhen":"'a' in title"`:             "must have a list after in",
		`"kind":"TEXT","visibleWhen":"names == 'a'"`:             "only with nil",
		`"kind":"TEXT","visibleWhen":"on or (data == 'a')"`:      "only with nil",
		`"kind":"TEXT","visibleWhen":"n == ['a']"`:               "only with nil",
		`"kind":"TEXT","visibleWhen":"on and data == 1 or titl"`: "does not exist",
		`"kind":"TEXT","visibleWhen":"on == (title == 'a')"`:     "",
		`"kind":"TEXT","visibleWhen":"title == 'a' == 'b'"`:      "is no condition",
		`"kind":"TEXT","visibleWhen":"drop table entries"`:       "is no condition",
		`"kind":"TEXT","visibleWhen":"__proto__ == 1"`:           "does not exist",
		`"kind":"TEXT","visibleWhen":"title == '\u202e' || on"`:  "",
		`"kind":"TEXT","visibleWhen":"title == \"a\\\\\" or on"`: "",
	} {
		var fields []*field.Field
		if err := json.Unmarshal([]byte(`[{"apiId":"f",`+definition+`},`+others+`]`), &fields); err != nil {
			t.Fatalf("%s: %v", definition, err)
		}
		problems := field.CheckSiblings(fields, apiID)
		if want == "" && len(problems) > 0 || want != "" && (len(problems) == 0 || !strings.Contains(problems[0].Message, want)) {
			t.Errorf("%s: %v, want %q", definition, problems, want)
		}
	}
}

func TestHiddenMembersMayBeMissingButNotWrong(t *testing.T) {
	fields := []*field.Field{
		{ID: "a", APIID: "kind", Kind: field.Text},
		{ID: "b", APIID: "link", Kind: field.URL, Required: true, VisibleWhen: `kind == "LINK"`},
		{ID: "c", APIID: "tags", Kind: field.Text, List: true, VisibleWhen: `kind == "LINK"`, Validation: rules(t, `{"minItems":1}`)},
	}
	catalog := one{"part", fields}
	f := &field.Field{ID: "f", APIID: "f", Kind: field.Component, Components: []string{"part"}}
	for value, want := range map[string]string{
		`{"a":"TEXT"}`:                           "",
		`{"a":"TEXT","c":[]}`:                    "",
		`{"a":"TEXT","b":"no link"}`:             "f.link url",
		`{"a":"LINK","c":["x"]}`:                 "f.link required",
		`{"a":"LINK","b":"/x","c":[]}`:           "f.tags minItems",
		`{"a":"LINK","b":"/x","c":["x"]}`:        "",
		`{}`:                                     "",
		`{"a":"LINK","b":"/x"}`:                  "",
		`{"a":"TEXT","b":"/x","c":["x"]}`:        "",
		`{"a":"TEXT","b":"javascript:alert(1)"}`: "f.link url",
	} {
		got := ""
		for _, p := range field.Validate(catalog, f, "f", json.RawMessage(value)) {
			got += p.Path + " " + p.Rule
		}
		if got != want {
			t.Errorf("%s: problems %q, want %q", value, got, want)
		}
	}
}

// one is a catalog of one component whose id is its name.
type one struct {
	name   string
	fields []*field.Field
}

func (o one) ComponentByAPIID(s string) (string, []*field.Field, bool) {
	return o.name, o.fields, s == o.name
}
func (o one) ComponentByID(s string) (string, []*field.Field, bool) {
	return o.name, o.fields, s == o.name
}

func TestMembersHaveDefaultsAndSlugs(t *testing.T) {
	fields := []*field.Field{
		{ID: "a", APIID: "title", Kind: field.Text},
		{ID: "b", APIID: "level", Kind: field.Integer, Default: json.RawMessage(`2`)},
		{ID: "c", APIID: "anchor", Kind: field.Slug, SlugFrom: "title"},
	}
	catalog := one{"part", fields}
	f := &field.Field{ID: "f", APIID: "f", Kind: field.Component, Components: []string{"part"}}
	for in, want := range map[string]string{
		`{}`:                             `{"b":2}`,
		`{"level":null}`:                 `{}`,
		`{"level":3,"title":"Über uns"}`: `{"a":"Über uns","b":3,"c":"uber-uns"}`,
		`{"title":"***"}`:                `{"a":"***","b":2}`,
		`{"title":"A","anchor":"mine"}`:  `{"a":"A","b":2,"c":"mine"}`,
		`{"title":"A","anchor":null,"level":null}`: `{"a":"A","c":"a"}`,
	} {
		got, problems := field.Decode(catalog, f, "f", json.RawMessage(in))
		if string(got) != want || len(problems) > 0 {
			t.Errorf("%s is stored as %s, %v, want %s", in, got, problems, want)
		}
	}
}

// C15
func TestSlugify(t *testing.T) {
	var data [][2]string
	readData(t, "slugs.json", &data)
	for _, c := range data {
		got := field.Slugify(c[0])
		if got != c[1] {
			t.Errorf("the slug of %q is %q, want %q", c[0], got, c[1])
		}
	}
}

// What is made is empty, or can be published, and is its own slug.
func FuzzSlugify(f *testing.F) {
	for _, s := range []string{"Don’t panic", "İß", "\u202e\u0301a", "नमस्ते", "a/../b", strings.Repeat("ß", 100), strings.Repeat("e\u0301\u0323", 90)} {
		f.Add(s)
	}
	slug := fieldtest.Field(field.Slug)
	f.Fuzz(func(t *testing.T, s string) {
		got := field.Slugify(s)
		if again := field.Slugify(got); again != got {
			t.Fatalf("the slug of %q is %q, and of that %q", s, got, again)
		}
		stored, _ := json.Marshal(got)
		if problems := field.Validate(nil, slug, "f", stored); got != "" && len(problems) > 0 {
			t.Fatalf("the slug of %q cannot be published: %v", s, problems)
		}
	})
}

// Whatever is written in a condition, it is read or refused, and says the same whenever it is asked.
func FuzzCondition(f *testing.F) {
	for _, s := range []string{`a == "b" and not (c < 1)`, `"x" in tags`, `((((`, `not not a`, `a in ['b', 1, true]`, `a == '\\'`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		fd := &field.Field{APIID: "f", VisibleWhen: s}
		value := func(string) json.RawMessage { return json.RawMessage(`["b",1]`) }
		hidden := field.Hidden(fd, value)
		if again := field.Hidden(fd, value); again != hidden {
			t.Fatalf("%q is both", s)
		}
		field.CheckSiblings([]*field.Field{fd, {APIID: "a", Kind: field.Text}}, apiID)
	})
}
