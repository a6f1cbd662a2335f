package job_test

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/job"
	"github.com/galley-cms/galley/internal/queue"
	"github.com/galley-cms/galley/internal/store/storetest"
)

func TestAJobRunsAndReports(t *testing.T) {
	r := newRig(t)
	s, m := r.process(r.table, job.Options{}), &mill{ground: map[int]int{}, piece: 70}
	s.Register("mill", m.work)
	j := r.start(s, job.New{Kind: job.Bulk, Work: "mill", Title: "Grind", Model: "m1", Args: 333, Total: 333})
	if j.State != job.Waiting || j.By != ada.Ref() || r.get(s, j.ID).State != job.Waiting {
		t.Errorf("a new job is %+v", j)
	}
	r.drain(s)
	r.checkReport(s, j.ID, 333)
	r.clock.Advance(31 * 24 * time.Hour)
	if _, err := s.Get(auth.With(t.Context(), ada), j.ID); errs.CodeOf(err) != errs.NotFound {
		t.Errorf("after a month: %v", err)
	}
}

// TestKilledAtAnyCall: a kill at any call to the store loses nothing that was reported; whoever goes on repeats one piece at
// most, and the report is the same. // F1, F3
func TestKilledAtAnyCall(t *testing.T) {
	const size = 250
	for _, how := range []storetest.Fault{storetest.Kill, storetest.KillAfter, storetest.LostReply, storetest.LateRequest, storetest.Conflict} {
		for call := 1; ; call++ {
			r := newRig(t)
			m := &mill{ground: map[int]int{}, piece: 60}
			healthy := r.process(r.table, job.Options{Alone: true})
			healthy.Register("mill", m.work)
			j := r.start(healthy, job.New{Kind: job.Bulk, Work: "mill", Title: "Grind", Args: size})
			faults := &storetest.Faults{Seed: uint64(call), At: map[int]storetest.Fault{call: how}, Torn: true}
			victim := r.process(faults.Wrap(r.table), job.Options{Alone: true})
			victim.Register("mill", m.work)
			err, _ := r.deliver(victim, 1)
			faults.Arrive()
			if faults.Calls() < call {
				break // all calls had their turn
			}
			next := r.process(r.table, job.Options{Alone: true})
			next.Register("mill", m.work)
			if len(r.queue.sent) == 0 && err == nil && r.get(next, j.ID).State != job.Done {
				t.Fatalf("fault %d at call %d: the message is gone", how, call)
			}
			r.drain(next)
			r.checkReport(next, j.ID, size)
			repeated := 0
			for _, n := range m.ground {
				repeated += n - 1
			}
			if repeated > m.piece {
				t.Errorf("fault %d at call %d: %d entries were done again", how, call, repeated)
			}
		}
	}
}

// TestAFailingJobIsGivenUp: it is not retried for ever, and says why. // F3
func TestAFailingJobIsGivenUp(t *testing.T) {
	for name, c := range map[string]struct {
		cause error
		runs  int
		says  string
	}{
		"passing":  {errors.New("the disk is on fire at /dev/sda1"), 5, "Something went wrong inside Galley"},
		"final":    {errs.New(errs.NotFound, "There is no model %q.", "post"), 1, `There is no model "post".`},
		"conflict": {errs.New(errs.Conflict, "Many are at it."), 5, "Many are at it."},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			s, runs := r.process(r.table, job.Options{}), 0
			s.Register("w", func(context.Context, *job.Run) error { runs++; return c.cause })
			j := r.start(s, job.New{Kind: job.Bulk, Work: "w", Title: "W"})
			r.drain(s)
			got := r.get(s, j.ID)
			if runs != c.runs || got.State != job.Failed || !strings.Contains(got.Message, c.says) || strings.Contains(got.Message, "sda1") {
				t.Errorf("after %d runs the job is %+v", runs, got)
			}
		})
	}
}

