package job_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/job"
)

// TestRightsOfNow: a job does what the one who started it may do when it runs.
func TestRightsOfNow(t *testing.T) { // A28
	r := newRig(t)
	gone := false
	s := r.process(r.table, job.Options{Present: func(_ context.Context, who event.Actor) (auth.Actor, error) {
		if gone {
			return auth.Actor{}, errs.New(errs.Forbidden, "Ada is no user of this space any more.")
		}
		return auth.Actor{Kind: auth.Kind(who.Kind), ID: who.ID, Role: auth.RoleViewer}, nil
	}})
	s.Register("w", func(ctx context.Context, run *job.Run) error {
		if a := auth.From(ctx); a.ID != "ada" || a.Role != auth.RoleViewer {
			t.Errorf("the work acts as %+v", a)
		}
		gone = true
		_, err := run.Acting(ctx)
		return err
	})
	j := r.start(s, job.New{Kind: job.Bulk, Work: "w", Title: "W"})
	r.drain(s)
	if got := r.get(s, j.ID); got.State != job.Failed || got.Message != "Ada is no user of this space any more." {
		t.Errorf("the job is %+v", got)
	}
}

func TestNotes(t *testing.T) {
	r := newRig(t)
	s := r.process(r.table, job.Options{})
	s.Register("w", func(ctx context.Context, run *job.Run) error {
		var got []string
		if found, err := run.Noted(ctx, "plan", &got); err != nil || found {
			t.Errorf("before: %v %v", found, err)
		}
		if err := run.Note("plan", []string{"a", "b"}); err != nil {
			return err
		}
		run.Pass(4)
		if err := run.Report(ctx, []byte("x")); err != nil {
			return err
		}
		if found, err := run.Noted(ctx, "plan", &got); err != nil || !found || len(got) != 2 {
			t.Errorf("after: %v %v %v", got, found, err)
		}
		return run.Note("plan", strings.Repeat("x", job.MaxNote))
	})
	j := r.start(s, job.New{Kind: job.Bulk, Work: "w", Title: "W"})
	r.drain(s)
	if got := r.get(s, j.ID); got.State != job.Failed || got.Done != 4 {
		t.Errorf("the job is %+v", got)
	}
}

