package content_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/store/storetest"
)

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

// Who lost against other writers all the time tries again: that is no failure of the action. // F5
func TestContentionIsTriedAgain(t *testing.T) {
	tt := newTimetable(t)
	tt.plan("a", content.SchedulePublish, tt.in(time.Hour))
	tt.clock.advance(time.Hour)
	busy := tt.runner(tt.clock, &contended{Table: tt.content, left: 11}, tt.index)
	if _, err := busy.RunDue(tt.ctx); errs.CodeOf(err) != errs.Conflict {
		t.Errorf("the error is %v", err)
	}
	tt.run(0)
	tt.was("a", "scheduled published")
}

// contended is a table whose next transactions collide with others.
type contended struct {
	store.Table
	left int
}

func (c *contended) Transact(ctx context.Context, token string, writes ...store.Write) error {
	if c.left--; c.left >= 0 {
		return store.ErrConflict
	}
	return c.Table.Transact(ctx, token, writes...)
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

// Between a runner's look at the plan and its commit somebody else carries the action out, moves or cancels it. // C19
func TestSomebodyElseIsFaster(t *testing.T) {
	for name, c := range map[string]struct {
		meanwhile func(tt *timetable, id string) error
		want      string
	}{
		"carries it out": {func(tt *timetable, _ string) error { return errorOf(tt.RunDue(tt.ctx)) }, "scheduled published"},
		"cancels it":     {func(tt *timetable, id string) error { return tt.CancelScheduled(tt.ctx, id) }, "scheduled unscheduled"},
		"moves it": {func(tt *timetable, id string) error {
			return errorOf(tt.MoveScheduled(tt.ctx, id, tt.in(time.Hour)))
		}, "scheduled scheduled"},
	} {
		t.Run(name, func(t *testing.T) {
			tt := newTimetable(t)
			a := tt.plan("a", content.SchedulePublish, tt.in(time.Hour))
			tt.asked = func() { tt.must(c.meanwhile(tt, a.ID)) }
			tt.run(time.Hour)
			tt.was("a", c.want)
		})
	}
}

// A runner that looks while plans are being changed sees their items one by one: none is lost, none happens twice. // C19
func TestRunningWhilePlansChange(t *testing.T) {
	for round := range 15 {
		tt := newTimetable(t)
		f := &storetest.Faults{Seed: uint64(round), Torn: true}
		torn := tt.runner(tt.clock, f.Wrap(tt.content), f.Wrap(tt.index))
		a := tt.plan("a", content.SchedulePublish, tt.in(10*time.Hour))
		stop, stopped := make(chan struct{}), make(chan struct{})
		go func() {
			defer close(stopped)
			for {
				select {
				case <-stop:
					return
				default:
					_, _ = torn.RunDue(tt.ctx) // it may lose against the planner, and try again
				}
			}
		}()
		for n := range 3 { // now, and not now, and now
			if _, err := torn.MoveScheduled(tt.ctx, a.ID, tt.in(time.Duration(n%2)*time.Hour)); err != nil && errs.CodeOf(err) != errs.NotFound && errs.CodeOf(err) != errs.Conflict {
				t.Error(err)
			}
		}
		close(stop)
		<-stopped
		tt.run(11 * time.Hour)
		published := 0
		for _, what := range tt.happened("a") {
			switch what {
			case "published":
				published++
			case "missed":
				t.Error("an action was missed")
			}
		}
		if published != 1 || len(tt.entry("a").Scheduled) != 0 {
			t.Fatalf("round %d: it was published %d times; planned: %v", round, published, tt.tell(tt.entry("a").Scheduled))
		}
	}
}

// What an entry refers to goes live with it, or neither does.
func TestPlannedWithReferences(t *testing.T) {
	for name, author := range map[string]string{"together": `{"name":"Ada"}`, "not at all": `{}`} {
		t.Run(name, func(t *testing.T) {
			tt := newTimetable(t)
			tt.create("author", "ada", author, false)
			tt.update("a", `{"author":{"id":"ada"}}`, false)
			_, err := tt.Schedule(tt.ctx, "a", content.ScheduleOptions{Action: content.SchedulePublish, At: tt.in(time.Hour), WithReferences: true})
			tt.must(err)
			tt.run(time.Hour)
			tt.run(0)
			if name == "together" {
				tt.was("a", "scheduled published")
				tt.was("ada", "published")
				return
			}
			tt.was("a", "scheduled missed")
			tt.was("ada", "")
			if list := tt.entry("a").Scheduled; len(list) != 1 || !strings.Contains(list[0].Failure, "ame") {
				t.Errorf("planned: %v", tt.tell(list))
			}
		})
	}
}

// A runner whose clock is two days ahead closes a day while somebody plans something on it: the action is found all the same.
func TestADayIsClosedMeanwhile(t *testing.T) {
	tt := newTimetable(t)
	a := tt.plan("a", content.SchedulePublish, tt.in(time.Hour))
	tt.must(tt.CancelScheduled(tt.ctx, a.ID))
	ahead := newTestClock()
	ahead.advance(48 * time.Hour)
	fast := tt.runner(ahead, tt.content, tt.index)
	planner := tt.runner(tt.clock, &interrupted{tt.content, func() { tt.must(errorOf(fast.RunDue(tt.ctx))) }}, tt.index)
	_, err := planner.Schedule(tt.ctx, "a", content.ScheduleOptions{Action: content.SchedulePublish, At: tt.in(time.Hour)})
	tt.must(err)
	tt.run(time.Hour)
	tt.was("a", "scheduled unscheduled scheduled published")
}

// interrupted is a table before whose next transaction something happens.
type interrupted struct {
	store.Table
	first func()
}

func (i *interrupted) Transact(ctx context.Context, token string, writes ...store.Write) error {
	if first := i.first; first != nil {
		i.first = nil
		first()
	}
	return i.Table.Transact(ctx, token, writes...)
}