// TestAJobThatKillsItsProcess: nobody is left to note why, and still there is an end to it. // F3, F11
func TestAJobThatKillsItsProcess(t *testing.T) {
	r := newRig(t)
	runs := 0
	j := r.start(r.process(r.table, job.Options{}), job.New{Kind: job.Bulk, Work: "w", Title: "W"})
	m := r.queue.sent[0]
	for n := 1; n <= 20 && r.get(r.process(r.table, job.Options{}), j.ID).State != job.Failed; n++ {
		faults := &storetest.Faults{}
		s := r.process(faults.Wrap(r.table), job.Options{Alone: true})
		s.Register("w", func(context.Context, *job.Run) error {
			runs++
			faults.At = map[int]storetest.Fault{faults.Calls() + 1: storetest.Kill}
			return nil
		})
		m.Attempts = n
		_ = s.Handle(t.Context(), m)
	}
	if got := r.get(r.process(r.table, job.Options{}), j.ID); got.State != job.Failed || got.Message == "" || runs != 5 {
		t.Errorf("after %d runs the job is %+v", runs, got)
	}
}

// TestPanics: the panic of a work is its failure, and no one else's.
func TestPanics(t *testing.T) {
	r := newRig(t)
	s := r.process(r.table, job.Options{})
	s.Register("w", func(context.Context, *job.Run) error { panic("secret") })
	j := r.start(s, job.New{Kind: job.Bulk, Work: "w", Title: "W"})
	r.drain(s)
	if got := r.get(s, j.ID); got.State != job.Failed || strings.Contains(got.Message, "secret") {
		t.Errorf("the job is %+v", got)
	}
}

