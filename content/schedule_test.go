package content_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/store/storetest"
)

// timetable is a space whose time the test sets, with the article "a" in it.
type timetable struct {
	*space
	clock   *testClock
	content store.Table
	index   store.Table
	people  map[string]auth.Actor // who exists now, by id
	asked   func()                // called once, when a runner asks who somebody is now
}

func newTimetable(t *testing.T) *timetable {
	t.Helper()
	clock := newTestClock()
	tt := &timetable{clock: clock, content: storetest.NewAt(t, clock.Now), index: storetest.New(t), people: map[string]auth.Actor{"local": auth.Local}}
	tt.space = &space{tt.runner(tt.clock, tt.content, tt.index), t, auth.With(t.Context(), auth.Local)}
	tt.apply(blog...)
	tt.must(tt.SetLocales(tt.ctx, []content.Locale{{Code: "en"}, {Code: "de", Fallback: "en"}}))
	tt.create("article", "a", `{"title":"A"}`, false)
	return tt
}

// runner is a process on the tables, with a clock of its own.
func (tt *timetable) runner(c *testClock, contents, index store.Table) *content.Service {
	return content.New(contents, index, content.Options{Clock: c, Present: func(_ context.Context, was event.Actor) (auth.Actor, error) {
		if asked := tt.asked; asked != nil {
			tt.asked = nil
			asked()
		}
		a, ok := tt.people[was.ID]
		if !ok {
			return a, errs.New(errs.Forbidden, "The user %s is disabled.", was.Name)
		}
		return a, nil
	}})
}

// in is the moment in so much time.
func (tt *timetable) in(d time.Duration) time.Time { return tt.clock.Now().Add(d) }

func (tt *timetable) plan(id string, do content.ScheduleAction, at time.Time) *content.ScheduledAction {
	tt.t.Helper()
	a, err := tt.Schedule(tt.ctx, id, content.ScheduleOptions{Action: do, At: at})
	tt.must(err)
	return a
}

// run lets time pass and carries out what is due then.
func (tt *timetable) run(d time.Duration) time.Time {
	tt.t.Helper()
	tt.clock.advance(d)
	next, err := tt.RunDue(tt.ctx)
	tt.must(err)
	return next
}

func (tt *timetable) entry(id string) *content.Entry {
	tt.t.Helper()
	e, err := tt.Entry(tt.ctx, id)
	tt.must(err)
	return e
}

// isAt checks where an entry stands.
func (tt *timetable) isAt(id string, want content.Status) {
	tt.t.Helper()
	if got := tt.entry(id).Status; got != want {
		tt.t.Errorf("%s is %s, not %s", id, got, want)
	}
}

// happened lists the types of an entry's events but saves, the first one first.
func (tt *timetable) happened(id string) (out []string) {
	tt.t.Helper()
	for _, e := range tt.events(id) {
		for _, what := range e.Types {
			if what != event.EntryCreated && what != event.EntryUpdated {
				out = append(out, strings.TrimPrefix(string(what), "entry."))
			}
		}
	}
	return out
}

func (tt *timetable) events(id string) []event.Event {
	tt.t.Helper()
	p, err := event.List(tt.ctx, tt.content, "main", event.Filter{Entry: id}, 100)
	tt.must(err)
	slices.Reverse(p.Events)
	return p.Events
}

func (tt *timetable) was(id, want string) {
	tt.t.Helper()
	if got := strings.Join(tt.happened(id), " "); got != want {
		tt.t.Errorf("to %s happened: %s; not: %s", id, got, want)
	}
}

// listed are the scheduled actions of a filter, as "ENTRY ACTION in SECONDS", with a reason if they failed.
func (tt *timetable) listed(f content.ScheduleFilter) []string {
	tt.t.Helper()
	list, err := tt.Scheduled(tt.ctx, f)
	tt.must(err)
	return tt.tell(list)
}

func (tt *timetable) tell(list []*content.ScheduledAction) []string {
	out := []string{}
	for _, a := range list {
		text := fmt.Sprintf("%s %s in %.0f", a.Entry, a.Action, a.At.Sub(tt.clock.Now()).Seconds())
		if a.Failure != "" {
			text += ": " + a.Failure
		}
		out = append(out, text)
	}
	return out
}

