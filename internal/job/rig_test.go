package job_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/clock"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/job"
	"github.com/galley-cms/galley/internal/queue"
	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/store/storetest"
)

var (
	ada  = auth.Actor{Kind: auth.KindUser, ID: "ada", Name: "Ada", Role: auth.RoleEditor}
	bob  = auth.Actor{Kind: auth.KindUser, ID: "bob", Name: "Bob", Role: auth.RoleEditor}
	root = auth.Actor{Kind: auth.KindUser, ID: "root", Role: auth.RoleAdmin}
)

// tireless is a clock on which sleepers wake at once.
type tireless struct{ *clock.Fake }

func (c tireless) Sleep(ctx context.Context, d time.Duration) error {
	c.Advance(d)
	return ctx.Err()
}

// post is a queue that keeps what it was sent.
type post struct {
	mu   sync.Mutex
	sent []queue.Message
}

func (p *post) Send(_ context.Context, m ...queue.Message) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sent = append(p.sent, m...)
	return nil
}

// rig is a table, a clock and a queue that outlive the processes of a test.
type rig struct {
	*testing.T
	table store.Table
	clock tireless
	queue *post
}

func newRig(t *testing.T) *rig {
	c := tireless{clock.NewFake(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))}
	return &rig{t, storetest.Memory(c.Now), c, &post{}}
}

// process is a service of another process on a table.
func (r *rig) process(t store.Table, o job.Options) *job.Service {
	if o.Present == nil {
		o.Present = func(context.Context, event.Actor) (auth.Actor, error) { return ada, nil }
	}
	o.Clock, o.Log = r.clock, slog.New(slog.NewTextHandler(io.Discard, nil))
	return job.NewService(t, r.queue, o)
}

// deliver hands the oldest message to a service, as the n-th attempt; one that fails goes back.
func (r *rig) deliver(s *job.Service, attempt int) (err error, any bool) {
	if len(r.queue.sent) == 0 {
		return nil, false
	}
	m := r.queue.sent[0]
	m.Attempts = attempt
	r.queue.sent = r.queue.sent[1:]
	if err = s.Handle(r.Context(), m); err != nil {
		r.queue.sent = append(r.queue.sent, m)
	}
	return err, true
}

// drain delivers until the queue is empty.
func (r *rig) drain(s *job.Service) {
	r.Helper()
	for attempt := 1; ; attempt++ {
		err, more := r.deliver(s, attempt)
		if !more {
			return
		}
		if attempt > 20 {
			r.Fatalf("the message is set aside: %v", err)
		}
	}
}

func (r *rig) start(s *job.Service, n job.New) *job.Job {
	r.Helper()
	j, err := s.Start(auth.With(r.Context(), ada), n)
	if err != nil {
		r.Fatal(err)
	}
	return j
}

func (r *rig) get(s *job.Service, id string) *job.Job {
	r.Helper()
	j, err := s.Get(auth.With(r.Context(), ada), id)
	if err != nil {
		r.Fatal(err)
	}
	return j
}

// items gives all items of a job, a page at a time.
func (r *rig) items(s *job.Service, id string, o job.Outcome, page int) (out []job.Item) {
	r.Helper()
	for after := -1; ; after = out[len(out)-1].Position {
		got, err := s.Items(auth.With(r.Context(), ada), id, o, page, after)
		if err != nil {
			r.Fatal(err)
		}
		if out = append(out, got...); len(got) < page {
			return out
		}
	}
}

// finished lists the events that say that a job ended.
func (r *rig) finished(id string) (n int) {
	r.Helper()
	page, err := event.List(r.Context(), r.table, "main", event.Filter{}, 100)
	if err != nil {
		r.Fatal(err)
	}
	for _, e := range page.Events {
		if e.Job == id && slices.Contains(e.Types, event.JobFinished) {
			n++
		}
	}
	return n
}

// mill is a work of pieces that reports what it does, and counts how often it does it. Each seventh entry fails, each
// fifth is as it should be.
type mill struct {
	mu     sync.Mutex
	ground map[int]int
	piece  int
}

func (m *mill) work(ctx context.Context, r *job.Run) error {
	var size int
	if err := r.Args(ctx, &size); err != nil {
		return err
	}
	r.Expect(size)
	at, _ := strconv.Atoi(string(r.Cursor()))
	for at < size {
		var items []job.Item
		for ; at < size && len(items) < m.piece; at++ {
			m.mu.Lock()
			m.ground[at]++
			m.mu.Unlock()
			items = append(items, grist(at))
		}
		if err := r.Report(ctx, []byte(strconv.Itoa(at)), items...); err != nil {
			return err
		}
	}
	return nil
}

func grist(n int) job.Item {
	i := job.Item{Entry: fmt.Sprint("e", n), Title: fmt.Sprint("Entry ", n), Outcome: job.OutcomeDone}
	switch {
	case n%7 == 3:
		i.Outcome, i.Message = job.OutcomeFailed, "It is stuck."
	case n%5 == 1:
		i.Outcome = job.OutcomeUnchanged
	}
	return i
}

// checkReport holds the report of a job against what a mill does.
func (r *rig) checkReport(s *job.Service, id string, size int) {
	r.Helper()
	items := r.items(s, id, "", 33)
	sums := map[job.Outcome]int{}
	for n, i := range items {
		want := grist(n)
		want.Position = n
		if i != want {
			r.Fatalf("item %d is %+v, want %+v", n, i, want)
		}
		sums[i.Outcome]++
	}
	j := r.get(s, id)
	if len(items) != size || j.Done != size || j.Total != size || j.State != job.Done || j.FinishedAt.IsZero() ||
		j.Succeeded != sums[job.OutcomeDone] || j.Unchanged != sums[job.OutcomeUnchanged] || j.Failed != sums[job.OutcomeFailed] {
		r.Fatalf("%d items, %v; the job is %+v", len(items), sums, j)
	}
	for _, o := range []job.Outcome{job.OutcomeFailed, job.OutcomeUnchanged} {
		of := r.items(s, id, o, 7)
		if len(of) != sums[o] || slices.ContainsFunc(of, func(i job.Item) bool { return i.Outcome != o }) {
			r.Errorf("%d items are listed as %s, want %d", len(of), o, sums[o])
		}
	}
	if n := r.finished(id); n != 1 {
		r.Errorf("%d events say that the job ended", n)
	}
}