// TestRepeatedMessages: a message that comes again, also from a dead-letter queue, does nothing. // F10
func TestRepeatedMessages(t *testing.T) {
	r := newRig(t)
	s, m := r.process(r.table, job.Options{}), &mill{ground: map[int]int{}, piece: 10}
	var inside []error
	again := func(attempt int) {
		other := r.process(r.table, job.Options{})
		other.Register("mill", func(context.Context, *job.Run) error { t.Error("two runs are at it"); return nil })
		msg := r.queue.sent[0]
		msg.Attempts = attempt
		inside = append(inside, other.Handle(t.Context(), msg))
	}
	s.Register("mill", func(ctx context.Context, run *job.Run) error {
		if run.Cursor() == nil {
			again(1) // a repeat is dropped
			again(2) // what may be the message of a run that died waits
		}
		return m.work(ctx, run)
	})
	j := r.start(s, job.New{Kind: job.Bulk, Work: "mill", Title: "Grind", Args: 30})
	first := r.queue.sent[0]
	if err := s.Handle(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	if wish := new(queue.RetryError); len(inside) != 2 || inside[0] != nil || !errors.As(inside[1], &wish) {
		t.Errorf("while the job ran: %v", inside)
	}
	for range 3 {
		if err := s.Handle(t.Context(), first); err != nil {
			t.Error(err)
		}
	}
	r.checkReport(s, j.ID, 30)
	for n, times := range m.ground {
		if times != 1 {
			t.Errorf("entry %d was done %d times", n, times)
		}
	}
}

// TestTwoRunsAtOnce: a run that was thought dead finds out at its next report, whose items do not count.
func TestTwoRunsAtOnce(t *testing.T) { // F17
	r := newRig(t)
	slow, m := r.process(r.table, job.Options{}), &mill{ground: map[int]int{}, piece: 25}
	quick := r.process(r.table, job.Options{})
	quick.Register("mill", m.work)
	slow.Register("mill", func(ctx context.Context, run *job.Run) error {
		r.clock.Advance(2 * time.Minute) // longer than anybody waits
		msg := r.queue.sent[0]
		msg.Attempts = 2
		if err := quick.Handle(ctx, msg); err != nil {
			t.Error(err)
		}
		return m.work(ctx, run)
	})
	j := r.start(slow, job.New{Kind: job.Bulk, Work: "mill", Title: "Grind", Args: 90})
	if err := slow.Handle(t.Context(), r.queue.sent[0]); err != nil {
		t.Error(err)
	}
	r.checkReport(quick, j.ID, 90)
}

// TestTimeRunsOut: a run whose time is nearly over goes on with another message.
func TestTimeRunsOut(t *testing.T) {
	r := newRig(t)
	s, runs := r.process(r.table, job.Options{}), 0
	s.Register("w", func(ctx context.Context, run *job.Run) error {
		at, _ := strconv.Atoi(string(run.Cursor()))
		if runs++; at == 3 {
			return nil
		}
		for ; ctx.Err() == nil; at++ { // without end, but for what the report says
			if err := run.Report(ctx, []byte("3"), grist(at)); err != nil {
				return err
			}
		}
		return ctx.Err()
	})
	j := r.start(s, job.New{Kind: job.Bulk, Work: "w", Title: "W"})
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if err := s.Handle(ctx, r.queue.sent[0]); err != nil {
		t.Fatal(err)
	}
	if got := r.get(s, j.ID); got.State != job.Running || len(r.queue.sent) != 2 {
		t.Fatalf("%d messages were sent; the job is %+v", len(r.queue.sent), got)
	}
	r.drain(s)
	if got := r.get(s, j.ID); got.State != job.Done || runs != 2 {
		t.Errorf("after %d runs the job is %+v", runs, got)
	}
}

func TestCancel(t *testing.T) {
	r := newRig(t)
	s, m := r.process(r.table, job.Options{}), &mill{ground: map[int]int{}, piece: 10}
	var cancel func()
	s.Register("mill", func(ctx context.Context, run *job.Run) error {
		cancel()
		return m.work(ctx, run)
	})
	stop := func(as auth.Actor, id string) (*job.Job, error) { return s.Cancel(auth.With(t.Context(), as), id) }
	j := r.start(s, job.New{Kind: job.Bulk, Work: "mill", Title: "Grind", Args: 100})
	cancel = func() {
		if _, err := stop(bob, j.ID); errs.CodeOf(err) != errs.NotFound {
			t.Errorf("somebody else may cancel it: %v", err)
		}
		if got, err := stop(ada, j.ID); err != nil || got.State != job.Running {
			t.Errorf("while it runs: %+v, %v", got, err)
		}
	}
	r.drain(s)
	if got := r.get(s, j.ID); got.State != job.Cancelled || got.Done != 10 || r.finished(j.ID) != 1 {
		t.Errorf("the job is %+v", got)
	}
	waiting := r.start(s, job.New{Kind: job.Bulk, Work: "mill", Title: "Grind", Args: 100})
	if got, err := stop(root, waiting.ID); err != nil || got.State != job.Cancelled {
		t.Errorf("before it runs: %+v, %v", got, err)
	}
	r.drain(s)
	if got := r.get(s, waiting.ID); got.Done != 0 || r.finished(waiting.ID) != 1 {
		t.Errorf("a cancelled job ran: %+v", got)
	}
}

// TestTheProcessEnds: jobs stop at their next report, and go on in the next process.
func TestTheProcessEnds(t *testing.T) {
	r := newRig(t)
	s, m := r.process(r.table, job.Options{Alone: true}), &mill{ground: map[int]int{}, piece: 10}
	s.Register("mill", m.work)
	j := r.start(s, job.New{Kind: job.Bulk, Work: "mill", Title: "Grind", Args: 50})
	s.Close()
	if err, _ := r.deliver(s, 1); err == nil {
		t.Error("the message was let go")
	}
	if got := r.get(s, j.ID); got.Done != 10 || got.State != job.Running {
		t.Errorf("the job is %+v", got)
	}
	next := r.process(r.table, job.Options{Alone: true})
	next.Register("mill", m.work)
	r.drain(next)
	r.checkReport(next, j.ID, 50)
}

// TestForgottenJobs: one whose message was lost gets another one; those that are at work, or have ended, do not.
func TestForgottenJobs(t *testing.T) {
	r := newRig(t)
	s, m := r.process(r.table, job.Options{}), &mill{ground: map[int]int{}, piece: 10}
	s.Register("mill", m.work)
	lost := r.start(s, job.New{Kind: job.Bulk, Work: "mill", Title: "Grind", Args: 5})
	r.queue.sent = nil
	resume := func(want int) {
		t.Helper()
		if err := s.Resume(t.Context()); err != nil || len(r.queue.sent) != want {
			t.Errorf("%d messages were sent, want %d (%v)", len(r.queue.sent), want, err)
		}
	}
	resume(0) // the message may still be on its way
	r.clock.Advance(3 * time.Minute)
	resume(1)
	r.drain(s)
	r.checkReport(s, lost.ID, 5)
	r.clock.Advance(3 * time.Minute)
	resume(0)
}
