package manage

import (
	"context"
	"strconv"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/job"
)

// jobOf makes the job of a reply.
func (r *Resolver) jobOf(ctx context.Context, j *job.Job, err error) (*Job, error) {
	if err != nil {
		return nil, err
	}
	sc, err := r.Content.Schema(ctx)
	if err != nil {
		return nil, err
	}
	return jobIn(sc, j), nil
}

func jobIn(sc *content.Schema, j *job.Job) *Job {
	by := j.By
	out := &Job{ID: j.ID, Kind: JobKind(j.Kind), Title: j.Title, State: JobState(j.State), By: &by, CreatedAt: j.CreatedAt,
		UpdatedAt: j.UpdatedAt, FinishedAt: moment(j.FinishedAt), Done: j.Done, Succeeded: j.Succeeded, Unchanged: j.Unchanged,
		Failed: j.Failed, Message: text(j.Message)}
	if m := sc.ModelByID(j.Model); m != nil {
		out.Model = &m.APIID
	}
	if j.Total > 0 || j.State == job.Done {
		out.Total = &j.Total
	}
	return out
}

// jobsOf lists jobs, newest first.
func (r *Resolver) jobsOf(ctx context.Context, first int, before string) ([]*Job, error) {
	jobs, err := r.Work.List(ctx, first, before)
	if err != nil {
		return nil, err
	}
	sc, err := r.Content.Schema(ctx)
	if err != nil {
		return nil, err
	}
	return of(jobs, func(j *job.Job) *Job { return jobIn(sc, j) }), nil
}

// itemsOf lists what became of the entries of a job.
func (r *Resolver) itemsOf(ctx context.Context, id string, outcome *JobOutcome, first *int, after string) ([]*JobItem, error) {
	n, err := bounded(first, 50)
	if err != nil {
		return nil, err
	}
	at, err := job.Position(after)
	if err != nil {
		return nil, err
	}
	items, err := r.Work.Items(ctx, id, job.Outcome(value(outcome)), n, at)
	return of(items, itemOut), err
}

func itemOut(i job.Item) *JobItem {
	return &JobItem{ID: strconv.Itoa(i.Position), Entry: i.Entry, Title: orElse(i.Title, i.Entry), Outcome: JobOutcome(i.Outcome), Message: text(i.Message)}
}

func itemIn(i *JobItemInput) job.Item {
	return job.Item{Entry: i.Entry, Title: value(i.Title), Outcome: job.Outcome(i.Outcome), Message: value(i.Message)}
}
