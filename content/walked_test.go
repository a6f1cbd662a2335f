package content_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
)

// strides walks over a whole list.
func (s *space) strides(spec content.QuerySpec) (ids []string) {
	s.t.Helper()
	for after := ""; ; {
		part, err := s.Walk(s.ctx, spec, after)
		s.must(err)
		ids = append(ids, part.IDs...)
		if len(part.IDs) > content.MaxStretch {
			s.t.Fatalf("a stretch has %d entries", len(part.IDs))
		}
		if after = part.After; after == "" {
			return ids
		}
	}
}

// TestWalksAreNeverTooExpensive: a walk comes to its end where a list is over its budget, however few entries pass.
func TestWalksAreNeverTooExpensive(t *testing.T) {
	p := newShelf(t, 900, content.Budget{Rows: 150, Copies: 70, Few: 10}, func(i int) string {
		return fmt.Sprintf(`{"a":%d,"b":"text %d","c":%t}`, i%300, i%3, i%2 == 0)
	})
	for where, want := range map[string]func(i int) bool{
		``:                                         func(int) bool { return true },
		`{"a":{"gt":297}}`:                         func(i int) bool { return i%300 > 297 },
		`{"b":{"contains":"2"}}`:                   func(i int) bool { return i%3 == 2 },
		`{"c":{"eq":true}}`:                        func(i int) bool { return i%2 == 0 },
		`{"a":{"in":[4,5]}}`:                       func(i int) bool { return i%300 == 4 || i%300 == 5 },
		`{"a":{"eq":1000}}`:                        func(int) bool { return false },
		`{"a":{"eq":7},"c":{"eq":true}}`:           func(i int) bool { return false },
		`{"a":{"eq":8},"c":{"eq":true}}`:           func(i int) bool { return i%300 == 8 },
		`{"id":{"in":["t0003","t0001","nobody"]}}`: func(i int) bool { return i == 1 || i == 3 },
		`{"or":[{"a":{"eq":8}},{"b":{"startsWith":"text 1"}}]}`: func(i int) bool { return i%300 == 8 || i%3 == 1 },
	} {
		var ids []string
		for i := range 900 {
			if want(i) {
				ids = append(ids, fmt.Sprintf("t%04d", i))
			}
		}
		got := p.strides(p.spec(content.Draft, "thing", where, ""))
		if slices.Sort(got); !slices.Equal(got, ids) {
			t.Errorf("%s: the walk met %d of %d", where, len(got), len(ids))
		}
	}
}

// TestWalksWhileEntriesChange: what a walk does to the entries that it meets hides none of the others from it.
func TestWalksWhileEntriesChange(t *testing.T) {
	p := newShelf(t, 400, content.Budget{Rows: 150, Copies: 30}, func(i int) string { return fmt.Sprintf(`{"a":%d}`, i) })
	spec, met := p.spec(content.Draft, "thing", `{"status":{"eq":"PUBLISHED"}}`, ""), 0
	for after, more := "", true; more; more = after != "" {
		part, err := p.Walk(p.ctx, spec, after)
		p.must(err)
		for _, id := range part.IDs {
			_, err := p.Unpublish(p.ctx, id, content.PublishOptions{})
			p.must(err)
			met++
		}
		after = part.After
	}
	if met != 400 {
		t.Errorf("the walk met %d of 400", met)
	}
}

func TestWalksAreForThoseWhoMayRead(t *testing.T) {
	s := newSpace(t)
	spec := s.spec(content.Draft, "article", "", "")
	if _, err := s.Walk(t.Context(), spec, ""); errs.CodeOf(err) != errs.Unauthenticated {
		t.Errorf("anybody may walk: %v", err)
	}
	if _, err := s.Walk(auth.With(t.Context(), auth.Local), spec, "nonsense"); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("a walk goes on from nowhere: %v", err)
	}
	s.create("article", "one", `{"title":"One"}`, false)
	part, err := s.Walk(s.ctx, spec, "")
	if s.must(err); len(part.IDs) != 1 || part.After != "" {
		b, _ := json.Marshal(part)
		t.Errorf("the walk met %s", b)
	}
}
