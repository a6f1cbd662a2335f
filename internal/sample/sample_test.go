package sample_test

import (
	"context"
	"encoding/json"
	"regexp"
	"testing"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/blob/disk"
	"github.com/galley-cms/galley/internal/sample"
	"github.com/galley-cms/galley/internal/store/storetest"
	"github.com/galley-cms/galley/media"
	"github.com/galley-cms/galley/media/raster"
)

// loaded is a space that the sample was loaded into.
func loaded(t *testing.T) (context.Context, *content.Service, func() error) {
	t.Helper()
	bucket, err := disk.Open(t.TempDir(), disk.Options{})
	if err != nil {
		t.Fatal(err)
	}
	c := content.New(storetest.New(t), storetest.New(t), content.Options{})
	m := media.New(c, bucket, bucket, media.NewLinks("", []byte("secret")), media.Options{Pictures: raster.Decoder{}})
	load := func() error { return sample.Load(t.Context(), c, m) }
	if err := load(); err != nil {
		t.Fatal(err)
	}
	return auth.With(t.Context(), auth.System), c, load
}

// all reads every entry of a model.
func all(t *testing.T, ctx context.Context, c *content.Service, model string) (out []*content.Entry) {
	t.Helper()
	schema, err := c.Schema(ctx)
	if err != nil {
		t.Fatal(err)
	}
	first, after := 100, ""
	for {
		p, err := c.Entries(ctx, content.QuerySpec{Model: schema.Model(model)}, content.PageArgs{First: &first, After: after})
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, p.Entries...)
		if !p.HasNext {
			return out
		}
		after = p.Cursor(len(p.Entries) - 1)
	}
}

func TestLoad(t *testing.T) {
	ctx, c, load := loaded(t) // once: the pictures take some seconds
	t.Run("the states and locales are mixed", func(t *testing.T) { testMixture(t, ctx, c) })
	t.Run("no Markdown is left", func(t *testing.T) { testTexts(t, ctx, c) })
	t.Run("loading again changes nothing", func(t *testing.T) { testAgain(t, ctx, c, load) })
}

func testMixture(t *testing.T, ctx context.Context, c *content.Service) {
	schema, err := c.Schema(ctx)
	if err != nil {
		t.Fatal(err)
	}
	statuses, german := map[content.Status]int{}, 0
	for _, e := range all(t, ctx, c, "article") {
		statuses[e.Status]++
		if len(e.PublishedLocales) == 2 {
			german++
			if problems := schema.Problems(e); len(problems) > 0 {
				t.Errorf("%s: %v", e.ID, problems)
			}
		}
		checkReferences(t, ctx, c, e)
	}
	if statuses[content.StatusPublished] < 30 || statuses[content.StatusDraft] < 2 || statuses[content.StatusChanged] < 2 || german < 12 {
		t.Errorf("articles: %v, %d of them in German", statuses, german)
	}
}

func testAgain(t *testing.T, ctx context.Context, c *content.Service, load func() error) {
	schema, err := c.Schema(ctx)
	if err != nil {
		t.Fatal(err)
	}
	before := map[string]int64{}
	for _, m := range schema.Models() {
		for _, e := range all(t, ctx, c, m.APIID) {
			before[e.ID] = e.Version
		}
	}
	if err := load(); err != nil {
		t.Fatal(err)
	}
	for id, v := range before {
		if e, err := c.Entry(ctx, id); err != nil || e.Version != v {
			t.Errorf("%s changed: %v", id, err)
		}
	}
}

// checkReferences finds what the cover, the author and the other references of an entry point to.
func checkReferences(t *testing.T, ctx context.Context, c *content.Service, e *content.Entry) {
	t.Helper()
	for _, f := range e.Model.Fields {
		if !f.Kind.IsReference() || e.Values[f.ID] == nil {
			continue
		}
		ids := []string{""}
		to := any(&ids[0])
		if f.List {
			to = &ids
		}
		if err := json.Unmarshal(e.Values[f.ID], to); err != nil {
			t.Fatal(err)
		}
		for _, id := range ids {
			if _, err := c.Entry(ctx, id); err != nil {
				t.Errorf("%s.%s refers to %q: %v", e.ID, f.APIID, id, err)
			}
		}
	}
}

var leftover = regexp.MustCompile(`\*\*|\]\(|## |"> |!\[|=== | \*\w`)

func testTexts(t *testing.T, ctx context.Context, c *content.Service) {
	for _, e := range all(t, ctx, c, "article") {
		for id, v := range e.Values {
			if at := leftover.FindIndex(v); at != nil {
				t.Errorf("%s: %s: %s", e.ID, e.Model.FieldByID(id).APIID, v[max(0, at[0]-60):at[1]])
			}
		}
	}
}
