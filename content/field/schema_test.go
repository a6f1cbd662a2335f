package field_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/content/field/fieldtest"
)

func withSchema(schema string) *field.Field {
	f := fieldtest.Field(field.JSON)
	f.Validation = &field.Validation{Schema: json.RawMessage(schema)}
	return f
}

// Each schema, with documents that fit it and documents that do not.
func TestSchemas(t *testing.T) {
	for _, c := range []struct {
		schema  string
		fits    []string
		unfit   []string
		message string // of the first that does not fit
	}{
		{`true`, []string{`1`, `{}`}, nil, ""},
		{`{}`, []string{`1`, `{}`}, nil, ""},
		{`false`, nil, []string{`1`}, "f is not allowed by the schema."},
		{`{"type":"integer"}`, []string{`1`, `1.0`, `1e3`, `-0`, `1e400`}, []string{`1.5`, `"1"`, `1e-1`}, "f must be of the type integer."},
		{`{"type":["string","boolean"]}`, []string{`"a"`, `false`}, []string{`1`, `[]`}, "f must be of the type string or boolean."},
		{`{"enum":[1,"a",{"x":[1.0,2]}]}`, []string{`1.0`, `"a"`, `{"x":[1,2.0]}`}, []string{`2`, `"A"`, `{"x":[2,1]}`, `true`}, `f must be one of 1, "a", {"x":[1.0,2]}.`},
		{`{"const":{"a":1,"b":2}}`, []string{`{"b":2,"a":1}`}, []string{`{"a":1}`}, `f must be one of {"a":1,"b":2}.`},
		{`{"enum":[1,2],"const":2}`, []string{`2`}, []string{`1`}, "f must be one of 2."},
		{`{"minLength":2,"maxLength":3}`, []string{`"😀é"`, `7`}, []string{`"a"`, `"abcd"`}, "f needs at least 2 characters."},
		{`{"pattern":"^a+$"}`, []string{`"aa"`}, []string{`"ab"`}, "f must match the pattern ^a+$."},
		{`{"format":"date"}`, []string{`"2024-02-29"`, `1`}, []string{`"2023-02-29"`}, "f must be of the format date."},
		{`{"format":"date-time"}`, []string{`"2024-02-29T00:00:00Z"`}, []string{`"2024-02-29"`}, "f must be of the format date-time."},
		{`{"format":"email"}`, []string{`"a@b.c"`}, []string{`"a"`}, "f must be of the format email."},
		{`{"format":"uri"}`, []string{`"https://a.b/c"`}, []string{`"/a"`, `"javascript:x"`}, "f must be of the format uri."},
		{`{"format":"uuid"}`, []string{`"123e4567-e89b-12d3-A456-426614174000"`}, []string{`"123e4567e89b12d3a456426614174000"`, `"123e4567-e89b-12d3-a456-42661417400g"`}, "f must be of the format uuid."},
		{`{"minimum":1.5,"maximum":1e2}`, []string{`1.5`, `100`}, []string{`1.4999999999999999999999`, `100.0000000000000000001`, `1e400`}, "f must be at least 1.5."},
		{`{"exclusiveMinimum":0,"exclusiveMaximum":1}`, []string{`0.5`, `1e-400`}, []string{`0`, `1`}, "f must be above 0."},
		{`{"minimum":-12,"maximum":-1.2}`, []string{`-12`, `-1.2`, `-5`}, []string{`-12.1`, `-1.19`, `0`, `1`, `-120`}, "f must be at least -12."},
		{`{"multipleOf":0.01}`, []string{`0.07`, `19.99`, `0`}, []string{`0.075`, `1e-999999`}, "f must be a multiple of 1/100."},
		{`{"required":["a"],"properties":{"a":{"type":"string"}}}`, []string{`{"a":"x","b":1}`, `1`}, []string{`{}`, `{"a":1}`}, `f needs the member "a".`},
		{`{"properties":{"a":{}},"additionalProperties":false}`, []string{`{"a":1}`}, []string{`{"b":1}`}, "f.b is not allowed by the schema."},
		{`{"patternProperties":{"^x-":{"type":"number"}},"additionalProperties":{"type":"string"}}`, []string{`{"x-a":1,"b":"c"}`}, []string{`{"x-a":"1"}`, `{"b":1}`}, "f.x-a must be of the type number."},
		{`{"propertyNames":{"maxLength":1}}`, []string{`{"a":1}`}, []string{`{"ab":1}`}, "f.ab takes at most 1 character."},
		{`{"minProperties":1,"maxProperties":2}`, []string{`{"a":1}`}, []string{`{}`, `{"a":1,"b":2,"c":3}`}, "f needs at least 1 member."},
		{`{"dependentRequired":{"a":["b"]}}`, []string{`{}`, `{"b":1}`, `{"a":1,"b":1}`}, []string{`{"a":1}`}, `f needs the member "b" beside "a".`},
		{`{"dependentSchemas":{"a":{"required":["c"]}}}`, []string{`{}`, `{"a":1,"c":1}`}, []string{`{"a":1}`}, `f needs the member "c".`},
		{`{"prefixItems":[{"type":"string"}],"items":{"type":"number"}}`, []string{`[]`, `["a",1,2]`}, []string{`[1]`, `["a","b"]`}, "f[0] must be of the type string."},
		{`{"minItems":1,"maxItems":2,"uniqueItems":true}`, []string{`[1,2]`, `["1",1]`}, []string{`[]`, `[1,2,3]`, `[1,1.0]`, `[{"a":1,"b":2},{"b":2,"a":1}]`}, "f needs at least 1 item."},
		{`{"contains":{"type":"string"}}`, []string{`[1,"a"]`}, []string{`[]`, `[1]`}, "f needs at least 1 item that the schema describes."},
		{`{"contains":{"type":"string"},"minContains":0,"maxContains":1}`, []string{`[]`, `["a"]`}, []string{`["a","b"]`}, "f takes at most 1 item that the schema describes."},
		{`{"allOf":[{"minimum":1},{"maximum":2}]}`, []string{`1`}, []string{`3`, `0`}, "f must be at most 2."},
		{`{"anyOf":[{"const":1},{"type":"string"}]}`, []string{`1`, `"a"`}, []string{`2`}, "f must fit one of 2 schemas."},
		{`{"oneOf":[{"minimum":1},{"maximum":2}]}`, []string{`0`, `3`}, []string{`1`}, "f must fit exactly one of 2 schemas, and fits 2."},
		{`{"not":{"type":"null"}}`, []string{`[null]`}, []string{}, ""},
		{`{"if":{"required":["a"]},"then":{"required":["b"]},"else":{"required":["c"]}}`, []string{`{"a":1,"b":1}`, `{"c":1}`}, []string{`{"a":1}`, `{}`}, `f needs the member "b".`},
		{`{"$defs":{"a/b~":{"type":"number"}},"items":{"$ref":"#/$defs/a~1b~0"}}`, []string{`[1]`}, []string{`["a"]`}, "f[0] must be of the type number."},
		{`{"properties":{"next":{"$ref":"#"}},"additionalProperties":false}`, []string{`{"next":{"next":{}}}`}, []string{`{"next":{"nxt":{}}}`}, "f.next.nxt is not allowed by the schema."},
		{`{"$schema":"https://json-schema.org/draft/2020-12/schema","title":"T","description":"D","default":1,"examples":[1],"$comment":"c","deprecated":true,"readOnly":true}`, []string{`1`}, nil, ""},
	} {
		f := withSchema(c.schema)
		if problems := field.CheckDefinition(f, "f"); len(problems) > 0 {
			t.Errorf("%s is refused: %v", c.schema, problems)
			continue
		}
		for _, doc := range c.fits {
			if problems := field.Validate(nil, f, "f", stored(t, f, doc)); len(problems) > 0 {
				t.Errorf("%s of %s: %v", c.schema, doc, problems)
			}
		}
		for i, doc := range c.unfit {
			problems := field.Validate(nil, f, "f", stored(t, f, doc))
			if len(problems) == 0 || problems[0].Rule != "schema" {
				t.Errorf("%s takes %s: %v", c.schema, doc, problems)
			} else if i == 0 && problems[0].Message != c.message {
				t.Errorf("%s of %s: %s", c.schema, doc, problems[0].Message)
			}
		}
	}
}