func wantList(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) && len(got)+len(want) > 0 {
		t.Errorf("%s:\n%s\nnot:\n%s", what, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func errorOf[T any](_ T, err error) error { return err }

func TestAPlannedPublishHappensAtItsMoment(t *testing.T) {
	tt := newTimetable(t)
	version := tt.entry("a").Version
	a := tt.plan("a", content.SchedulePublish, tt.in(time.Hour))
	if now := tt.entry("a"); now.Version != version || len(now.Scheduled) != 1 || now.Scheduled[0].ID != a.ID {
		t.Errorf("the entry is at version %d, with %v", now.Version, tt.tell(now.Scheduled))
	}
	if next := tt.run(time.Hour - time.Second); !next.Equal(a.At) {
		t.Errorf("next is %s, not %s", next, a.At)
	}
	tt.isAt("a", content.StatusDraft) // not early
	if next := tt.run(time.Second); !next.IsZero() {
		t.Errorf("next is %s", next)
	}
	tt.isAt("a", content.StatusPublished)
	tt.run(time.Minute)
	tt.was("a", "scheduled published")
	if e := tt.entry("a"); e.PublishedAt.Before(a.At) || len(e.Scheduled) != 0 {
		t.Errorf("published at %s, still planned: %v", e.PublishedAt, tt.tell(e.Scheduled))
	}
	wantList(t, "the plan", tt.listed(content.ScheduleFilter{Failed: true}))
	last := tt.events("a")[2]
	if last.Actor != auth.Local.Ref() || !strings.Contains(last.Note, "2026-03-01T13:00:00Z") {
		t.Errorf("the audit tells %q of %v", last.Note, last.Actor)
	}
}

func TestPlannedForLocales(t *testing.T) {
	tt := newTimetable(t)
	tt.must(errorOf(tt.Update(tt.ctx, "a", content.Change{Values: vals(`{"title":"Ä"}`), Locale: "de"})))
	_, err := tt.Schedule(tt.ctx, "a", content.ScheduleOptions{Action: content.SchedulePublish, At: tt.in(time.Hour), Locales: []string{"de"}})
	tt.must(err)
	tt.run(time.Hour)
	if got := tt.entry("a").PublishedLocales; !slices.Equal(got, []string{"de"}) {
		t.Errorf("it is live in %v", got)
	}
}

func TestMovedAndCancelled(t *testing.T) {
	tt := newTimetable(t)
	a := tt.plan("a", content.SchedulePublish, tt.in(time.Hour))
	b := tt.plan("a", content.SchedulePublish, tt.in(2*time.Hour))
	moved, err := tt.MoveScheduled(tt.ctx, a.ID, tt.in(48*time.Hour))
	tt.must(err)
	if moved.ID != a.ID || !moved.At.Equal(tt.in(48*time.Hour)) {
		t.Errorf("moved is %+v", moved)
	}
	tt.must(tt.CancelScheduled(tt.ctx, b.ID))
	tt.run(3 * time.Hour)
	tt.was("a", "scheduled scheduled scheduled unscheduled")
	tt.isAt("a", content.StatusDraft)
	tt.run(45 * time.Hour)
	tt.isAt("a", content.StatusPublished)
	for _, err := range []error{tt.CancelScheduled(tt.ctx, b.ID), errorOf(tt.MoveScheduled(tt.ctx, a.ID, tt.in(time.Hour))),
		tt.CancelScheduled(tt.ctx, "nobody:x"), tt.CancelScheduled(tt.ctx, "x")} {
		if errs.CodeOf(err) != errs.NotFound {
			t.Errorf("a change of what is not planned: %v", err)
		}
	}
}

func TestAFailedActionIsCancelled(t *testing.T) {
	tt := newTimetable(t)
	a := tt.plan("a", content.SchedulePublish, tt.in(time.Hour))
	tt.must(tt.Delete(tt.ctx, "a", 0))
	tt.run(time.Hour)
	tt.must(tt.CancelScheduled(tt.ctx, a.ID))
	wantList(t, "the plan", tt.listed(content.ScheduleFilter{Failed: true}))
	tt.was("a", "scheduled deleted missed unscheduled")
}

// Who may not publish may not plan it; who may not see an entry does not learn of its plan. // A18
func TestWhoMayPlan(t *testing.T) {
	tt := newTimetable(t)
	a := tt.plan("a", content.SchedulePublish, tt.in(time.Hour))
	viewer := auth.With(t.Context(), auth.Actor{Kind: auth.KindUser, ID: "v", Role: auth.RoleViewer})
	public := auth.With(t.Context(), auth.Public)
	for what, c := range map[string]struct {
		err  error
		want errs.Code
	}{
		"a viewer plans":       {errorOf(tt.Schedule(viewer, "a", content.ScheduleOptions{Action: content.SchedulePublish, At: tt.in(time.Hour)})), errs.Forbidden},
		"a viewer moves":       {errorOf(tt.MoveScheduled(viewer, a.ID, tt.in(2*time.Hour))), errs.Forbidden},
		"a viewer cancels":     {tt.CancelScheduled(viewer, a.ID), errs.Forbidden},
		"a viewer lists":       {errorOf(tt.Scheduled(viewer, content.ScheduleFilter{})), ""},
		"anybody lists":        {errorOf(tt.Scheduled(public, content.ScheduleFilter{})), errs.Unauthenticated},
		"anybody cancels":      {tt.CancelScheduled(public, a.ID), errs.NotFound},
		"what is not there":    {errorOf(tt.Schedule(tt.ctx, "b", content.ScheduleOptions{Action: content.SchedulePublish, At: tt.in(time.Hour)})), errs.NotFound},
		"an unknown action":    {errorOf(tt.Schedule(tt.ctx, "a", content.ScheduleOptions{Action: "ERASE", At: tt.in(time.Hour)})), errs.Invalid},
		"an unknown locale":    {errorOf(tt.Schedule(tt.ctx, "a", content.ScheduleOptions{Action: content.SchedulePublish, At: tt.in(time.Hour), Locales: []string{"xx"}})), errs.Invalid},
		"unpublish with more":  {errorOf(tt.Schedule(tt.ctx, "a", content.ScheduleOptions{Action: content.ScheduleUnpublish, At: tt.in(time.Hour), WithReferences: true})), errs.Invalid},
		"more than can be had": {errorOf(tt.Scheduled(tt.ctx, content.ScheduleFilter{First: 101})), errs.Invalid},
	} {
		if code := errs.CodeOf(c.err); code != c.want {
			t.Errorf("%s: %v", what, c.err)
		}
	}
	tt.create("counter", "c", `{"name":"c"}`, false)
	if _, err := tt.Schedule(tt.ctx, "c", content.ScheduleOptions{Action: content.ScheduleUnpublish, At: tt.in(time.Hour)}); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("an entry without drafts: %v", err)
	}
	wantList(t, "the plan", tt.listed(content.ScheduleFilter{}), "a PUBLISH in 3600")
}

// Moments: the past is refused, but for what was just now; the last year is the year 9999. // C18
func TestMoments(t *testing.T) {
	east := time.FixedZone("", 14*3600)
	for what, c := range map[string]struct {
		at   func(now time.Time) time.Time
		want string // the error; or the moment, in UTC
	}{
		"in two minutes":        {func(now time.Time) time.Time { return now.Add(2 * time.Minute) }, "2026-03-01T12:02:00Z"},
		"a minute ago":          {func(now time.Time) time.Time { return now.Add(-time.Minute) }, "2026-03-01T12:00:00Z"},
		"longer ago":            {func(now time.Time) time.Time { return now.Add(-time.Minute - 1) }, "is past: it is 2026-03-01T12:00:00Z now"},
		"the year 1":            {func(time.Time) time.Time { return time.Date(1, 1, 1, 0, 0, 0, 0, east) }, "is past"},
		"no moment at all":      {func(time.Time) time.Time { return time.Time{} }, "0001-01-01T00:00:00Z is past"},
		"29 February":           {func(time.Time) time.Time { return time.Date(2028, 2, 29, 0, 30, 0, 0, east) }, "2028-02-28T10:30:00Z"},
		"the end of 9999":       {func(time.Time) time.Time { return time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC) }, "9999-12-31T23:59:59Z"},
		"the end, further west": {func(time.Time) time.Time { return time.Date(9999, 12, 31, 23, 59, 59, 0, time.FixedZone("", -3600)) }, "after the year 9999"},
	} {
		tt := newTimetable(t)
		a, err := tt.Schedule(tt.ctx, "a", content.ScheduleOptions{Action: content.SchedulePublish, At: c.at(tt.clock.Now())})
		switch {
		case err != nil && (errs.CodeOf(err) != errs.Invalid || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: %v", what, err)
		case err == nil && a.At.Format(time.RFC3339Nano) != c.want:
			t.Errorf("%s: planned for %s", what, a.At.Format(time.RFC3339Nano))
		case err == nil:
			wantList(t, what, tt.listed(content.ScheduleFilter{}), tt.tell([]*content.ScheduledAction{a})...)
		}
	}
}

// An entry keeps a bounded plan; planning the same twice plans it once.
func TestBoundedPlans(t *testing.T) {
	tt := newTimetable(t)
	for n := range 20 {
		a := tt.plan("a", content.SchedulePublish, tt.in(time.Duration(n+1)*time.Hour))
		if again := tt.plan("a", content.SchedulePublish, a.At); again.ID != a.ID {
			t.Errorf("the same was planned twice: %s, %s", a.ID, again.ID)
		}
	}
	_, err := tt.Schedule(tt.ctx, "a", content.ScheduleOptions{Action: content.SchedulePublish, At: tt.in(21 * time.Hour)})
	if errs.CodeOf(err) != errs.LimitExceeded {
		t.Errorf("one more: %v", err)
	}
	if n := len(tt.entry("a").Scheduled); n != 20 {
		t.Errorf("%d actions are planned", n)
	}
}

func TestListsOfThePlan(t *testing.T) {
	tt := newTimetable(t)
	start := tt.clock.Now()
	hours := func(n int) time.Time { return start.Add(time.Duration(n) * time.Hour) }
	for _, id := range []string{"b", "c"} {
		tt.create("article", id, `{"title":"T"}`, false)
	}
	first := tt.plan("b", content.SchedulePublish, hours(1))
	tt.plan("c", content.SchedulePublish, hours(30))
	tt.plan("a", content.ScheduleUnpublish, hours(30))
	tt.plan("a", content.SchedulePublish, hours(24*400))
	all := []string{"b PUBLISH in 3600", "a UNPUBLISH in 108000", "c PUBLISH in 108000", "a PUBLISH in 34560000"}
	for what, c := range map[string]struct {
		f    content.ScheduleFilter
		want []string
	}{
		"all":                 {content.ScheduleFilter{}, all},
		"the first two":       {content.ScheduleFilter{First: 2}, all[:2]},
		"behind the first":    {content.ScheduleFilter{After: first.ID}, all[1:]},
		"one behind it":       {content.ScheduleFilter{After: first.ID, First: 1}, all[1:2]},
		"a span":              {content.ScheduleFilter{From: hours(1), To: hours(30)}, all[:1]},
		"from within a day":   {content.ScheduleFilter{From: hours(30)}, all[1:]},
		"up to":               {content.ScheduleFilter{To: hours(31)}, all[:3]},
		"of an entry":         {content.ScheduleFilter{Entry: "a"}, []string{all[1], all[3]}},
		"of an entry, a span": {content.ScheduleFilter{Entry: "a", From: hours(31)}, all[3:]},
		"none":                {content.ScheduleFilter{From: hours(31), To: hours(32)}, nil},
	} {
		wantList(t, what, tt.listed(c.f), c.want...)
	}
	tt.must(tt.Delete(tt.ctx, "b", 0))
	tt.run(time.Hour)
	failed := "b PUBLISH in 0: The entry is in the trash."
	wantList(t, "with what failed", tt.listed(content.ScheduleFilter{Failed: true, First: 2}), failed, "a UNPUBLISH in 104400")
	wantList(t, "behind what failed", tt.listed(content.ScheduleFilter{Failed: true, First: 1, After: first.ID}), "a UNPUBLISH in 104400")
	wantList(t, "what is to come", tt.listed(content.ScheduleFilter{First: 1}), "a UNPUBLISH in 104400")
	if _, err := tt.Scheduled(tt.ctx, content.ScheduleFilter{After: "b:gone"}); errs.CodeOf(err) != errs.NotFound {
		t.Errorf("behind what is gone: %v", err)
	}
}
