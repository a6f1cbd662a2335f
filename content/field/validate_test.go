package field_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/content/field/fieldtest"
)

func TestRules(t *testing.T) {
	for _, c := range []struct {
		kind  field.Kind
		list  bool
		rules string // JSON of Validation
		value string // external
		rule  string // broken, or none
	}{
		{field.Text, false, `{"minLength":2}`, `"é"`, "minLength"},
		{field.Text, false, `{"minLength":2}`, `"éa"`, ""},
		{field.Text, false, `{"minLength":1}`, `""`, "minLength"},
		{field.Text, false, `{"maxLength":2}`, `"😀😀"`, ""},
		{field.Text, false, `{"maxLength":2}`, `"abc"`, "maxLength"},
		{field.LongText, false, `{"pattern":"^[a-z]+$"}`, `"abc"`, ""},
		{field.LongText, false, `{"pattern":"^[a-z]+$"}`, `"abc1"`, "pattern"},
		{field.LongText, false, `{"pattern":"b"}`, `"abc"`, ""},
		{field.Text, false, `{"in":["a","b"]}`, `"a"`, ""},
		{field.Text, false, `{"in":["a","b"]}`, `"A"`, "in"},
		{field.Slug, false, `{"maxLength":3}`, `"abcd"`, "maxLength"},
		{field.Email, false, `{"pattern":"@example\\.org$"}`, `"a@example.com"`, "pattern"},
		{field.URL, false, `{"pattern":"^https:"}`, `"http://example.org"`, "pattern"},
		{field.Color, false, `{"in":["#fff","#000"]}`, `"#111"`, "in"},
		{field.Integer, false, `{"min":1,"max":3}`, `0`, "min"},
		{field.Integer, false, `{"min":1,"max":3}`, `3`, ""},
		{field.Integer, false, `{"min":1,"max":3}`, `4`, "max"},
		{field.Integer, false, `{"in":["1","3"]}`, `2`, "in"},
		{field.Integer, false, `{"in":["1","3"]}`, `3.0`, ""},
		{field.Float, false, `{"max":0.5}`, `0.50001`, "max"},
		{field.Float, false, `{"max":0.5}`, `0.5`, ""},
		{field.Integer, true, `{"min":1}`, `[1,0]`, "min"},
		{field.Date, false, `{"min":"2024-02-29"}`, `"2024-02-28"`, "min"},
		{field.Date, false, `{"min":"2024-02-29","max":"2024-02-29"}`, `"2024-02-29"`, ""},
		{field.Date, false, `{"max":"2024-02-29"}`, `"2024-03-01"`, "max"},
		{field.Date, true, `{"max":"2024-02-29"}`, `["2024-02-29","9999-12-31"]`, "max"},
		{field.Time, false, `{"min":"09:00"}`, `"08:59:59.999999"`, "min"},
		{field.Time, false, `{"min":"09:00","max":"17:00"}`, `"09:00:00"`, ""},
		{field.Time, false, `{"max":"17:00:00"}`, `"17:00:00.000001"`, "max"},
		{field.DateTime, false, `{"min":"2024-01-01T00:00:00Z"}`, `"2024-01-01T00:30:00+01:00"`, "min"},
		{field.DateTime, false, `{"min":"2024-01-01T01:00:00+01:00","max":"2024-01-01T00:00:00Z"}`, `"2024-01-01T00:00:00Z"`, ""},
		{field.DateTime, false, `{"max":"2024-01-01T00:00:00Z"}`, `"2024-01-01T00:00:00.000001Z"`, "max"},
		{field.RichText, false, `{"maxLength":4}`, rich("12345"), "maxLength"},
		{field.RichText, false, `{"minLength":5}`, rich("12345"), ""},
		{field.Text, true, `{"minItems":2}`, `["a"]`, "minItems"},
		{field.Text, true, `{"maxItems":1}`, `["a","b"]`, "maxItems"},
		{field.Text, true, `{"maxLength":1}`, `["a","bb"]`, "maxLength"},
		{field.Reference, true, `{"maxItems":1}`, `["a","b"]`, "maxItems"},
		{field.Blocks, false, `{"minItems":1}`, `[]`, "minItems"},
	} {
		f := fieldtest.Field(c.kind)
		f.List = c.list
		f.Validation = rules(t, c.rules)
		problems := field.Validate(fieldtest.Catalog, f, "f", stored(t, f, c.value))
		switch {
		case c.rule == "" && len(problems) > 0:
			t.Errorf("%s %s of %s: %v", c.kind, c.rules, c.value, problems)
		case c.rule != "" && (len(problems) != 1 || problems[0].Rule != c.rule):
			t.Errorf("%s %s of %s: %v, want the rule %s broken", c.kind, c.rules, c.value, problems, c.rule)
		}
	}
}

