package content_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store/storetest"
)

// emptySpace has no models but those that Galley makes.
func emptySpace(t testing.TB) *space {
	t.Helper()
	return &space{content.New(storetest.New(t), storetest.New(t), content.Options{}), t, auth.With(t.Context(), auth.Local)}
}

// exported are the lines of all models, in pages of n entries.
func (s *space) exported(n int) (lines []string) {
	s.t.Helper()
	sc, err := s.Schema(s.ctx)
	s.must(err)
	for _, m := range sc.Models() {
		for after, more := "", true; more; {
			p, err := s.Export(s.ctx, m.APIID, after, n)
			s.must(err)
			for _, l := range p.Lines {
				lines = append(lines, string(l))
			}
			after, more = p.Next, p.Next != ""
		}
	}
	return lines
}

// like makes a space with the models and locales of another one.
func (s *space) like() *space {
	s.t.Helper()
	to := emptySpace(s.t)
	sc, err := s.Schema(s.ctx)
	s.must(err)
	s.must(to.SetLocales(to.ctx, sc.Locales))
	var files []json.RawMessage
	for _, m := range sc.Types {
		source, err := sc.Source(m)
		s.must(err)
		files = append(files, source)
	}
	_, err = to.ApplyModels(to.ctx, files, false, false)
	s.must(err)
	return to
}

// heldFiles are files of assets that all have come.
type heldFiles struct{}

func (heldFiles) Imported(_ context.Context, id string, v map[string]json.RawMessage) (string, error) {
	if string(v["state"]) != `"READY"` {
		return "", nil
	}
	return "files/" + id, nil
}

// moves brings lines in, in calls of n lines at most, until nothing waits any more that others could help.
func (s *space) moves(lines []string, n int, o content.MoveOptions) (outcomes map[content.ImportOutcome]int, failed []content.MoveResult) {
	s.t.Helper()
	if o.Files == nil {
		o.Files = heldFiles{}
	}
	outcomes = map[content.ImportOutcome]int{}
	for len(lines) > 0 {
		call := lines[:min(n, len(lines))]
		lines = lines[len(call):]
		for {
			results, err := s.ImportLines(s.ctx, call, o)
			s.must(err)
			var again []string
			for i, r := range results {
				end := len(call)
				if i+1 < len(results) {
					end = results[i+1].Line
				}
				if r.Outcome == content.ImportFailed && r.Waits && len(results) > 1 {
					again = append(again, call[r.Line:end]...)
					continue
				}
				if outcomes[r.Outcome]++; r.Outcome == content.ImportFailed {
					failed = append(failed, r)
				}
			}
			if len(again) == 0 || len(again) == len(call) {
				break
			}
			call = again
		}
	}
	return outcomes, failed
}

var richSpace = []string{`{"apiId":"hero","component":true,"fields":[{"apiId":"line","kind":"TEXT"},{"apiId":"n","kind":"INTEGER"}]}`,
	`{"apiId":"page","titleField":"title","fields":[
	{"apiId":"title","kind":"TEXT","localized":true},
	{"apiId":"slug","kind":"SLUG","unique":true},
	{"apiId":"body","kind":"RICH_TEXT","localized":true},
	{"apiId":"tags","kind":"TEXT","list":true},
	{"apiId":"data","kind":"JSON"},
	{"apiId":"price","kind":"FLOAT"},
	{"apiId":"at","kind":"DATETIME"},
	{"apiId":"hero","kind":"COMPONENT","components":["hero"]},
	{"apiId":"parts","kind":"BLOCKS","components":["hero"]},
	{"apiId":"next","kind":"REFERENCE","models":["page"]},
	{"apiId":"keeps","kind":"REFERENCE","models":["page"],"onDelete":"RESTRICT"}]}`,
	`{"apiId":"counter","drafts":false,"fields":[{"apiId":"n","kind":"INTEGER"}]}`,
	`{"apiId":"home","singleton":true,"fields":[{"apiId":"title","kind":"TEXT"}]}`,
}

// randomPage are values of a page, of some fields in some locales.
func randomPage(r *rand.Rand, n int) string {
	text := func() string { return strings.Repeat(string(rune('a'+r.IntN(26))), 1+r.IntN(20)) + ` "<&>' ß` }
	body := func() string {
		return fmt.Sprintf(`{"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":%q}]}]}`, strings.Repeat(text(), 1+r.IntN(400)))
	}
	all := []string{
		fmt.Sprintf(`"title":{"en":%q,"de":%q}`, text(), text()),
		fmt.Sprintf(`"slug":"p%d"`, n),
		fmt.Sprintf(`"body":{"de":%s}`, body()),
		fmt.Sprintf(`"tags":[%q,%q]`, text(), text()),
		fmt.Sprintf(`"data":{"b":[1,2.5,null],"a":%q}`, text()),
		fmt.Sprintf(`"price":%v`, r.Float64()*1e6),
		`"at":"2026-01-02T03:04:05.678+02:00"`,
		fmt.Sprintf(`"hero":{"line":%q,"n":%d}`, text(), r.Int32()),
		fmt.Sprintf(`"parts":[{"hero":{"line":%q}},{"hero":{"n":2}}]`, text()),
		fmt.Sprintf(`"next":{"id":"page-%d"}`, r.IntN(40)),
	}
	var some []string
	for _, v := range all {
		if r.IntN(3) > 0 {
			some = append(some, v)
		}
	}
	return "{" + strings.Join(some, ",") + "}"
}

