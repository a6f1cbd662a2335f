package main

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/galley-cms/galley/internal/client"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/transfer"
)

// jobLog is the record that a Galley keeps of work that a command does: who looks at the jobs there sees how far it has
// come and what became of each entry, and can stop it.
type jobLog struct {
	api    *client.Client
	id     string
	cancel context.CancelCauseFunc
	wake   chan bool // false: the last time
	ended  chan error

	mu    sync.Mutex
	items []jobItem
	sent  int // items, or entries that were counted
	done  int
	total int
}

// jobItem is what became of one entry.
type jobItem struct {
	Entry   string `json:"entry"`
	Title   string `json:"title"`
	Outcome string `json:"outcome"`
	Message string `json:"message,omitempty"`
}

// How often a command reports, and how much it says at once.
const (
	jobPause = 2 * time.Second
	jobItems = 500
)

// errCancelled is why a command ends whose job was stopped.
var errCancelled = errs.New(errs.Conflict, "The job was stopped in Galley. Run the command again to go on: what is done already stays.")

// openJob begins a record. The context that it gives ends when the job is stopped there; end has to be called.
func openJob(ctx context.Context, api *client.Client, kind, title string) (context.Context, *jobLog, error) {
	var data struct{ OpenJob struct{ ID string } }
	err := api.Do(ctx, `mutation($kind: JobKind!, $title: String!) { openJob(kind: $kind, title: $title) { id } }`,
		map[string]any{"kind": kind, "title": title}, &data)
	if err != nil {
		return ctx, nil, err
	}
	j := &jobLog{api: api, id: data.OpenJob.ID, wake: make(chan bool, 1), ended: make(chan error, 1)}
	work, cancel := context.WithCancelCause(ctx)
	j.cancel = cancel
	go func() { j.ended <- j.report(context.WithoutCancel(ctx)) }()
	return work, j, nil
}

// each notes what became of an entry.
func (j *jobLog) each(id, title string, o transfer.Outcome, message string) {
	outcome := map[transfer.Outcome]string{transfer.Unchanged: "UNCHANGED", transfer.Failed: "FAILED"}[o]
	if outcome == "" {
		outcome = "DONE"
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.items = append(j.items, jobItem{id, title, outcome, message})
	j.done++
	if len(j.items) == jobItems {
		j.nudge(true)
	}
}

// count notes how far work has come that has no items.
func (j *jobLog) count(done, total int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.done, j.total = max(j.done, done), total
}

// nudge has the report sent now.
func (j *jobLog) nudge(more bool) {
	select {
	case j.wake <- more:
	default: // it was nudged already
	}
}

// report sends what there is to say, now and then, until the end.
func (j *jobLog) report(ctx context.Context) error {
	tick := time.NewTicker(jobPause)
	defer tick.Stop()
	for more := true; more; {
		select {
		case <-tick.C:
		case more = <-j.wake:
		}
		if err := j.send(ctx); err != nil {
			return err
		}
	}
	return nil
}

// send sends all that was not sent yet.
func (j *jobLog) send(ctx context.Context) error {
	for {
		items, done, total := j.take()
		if done == 0 {
			return nil
		}
		if err := j.tell(ctx, map[string]any{"done": done, "total": total, "items": items}); err != nil {
			return err
		}
		if len(items) < jobItems {
			return nil
		}
	}
}

// take gives the next items, and how far the work has come with them; 0 where there is nothing to say.
func (j *jobLog) take() (items []jobItem, done int, total *int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	n := min(len(j.items), jobItems)
	items, j.items = j.items[:n], j.items[n:]
	now := j.done - len(j.items)
	if now == j.sent {
		return nil, 0, nil
	}
	if j.sent = now; j.total > 0 {
		total = &j.total
	}
	return items, now, total
}

// tell makes one report. A job that was stopped ends the work.
func (j *jobLog) tell(ctx context.Context, report map[string]any) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	report["id"] = j.id
	var data struct{ ReportJob struct{ State string } }
	err := j.api.Repeat(ctx, `mutation($id: ID!, $done: Int!, $total: Int, $items: [JobItemInput!], $finished: Boolean, $message: String) {
		reportJob(id: $id, done: $done, total: $total, items: $items, finished: $finished, message: $message) { state } }`, report, &data)
	if err == nil && data.ReportJob.State == "CANCELLED" {
		j.cancel(errCancelled)
	}
	return err
}

// end closes the record: failed is why the work failed as a whole, if it did. It gives the error that the command ends with.
func (j *jobLog) end(ctx context.Context, work context.Context, failed error) error {
	if errors.Is(context.Cause(work), errCancelled) {
		failed = errCancelled
	}
	select {
	case j.wake <- false:
	case err := <-j.ended: // it could not be reported to
		return errors.Join(failed, err)
	}
	if err := <-j.ended; err != nil {
		return errors.Join(failed, err)
	}
	report := map[string]any{"done": j.done, "finished": true}
	if failed != nil {
		report["message"] = failed.Error()
	}
	return errors.Join(failed, j.tell(context.WithoutCancel(ctx), report))
}

// asJob does work, of a kind and under a title, and keeps a record of it.
func asJob(ctx context.Context, api *client.Client, kind, title string, do func(context.Context, *jobLog) error) error {
	work, j, err := openJob(ctx, api, kind, title)
	if err != nil {
		return err
	}
	defer j.cancel(nil)
	return j.end(ctx, work, do(work, j))
}
