package content_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/errs"
)

// compare compares an entry with the plain model.
func (l *biography) compare(id string) {
	l.Helper()
	want := l.plain.there(id)
	got, err := l.Entry(l.ctx(), id)
	if want == nil {
		if errs.CodeOf(err) != errs.NotFound {
			l.Fatalf("%s is there: %+v, %v\n%s", id, got, err, strings.Join(l.log, "\n"))
		}
		return
	}
	l.must(err)
	l.same(id, "version", got.Version, want.version)
	l.same(id, "status", got.Status, want.status())
	l.same(id, "draft", l.flat(got.Model, got.Values), want.draft)
	l.same(id, "live", l.flat(got.Model, got.LiveValues), want.live)
	locales := slices.Sorted(maps.Keys(want.locales))
	published := slices.Sorted(slices.Values(got.PublishedLocales))
	l.same(id, "locales", strings.Join(published, " "), strings.Join(locales, " "))
	l.compareRevisions(want)
	l.comparePlans(got, want)
}

func (l *biography) same(id, what string, got, want any) {
	l.Helper()
	if g, w := fmt.Sprint(got), fmt.Sprint(want); g != w {
		l.Fatalf("%s of %s: %s, the plain model says %s\n%s", what, id, g, w, strings.Join(l.log, "\n"))
	}
}

func (s *story) status() content.Status {
	switch {
	case s.trashed:
		return content.StatusTrashed
	case s.archived:
		return content.StatusArchived
	case s.live == nil:
		return content.StatusDraft
	case s.changed():
		return content.StatusChanged
	}
	return content.StatusPublished
}

// flat gives stored values as the plain model has them.
func (l *biography) flat(m *content.Model, v map[string]json.RawMessage) text {
	l.Helper()
	sc, err := l.Schema(l.ctx())
	l.must(err)
	raw, err := sc.External(m, v)
	l.must(err)
	var fields map[string]any
	l.must(json.Unmarshal(raw, &fields))
	out := text{}
	for key, x := range fields {
		switch x := x.(type) {
		case string:
			out[key] = x
		case map[string]any:
			for inner, y := range x {
				if key == "title" {
					out["title."+inner] = y.(string)
				} else {
					out[key] = y.(string)
				}
			}
		}
	}
	return out
}

func (l *biography) compareRevisions(want *story) {
	l.Helper()
	got, err := l.Revisions(l.ctx(), want.id, 100)
	l.must(err)
	m := l.model(want)
	seen := map[int64]edition{}
	for _, r := range got {
		seen[r.Version] = edition{l.flat(m, r.Values), r.Published}
	}
	l.same(want.id, "revisions", seen, want.revisions)
}

func (l *biography) model(s *story) *content.Model {
	sc, err := l.Schema(l.ctx())
	l.must(err)
	if s.drafts {
		return sc.Model("story")
	}
	return sc.Model("note")
}

func (l *biography) comparePlans(e *content.Entry, want *story) {
	l.Helper()
	all, err := l.Scheduled(l.ctx(), content.ScheduleFilter{Entry: e.ID, Failed: true})
	l.must(err)
	var got, planned []string
	for _, a := range all {
		got = append(got, fmt.Sprint(a.ID, a.Action, a.At.UTC(), a.Failure != ""))
	}
	for _, p := range want.plans {
		planned = append(planned, fmt.Sprint(p.id, p.does(), p.at.UTC(), p.failed))
	}
	slices.Sort(got)
	slices.Sort(planned)
	l.same(e.ID, "plans", got, planned)
}

// compareLists compares the lists of both models: drafts, the archive, the trash, and what is live.
func (l *biography) compareLists() {
	l.Helper()
	for _, drafts := range []bool{true, false} {
		m := l.model(&story{drafts: drafts})
		l.compareList("in use", content.QuerySpec{Model: m}, drafts, func(s *story) bool { return !s.trashed && !s.archived })
		l.compareList("archived", content.QuerySpec{Model: m, Archived: true}, drafts, func(s *story) bool { return !s.trashed && s.archived })
		l.compareList("trash", content.QuerySpec{Model: m, Trashed: true}, drafts, func(s *story) bool { return s.trashed })
		l.compareLive(m, drafts)
	}
}

func (l *biography) compareList(what string, spec content.QuerySpec, drafts bool, in func(*story) bool) {
	l.Helper()
	spec.OrderBy = []any{map[string]any{"id": "ASC"}}
	first := content.MaxPage
	p, err := l.Entries(l.ctx(), spec, content.PageArgs{First: &first, Count: true})
	l.must(err)
	l.must(p.TotalErr)
	want := l.idsOf(drafts, in)
	l.same(what, "list", p.IDs, want)
	l.same(what, "count", *p.Total, len(want))
}

// idsOf lists the entries of a model of which something holds.
func (l *biography) idsOf(drafts bool, in func(*story) bool) (out []string) {
	for _, id := range l.ids {
		if s := l.plain.there(id); s != nil && s.drafts == drafts && in(s) {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}

// compareLive compares what is live, by the title in each locale.
func (l *biography) compareLive(m *content.Model, drafts bool) {
	l.Helper()
	for _, locale := range plainLocales {
		for _, title := range []string{"a", "b"} {
			first := content.MaxPage
			var ids []string
			l.must(l.View(l.ctx(), content.Live, func(r *content.Reader) error {
				q, err := content.Prepare(l.schema(), content.QuerySpec{Model: m, Stage: content.Live, Locale: locale,
					Where: map[string]any{"title": map[string]any{"eq": title}}, OrderBy: []any{map[string]any{"id": "ASC"}}})
				l.must(err)
				p, err := r.List(l.ctx(), q, content.PageArgs{First: &first})
				if err == nil {
					ids = slices.Clone(p.IDs)
				}
				return err
			}))
			l.same(title+" in "+locale, "live list", ids, l.idsOf(drafts, func(s *story) bool { return s.titleIn(locale) == title }))
		}
	}
}

// titleIn is what readers of a locale see.
func (s *story) titleIn(locale string) string {
	if own := s.live["title."+locale]; own != "" || plainFallbacks[locale] == "" {
		return own
	}
	return s.live["title."+plainFallbacks[locale]]
}

func (l *biography) schema() *content.Schema {
	sc, err := l.Schema(l.ctx())
	l.must(err)
	return sc
}
