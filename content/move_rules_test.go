package content_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/store/storetest"
)

// moveLines are an entry of articles that has changed since it was published, and what was published before.
func moveLines(id string) []string {
	copyOf := func(version int, title string) string {
		return fmt.Sprintf(`"version":%d,"createdAt":"2025-01-01T00:00:00Z","updatedAt":"2025-01-0%dT00:00:00Z","createdBy":{"kind":"user","id":"ada","name":"Ada"},"values":{"title":{"en":%q},"slug":"%s-%d","editor":{"id":"ada"}}`,
			version, version, title, id, version)
	}
	const published = `,"publishedAt":"2025-01-03T00:00:00Z","firstPublishedAt":"2025-01-02T00:00:00Z","locales":{"en":"2025-01-03T00:00:00Z"}`
	return []string{
		fmt.Sprintf(`{"id":%q,"model":"article","status":"CHANGED","version":4,"createdAt":"2025-01-01T00:00:00Z","updatedAt":"2025-01-04T00:00:00Z","firstPublishedAt":"2025-01-02T00:00:00Z","draft":{%s},"live":{%s%s}}`,
			id, copyOf(4, "Four"), copyOf(3, "Three"), published),
		fmt.Sprintf(`{"of":%q,%s}`, id, copyOf(1, "One")),
		fmt.Sprintf(`{"of":%q,%s%s}`, id, copyOf(2, "Two"), published),
		fmt.Sprintf(`{"of":%q,%s%s}`, id, copyOf(3, "Three"), published),
	}
}

// ofID are the lines of an entry among others.
func ofID(lines []string, id string) (out []string) {
	for _, l := range lines {
		if strings.Contains(l[:min(len(l), 80)], `":"`+id+`"`) {
			out = append(out, l)
		}
	}
	return out
}

// The process is killed before and after every call to the tables that an import makes, into an empty space and over an
// older state of the entry: it is there as a whole or as it was, and a repeat brings what is missing. // I5, F1, F7
func TestMovesKilledAtAnyCall(t *testing.T) {
	for _, fault := range []storetest.Fault{storetest.Kill, storetest.KillAfter} {
		for _, over := range []bool{false, true} {
			t.Run(fmt.Sprintf("%d/%t", fault, over), func(t *testing.T) {
				t.Parallel()
				b := newTables(t)
				s := b.loadable()
				want := func(id string) []string {
					whole := newSpace(t)
					whole.create("author", "ada", `{"name":"Ada"}`, true)
					whole.moves(moveLines(id), 10, content.MoveOptions{})
					return ofID(whole.exported(10), id)
				}("e0")
				ids := []string{"ada"}
				for n, died := 1, true; died; n++ {
					id := fmt.Sprintf("e%d", n)
					ids = append(ids, id)
					if over {
						_, err := s.Import(s.ctx, []content.ImportEntry{{ID: id, Model: "article", Publish: true, Values: vals(`{"title":{"en":"Old"}}`),
							CreatedAt: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), UpdatedAt: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)}}, false)
						s.must(err)
					}
					before := ofID(s.exported(100), id)
					victim := b.process(&storetest.Faults{At: map[int]storetest.Fault{n: fault}, Torn: true, Seed: uint64(n)})
					results, err := victim.ImportLines(victim.ctx, moveLines(id), content.MoveOptions{})
					died = err != nil || results[0].Outcome == content.ImportFailed
					s = b.process(nil)
					wanted := make([]string, len(want))
					for i, l := range want {
						wanted[i] = strings.ReplaceAll(l, "e0", id)
					}
					if is := ofID(s.exported(100), id); len(is) > 0 && is[0] != wanted[0] && (len(before) == 0 || is[0] != before[0]) {
						t.Fatalf("call %d: half of it came in: %s", n, is[0])
					}
					s.moves(moveLines(id), 10, content.MoveOptions{})
					is := ofID(s.exported(100), id)
					if over { // its own first revision stays
						is, wanted = is[:1], wanted[:1]
					}
					sameLines(t, is, wanted)
				}
				if len(ids) < 6 {
					t.Fatalf("only %d calls", len(ids))
				}
				s = b.recover()
				b.verify(s, ids)
				b.oneEventACommit(ids)
			})
		}
	}
}

// oneEventACommit checks that the events of each entry form a chain of versions: an import may leave some out. // G5
func (b *tables) oneEventACommit(ids []string) {
	b.t.Helper()
	byEntry := map[string][]event.Event{}
	for _, i := range b.content.items(b.t, "#outbox#") {
		e, err := event.Decode(i)
		if err != nil {
			b.t.Fatal(err)
		}
		byEntry[e.Entry] = append(byEntry[e.Entry], e)
	}
	for _, id := range ids {
		events, last := byEntry[id], int64(0)
		slices.SortFunc(events, func(a, b event.Event) int { return strings.Compare(a.ID, b.ID) })
		for _, e := range events {
			if e.Before != last || e.After <= last {
				b.t.Errorf("%s: after version %d comes the event %s of %d to %d", id, last, e.ID, e.Before, e.After)
			}
			last = e.After
		}
		if len(events) == 0 {
			b.t.Errorf("%s has no event", id)
		}
	}
}

