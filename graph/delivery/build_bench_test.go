package delivery

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/store/storetest"
)

// BenchmarkBuild builds the schema of a hundred models of twenty fields.
func BenchmarkBuild(b *testing.B) {
	s := content.New(storetest.New(b), storetest.New(b), content.Options{})
	var models []json.RawMessage
	for i := range 100 {
		var fields []string
		for j := range 16 {
			fields = append(fields, fmt.Sprintf(`{"apiId":"f%d","kind":%q}`, j, []string{"TEXT", "INTEGER", "BOOLEAN", "DATETIME"}[j%4]))
		}
		for j := range 4 {
			fields = append(fields, fmt.Sprintf(`{"apiId":"r%d","kind":"REFERENCE","models":["model%d"]}`, j, (i+j)%100))
		}
		models = append(models, json.RawMessage(fmt.Sprintf(`{"apiId":"model%d","fields":[%s]}`, i, strings.Join(fields, ","))))
	}
	ctx := auth.With(b.Context(), auth.Local)
	if _, err := s.ApplyModels(ctx, models, false, false); err != nil {
		b.Fatal(err)
	}
	sc, err := s.Schema(ctx)
	if err != nil {
		b.Fatal(err)
	}
	prelude()
	b.ReportAllocs()
	for b.Loop() {
		build(sc, content.Live, true, func(*content.Model) bool { return true })
	}
}