// busySpace has had a life: drafts, changes, locales of their own, trash, archive, many revisions, two authors.
func busySpace(t *testing.T, seed uint64) *space {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 1))
	s := emptySpace(t)
	s.must(s.SetLocales(s.ctx, []content.Locale{{Code: "en", Name: "English"}, {Code: "de", Name: "Deutsch", Fallback: "en"}}))
	s.apply(richSpace...)
	ada := auth.With(t.Context(), auth.Actor{Kind: auth.KindUser, ID: "ada", Name: "Ada", Role: auth.RoleAdmin})
	for n := range 40 {
		id := fmt.Sprintf("page-%d", n)
		s.create("page", id, `{"slug":"p`+fmt.Sprint(n)+`"}`, r.IntN(2) == 0)
		for range r.IntN(6) {
			ctx := s.ctx
			if r.IntN(2) == 0 {
				ctx = ada
			}
			var err error
			switch r.IntN(6) {
			case 0, 1, 2:
				_, err = s.Update(ctx, id, content.Change{Values: vals(randomPage(r, n)), Publish: r.IntN(3) == 0})
			case 3:
				_, err = s.Publish(ctx, id, content.PublishOptions{Locales: []string{"de"}})
			case 4:
				_, err = s.Unpublish(ctx, id, content.PublishOptions{})
			case 5:
				_, err = s.Update(ctx, id, content.Change{Values: vals(fmt.Sprintf(`{"keeps":{"id":"page-%d"}}`, r.IntN(n+1)))})
			}
			if errs.CodeOf(err) != errs.ValidationFailed { // what it keeps may be in the trash
				s.must(err)
			}
		}
		if r.IntN(8) == 0 {
			_, err := s.Archive(ada, id, 0)
			s.must(err)
		}
		if r.IntN(6) == 0 {
			if err := s.Delete(ada, id, 0); errs.CodeOf(err) != errs.Conflict {
				s.must(err)
			}
		}
	}
	for n := range 5 {
		for range 13 { // more than are kept
			s.bump(fmt.Sprintf("c%d", n), r.IntN(100))
		}
	}
	s.create("home", "", `{"title":"Hi"}`, true)
	_, err := s.WriteSystem(s.ctx, "pic", 0, vals(`{"fileName":"a.png","mimeType":"image/png","size":3,"state":"READY","hash":"abc","key":"files/x"}`))
	s.must(err)
	_, err = s.WriteSystem(s.ctx, "late", 0, vals(`{"fileName":"b.png","state":"UPLOADING","key":"uploads/x"}`))
	s.must(err)
	return s
}

func (s *space) bump(id string, n int) {
	s.t.Helper()
	v := vals(fmt.Sprintf(`{"n":%d}`, n))
	if _, err := s.Entry(s.ctx, id); errs.CodeOf(err) == errs.NotFound {
		_, err := s.Create(s.ctx, "counter", id, content.Change{Values: v})
		s.must(err)
		return
	}
	_, err := s.Update(s.ctx, id, content.Change{Values: v})
	s.must(err)
}

func sameLines(t *testing.T, got, want []string) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%d lines, not %d", len(got), len(want))
	}
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			t.Fatalf("line %d is\n%.2000s\nnot\n%.2000s", i, got[i], want[i])
		}
	}
}

// What was exported comes in as it was, whatever the sizes of pages and calls; a repeat changes nothing. // I5, F8
func TestMovesKeepEverything(t *testing.T) {
	for seed := range uint64(4) {
		s := busySpace(t, seed)
		lines := s.exported(7)
		sameLines(t, s.exported(1000), lines)
		for _, text := range lines {
			if strings.Contains(text, "files/x") || strings.Contains(text, "uploads/x") {
				t.Errorf("the line tells where a file lies: %s", text)
			}
		}
		to := s.like()
		outcomes, failed := to.moves(lines, 1000, content.MoveOptions{})
		equal(t, failed, nil)
		if outcomes[content.ImportCreated] < 40 {
			t.Errorf("outcomes %v", outcomes)
		}
		sameLines(t, to.exported(11), lines)
		again, _ := to.moves(lines, 1000, content.MoveOptions{})
		equal(t, again, map[content.ImportOutcome]int{content.ImportUnchanged: outcomes[content.ImportCreated]})
		report, err := to.Check(to.ctx, false)
		s.must(err)
		equal(t, len(report.Findings), 0)
	}
}