func rules(t *testing.T, s string) *field.Validation {
	t.Helper()
	var v field.Validation
	if err := json.Unmarshal([]byte(s), &v); err != nil {
		t.Fatal(err)
	}
	return &v
}

func stored(t *testing.T, f *field.Field, external string) json.RawMessage {
	t.Helper()
	out, problems := field.Decode(fieldtest.Catalog, f, f.APIID, json.RawMessage(external))
	if len(problems) > 0 {
		t.Fatalf("%s is refused: %v", external, problems)
	}
	return out
}

func rich(words string) string {
	return `{"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"` + words + `"}]}]}`
}

func TestMessageOfAFieldStandsInForItsRules(t *testing.T) {
	f := fieldtest.Field(field.Text)
	f.Validation = rules(t, `{"maxLength":1,"message":"One letter, please."}`)
	problems := field.Validate(nil, f, "f", json.RawMessage(`"ab"`))
	if len(problems) != 1 || problems[0].Message != "One letter, please." || problems[0].Rule != "maxLength" {
		t.Errorf("problems %v", problems)
	}
}

func TestRulesHaveMessagesOfTheirOwn(t *testing.T) {
	for _, c := range []struct {
		kind  field.Kind
		list  bool
		rules string
		value string // external; empty: none
		want  string
	}{
		{field.Text, false, `{"minLength":2,"messages":{"minLength":"Longer."}}`, `"a"`, "Longer."},
		{field.Text, false, `{"minLength":2,"message":"All.","messages":{"minLength":"Longer."}}`, `"a"`, "Longer."},
		{field.Text, false, `{"minLength":2,"message":"All.","messages":{"maxLength":"Shorter."}}`, `"a"`, "All."},
		{field.Text, false, `{"messages":{"required":"Who wrote it?"}}`, ``, "Who wrote it?"},
		{field.Text, false, `{"message":"All."}`, ``, "f is required."},
		{field.Email, false, `{"messages":{"email":"No address."}}`, `"ada"`, "No address."},
		{field.Enum, false, `{"messages":{"enum":"No colour."}}`, `"blue"`, "No colour."},
		{field.Date, false, `{"min":"2024-01-01","messages":{"min":"Too early."}}`, `"2023-12-31"`, "Too early."},
		{field.Date, false, `{"min":"2024-01-01"}`, `"2023-12-31"`, "f must be 2024-01-01 or later."},
		{field.Time, false, `{"max":"17:00"}`, `"18:00"`, "f must be 17:00 or earlier."},
		{field.Float, false, `{"max":1.50}`, `2`, "f must be at most 1.50."},
		{field.Text, true, `{"maxItems":1,"messages":{"maxItems":"One."}}`, `["a","b"]`, "One."},
	} {
		f := fieldtest.Field(c.kind)
		f.List, f.Required, f.Validation = c.list, true, rules(t, c.rules)
		problems := field.Validate(fieldtest.Catalog, f, "f", stored(t, f, c.value))
		if len(problems) != 1 || problems[0].Message != c.want {
			t.Errorf("%s %s of %s: %v, want %s", c.kind, c.rules, c.value, problems, c.want)
		}
	}
}

func TestAMessageOfAnUnknownRuleIsRefusedWithThoseThereAre(t *testing.T) {
	f := fieldtest.Field(field.Slug)
	f.Validation = rules(t, `{"messages":{"minlength":"Longer."}}`)
	want := "f.validation.messages.minlength is no rule of this field of kind SLUG, which has minLength, maxLength, pattern, in, slug, required, unique."
	if problems := field.CheckDefinition(f, "f"); len(problems) != 1 || problems[0].Message != want {
		t.Errorf("%v, want %s", problems, want)
	}
}

