package bulk_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/bulk"
	"github.com/galley-cms/galley/internal/clock"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/job"
	"github.com/galley-cms/galley/internal/queue"
	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/store/storetest"
)

var (
	editor = auth.Actor{Kind: auth.KindUser, ID: "ed", Name: "Ed", Role: auth.RoleEditor}
	author = auth.Actor{Kind: auth.KindUser, ID: "al", Name: "Al", Role: auth.RoleAuthor}
)

// tireless is a clock on which sleepers wake at once.
type tireless struct{ *clock.Fake }

func (c tireless) Sleep(ctx context.Context, d time.Duration) error {
	c.Advance(d)
	return ctx.Err()
}

// post is a queue that keeps what it was sent.
type post struct{ sent []queue.Message }

func (p *post) Send(_ context.Context, m ...queue.Message) error {
	p.sent = append(p.sent, m...)
	return nil
}

// rig is two tables, a clock and a queue, which outlive the processes of a test.
type rig struct {
	*testing.T
	ctx            context.Context
	content, index store.Table
	clock          tireless
	queue          *post
	now            func(event.Actor) (auth.Actor, error) // who somebody is now
}

// process is the services of one process.
type process struct {
	*content.Service
	jobs *job.Service
	bulk *bulk.Service
}

// newRig makes tables with two models, whose posts have a title that they cannot be published without.
func newRig(t *testing.T) *rig {
	t.Helper()
	c := tireless{clock.NewFake(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))}
	r := &rig{T: t, ctx: auth.With(t.Context(), auth.Local), content: storetest.Memory(c.Now), index: storetest.Memory(c.Now), clock: c, queue: &post{}}
	r.now = func(who event.Actor) (auth.Actor, error) {
		for _, a := range []auth.Actor{editor, author} {
			if a.ID == who.ID {
				return a, nil
			}
		}
		return auth.Local, nil
	}
	p := r.process(nil)
	_, err := p.ApplyModels(r.ctx, []json.RawMessage{
		json.RawMessage(`{"apiId":"post","name":"Post","titleField":"title","fields":[{"apiId":"title","kind":"TEXT","required":true},
			{"apiId":"n","kind":"INTEGER","validation":{"max":1000000}},{"apiId":"slug","kind":"SLUG","unique":true},
			{"apiId":"next","kind":"REFERENCE","models":["post"],"onDelete":"RESTRICT"}]}`),
		json.RawMessage(`{"apiId":"note","fields":[{"apiId":"text","kind":"TEXT"}]}`)}, false, true)
	r.must(err)
	return r
}

func (r *rig) must(err error) {
	r.Helper()
	if err != nil {
		r.Fatal(err)
	}
}

// process comes to the tables, under faults if there are any.
func (r *rig) process(f *storetest.Faults) *process {
	c, i := r.content, r.index
	if f != nil {
		c, i = f.Wrap(c), f.Wrap(i)
	}
	quiet := slog.New(slog.DiscardHandler)
	p := &process{Service: content.New(c, i, content.Options{Clock: r.clock, Log: quiet, Budget: content.Budget{Rows: 600, Copies: 300, Few: 20}})}
	p.jobs = job.NewService(c, r.queue, job.Options{Clock: r.clock, Log: quiet, Alone: true,
		Present: func(_ context.Context, who event.Actor) (auth.Actor, error) { return r.now(who) }})
	p.bulk = bulk.New(p.Service, p.jobs)
	p.bulk.Register()
	return p
}

// create makes a post as somebody.
func (r *rig) create(p *process, as auth.Actor, id, values string, publish bool) {
	r.Helper()
	var v map[string]json.RawMessage
	r.must(json.Unmarshal([]byte(values), &v))
	if as.Kind == auth.KindUser {
		as.Role = auth.RoleAdmin // who may choose ids
	}
	_, err := p.Create(auth.With(r.ctx, as), "post", id, content.Change{Values: v, Publish: publish})
	r.must(err)
}

func (r *rig) start(p *process, as auth.Actor, q bulk.Request) *job.Job {
	r.Helper()
	if q.Model == "" {
		q.Model = "post"
	}
	j, err := p.bulk.Start(auth.With(r.ctx, as), q)
	r.must(err)
	return j
}

// drain delivers until the queue is empty.
func (r *rig) drain(p *process) {
	r.Helper()
	for attempt := 1; len(r.queue.sent) > 0; attempt++ {
		m := r.queue.sent[0]
		m.Attempts, r.queue.sent = attempt, r.queue.sent[1:]
		if err := p.jobs.Handle(r.ctx, m); err != nil {
			r.queue.sent = append(r.queue.sent, m)
		}
		if attempt > 20 {
			r.Fatal("the message is set aside")
		}
	}
}

// run starts bulk work, and waits for its end.
func (r *rig) run(p *process, as auth.Actor, q bulk.Request) (*job.Job, []job.Item) {
	r.Helper()
	j := r.start(p, as, q)
	r.drain(p)
	return r.report(p, j.ID)
}

// report is a job, and what became of each entry.
func (r *rig) report(p *process, id string) (*job.Job, []job.Item) {
	r.Helper()
	j, err := p.jobs.Get(r.ctx, id)
	r.must(err)
	var all []job.Item
	for after := -1; ; after = all[len(all)-1].Position {
		items, err := p.jobs.Items(r.ctx, id, "", 100, after)
		r.must(err)
		if all = append(all, items...); len(items) < 100 {
			return j, all
		}
	}
}

// told is a report in short: by entry, the outcome and what is said of it.
func told(items []job.Item) (out []string) {
	for _, i := range items {
		s := i.Entry + " " + string(i.Outcome)
		if i.Message != "" {
			s += ": " + i.Message
		}
		out = append(out, s)
	}
	slices.Sort(out)
	return out
}

// states are the statuses and versions of posts.
func (r *rig) states(p *process, ids ...string) (out []string) {
	r.Helper()
	for _, id := range ids {
		e, err := p.Entry(r.ctx, id)
		if err != nil {
			out = append(out, id+" gone")
			continue
		}
		out = append(out, fmt.Sprintf("%s %s %d", id, e.Status, e.Version))
	}
	return out
}

func (r *rig) same(what string, got, want []string) {
	r.Helper()
	if !slices.Equal(got, want) {
		r.Errorf("%s:\n got %q\nwant %q", what, got, want)
	}
}
