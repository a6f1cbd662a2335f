package field_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/galley-cms/galley/content/field"
)

func TestCheckDefinition(t *testing.T) {
	for _, c := range []struct{ definition, path, rule string }{
		{`{"apiId":"title","kind":"TEXT"}`, "", ""},
		{`{"apiId":"a1_","kind":"TEXT"}`, "", ""},
		{`{"apiId":"","kind":"TEXT"}`, "apiId", "name"},
		{`{"apiId":"Title","kind":"TEXT"}`, "apiId", "name"},
		{`{"apiId":"__x","kind":"TEXT"}`, "apiId", "name"},
		{`{"apiId":"_x","kind":"TEXT"}`, "apiId", "name"},
		{`{"apiId":"1x","kind":"TEXT"}`, "apiId", "name"},
		{`{"apiId":"a-b","kind":"TEXT"}`, "apiId", "name"},
		{`{"apiId":"größe","kind":"TEXT"}`, "apiId", "name"},
		{`{"apiId":"` + strings.Repeat("a", 65) + `","kind":"TEXT"}`, "apiId", "name"},
		{`{"apiId":"publishedAt","kind":"DATE"}`, "apiId", "reserved"},
		{`{"apiId":"not","kind":"TEXT"}`, "apiId", "reserved"},
		{`{"apiId":"x","kind":"STRING"}`, "kind", "kind"},
		{`{"apiId":"x","kind":""}`, "kind", "kind"},

		{`{"apiId":"x","kind":"ENUM","enum":[{"value":"a"},{"value":"B_2"}]}`, "", ""},
		{`{"apiId":"x","kind":"ENUM"}`, "enum", "enum"},
		{`{"apiId":"x","kind":"TEXT","enum":[{"value":"a"}]}`, "enum", "enum"},
		{`{"apiId":"x","kind":"ENUM","enum":[{"value":"a"},{"value":"a"}]}`, "enum[1].value", "unique"},
		{`{"apiId":"x","kind":"ENUM","enum":[{"value":"a b"}]}`, "enum[0].value", "name"},
		{`{"apiId":"x","kind":"ENUM","enum":[{"value":"__a"}]}`, "enum[0].value", "name"},
		{`{"apiId":"x","kind":"ENUM","enum":[{"value":"null"}]}`, "enum[0].value", "reserved"},

		{`{"apiId":"x","kind":"REFERENCE","models":["a","b"],"onDelete":"RESTRICT"}`, "", ""},
		{`{"apiId":"x","kind":"REFERENCE"}`, "models", "models"},
		{`{"apiId":"x","kind":"REFERENCE","models":["a","a"]}`, "models[1]", "unique"},
		{`{"apiId":"x","kind":"TEXT","models":["a"]}`, "models", "models"},
		{`{"apiId":"x","kind":"ASSET","models":["a"]}`, "models", "models"},
		{`{"apiId":"x","kind":"ASSET","onDelete":"SET_NULL"}`, "", ""},
		{`{"apiId":"x","kind":"ASSET","onDelete":"CASCADE"}`, "onDelete", "onDelete"},
		{`{"apiId":"x","kind":"TEXT","onDelete":"RESTRICT"}`, "onDelete", "onDelete"},
		{`{"apiId":"x","kind":"COMPONENT","components":["a"],"list":true}`, "", ""},
		{`{"apiId":"x","kind":"COMPONENT"}`, "components", "components"},
		{`{"apiId":"x","kind":"COMPONENT","components":["a","b"]}`, "components", "components"},
		{`{"apiId":"x","kind":"BLOCKS","components":["a","b"]}`, "", ""},
		{`{"apiId":"x","kind":"BLOCKS"}`, "components", "components"},
		{`{"apiId":"x","kind":"BLOCKS","components":["a"],"list":true}`, "list", "list"},

		{`{"apiId":"x","kind":"SLUG","unique":true,"required":true}`, "", ""},
		{`{"apiId":"x","kind":"DATETIME","unique":true}`, "", ""},
		{`{"apiId":"x","kind":"SLUG","unique":true,"list":true}`, "unique", "unique"},
		{`{"apiId":"x","kind":"BOOLEAN","unique":true}`, "unique", "unique"},
		{`{"apiId":"x","kind":"RICH_TEXT","unique":true}`, "unique", "unique"},
		{`{"apiId":"x","kind":"ASSET","unique":true}`, "unique", "unique"},
		{`{"apiId":"x","kind":"INTEGER","unique":true,"default":1}`, "default", "unique"},

		{`{"apiId":"x","kind":"LONG_TEXT","filterable":true}`, "", ""},
		{`{"apiId":"x","kind":"JSON","filterable":true}`, "filterable", "filterable"},
		{`{"apiId":"x","kind":"JSON","filterable":false}`, "", ""},

		{`{"apiId":"x","kind":"TEXT","validation":{"minLength":1,"maxLength":2,"pattern":"a","in":["a"],"message":"m"}}`, "", ""},
		{`{"apiId":"x","kind":"TEXT","validation":{"min":1}}`, "validation.min", "rule"},
		{`{"apiId":"x","kind":"INTEGER","validation":{"maxLength":1}}`, "validation.maxLength", "rule"},
		{`{"apiId":"x","kind":"DATE","validation":{"max":1}}`, "validation.max", "rule"},
		{`{"apiId":"x","kind":"TEXT","validation":{"maxItems":1}}`, "validation.maxItems", "rule"},
		{`{"apiId":"x","kind":"TEXT","list":true,"validation":{"minItems":0,"maxItems":1}}`, "", ""},
		{`{"apiId":"x","kind":"BLOCKS","components":["a"],"validation":{"maxItems":1}}`, "", ""},
		{`{"apiId":"x","kind":"TEXT","validation":{"minLength":3,"maxLength":2}}`, "validation.maxLength", "rule"},
		{`{"apiId":"x","kind":"TEXT","validation":{"minLength":-1}}`, "validation.minLength", "rule"},
		{`{"apiId":"x","kind":"TEXT","list":true,"validation":{"maxItems":-1}}`, "validation.maxItems", "rule"},
		{`{"apiId":"x","kind":"FLOAT","validation":{"min":3,"max":2.5}}`, "validation.max", "rule"},
		{`{"apiId":"x","kind":"INTEGER","validation":{"min":"one"}}`, "validation.min", "rule"},
		{`{"apiId":"x","kind":"INTEGER","validation":{"max":1e400}}`, "validation.max", "rule"},
		{`{"apiId":"x","kind":"DATE","validation":{"min":"2024-02-29","max":"2024-02-29"}}`, "", ""},
		{`{"apiId":"x","kind":"DATE","validation":{"min":"2023-02-29"}}`, "validation.min", "rule"},
		{`{"apiId":"x","kind":"DATE","validation":{"min":"2024-03-01","max":"2024-02-29"}}`, "validation.max", "rule"},
		{`{"apiId":"x","kind":"TIME","validation":{"min":"09:00","max":"17:30:00"}}`, "", ""},
		{`{"apiId":"x","kind":"TIME","validation":{"max":"24:00"}}`, "validation.max", "rule"},
		{`{"apiId":"x","kind":"DATETIME","validation":{"min":"2024-01-01T00:30:00+01:00","max":"2023-12-31T23:30:00Z"}}`, "", ""},
		{`{"apiId":"x","kind":"DATETIME","validation":{"min":"2024-01-01"}}`, "validation.min", "rule"},
		{`{"apiId":"x","kind":"BOOLEAN","validation":{"min":"false"}}`, "validation.min", "rule"},

		{`{"apiId":"x","kind":"TEXT","unique":true,"validation":{"messages":{"minLength":"a","pattern":"b","required":"c","unique":"d"}}}`, "", ""},
		{`{"apiId":"x","kind":"EMAIL","list":true,"validation":{"messages":{"email":"a","maxItems":"b","in":"c"}}}`, "", ""},
		{`{"apiId":"x","kind":"TEXT","validation":{"messages":{"min":"a"}}}`, "validation.messages.min", "rule"},
		{`{"apiId":"x","kind":"TEXT","validation":{"messages":{"maxItems":"a"}}}`, "validation.messages.maxItems", "rule"},
		{`{"apiId":"x","kind":"BOOLEAN","validation":{"messages":{"unique":"a"}}}`, "validation.messages.unique", "rule"},
		{`{"apiId":"x","kind":"TEXT","validation":{"messages":{"pattern":""}}}`, "validation.messages.pattern", "rule"},
		{`{"apiId":"x","kind":"TEXT","validation":{"messages":{"pattern":"` + strings.Repeat("a", 501) + `"}}}`, "validation.messages.pattern", "rule"},
		{`{"apiId":"x","kind":"TEXT","validation":{"pattern":"(a"}}`, "validation.pattern", "pattern"},
		{`{"apiId":"x","kind":"TEXT","validation":{"pattern":"(?=a)"}}`, "validation.pattern", "pattern"},
		{`{"apiId":"x","kind":"TEXT","validation":{"pattern":"((a{1000}){1000}){1000}"}}`, "validation.pattern", "pattern"},
		{`{"apiId":"x","kind":"TEXT","validation":{"pattern":"` + strings.Repeat("a", 1001) + `"}}`, "validation.pattern", "pattern"},
		{`{"apiId":"x","kind":"ASSET","validation":{"mimeTypes":["image/*","application/pdf"],"maxBytes":1}}`, "", ""},
		{`{"apiId":"x","kind":"ASSET","validation":{"mimeTypes":["png"]}}`, "validation.mimeTypes[0]", "rule"},
		{`{"apiId":"x","kind":"ASSET","validation":{"maxBytes":0}}`, "validation.maxBytes", "rule"},
		{`{"apiId":"x","kind":"TEXT","validation":{"mimeTypes":["image/*"]}}`, "validation.mimeTypes", "rule"},
		{`{"apiId":"x","kind":"INTEGER","validation":{"in":["1","-2"]}}`, "", ""},
		{`{"apiId":"x","kind":"INTEGER","validation":{"in":["1","2.0"]}}`, "validation.in[1]", "rule"},
		{`{"apiId":"x","kind":"FLOAT","validation":{"in":["one"]}}`, "validation.in[0]", "rule"},

		{`{"apiId":"x","kind":"TEXT","default":"a"}`, "", ""},
		{`{"apiId":"x","kind":"TEXT","default":null}`, "", ""},
		{`{"apiId":"x","kind":"TEXT","list":true,"default":["a"]}`, "", ""},
		{`{"apiId":"x","kind":"TEXT","list":true,"default":"a"}`, "default", "type"},
		{`{"apiId":"x","kind":"TEXT","default":1}`, "default", "type"},
		{`{"apiId":"x","kind":"ENUM","enum":[{"value":"a"}],"default":"b"}`, "default", "enum"},
		{`{"apiId":"x","kind":"INTEGER","validation":{"max":1},"default":2}`, "default", "max"},
		{`{"apiId":"x","kind":"COMPONENT","components":["a"],"default":{}}`, "default", "default"},
	} {
		var f field.Field
		if err := json.Unmarshal([]byte(c.definition), &f); err != nil {
			t.Fatal(err)
		}
		problems := field.CheckDefinition(&f, "fields[0]")
		switch {
		case c.rule == "" && len(problems) > 0:
			t.Errorf("%s: %v", c.definition, problems)
		case c.rule == "":
		case len(problems) != 1 || problems[0].Path != "fields[0]."+c.path || problems[0].Rule != c.rule:
			t.Errorf("%s: %v, want %s for %s", c.definition, problems, c.path, c.rule)
		}
	}
}

