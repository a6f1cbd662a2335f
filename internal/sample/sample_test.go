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
)

// loaded is a space that the sample was loaded into.
func loaded(t *testing.T) (context.Context, *content.Service, func() error) {
	t.Helper()
	bucket, err := disk.Open(t.TempDir(), disk.Options{})
	if err != nil {
		t.Fatal(err)
	}
	c := content.New(storetest.New(t), storetest.New(t), content.Options{})
	m := media.New(c, bucket, bucket, media.NewLinks("", []byte("secret")), media.Options{})
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
	ctx, c, load := loaded(t)
	versions := map[string]int64{}
	statuses := map[content.Status]int{}
	schema, err := c.Schema(ctx)
	if err != nil {
		t.Fatal(err)
	}
	german := 0
	for _, m := range schema.Models() {
		for _, e := range all(t, ctx, c, m.APIID) {
			versions[e.ID] = e.Version
			if m.APIID != "article" {
				continue
			}
			statuses[e.Status]++
			if len(e.PublishedLocales) == 2 {
				german++
			}
			if problems := schema.Problems(e); e.Status == content.StatusPublished && len(e.PublishedLocales) == 2 && len(problems) > 0 {
				t.Errorf("%s: %v", e.ID, problems)
			}
			checkReferences(t, ctx, c, e)
		}
	}
	if statuses[content.StatusPublished] < 30 || statuses[content.StatusDraft] < 2 || statuses[content.StatusChanged] < 2 || german < 12 {
		t.Errorf("articles: %v, %d of them in German", statuses, german)
	}
	if err := load(); err != nil {
		t.Fatal(err)
	}
	for id, v := range versions {
		if e, err := c.Entry(ctx, id); err != nil || e.Version != v {
			t.Errorf("loading again changed %s: %v", id, err)
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

func TestTextsHaveNoMarkdownLeft(t *testing.T) {
	ctx, c, _ := loaded(t)
	for _, e := range all(t, ctx, c, "article") {
		for id, v := range e.Values {
			if at := leftover.FindIndex(v); at != nil {
				t.Errorf("%s: %s: %s", e.ID, e.Model.FieldByID(id).APIID, v[max(0, at[0]-60):at[1]])
			}
		}
	}
}
