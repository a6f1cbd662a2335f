package content_test

import (
	"testing"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/store/storetest"
)

// A cursor is of one list: it does not open another, of which it may tell more than its holder may see. // A27
func TestCursorsAreBoundToTheirList(t *testing.T) {
	c, i := storetest.New(t), storetest.New(t)
	s := spaceNamed(t, c, i, "main")
	list := func() content.QuerySpec {
		return content.QuerySpec{Stage: content.Live, Locale: "en", Where: map[string]any{"views": map[string]any{"gt": 0}}, OrderBy: []any{map[string]any{"views": "ASC"}}}
	}
	_, cursor, err := s.page("article", list(), "")
	s.must(err)
	if ids, _, err := s.page("article", list(), cursor); err != nil || len(ids) != 1 || ids[0] != "a2" {
		t.Fatalf("the page behind the cursor is %v %v", ids, err)
	}
	for what, change := range map[string]func(*content.QuerySpec){
		"filter":     func(q *content.QuerySpec) { q.Where["views"] = map[string]any{"gt": 1} },
		"no filter":  func(q *content.QuerySpec) { q.Where = nil },
		"order":      func(q *content.QuerySpec) { q.OrderBy = []any{map[string]any{"createdAt": "ASC"}} },
		"direction":  func(q *content.QuerySpec) { q.OrderBy = []any{map[string]any{"views": "DESC"}} },
		"ties":       func(q *content.QuerySpec) { q.OrderBy = append(q.OrderBy, map[string]any{"id": "DESC"}) },
		"stage":      func(q *content.QuerySpec) { q.Stage = content.Draft },
		"the trash":  func(q *content.QuerySpec) { q.Stage, q.Trashed = content.Draft, true },
		"the locale": func(q *content.QuerySpec) { q.Locale = "de" },
	} {
		q := list()
		change(&q)
		if _, _, err := s.page("article", q, cursor); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("a cursor opens a list of another kind (%s): %v", what, err)
		}
	}
	if _, _, err := s.page("letter", list(), cursor); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("a cursor opens the list of another model: %v", err)
	}
	for _, broken := range []string{"x", cursor[1:], cursor[:4]} {
		if _, _, err := s.page("article", list(), broken); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("the cursor %q: %v", broken, err)
		}
	}
	other := spaceNamed(t, c, i, "other")
	if _, _, err := other.page("article", list(), cursor); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("a cursor opens the list of another space: %v", err)
	}
}

// spaceNamed is a space with two articles and two letters.
func spaceNamed(t *testing.T, c, i store.Table, name string) *space {
	s := newSpace(t)
	s.Service = content.New(c, i, content.Options{Space: name})
	s.apply(blog...)
	s.apply(`{"apiId":"letter","fields":[{"apiId":"views","kind":"INTEGER"}]}`)
	s.must(s.SetLocales(s.ctx, []content.Locale{{Code: "en"}, {Code: "de", Fallback: "en"}}))
	for _, id := range []string{"1", "2"} {
		s.create("article", "a"+id, `{"title":"A","views":`+id+`}`, true)
		s.create("letter", "l"+id, `{"views":`+id+`}`, true)
	}
	return s
}

// page is a page of one, with its cursor.
func (s *space) page(model string, q content.QuerySpec, after string) (ids []string, cursor string, err error) {
	sc, err := s.Schema(s.ctx)
	s.must(err)
	q.Model = sc.Model(model)
	list, err := content.Prepare(sc, q)
	s.must(err)
	one := 1
	err = s.View(s.ctx, q.Stage, func(r *content.Reader) error {
		p, err := r.List(s.ctx, list, content.PageArgs{First: &one, After: after})
		if err == nil && len(p.IDs) > 0 {
			ids, cursor = p.IDs, p.Cursor(0)
		}
		return err
	})
	return ids, cursor, err
}