func TestDefinitionsComeBackAsTheyAre(t *testing.T) {
	const definition = `{"id":"f1","apiId":"x","kind":"TEXT","required":true,"filterable":false,"default":"a","validation":{"minLength":0}}`
	var f field.Field
	if err := json.Unmarshal([]byte(definition), &f); err != nil {
		t.Fatal(err)
	}
	if out, err := json.Marshal(&f); err != nil || string(out) != definition {
		t.Errorf("%s comes back as %s, %v", definition, out, err)
	}
}

func TestIsFilterable(t *testing.T) {
	yes, no := true, false
	for _, c := range []struct {
		kind field.Kind
		set  *bool
		want bool
	}{
		{field.Text, nil, true}, {field.Text, &no, false}, {field.LongText, nil, false}, {field.LongText, &yes, true},
		{field.Boolean, nil, true}, {field.Enum, nil, true}, {field.DateTime, nil, true},
		{field.JSON, nil, false}, {field.JSON, &yes, false}, {field.Location, nil, false}, {field.RichText, &yes, false},
		{field.Reference, nil, true}, {field.Reference, &no, true}, {field.Asset, &no, true},
		{field.Component, &yes, false}, {field.Blocks, nil, false}, {"NONE", nil, false},
	} {
		f := &field.Field{Kind: c.kind, Filterable: c.set}
		if got := f.IsFilterable(); got != c.want {
			t.Errorf("%s filterable: %t, want %t", c.kind, got, c.want)
		}
	}
}