// What was changed here after the export stays as it is, and is told; what was changed there comes in.
func TestMovesDoNotTakeBackWhatIsNewer(t *testing.T) {
	s := busySpace(t, 1)
	to := s.like()
	to.moves(s.exported(100), 1000, content.MoveOptions{})
	s.create("page", "both", `{"slug":"both"}`, true)
	to.moves(s.exported(100), 1000, content.MoveOptions{})
	to.update("both", `{"slug":"mine"}`, false)
	outcomes, failed := to.moves(ofID(s.exported(100), "both"), 1000, content.MoveOptions{})
	equal(t, outcomes, map[content.ImportOutcome]int{content.ImportFailed: 1})
	if !strings.Contains(failed[0].Message, "changed here after the export") {
		t.Errorf("%+v", failed)
	}
	s.update("both", `{"slug":"theirs"}`, false)
	s.update("both", `{"slug":"theirs-2"}`, true)
	lines := ofID(s.exported(100), "both")
	outcomes, _ = to.moves(lines, 1000, content.MoveOptions{DryRun: true})
	equal(t, outcomes, map[content.ImportOutcome]int{content.ImportUpdated: 1})
	to.moves(lines, 1000, content.MoveOptions{})
	equal(t, to.live("both"), `{"slug":"theirs-2"}`)
	equal(t, ofID(to.exported(100), "both")[0], lines[0])

	s.must(s.Delete(s.ctx, "both", 0))
	lines = ofID(s.exported(100), "both")
	to.moves(lines, 1000, content.MoveOptions{})
	equal(t, ofID(to.exported(100), "both")[0], lines[0])
	to.must(to.Purge(to.ctx, "both")) // another life of it begins where that one ended
	for _, want := range []content.ImportOutcome{content.ImportCreated, content.ImportUnchanged} {
		outcomes, _ = to.moves(lines, 1000, content.MoveOptions{})
		equal(t, outcomes, map[content.ImportOutcome]int{want: 1})
	}
}

// Entries that keep each other in a circle come in as drafts first. What refers to nobody that comes stays a draft.
func TestMovesOfCircles(t *testing.T) {
	s := newSpace(t)
	s.apply(`{"apiId":"knot","fields":[{"apiId":"next","kind":"REFERENCE","models":["knot"],"onDelete":"RESTRICT"}]}`)
	s.create("knot", "a", `{}`, true)
	s.create("knot", "b", `{"next":{"id":"a"}}`, true)
	s.update("a", `{"next":{"id":"b"}}`, true)
	lines := s.exported(10)
	to := s.like()
	to.moves(lines, 100, content.MoveOptions{})
	to.moves(lines, 100, content.MoveOptions{AsDrafts: true})
	to.moves(lines, 100, content.MoveOptions{})
	sameLines(t, to.exported(10), lines)

	alone := s.like()
	results, err := alone.ImportLines(alone.ctx, ofID(lines, "a"), content.MoveOptions{AsDrafts: true})
	alone.must(err)
	equal(t, results[0].Missing, []string{"b"}) // I4
	if results[0].Outcome != content.ImportCreated || !strings.HasPrefix(results[0].Message, "Kept as a draft: ") {
		t.Errorf("%+v", results[0])
	}
}

// Only who may administer takes content out, or brings it in with ids and authors. // I8, A16
func TestMovesNeedAnAdministrator(t *testing.T) {
	s := newSpace(t)
	for _, actor := range []auth.Actor{auth.Public, {Kind: auth.KindUser, ID: "e", Role: auth.RoleEditor}, {Kind: auth.KindKey, ID: "k", Scopes: []auth.Scope{auth.ScopeWrite}}} {
		ctx := auth.With(s.ctx, actor)
		if _, err := s.Export(ctx, "article", "", 10); err == nil {
			t.Errorf("%s exports", actor.Kind)
		}
		if _, err := s.ImportLines(ctx, moveLines("x"), content.MoveOptions{}); err == nil {
			t.Errorf("%s imports", actor.Kind)
		}
	}
}