func TestSchemasThatAreRefused(t *testing.T) {
	for _, c := range []struct{ schema, want string }{
		{`7`, "must be an object"},
		{`{"type":"text"}`, "#/type must be of null"},
		{`{"typ":"string"}`, "#/typ is not a keyword"},
		{`{"unevaluatedProperties":false}`, "is not a keyword"},
		{`{"$id":"https://example.org/x"}`, "is not a keyword"},
		{`{"$dynamicRef":"#x"}`, "is not a keyword"},
		{`{"$schema":"http://json-schema.org/draft-07/schema#"}`, "must be https://json-schema.org/draft/2020-12/schema"},
		{`{"items":[{}]}`, "#/items must be an object"},
		{`{"properties":{"a":{"minLength":-1}}}`, "#/properties/a/minLength must be a whole number"},
		{`{"maxItems":1.5}`, "must be a whole number"},
		{`{"pattern":"(?=a)"}`, "is not a pattern of RE2"},
		{`{"pattern":7}`, "must be a string"},
		{`{"format":"ipv4"}`, "must be date, date-time"},
		{`{"required":[1]}`, "must be a string"},
		{`{"required":true}`, "must be a list of strings"},
		{`{"enum":[]}`, "must be a list of values"},
		{`{"anyOf":[]}`, "must be a list of schemas"},
		{`{"anyOf":{}}`, "must be a list of schemas"},
		{`{"properties":[]}`, "must be an object of schemas"},
		{`{"uniqueItems":1}`, "must be true or false"},
		{`{"minimum":"1"}`, "must be a number"},
		{`{"multipleOf":0}`, "must be a number above 0"},
		{`{"multipleOf":-1}`, "must be a number above 0"},
		{`{"multipleOf":1e999}`, "must be a number above 0"},
		{`{"a":1,"a":2}`, "twice"},
		{`{"$ref":"#/$defs/x"}`, "must name a schema inside"},
		// nothing is fetched, from no place
		{`{"$ref":"https://json-schema.org/draft/2020-12/schema"}`, "must name a schema inside"},
		{`{"$ref":"file:///etc/passwd"}`, "must name a schema inside"},
		{`{"$ref":"#"}`, "refers to itself"},
		{`{"$defs":{"a":{"anyOf":[{"$ref":"#/$defs/b"}]},"b":{"not":{"$ref":"#/$defs/a"}}}}`, "refers to itself"},
		{`{"title":"` + strings.Repeat("x", 33<<10) + `"}`, "takes at most 32 KB"},
		{strings.Repeat(`{"not":`, 150) + `{}` + strings.Repeat(`}`, 150), "nested more than"},
	} {
		problems := field.CheckDefinition(withSchema(c.schema), "f")
		if len(problems) != 1 || problems[0].Path != "f.validation.schema" || !strings.Contains(problems[0].Message, c.want) {
			t.Errorf("%.80s: %v, want %q", c.schema, problems, c.want)
		}
	}
	f := fieldtest.Field(field.Text)
	f.Validation = &field.Validation{Schema: json.RawMessage(`{}`)}
	if problems := field.CheckDefinition(f, "f"); len(problems) != 1 || problems[0].Rule != "rule" {
		t.Errorf("a text with a schema: %v", problems)
	}
}

