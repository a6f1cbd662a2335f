package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/bulk"
	"github.com/galley-cms/galley/internal/job"
	"github.com/galley-cms/galley/internal/queue"
	"github.com/galley-cms/galley/internal/store"
)

// bulkSize is about how many entries bulk work is done to.
const bulkSize = 10_000

// bulk changes and publishes many entries by jobs. One more is killed on its way and goes on: its report must be whole.
func (s *space) bulk(ctx context.Context, _ *bencher) error {
	for _, part := range []struct {
		name string
		q    bulk.Request
		kill int64
	}{
		{"bulk change of %d entries by a filter", set("Changed together"), 0},
		{"bulk publish of %d entries by a filter", bulk.Request{Action: bulk.Publish}, 0},
		{"", set("Changed again"), 3 * int64(min(s.n, bulkSize))},
	} {
		part.q.Model, part.q.Where = "article", map[string]any{"views": map[string]any{"lt": json.Number(fmt.Sprint(1_000_000 / max(1, s.n/bulkSize)))}}
		begun := time.Now()
		j, err := s.runBulk(asAdmin(ctx), part.q, part.kill)
		if err != nil {
			return err
		}
		took := time.Since(begun)
		s.look()
		if j.State != job.Done || j.Failed > 0 || j.Done == 0 || j.Succeeded != j.Total {
			return fmt.Errorf("bulk work was reported as %+v", *j)
		}
		if part.kill == 0 {
			s.rate(fmt.Sprintf(part.name, j.Done), j.Done, took)
		}
	}
	return nil
}

func set(title string) bulk.Request {
	text, _ := json.Marshal(title) // a text
	return bulk.Request{Action: bulk.Set, Values: map[string]json.RawMessage{"title": text}}
}

// post is a queue that is worked off by who filled it.
type post []queue.Message

func (p *post) Send(_ context.Context, m ...queue.Message) error {
	*p = append(*p, m...)
	return nil
}

// runBulk starts a job and runs it to its end. With kill, its first process ends at so many calls to the tables.
func (s *space) runBulk(ctx context.Context, q bulk.Request, kill int64) (*job.Job, error) {
	waiting := &post{}
	jobs, work := s.worker(waiting, nil)
	j, err := work.Start(ctx, q)
	if err != nil {
		return nil, err
	}
	if kill > 0 {
		victim, _ := s.worker(waiting, &fuse{left: kill})
		if err := victim.Handle(ctx, (*waiting)[0]); err == nil {
			return nil, errors.New("the job was not killed")
		}
	}
	for len(*waiting) > 0 {
		m := (*waiting)[0]
		*waiting = (*waiting)[1:]
		if err := jobs.Handle(ctx, m); err != nil {
			return nil, err
		}
	}
	return jobs.Get(ctx, j.ID)
}

// worker is a process that works on jobs, until its fuse blows.
func (s *space) worker(q *post, f *fuse) (*job.Service, *bulk.Service) {
	var contents, index store.Table = s.tables[0], s.tables[1]
	c := s.Service
	if f != nil {
		contents, index = &mortal{contents, f}, &mortal{index, f}
		c = content.New(contents, index, content.Options{})
	}
	jobs := job.NewService(contents, q, job.Options{Alone: true, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	b := bulk.New(c, jobs)
	b.Register()
	return jobs, b
}

// fuse blows after so many calls.
type fuse struct{ left int64 }

var errBlown = errors.New("the process was killed")

func (f *fuse) call() error {
	if atomic.AddInt64(&f.left, -1) < 0 {
		return errBlown
	}
	return nil
}

// mortal is a table as a process sees it that dies.
type mortal struct {
	store.Table
	fuse *fuse
}

// View implements store.Table.
func (m *mortal) View(ctx context.Context, fn func(store.Reader) error) error {
	return errors.Join(m.fuse.call(), m.Table.View(ctx, fn))
}

// Transact implements store.Table.
func (m *mortal) Transact(ctx context.Context, token string, writes ...store.Write) error {
	if err := m.fuse.call(); err != nil {
		return err
	}
	return m.Table.Transact(ctx, token, writes...)
}

// Batch implements store.Table.
func (m *mortal) Batch(ctx context.Context, writes ...store.Write) []error {
	results := make([]error, len(writes))
	for i, w := range writes {
		if results[i] = m.fuse.call(); results[i] == nil {
			results[i] = m.Table.Batch(ctx, w)[0]
		}
	}
	return results
}
