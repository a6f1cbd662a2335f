package repotest

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/graph/delivery"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/store/storetest"
)

// everyKind is a model with a field of each kind, called after it, and the component that some of them need.
func everyKind(t *testing.T) []json.RawMessage {
	t.Helper()
	var fields []string
	for _, k := range field.Kinds {
		f := fmt.Sprintf(`{"apiId": %q, "kind": %q`, fieldName(k.Kind), k.Kind)
		switch k.Kind {
		case field.Enum:
			f += `, "enum": [{"value": "ONE"}]`
		case field.Reference:
			f += `, "models": ["thing"]`
		case field.Component, field.Blocks:
			f += `, "components": ["part"]`
		}
		fields = append(fields, f+"}")
	}
	return []json.RawMessage{
		json.RawMessage(`{"apiId": "part", "component": true, "fields": [{"apiId": "label", "kind": "TEXT"}]}`),
		json.RawMessage(`{"apiId": "thing", "fields": [` + strings.Join(fields, ",") + `]}`),
	}
}

func fieldName(k field.Kind) string {
	return "of" + strings.ReplaceAll(string(k[:1])+strings.ToLower(string(k[1:])), "_", "")
}

// Every kind of field can be read, and every kind can be written.
func TestEveryKindIsInTheContentAPI(t *testing.T) {
	svc := content.New(storetest.New(t), storetest.New(t), content.Options{})
	ctx := auth.With(t.Context(), auth.Local)
	if _, err := svc.ApplyModels(ctx, everyKind(t), false, false); err != nil {
		t.Fatal(err)
	}
	schema, err := svc.Schema(ctx)
	if err != nil {
		t.Fatal(err)
	}
	sdl := delivery.SDL(schema, true)
	for _, typ := range []string{"type Thing ", "input ThingInput "} {
		body := block(sdl, typ)
		for _, k := range field.Kinds {
			if !regexp.MustCompile(`\b` + fieldName(k.Kind) + `\b`).MatchString(body) {
				t.Errorf("%shas no field of the kind %s", typ, k.Kind)
			}
		}
	}
}

// block is the text between a type's head and its closing brace.
func block(sdl, head string) string {
	_, rest, _ := strings.Cut(sdl, head)
	body, _, _ := strings.Cut(rest, "\n}")
	return body
}

// Every kind of field has an entry in the admin's registry, and a name in the management API.
func TestEveryKindIsInTheAdmin(t *testing.T) {
	registry := read(t, "admin/src/fields/registry.ts")
	_, kinds, found := strings.Cut(read(t, "graph/manage/schema.graphqls"), "enum FieldKind {")
	kinds, _, closed := strings.Cut(kinds, "}")
	if !found || !closed {
		t.Fatal("the management API has no enum FieldKind")
	}
	named := map[string]bool{}
	for _, k := range strings.Fields(kinds) {
		named[k] = true
	}
	for _, k := range field.Kinds {
		if !regexp.MustCompile(`(?m)^  ` + string(k.Kind) + `: \w+,$`).MatchString(registry) {
			t.Errorf("admin/src/fields/registry.ts has no widget for %s", k.Kind)
		}
		if !named[string(k.Kind)] {
			t.Errorf("the management API's enum FieldKind has no %s", k.Kind)
		}
	}
}