func TestBoundsKeepTheirForm(t *testing.T) {
	in := `{"min":1.50,"max":"2024-01-01"}`
	if out, err := json.Marshal(rules(t, in)); err != nil || string(out) != in {
		t.Errorf("%s comes back as %s, %v", in, out, err)
	}
	for _, bad := range []string{`{"min":true}`, `{"min":[1]}`, `{"max":{}}`} {
		if err := json.Unmarshal([]byte(bad), &field.Validation{}); err == nil {
			t.Errorf("%s is taken", bad)
		}
	}
}

func TestRequiredCountsWhatShowsNothingAsMissing(t *testing.T) {
	for _, c := range []struct {
		kind    field.Kind
		value   string
		missing bool
	}{
		{field.Text, `""`, false}, // a value, not null
		{field.Boolean, `false`, false},
		{field.Integer, `0`, false},
		{field.RichText, `{"type":"doc"}`, true},
		{field.RichText, rich(" "), true},
		{field.RichText, rich("x"), false},
		{field.RichText, `{"type":"doc","content":[{"type":"embedAsset","attrs":{"id":"a"}}]}`, false},
		{field.Blocks, `[]`, true},
		{field.JSON, `{}`, false},
	} {
		f := fieldtest.Field(c.kind)
		f.Required = true
		problems := field.Validate(fieldtest.Catalog, f, "f", stored(t, f, c.value))
		if missing := len(problems) == 1 && problems[0].Rule == "required"; missing != c.missing {
			t.Errorf("%s %s: problems %v, want missing = %t", c.kind, c.value, problems, c.missing)
		}
	}
}

// C22
func TestCatastrophicPatternEnds(t *testing.T) {
	f := fieldtest.Field(field.Text)
	f.Validation = &field.Validation{Pattern: `^(a+)+$`}
	value := json.RawMessage(`"` + strings.Repeat("a", 100_000) + `!"`)
	if problems := field.Validate(nil, f, "f", value); len(problems) != 1 || problems[0].Rule != "pattern" {
		t.Errorf("problems %v", problems)
	}
}

func TestProblemsAreBounded(t *testing.T) {
	f := fieldtest.Field(field.Integer)
	f.List = true
	_, problems := field.Decode(nil, f, "f", json.RawMessage("["+strings.Repeat(`"x",`, 5000)+`"x"]`))
	if len(problems) != 100 || problems[99].Path != "f[99]" {
		t.Errorf("%d problems", len(problems))
	}
}

func TestEveryProblemIsTold(t *testing.T) {
	f := fieldtest.Field(field.Component)
	_, problems := field.Decode(fieldtest.Catalog, f, "hero", json.RawMessage(`{"title":1,"image":2,"x":3}`))
	paths := map[string]bool{}
	for _, p := range problems {
		paths[p.Path] = true
	}
	if len(problems) != 3 || !paths["hero.title"] || !paths["hero.image"] || !paths["hero.x"] {
		t.Errorf("problems %v", problems)
	}
}

func TestRulesCountInWords(t *testing.T) {
	for want, f := range map[string]*field.Field{
		"f needs at least 1 item, and has 0.":        {APIID: "f", Kind: field.Text, List: true, Validation: rules(t, `{"minItems":1}`)},
		"f needs at least 2 items, and has 0.":       {APIID: "f", Kind: field.Text, List: true, Validation: rules(t, `{"minItems":2}`)},
		"f[0] takes at most 1 character, and has 2.": {APIID: "f", Kind: field.Text, List: true, Validation: rules(t, `{"maxLength":1}`)},
	} {
		value := `[]`
		if f.Validation.MaxLength != nil {
			value = `["ab"]`
		}
		problems := field.Validate(fieldtest.Catalog, f, "f", stored(t, f, value))
		if len(problems) != 1 || problems[0].Message != want {
			t.Errorf("%v, want %s", problems, want)
		}
	}
}
