package content_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
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

func errorOf[T any](_ T, err error) error { return err }

// What was due while nobody ran happens late, in order of time, over days.
func TestLateAndInOrder(t *testing.T) {
	tt := newTimetable(t)
	tt.plan("a", content.ScheduleUnpublish, tt.in(50*time.Hour))
	tt.plan("a", content.SchedulePublish, tt.in(time.Hour))
	tt.plan("a", content.SchedulePublish, tt.in(100*time.Hour))
	if next := tt.run(99 * time.Hour); !next.Equal(tt.in(time.Hour)) {
		t.Errorf("next is %s", next)
	}
	tt.was("a", "scheduled scheduled scheduled published unpublished")
	tt.run(time.Hour)
	tt.isAt("a", content.StatusPublished)
}

// At one instant an entry is published first, however the two were planned. // C20
func TestPublishComesBeforeUnpublishAtOneInstant(t *testing.T) {
	for _, first := range []content.ScheduleAction{content.SchedulePublish, content.ScheduleUnpublish} {
		tt := newTimetable(t)
		second := map[content.ScheduleAction]content.ScheduleAction{content.SchedulePublish: content.ScheduleUnpublish,
			content.ScheduleUnpublish: content.SchedulePublish}[first]
		at := tt.in(time.Hour)
		tt.plan("a", first, at)
		tt.plan("a", second, at)
		tt.run(time.Hour)
		tt.was("a", "scheduled scheduled published unpublished")
		tt.isAt("a", content.StatusDraft)
	}
}

// Two runners whose clocks are 5 minutes apart: it happens once, when the clock that is ahead says so, and never before the
// moment by the clock of who carries it out. // C19
func TestClocksApart(t *testing.T) {
	tt := newTimetable(t)
	ahead := newTestClock()
	ahead.advance(5 * time.Minute)
	fast := tt.runner(ahead, tt.content, tt.index)
	a := tt.plan("a", content.SchedulePublish, tt.in(10*time.Minute))
	for minute := range 20 {
		tt.must(errorOf(fast.RunDue(tt.ctx)))
		tt.must(errorOf(tt.RunDue(tt.ctx)))
		if live := tt.entry("a").Status == content.StatusPublished; live != (minute >= 5) {
			t.Fatalf("after %d minutes it is live: %t", minute, live)
		}
		ahead.advance(time.Minute)
		tt.clock.advance(time.Minute)
	}
	tt.was("a", "scheduled published")
	if e := tt.entry("a"); e.PublishedAt.Before(a.At) {
		t.Errorf("it says that it was published at %s, before its moment", e.PublishedAt)
	}
}

