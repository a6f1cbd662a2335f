package aws

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/app"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/queue"
	"github.com/galley-cms/galley/internal/queue/sqs"
)

// schedule does what is due by the clock, what takes longer than a request, and what the owner of the account asks for.
type schedule struct {
	*Home
	settings *Settings
	jobs     *sqs.Consumer
}

// Schedule is the function that AWS's scheduler calls every minute and once a day, and the one behind the queue of jobs; the
// owner can call it by hand.
func Schedule(h *Home) Handler {
	h.WithJobs()
	h.WithSearch()
	h.WithSearchFeed()
	h.Options.Works = app.Works
	s := &schedule{Home: h, settings: h.Settings(PublicURL)}
	s.jobs = sqs.NewConsumer(h.sqs(), h.getenv(JobsQueue), s.job, sqs.Options{Log: h.Log})
	return s.handle
}

// job runs a job, until it is done or the time of the call is nearly over: then a further message goes on with it.
func (s *schedule) job(ctx context.Context, m queue.Message) error {
	a, err := s.App(ctx)
	if err != nil {
		return err
	}
	return a.Jobs.Handle(auth.With(ctx, auth.System), m)
}

func (s *schedule) handle(ctx context.Context, event []byte) ([]byte, error) {
	var order struct {
		Task    string            `json:"task"`
		Records []json.RawMessage `json:"Records"` // of the queue
	}
	if err := json.Unmarshal(event, &order); err != nil {
		return nil, err
	}
	if len(order.Records) > 0 {
		return consume(ctx, s.jobs, event)
	}
	tasks := map[string]func(context.Context) (any, error){"minute": s.minute, "check": s.check, "setup-link": s.setupLink}
	task, known := tasks[order.Task]
	if !known {
		return nil, errs.New(errs.Invalid, "There is no task %q: the tasks are minute, check and setup-link.", order.Task)
	}
	result, err := task(auth.With(ctx, auth.System))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", order.Task, err)
	}
	return json.Marshal(result)
}

// minuteTime is how long the task of a minute may take: it ends before the next one begins.
const minuteTime = 50 * time.Second

// dueTime is how much of it scheduled actions may take. What is left over is the next minute's.
const dueTime = 40 * time.Second

// minute carries out what is due, sweeps what is over, and goes on with what was broken off.
func (s *schedule) minute(ctx context.Context) (any, error) {
	a, err := s.App(ctx)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, minuteTime)
	defer cancel()
	due := runDue(ctx, a.Content)
	deleted, err := a.Content.Sweep(ctx)
	return map[string]int{"deleted": deleted}, errors.Join(due, err, a.Content.Resume(ctx), a.Jobs.Resume(ctx), a.Desk.Begin(ctx), a.EnsureSearch(ctx))
}

// runDue carries out what is due. Calls may overlap, come late or twice: each action happens once.
func runDue(ctx context.Context, c *content.Service) error {
	ctx, cancel := context.WithTimeout(ctx, dueTime)
	defer cancel()
	_, err := c.RunDue(ctx)
	if ctx.Err() != nil {
		return nil // there was more than fits in
	}
	return err
}

// check compares entries with their index rows, from where the last check ended, and mends what it finds.
func (s *schedule) check(ctx context.Context) (any, error) {
	a, err := s.App(ctx)
	if err != nil {
		return nil, err
	}
	report, err := a.Content.CheckSlice(ctx, true)
	if err == nil {
		s.Log.Info("checked", "entries", report.Entries, "rows", report.Rows, "findings", len(report.Findings), "next", report.Next)
	}
	return report, err
}

// setupLink makes the link by which the first user is made.
func (s *schedule) setupLink(ctx context.Context) (any, error) {
	public, err := s.settings.Get(ctx, PublicURL)
	if err != nil {
		return nil, err
	}
	if public == "" {
		return nil, errs.New(errs.Conflict, "There is no public address yet: deploy the stack of the edge first.")
	}
	a, err := s.App(ctx)
	if err != nil {
		return nil, err
	}
	token, err := a.Auth.SetupLink(ctx)
	if err != nil {
		return nil, err
	}
	if token == "" {
		return nil, errs.New(errs.Conflict, "There are users already: an administrator can add others.")
	}
	return map[string]string{"link": strings.TrimSuffix(public, "/") + "/admin/setup?token=" + token}, nil
}