// A schema of a few lines asks for 2^100 steps, another one for 2^depth of the document: both end.
func TestEntangledSchemasEnd(t *testing.T) {
	var defs []string
	for i := range 100 {
		defs = append(defs, fmt.Sprintf(`"d%d":{"allOf":[{"$ref":"#/$defs/d%d"},{"$ref":"#/$defs/d%d"}]}`, i, i+1, i+1))
	}
	fan := `{"$defs":{` + strings.Join(defs, ",") + `,"d100":{}},"$ref":"#/$defs/d0"}`
	deep := `{"allOf":[{"properties":{"a":{"$ref":"#"}}},{"properties":{"a":{"$ref":"#"}}}]}`
	for schema, doc := range map[string]string{fan: `1`, deep: strings.Repeat(`{"a":`, 99) + `1` + strings.Repeat(`}`, 99)} {
		f := withSchema(schema)
		if problems := field.CheckDefinition(f, "f"); len(problems) > 0 {
			t.Fatal(problems)
		}
		problems := field.Validate(nil, f, "f", stored(t, f, doc))
		if len(problems) != 1 || !strings.Contains(problems[0].Message, "too entangled") {
			t.Errorf("problems %v", problems)
		}
	}
}

func TestProblemsOfASchemaAreBoundedAndTakeTheMessage(t *testing.T) {
	f := withSchema(`{"items":{"type":"string"}}`)
	f.Validation.Message = "Words, please."
	problems := field.Validate(nil, f, "f", json.RawMessage(`[`+strings.Repeat("1,", 5000)+`1]`))
	if len(problems) != 20 || problems[19].Path != "f[19]" || problems[0].Message != "Words, please." {
		t.Errorf("%d problems, the first: %v", len(problems), problems[0])
	}
}

// Whatever is given as a schema, it is refused in one sentence, or checks whatever document in bounded time.
func FuzzSchema(f *testing.F) {
	for _, s := range []string{
		`{"type":"object","properties":{"a":{"$ref":"#"}},"required":["a"]}`, `{"oneOf":[{"minimum":1e400},{"multipleOf":0.1}],"not":{"enum":[1]}}`,
		`{"$defs":{"a":{"contains":true,"maxContains":2}},"items":{"$ref":"#/$defs/a"},"uniqueItems":true}`, `{"if":{"pattern":"^a"},"then":{"format":"uri"},"dependentSchemas":{"a":false}}`,
	} {
		f.Add(s, `{"a":{"a":[1,"a",1.0]}}`)
	}
	f.Fuzz(func(t *testing.T, schema, doc string) {
		fd := withSchema(schema)
		stored, problems := field.Decode(nil, fd, "f", json.RawMessage(doc))
		if len(problems) > 0 || stored == nil {
			return
		}
		refused := len(field.CheckDefinition(fd, "f")) > 0
		problems = field.Validate(nil, fd, "f", stored)
		if refused && schema != "" && (len(problems) != 1 || !strings.Contains(problems[0].Message, "cannot be used")) {
			t.Fatalf("%s is refused, and then says %v", schema, problems)
		}
		for _, p := range problems {
			if !strings.HasSuffix(p.Message, ".") || len(p.Message) > 2000 {
				t.Fatalf("%s of %s: %q", schema, doc, p.Message)
			}
		}
	})
}