// Runners that run at the same time, a slow one and the next: each action happens once. // C19, F10, F17
func TestManyRunnersAtOnce(t *testing.T) {
	tt := newTimetable(t)
	const entries = 6
	for i := range entries {
		id := fmt.Sprintf("e%d", i)
		tt.create("article", id, `{"title":"E"}`, false)
		tt.plan(id, content.SchedulePublish, tt.in(time.Hour))
		tt.plan(id, content.ScheduleUnpublish, tt.in(2*time.Hour))
	}
	tt.clock.advance(3 * time.Hour)
	var wg sync.WaitGroup
	for range 4 {
		r := tt.runner(tt.clock, tt.content, tt.index)
		wg.Go(func() {
			for range 3 {
				if _, err := r.RunDue(tt.ctx); err != nil && errs.CodeOf(err) != errs.Conflict {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	tt.run(0)
	for i := range entries {
		tt.was(fmt.Sprintf("e%d", i), "scheduled scheduled published unpublished")
	}
}

// killed is a process that dies at some call to the tables.
func (tt *timetable) killed(at int, what storetest.Fault) (*content.Service, *storetest.Faults) {
	f := &storetest.Faults{Seed: uint64(at), At: map[int]storetest.Fault{at: what}, Torn: true}
	return tt.runner(tt.clock, f.Wrap(tt.content), f.Wrap(tt.index)), f
}

// A runner that dies at any of its calls: the next one goes on, and it happens once. // C19, F1
func TestARunnerDiesAtAnyCall(t *testing.T) {
	for _, fault := range []storetest.Fault{storetest.Kill, storetest.KillAfter, storetest.LostReply, storetest.LateRequest, storetest.Conflict} {
		t.Run(fmt.Sprint(fault), func(t *testing.T) {
			t.Parallel()
			for call := 1; ; call++ {
				tt := newTimetable(t)
				tt.plan("a", content.SchedulePublish, tt.in(time.Hour))
				tt.plan("a", content.ScheduleUnpublish, tt.in(2*time.Hour))
				tt.clock.advance(4 * 24 * time.Hour)
				mortal, f := tt.killed(call, fault)
				_, _ = mortal.RunDue(tt.ctx)
				tt.run(0)
				tt.run(0)
				tt.was("a", "scheduled scheduled published unpublished")
				wantList(t, "the plan", tt.listed(content.ScheduleFilter{Failed: true}))
				if f.Calls() < call {
					return
				}
			}
		})
	}
}

// Planning, moving and cancelling that die at any call: what heads plan is what is found when it is due. // F1
func TestPlanningDiesAtAnyCall(t *testing.T) {
	deeds := map[string]func(*content.Service, *timetable, *content.ScheduledAction) error{
		"plan": func(s *content.Service, tt *timetable, _ *content.ScheduledAction) error {
			return errorOf(s.Schedule(tt.ctx, "a", content.ScheduleOptions{Action: content.ScheduleUnpublish, At: tt.in(30 * time.Hour)}))
		},
		"move": func(s *content.Service, tt *timetable, a *content.ScheduledAction) error {
			return errorOf(s.MoveScheduled(tt.ctx, a.ID, tt.in(40*time.Hour)))
		},
		"cancel": func(s *content.Service, tt *timetable, a *content.ScheduledAction) error {
			return s.CancelScheduled(tt.ctx, a.ID)
		},
	}
	for name, deed := range deeds {
		for _, fault := range []storetest.Fault{storetest.Kill, storetest.KillAfter, storetest.LostReply, storetest.LateRequest} {
			for call := 1; ; call++ {
				tt := newTimetable(t)
				a := tt.plan("a", content.SchedulePublish, tt.in(time.Hour))
				mortal, f := tt.killed(call, fault)
				_ = deed(mortal, tt, a)
				f.Arrive()
				wantList(t, fmt.Sprintf("%s, fault %d at call %d: the plan", name, fault, call),
					tt.listed(content.ScheduleFilter{}), tt.tell(tt.entry("a").Scheduled)...)
				if f.Calls() < call {
					break
				}
			}
		}
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

// What is in the trash, purged or archived when its moment comes is left alone, and that is told. // C21
func TestTheEntryIsGone(t *testing.T) {
	tt := newTimetable(t)
	tt.plan("a", content.SchedulePublish, tt.in(time.Hour))
	tt.must(tt.Delete(tt.ctx, "a", 0))
	tt.run(time.Hour)
	tt.was("a", "scheduled deleted missed")
	tt.isAt("a", content.StatusTrashed)
	wantList(t, "what is to come", tt.listed(content.ScheduleFilter{}))
	wantList(t, "with what failed", tt.listed(content.ScheduleFilter{Failed: true}), "a PUBLISH in 0: The entry is in the trash.")

	tt.must(errorOf(tt.Restore(tt.ctx, "a")))
	list := tt.entry("a").Scheduled
	wantList(t, "of the entry", tt.tell(list), "a PUBLISH in 0: The entry is in the trash.")
	tt.must(errorOf(tt.MoveScheduled(tt.ctx, list[0].ID, tt.in(time.Hour))))
	wantList(t, "moved", tt.listed(content.ScheduleFilter{Failed: true}), "a PUBLISH in 3600")
	tt.run(time.Hour)
	tt.isAt("a", content.StatusPublished)
}

// One that was purged has no plan any more, nor has another one of its id. // C21
func TestTheEntryIsPurged(t *testing.T) {
	tt := newTimetable(t)
	tt.plan("a", content.SchedulePublish, tt.in(time.Hour))
	tt.plan("a", content.SchedulePublish, tt.in(2*time.Hour))
	tt.must(tt.Delete(tt.ctx, "a", 0))
	tt.run(time.Hour)
	tt.must(tt.Purge(tt.ctx, "a"))
	wantList(t, "the plan", tt.listed(content.ScheduleFilter{Failed: true}), "a PUBLISH in 3600")
	tt.create("article", "a", `{"title":"Another"}`, false)
	tt.run(time.Hour)
	tt.run(0)
	tt.was("a", "scheduled scheduled deleted missed purged missed")
	tt.isAt("a", content.StatusDraft)
	wantList(t, "the plan", tt.listed(content.ScheduleFilter{Failed: true}))
}

// C21
func TestTheEntryIsArchived(t *testing.T) {
	tt := newTimetable(t)
	tt.plan("a", content.SchedulePublish, tt.in(time.Hour))
	tt.must(errorOf(tt.Archive(tt.ctx, "a", 0)))
	tt.run(time.Hour)
	tt.was("a", "scheduled archived missed")
	wantList(t, "the plan", tt.listed(content.ScheduleFilter{Failed: true}), "a PUBLISH in 0: The entry a is archived: take it out of the archive first.")
	if _, err := tt.Schedule(tt.ctx, "a", content.ScheduleOptions{Action: content.SchedulePublish, At: tt.in(time.Hour)}); errs.CodeOf(err) != errs.Conflict {
		t.Errorf("planned for what is archived: %v", err)
	}
}

// One that comes back before its moment is as good as one that was never away.
func TestTheEntryComesBackInTime(t *testing.T) {
	tt := newTimetable(t)
	tt.plan("a", content.SchedulePublish, tt.in(time.Hour))
	tt.must(tt.Delete(tt.ctx, "a", 0))
	tt.must(errorOf(tt.Restore(tt.ctx, "a")))
	tt.run(time.Hour)
	tt.isAt("a", content.StatusPublished)
}

// The model was removed, and with it who could be told: the action goes, and the audit has it. // C21
func TestTheModelIsGone(t *testing.T) {
	tt := newTimetable(t)
	tt.plan("a", content.SchedulePublish, tt.in(time.Hour))
	tt.must(tt.Delete(tt.ctx, "a", 0))
	_, err := tt.ApplyModels(tt.ctx, raw(blog[:1]), true, true)
	tt.must(err)
	tt.run(time.Hour)
	tt.run(0)
	tt.was("a", "scheduled deleted missed")
	wantList(t, "the plan", tt.listed(content.ScheduleFilter{Failed: true}))
}

// What does not meet the rules of its model is kept with the reason for 30 days.
func TestItDoesNotMeetTheRules(t *testing.T) {
	tt := newTimetable(t)
	a := tt.plan("a", content.SchedulePublish, tt.in(time.Hour))
	tt.update("a", `{"title":null}`, false)
	tt.run(time.Hour)
	tt.isAt("a", content.StatusDraft)
	failed := tt.listed(content.ScheduleFilter{Failed: true})
	if len(failed) != 1 || !strings.Contains(failed[0], "itle") {
		t.Fatalf("what failed: %v", failed)
	}
	wantList(t, "what is to come", tt.listed(content.ScheduleFilter{}))
	tt.run(time.Minute)
	tt.was("a", "scheduled missed")
	tt.clock.advance(30 * 24 * time.Hour)
	wantList(t, "a month later", tt.tell(tt.entry("a").Scheduled))
	tt.must(tt.CancelScheduled(tt.ctx, a.ID)) // nobody is told that it is too late
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

// Rights are checked again when it runs: who planned it may have lost them. // A28
func TestRightsOfThatMoment(t *testing.T) {
	for name, c := range map[string]struct {
		now  *auth.Actor
		want string
	}{
		"still an editor": {&auth.Actor{Kind: auth.KindUser, ID: "eve", Name: "Eve", Role: auth.RoleEditor}, ""},
		"a viewer":        {&auth.Actor{Kind: auth.KindUser, ID: "eve", Name: "Eve", Role: auth.RoleViewer}, "Eve, who planned this, may not do it any more."},
		"locked out":      {nil, "The user Eve is disabled."},
	} {
		t.Run(name, func(t *testing.T) {
			tt := newTimetable(t)
			then := auth.With(t.Context(), auth.Actor{Kind: auth.KindUser, ID: "eve", Name: "Eve", Role: auth.RoleEditor})
			_, err := tt.Schedule(then, "a", content.ScheduleOptions{Action: content.SchedulePublish, At: tt.in(time.Hour)})
			tt.must(err)
			if c.now != nil {
				tt.people["eve"] = *c.now
			}
			tt.run(time.Hour)
			if c.want == "" {
				tt.isAt("a", content.StatusPublished)
				return
			}
			tt.isAt("a", content.StatusDraft)
			tt.was("a", "scheduled missed")
			wantList(t, "the plan", tt.listed(content.ScheduleFilter{Failed: true}), "a PUBLISH in 0: "+c.want)

			list := tt.entry("a").Scheduled // whoever moves it answers for it
			tt.must(errorOf(tt.MoveScheduled(tt.ctx, list[0].ID, tt.in(time.Hour))))
			tt.run(time.Hour)
			tt.isAt("a", content.StatusPublished)
		})
	}
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

// A store that fails leaves what is due for the next time, and others are not kept waiting.
func TestPassingErrorsAreTriedAgain(t *testing.T) {
	tt := newTimetable(t)
	tt.create("article", "b", `{"title":"B"}`, false)
	tt.plan("a", content.SchedulePublish, tt.in(time.Hour))
	tt.plan("a", content.ScheduleUnpublish, tt.in(2*time.Hour))
	tt.plan("b", content.SchedulePublish, tt.in(3*time.Hour))
	tt.clock.advance(4 * time.Hour)
	broken := tt.runner(tt.clock, unreadable{tt.content, "main#entry#a"}, tt.index)
	if _, err := broken.RunDue(tt.ctx); !errors.Is(err, errUnreadable) {
		t.Errorf("the error is %v", err)
	}
	tt.isAt("b", content.StatusPublished)
	tt.was("a", "scheduled scheduled")
	tt.run(0)
	tt.was("a", "scheduled scheduled published unpublished")
}

var errUnreadable = errors.New("the disk is broken here")

// unreadable is a table of which one partition cannot be read.
type unreadable struct {
	store.Table
	partition string
}

func (u unreadable) View(ctx context.Context, fn func(store.Reader) error) error {
	return u.Table.View(ctx, func(r store.Reader) error { return fn(unreadableReader{r, u.partition}) })
}

type unreadableReader struct {
	store.Reader
	partition string
}

func (r unreadableReader) Get(ctx context.Context, c store.Consistency, keys ...store.Key) ([]store.Item, error) {
	for _, k := range keys {
		if k.Partition == r.partition {
			return nil, errUnreadable
		}
	}
	return r.Reader.Get(ctx, c, keys...)
}

// Days that are over leave nothing behind.
func TestDaysThatAreOverAreForgotten(t *testing.T) {
	tt := newTimetable(t)
	tt.plan("a", content.SchedulePublish, tt.in(time.Hour))
	tt.plan("a", content.ScheduleUnpublish, tt.in(300*time.Hour))
	tt.run(299 * time.Hour)
	days := func() (out []string) {
		tt.must(tt.content.View(tt.ctx, func(r store.Reader) error {
			p, err := r.Query(tt.ctx, store.Query{Partition: "main#due", Consistent: store.Consistent})
			for _, i := range p.Items {
				out = append(out, i.Sort)
			}
			return err
		}))
		return out
	}
	wantList(t, "days", days(), "2026-03-14")
	tt.run(48 * time.Hour)
	wantList(t, "days", days())
}
