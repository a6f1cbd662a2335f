package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/job"
)

// Concern says what somebody should look at.
type Concern string

// The concerns.
const (
	ScheduleFailed  Concern = "SCHEDULE_FAILED"
	AssetFailed     Concern = "ASSET_FAILED"
	WebhookDisabled Concern = "WEBHOOK_DISABLED"
	JobFailed       Concern = "JOB_FAILED"
)

// Attention is one thing that somebody should look at.
type Attention struct {
	Concern Concern
	Message string
	At      time.Time
	Entry   string // id, where it is about one
	Webhook string
	Job     string
}

// concernTime is how long something that failed once is shown: what failed earlier is history.
const concernTime = 14 * 24 * time.Hour

// maxMissed is how many scheduled actions, and jobs, are looked through.
const maxMissed = 100

// NeedsAttention lists what went wrong and is the actor's business, the latest first.
func (s *Service) NeedsAttention(ctx context.Context, first int) (out []Attention, err error) {
	if err := auth.Require(ctx, auth.Manage, auth.Resource{}); err != nil {
		return nil, err
	}
	for _, look := range []func(context.Context, int) ([]Attention, error){s.missedActions, s.failedAssets, s.failedJobs, s.disabledHooks} {
		found, err := look(ctx, first)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	recently := s.clock.Now().Add(-concernTime)
	out = slices.DeleteFunc(out, func(a Attention) bool { return a.At.Before(recently) })
	slices.SortStableFunc(out, func(a, b Attention) int { return b.At.Compare(a.At) })
	return out[:min(len(out), first)], nil
}

// missedActions lists scheduled actions that could not be carried out.
func (s *Service) missedActions(ctx context.Context, _ int) (out []Attention, err error) {
	now := s.clock.Now()
	all, err := s.content.Scheduled(ctx, content.ScheduleFilter{From: now.Add(-concernTime), To: now, Failed: true, First: maxMissed})
	if err != nil {
		return nil, err
	}
	for _, a := range all {
		if a.Failure != "" {
			out = append(out, Attention{Concern: ScheduleFailed, Message: a.Failure, At: a.At, Entry: a.Entry})
		}
	}
	return out, nil
}

// maxDays is how far ahead Upcoming looks.
const maxDays = 366

// Upcoming lists what is planned for the next days, first things first.
func (s *Service) Upcoming(ctx context.Context, days, first int) ([]*content.ScheduledAction, error) {
	if days < 1 || days > maxDays {
		return nil, errs.New(errs.Invalid, "days must be between 1 and %d.", maxDays)
	}
	now := s.clock.Now()
	return s.content.Scheduled(ctx, content.ScheduleFilter{From: now, To: now.AddDate(0, 0, days), First: first})
}

// failedJobs lists jobs that failed as a whole, or for some of their entries.
func (s *Service) failedJobs(ctx context.Context, _ int) (out []Attention, err error) {
	all, err := s.jobs.List(ctx, maxMissed, "")
	if err != nil {
		return nil, err
	}
	for _, j := range all {
		a := Attention{Concern: JobFailed, At: j.UpdatedAt, Job: j.ID}
		switch {
		case j.State == job.Failed:
			a.Message = fmt.Sprintf("%s: %s", j.Title, j.Message)
		case j.State == job.Done && j.Failed > 0:
			a.Message = fmt.Sprintf("%s: %d of %d failed.", j.Title, j.Failed, j.Done)
		default:
			continue
		}
		out = append(out, a)
	}
	return out, nil
}

// failedAssets lists files that were refused.
func (s *Service) failedAssets(ctx context.Context, first int) (out []Attention, err error) {
	sc, err := s.content.Schema(ctx)
	if err != nil {
		return nil, err
	}
	p, err := s.content.Entries(ctx, content.QuerySpec{
		Model: sc.Model(content.AssetModel), Where: map[string]any{"state": map[string]any{"eq": content.AssetFailed}},
	}, content.PageArgs{First: &first})
	if err != nil {
		return nil, err
	}
	for _, e := range p.Entries {
		var reason string
		if json.Unmarshal(e.Values["reason"], &reason) != nil {
			reason = "The file was refused."
		}
		out = append(out, Attention{Concern: AssetFailed, Message: fmt.Sprintf("%s: %s", sc.Title(e), reason), At: e.UpdatedAt, Entry: e.ID})
	}
	return out, nil
}

// disabledHooks lists webhooks that were switched off because their receiver fails.
func (s *Service) disabledHooks(ctx context.Context, _ int) (out []Attention, err error) {
	if !auth.Can(auth.From(ctx), auth.Administer, auth.Resource{}) {
		return nil, nil
	}
	hooks, err := s.hooks.List(ctx)
	if err != nil {
		return nil, err
	}
	for _, h := range hooks {
		if !h.Enabled && h.Reason != "" {
			out = append(out, Attention{Concern: WebhookDisabled, Message: fmt.Sprintf("The webhook to %s is off: %s", h.Host(), h.Reason), At: h.UpdatedAt, Webhook: h.ID})
		}
	}
	return out, nil
}
