package field_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/content/field/fieldtest"
)

func TestBlocksGetKeysOfTheirOwn(t *testing.T) {
	f := fieldtest.Field(field.Blocks)
	var items []struct {
		Key string `json:"$k"`
	}
	in := `[{"hero":{}},{"hero":{},"key":null},{"quote":{}}]`
	if err := json.Unmarshal(stored(t, f, in), &items); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, item := range items {
		if seen[item.Key] || !field.IsID(item.Key) {
			t.Errorf("key %q comes twice, or is no key", item.Key)
		}
		seen[item.Key] = true
	}
}

func TestValuesOfRemovedComponentsAndFieldsStayDead(t *testing.T) { // C8
	blocks := json.RawMessage(`[{"$t":"gone","$k":"a","x":"1"},{"$t":"c2","$k":"b","gone":1,"q2":"e1"}]`)
	f := fieldtest.Field(field.Blocks)
	out, err := field.Encode(fieldtest.Catalog, f, blocks)
	if want := `[{"quote":{"words":null,"author":{"id":"e1"}},"key":"b"}]`; err != nil || string(out) != want {
		t.Errorf("Encode = %s, %v, want %s", out, err, want)
	}
	if problems := field.Validate(fieldtest.Catalog, f, "f", blocks); len(problems) > 0 {
		t.Errorf("problems %v", problems)
	}
	f.Kind, f.Components = field.Component, []string{"gone"}
	if out, err := field.Encode(fieldtest.Catalog, f, json.RawMessage(`{"x":1}`)); err != nil || string(out) != "null" {
		t.Errorf("a component that is gone comes back as %s, %v", out, err)
	}
	if _, problems := field.Decode(fieldtest.Catalog, f, "f", json.RawMessage(`{}`)); len(problems) != 1 || problems[0].Rule != "component" {
		t.Errorf("a component that is gone: problems %v", problems)
	}
}

func TestReferences(t *testing.T) {
	blocks := fieldtest.Field(field.Blocks)
	list := fieldtest.Field(field.Reference)
	list.List = true
	asset := fieldtest.Field(field.Asset)
	component := fieldtest.Field(field.Component)
	richText := fieldtest.Field(field.RichText)
	for _, c := range []struct {
		field *field.Field
		value string
		want  []string // ids with paths; assets with an exclamation mark
	}{
		{fieldtest.Field(field.Text), `"e1"`, nil},
		{asset, `{"id":"a1"}`, []string{"a1! f"}},
		{list, `["e1","e2","e1"]`, []string{"e1 f[0]", "e2 f[1]", "e1 f[2]"}},
		{component, `{"image":"a1","inner":[{"image":"a2"}]}`, []string{"a1! f.image", "a2! f.inner[0].image"}},
		{richText, fieldtest.EveryNode, []string{"e1 f.content[9]", "a1! f.content[10]"}},
		{
			blocks, `[{"hero":{"image":"a1"}},{"quote":{"author":"e1","words":{"type":"doc","content":[{"type":"embedEntry","attrs":{"id":"e2"}}]}}}]`,
			[]string{"a1! f[0].hero.image", "e2 f[1].quote.words.content[0]", "e1 f[1].quote.author"},
		},
	} {
		var got []string
		for _, r := range field.References(fieldtest.Catalog, c.field, stored(t, c.field, c.value)) {
			mark := map[bool]string{true: "!"}[r.Asset]
			got = append(got, r.ID+mark+" "+r.Path)
			if r.Field == nil || r.Field.Kind == field.Component || r.Field.Kind == field.Blocks {
				t.Errorf("%s at %s comes of no field that refers", r.ID, r.Path)
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("references of %s (-want +got):\n%s", c.value, diff)
		}
	}
	if refs := field.References(nil, list, nil); refs != nil {
		t.Errorf("no value refers to %v", refs)
	}
}

func TestItems(t *testing.T) {
	for in, want := range map[string][]string{
		``: nil, `null`: nil, `[]`: nil, `"[1,2]"`: nil,
		`[1]`:                               {`1`},
		`["a,b","]","\"","\\"]`:             {`"a,b"`, `"]"`, `"\""`, `"\\"`},
		`[{"a":[1,2],"b":"}"},[3,[4]],"c"]`: {`{"a":[1,2],"b":"}"}`, `[3,[4]]`, `"c"`},
	} {
		var got []string
		for _, item := range field.Items(json.RawMessage(in)) {
			got = append(got, string(item))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("Items(%s) (-want +got):\n%s", in, diff)
		}
	}
}