// TestClientsReport: an import or an export is done by a client, which tells how far it has come.
func TestClientsReport(t *testing.T) {
	r := newRig(t)
	s := r.process(r.table, job.Options{})
	ctx := auth.With(t.Context(), ada)
	j := r.start(s, job.New{Kind: job.Import, Title: "Import of a blog", Total: 4})
	report := func(p job.Progress) *job.Job {
		t.Helper()
		got, err := s.Advance(ctx, j.ID, p)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	two := job.Progress{Done: 2, Items: []job.Item{{Entry: "a", Outcome: job.OutcomeDone}, {Entry: "b", Outcome: job.OutcomeFailed, Message: strings.Repeat("ü", 400)}}}
	report(two)
	if got := report(two); got.Done != 2 || got.Succeeded != 1 || got.Failed != 1 || got.State != job.Running {
		t.Errorf("a repeated report counts: %+v", got)
	}
	if got := report(job.Progress{Done: 4, Finished: true}); got.State != job.Done || got.Done != 4 {
		t.Errorf("the job is %+v", got)
	}
	items := r.items(s, j.ID, "", 50)
	if len(items) != 2 || len(items[1].Message) > job.MaxMessage || !strings.HasSuffix(items[1].Message, "ü…") {
		t.Errorf("the items are %+v", items)
	}
	if _, err := s.Advance(auth.With(t.Context(), bob), j.ID, two); errs.CodeOf(err) != errs.NotFound {
		t.Errorf("somebody else may report: %v", err)
	}
	stopped := r.start(s, job.New{Kind: job.Export, Title: "Export"})
	if _, err := s.Cancel(ctx, stopped.ID); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Advance(ctx, stopped.ID, job.Progress{Done: 1}); err != nil || got.State != job.Cancelled {
		t.Errorf("the client is not told that it should stop: %+v, %v", got, err)
	}
	failed := r.start(s, job.New{Kind: job.Export, Title: "Export"})
	if got, err := s.Advance(ctx, failed.ID, job.Progress{Finished: true, Message: "The disk is full."}); err != nil || got.State != job.Failed || got.Message != "The disk is full." {
		t.Errorf("the job is %+v, %v", got, err)
	}
}

func TestLists(t *testing.T) {
	r := newRig(t)
	s := r.process(r.table, job.Options{})
	s.Beside(func(context.Context) ([]*job.Job, error) {
		return []*job.Job{{ID: "build-m1", Kind: job.Backfill, By: auth.System.Ref(), State: job.Running}}, nil
	})
	var mine []string
	for n := range 5 {
		r.clock.Advance(time.Second)
		as := ada
		if n == 2 {
			as = bob
		}
		j, err := s.Start(auth.With(t.Context(), as), job.New{Kind: job.Export, Title: fmt.Sprint(n)})
		if err != nil {
			t.Fatal(err)
		}
		if as.ID == "ada" {
			mine = append([]string{j.ID}, mine...)
		}
	}
	list := func(as auth.Actor, first int, before string) (ids []string) {
		t.Helper()
		jobs, err := s.List(auth.With(t.Context(), as), first, before)
		if err != nil {
			t.Fatal(err)
		}
		for _, j := range jobs {
			ids = append(ids, j.ID)
		}
		return ids
	}
	if got := list(ada, 20, ""); !slices.Equal(got, append([]string{"build-m1"}, mine...)) {
		t.Errorf("Ada sees %v", got)
	}
	if got := list(ada, 2, mine[0]); !slices.Equal(got, mine[1:3]) {
		t.Errorf("the second page is %v", got)
	}
	if got := list(root, 20, ""); len(got) != 6 {
		t.Errorf("an administrator sees %v", got)
	}
	if got := r.get(s, "build-m1"); got.Kind != job.Backfill {
		t.Errorf("%+v", got)
	}
	for _, ctx := range []context.Context{t.Context(), auth.With(t.Context(), auth.Actor{Kind: auth.KindKey, Scopes: []auth.Scope{auth.ScopeRead}})} {
		if _, err := s.List(ctx, 20, ""); err == nil {
			t.Error("anybody may list jobs")
		}
	}
	for _, id := range []string{"", "check", "open#" + mine[0], mine[0][:25] + "!"} {
		if _, err := s.Get(auth.With(t.Context(), root), id); errs.CodeOf(err) != errs.NotFound {
			t.Errorf("%q: %v", id, err)
		}
	}
}

// TestRequestKeys: a repeated request gives the same job; the same key of somebody else does not.
func TestRequestKeys(t *testing.T) {
	r := newRig(t)
	s, m := r.process(r.table, job.Options{}), &mill{ground: map[int]int{}, piece: 10}
	s.Register("mill", m.work)
	n := job.New{Kind: job.Bulk, Work: "mill", Title: "Grind", Args: 5, Key: "k1"}
	one, two := r.start(s, n), r.start(s, n)
	other, err := s.Start(auth.With(t.Context(), bob), n)
	if err != nil || one.ID != two.ID || other.ID == one.ID || len(r.queue.sent) != 2 {
		t.Errorf("the jobs are %s, %s, %v (%v) in %d messages", one.ID, two.ID, other, err, len(r.queue.sent))
	}
	if _, err := s.Start(auth.With(t.Context(), ada), job.New{Work: "mill", Args: json.RawMessage(`"` + strings.Repeat("x", job.MaxArgs) + `"`)}); errs.CodeOf(err) != errs.LimitExceeded {
		t.Errorf("too much: %v", err)
	}
}