// Webhooks hear of what was published, not of the draft that was made since.
func TestMovesTellWhatIsLive(t *testing.T) {
	s := newSpace(t)
	s.create("author", "ada", `{"name":"Ada"}`, true)
	s.moves(moveLines("a"), 10, content.MoveOptions{})
	told, err := s.Payload(s.ctx, event.Event{Entry: "a", Model: s.spec(content.Live, "article", "", "").Model.ID, After: 4, Time: time.Now()}, event.EntryPublished)
	s.must(err)
	if !strings.Contains(string(told), `"Three"`) || strings.Contains(string(told), `"Four"`) {
		t.Errorf("told: %s", told)
	}
}

// A line that is very long travels packed.
func TestLongLinesTravelPacked(t *testing.T) {
	for _, n := range []int{10, 100_000, 3_000_000} {
		line := []byte(`{"id":"` + strings.Repeat("x", n) + `"}`)
		packed := content.PackLine(line)
		got, err := content.UnpackLine(packed)
		if err != nil || string(got) != string(line) || n > 200_000 && len(packed) > n/10 {
			t.Errorf("%d bytes: %v", n, err)
		}
	}
	for _, bad := range []string{"z", "z!", "zAAAA"} {
		if got, err := content.UnpackLine(bad); err == nil && len(got) > 0 {
			t.Errorf("%q is unpacked", bad)
		}
	}
}

// The history of an entry may be larger than a page of an export and than a call of an import: both go on within it.
func TestMovesOfLongHistories(t *testing.T) {
	s := newSpace(t)
	s.apply(`{"apiId":"essay","fields":[{"apiId":"text","kind":"LONG_TEXT"},{"apiId":"n","kind":"INTEGER"}]}`)
	s.create("essay", "a", `{"n":0}`, true)
	s.create("essay", "long", `{"n":0}`, true)
	for i := range 30 {
		s.update("long", fmt.Sprintf(`{"text":%q,"n":%d}`, strings.Repeat(fmt.Sprintf("Word %d. ", i), 20_000), i), true)
	}
	s.create("essay", "z", `{"n":0}`, true)
	lines := s.exported(1000)
	equal(t, len(lines), 3+1+31+1)
	page, err := s.Export(s.ctx, "essay", "", 1000)
	s.must(err)
	if len(page.Lines) == len(lines) || !strings.HasPrefix(page.Next, "long:") {
		t.Errorf("a page has %d of %d lines, and the next one begins behind %q", len(page.Lines), len(lines), page.Next)
	}
	to := s.like()
	for from := 0; from < len(lines); from += 4 {
		_, failed := to.moves(lines[from:min(from+4, len(lines))], 4, content.MoveOptions{})
		equal(t, failed, nil)
	}
	sameLines(t, to.exported(1), lines)
}

// Fields that changed their kind, and models that became singletons while their entry was there, move as they are today.
func TestMovesOfModelsThatChanged(t *testing.T) {
	s := newSpace(t)
	s.apply(`{"apiId":"note","fields":[{"apiId":"n","kind":"INTEGER"},{"apiId":"t","kind":"TEXT","localized":true}]}`)
	s.create("note", "one", `{"n":7,"t":"T"}`, true)
	s.update("one", `{"n":8}`, false)
	s.apply(`{"apiId":"note","singleton":true,"fields":[{"apiId":"n","kind":"TEXT"},{"apiId":"t","kind":"TEXT"}]}`)
	lines := s.exported(10)
	if !strings.Contains(lines[0], `"n":"8"`) || !strings.Contains(lines[0], `"t":"T"`) {
		t.Errorf("the entry is %s", lines[0])
	}
	to := s.like()
	_, failed := to.moves(lines, 10, content.MoveOptions{})
	equal(t, failed, nil)
	sameLines(t, to.exported(10), lines)
	_, err := to.Create(to.ctx, "note", "", content.Change{})
	wantCode(t, err, errs.Conflict)
}

// The revision of a draft that its entry does not know of would be in the way of the next save.
func TestRevisionsHaveToFitTheirEntry(t *testing.T) {
	s := newSpace(t)
	s.create("author", "ada", `{"name":"Ada"}`, true)
	lines := moveLines("a")
	for name, wrong := range map[string]string{
		"of the draft": strings.Replace(lines[3], `"version":3`, `"version":4`, 1),
		"of later":     strings.Replace(lines[3], `"version":3`, `"version":5`, 1),
	} {
		for _, call := range [][]string{{lines[0], wrong}, append(slices.Clone(lines[:1]), lines[1], wrong)} {
			if _, failed := s.moves(call, 10, content.MoveOptions{}); len(failed) != 1 || !strings.Contains(failed[0].Message, "cannot have a revision") {
				t.Errorf("%s: %+v", name, failed)
			}
		}
	}
	s.moves(lines, 10, content.MoveOptions{})
	for _, values := range []string{`{"views":1}`, `{"views":2}`} { // nothing is in the way
		s.update("a", values, true)
	}
}
