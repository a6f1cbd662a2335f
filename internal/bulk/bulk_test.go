package bulk_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/bulk"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/job"
	"github.com/galley-cms/galley/internal/store/storetest"
)

// TestEachEntryAnswersForItself goes through all actions: what is done, what was so already and gets no new version, and
// what fails, each with its own sentence. // C25
func TestEachEntryAnswersForItself(t *testing.T) {
	r := newRig(t)
	p := r.process(nil)
	r.create(p, editor, "a", `{"title":"A"}`, false)
	r.create(p, editor, "b", `{"title":"B"}`, true)
	r.create(p, editor, "c", `{"n":3}`, false)
	r.create(p, editor, "d", `{"title":"D","next":{"id":"b"}}`, true)
	_, err := p.Create(r.ctx, "note", "other", content.Change{})
	r.must(err)
	all := []string{"a", "b", "c", "d", "other", "nobody", "a"}
	for _, step := range []struct {
		action bulk.Action
		ids    []string
		want   []string
		states []string
	}{
		{bulk.Publish, all, []string{"a DONE", "b UNCHANGED", "c FAILED: title is required.", "d UNCHANGED",
			`nobody FAILED: There is no entry "nobody".`, "other FAILED: The entry is one of another model, note."},
			[]string{"a PUBLISHED 2", "b PUBLISHED 1", "c DRAFT 1", "d PUBLISHED 1"}},
		{bulk.Publish, []string{"a"}, []string{"a UNCHANGED"}, []string{"a PUBLISHED 2"}},
		{bulk.Set, []string{"a", "c"}, []string{"a DONE", "c UNCHANGED"}, []string{"a CHANGED 3", "c DRAFT 1"}},
		{bulk.Delete, []string{"b", "c"}, []string{"b FAILED: The entry cannot be deleted: the published entry d refers to it. Remove that reference first.", "c DONE"},
			[]string{"b PUBLISHED 1", "c TRASHED 2"}},
		{bulk.Delete, []string{"c"}, []string{"c UNCHANGED"}, []string{"c TRASHED 2"}},
		{bulk.Restore, []string{"b", "c"}, []string{"b UNCHANGED", "c DONE"}, []string{"c DRAFT 3"}},
		{bulk.Unpublish, []string{"a", "c"}, []string{"a DONE", "c UNCHANGED"}, []string{"a DRAFT 4", "c DRAFT 3"}},
		{bulk.Archive, []string{"a"}, []string{"a DONE"}, []string{"a ARCHIVED 5"}},
		{bulk.Archive, []string{"a"}, []string{"a UNCHANGED"}, []string{"a ARCHIVED 5"}},
		{bulk.Publish, []string{"a"}, []string{"a FAILED: The entry a is archived: take it out of the archive first."}, []string{"a ARCHIVED 5"}},
		{bulk.Unarchive, []string{"a"}, []string{"a DONE"}, []string{"a DRAFT 6"}},
		{bulk.Delete, []string{"a"}, []string{"a DONE"}, []string{"a TRASHED 7"}},
		{bulk.Purge, []string{"a"}, []string{"a DONE"}, []string{"a gone"}},
	} {
		q := bulk.Request{Action: step.action, IDs: step.ids}
		if step.action == bulk.Set {
			q.Values = map[string]json.RawMessage{"n": json.RawMessage("3")}
		}
		j, items := r.run(p, auth.Local, q)
		what := fmt.Sprintf("%s of %v", step.action, step.ids)
		r.same(what, told(items), step.want)
		var ids []string
		for _, s := range step.states {
			ids = append(ids, strings.Fields(s)[0])
		}
		r.same(what, r.states(p, ids...), step.states)
		if j.State != job.Done || j.Total != len(step.want) || j.Done != len(step.want) {
			t.Errorf("%s: the job is %+v", what, j)
		}
	}
}

// TestListsAreTakenAsTheyWere: an action that changes what its filter matches reaches all that it matched, and each once.
func TestListsAreTakenAsTheyWere(t *testing.T) {
	r := newRig(t)
	p := r.process(nil)
	var in []content.ImportEntry
	for i := range 950 {
		in = append(in, content.ImportEntry{ID: fmt.Sprintf("p%03d", i), Model: "post", Values: map[string]json.RawMessage{
			"title": json.RawMessage(`"T"`), "n": json.RawMessage(fmt.Sprint(i))}})
	}
	_, err := p.Import(r.ctx, in, false)
	r.must(err)
	drafts := bulk.Request{Action: bulk.Publish, Where: map[string]any{"status": map[string]any{"eq": "DRAFT"}, "n": map[string]any{"lt": 900}}}
	j, items := r.run(p, editor, drafts)
	if j.State != job.Done || j.Succeeded != 900 || j.Total != 900 || len(items) != 900 || j.Title != "Publish the entries of Post that were found" {
		t.Errorf("%d items; the job is %+v", len(items), j)
	}
	if j, items = r.run(p, editor, drafts); len(items) != 0 || j.State != job.Done {
		t.Errorf("once more: %d items; the job is %+v", len(items), j)
	}
	if j, _ = r.run(p, editor, bulk.Request{Action: bulk.Delete}); j.Succeeded != 950 {
		t.Errorf("delete all: %+v", j)
	}
	if j, _ = r.run(p, editor, bulk.Request{Action: bulk.Restore}); j.Succeeded != 950 { // the trash, without being told
		t.Errorf("restore all: %+v", j)
	}
}

// TestRightsAreThoseOfEachEntry: a job does no more than the one who started it may do when it runs. // A28
func TestRightsAreThoseOfEachEntry(t *testing.T) {
	r := newRig(t)
	p := r.process(nil)
	r.create(p, author, "mine", `{"title":"Mine"}`, false)
	r.create(p, editor, "theirs", `{"title":"Theirs"}`, false)
	_, items := r.run(p, author, bulk.Request{Action: bulk.Publish})
	r.same("an author publishes all", told(items), []string{"mine DONE",
		"theirs FAILED: Your role, author, does not let you publish or unpublish this."})
	j := r.start(p, editor, bulk.Request{Action: bulk.Unpublish})
	r.now = func(event.Actor) (auth.Actor, error) {
		return auth.Actor{}, errs.New(errs.Forbidden, "Ed may not sign in any more.")
	}
	r.drain(p)
	if j, items = r.report(p, j.ID); j.State != job.Failed || j.Message != "Ed may not sign in any more." || len(items) != 0 {
		t.Errorf("the job is %+v", j)
	}
	r.same("nothing was done", r.states(p, "mine"), []string{"mine PUBLISHED 2"})
}

// TestKilledAndResumed: wherever the process dies, the next one ends the job with the same report, and nothing is done
// twice. // F1, F8
func TestKilledAndResumed(t *testing.T) {
	ids := []string{"a", "b", "c", "d", "e", "f"}
	prepare := func() (*rig, *job.Job) {
		r := newRig(t)
		p := r.process(nil)
		for n, id := range ids {
			r.create(p, editor, id, []string{`{"title":"T"}`, `{"n":1}`}[n%3/2], n%4 == 3)
		}
		return r, r.start(p, editor, bulk.Request{Action: bulk.Publish})
	}
	r, j := prepare()
	p := r.process(nil)
	r.drain(p)
	_, items := r.report(p, j.ID)
	wantTold, wantStates := told(items), r.states(p, ids...)
	r.same("without a kill", wantTold, []string{"a DONE", "b DONE", "c FAILED: title is required.", "d UNCHANGED", "e DONE", "f FAILED: title is required."})
	for _, how := range []storetest.Fault{storetest.Kill, storetest.KillAfter, storetest.LostReply} {
		for call := 1; ; call++ {
			r, j := prepare()
			faults := &storetest.Faults{Seed: uint64(call), At: map[int]storetest.Fault{call: how}, Torn: true}
			victim := r.process(faults)
			m := r.queue.sent[0]
			m.Attempts = 1
			if err := victim.jobs.Handle(r.ctx, m); err == nil && r.stateOf(r.process(nil), j.ID) == job.Done {
				r.queue.sent = nil
			}
			faults.Arrive()
			if faults.Calls() < call {
				break
			}
			next := r.process(nil)
			r.drain(next)
			got, items := r.report(next, j.ID)
			what := fmt.Sprintf("fault %d at call %d", how, call)
			r.same(what, told(items), wantTold)
			r.same(what, r.states(next, ids...), wantStates)
			if got.State != job.Done || got.Succeeded != 3 || got.Unchanged != 1 || got.Failed != 2 {
				t.Errorf("%s: the job is %+v", what, got)
			}
			if t.Failed() {
				return
			}
		}
	}
}

func (r *rig) stateOf(p *process, id string) job.State {
	r.Helper()
	j, err := p.jobs.Get(r.ctx, id)
	r.must(err)
	return j.State
}

// TestTenThousand: each of them is answered for, also those that fail, though the process dies on the way. // C25
func TestTenThousand(t *testing.T) {
	const size = 10_000
	r := newRig(t)
	p := r.process(nil)
	for start := 0; start < size; start += 1000 {
		var in []content.ImportEntry
		for i := start; i < start+1000; i++ {
			title := json.RawMessage(`"T"`)
			if i%97 == 5 {
				title = json.RawMessage(`null`)
			}
			in = append(in, content.ImportEntry{ID: fmt.Sprintf("p%05d", i), Model: "post", Values: map[string]json.RawMessage{"title": title}})
		}
		_, err := p.Import(r.ctx, in, false)
		r.must(err)
	}
	j := r.start(p, editor, bulk.Request{Action: bulk.Publish})
	faults := &storetest.Faults{At: map[int]storetest.Fault{30_000: storetest.Kill}}
	m := r.queue.sent[0]
	m.Attempts = 1
	if err := r.process(faults).jobs.Handle(r.ctx, m); err == nil {
		t.Fatal("the process was not killed")
	}
	p = r.process(nil)
	r.drain(p)
	got, items := r.report(p, j.ID)
	want := 0
	for n, i := range items {
		failed := n%97 == 5
		if i.Entry != fmt.Sprintf("p%05d", n) || (i.Outcome == job.OutcomeFailed) != failed || (i.Outcome == job.OutcomeDone) == failed {
			t.Fatalf("item %d is %+v", n, i)
		}
		if failed {
			want++
		}
	}
	if len(items) != size || got.State != job.Done || got.Failed != want || got.Succeeded != size-want {
		t.Errorf("%d items; the job is %+v", len(items), got)
	}
	failures, err := p.jobs.Items(r.ctx, j.ID, job.OutcomeFailed, 100, -1)
	r.must(err)
	if len(failures) != 100 || slices.ContainsFunc(failures, func(i job.Item) bool { return i.Message != "title is required." }) {
		t.Errorf("%d failures are listed", len(failures))
	}
	if e, err := p.Entry(r.ctx, "p00000"); err != nil || e.Version != 2 {
		t.Errorf("the first entry is %+v, %v", e, err)
	}
}

// TestEventsNameTheJob: the audit tells what a job did.
func TestEventsNameTheJob(t *testing.T) {
	r := newRig(t)
	p := r.process(nil)
	r.create(p, editor, "a", `{"title":"A"}`, false)
	j, _ := r.run(p, editor, bulk.Request{Action: bulk.Publish})
	page, err := event.List(r.ctx, r.content, "main", event.Filter{}, 50)
	r.must(err)
	var got []string
	for _, e := range page.Events {
		if e.Job == j.ID {
			got = append(got, fmt.Sprint(e.Types, e.Entry, e.Actor.ID))
		}
	}
	slices.Sort(got)
	r.same("events", got, []string{"[entry.published]aed", "[job.finished]ed", "[job.started]ed"})
}

func TestWhatCannotBeStarted(t *testing.T) {
	r := newRig(t)
	p := r.process(nil)
	one := []string{"a"}
	viewer := auth.Actor{Kind: auth.KindUser, ID: "vi", Role: auth.RoleViewer}
	for name, c := range map[string]struct {
		as   auth.Actor
		q    bulk.Request
		code errs.Code
	}{
		"unknown model":  {editor, bulk.Request{Model: "nothing", Action: bulk.Publish}, errs.NotFound},
		"unknown action": {editor, bulk.Request{Action: "EAT"}, errs.Invalid},
		"ids and where":  {editor, bulk.Request{Action: bulk.Publish, IDs: one, Where: map[string]any{}}, errs.Invalid},
		"no ids":         {editor, bulk.Request{Action: bulk.Publish, IDs: []string{}}, errs.Invalid},
		"unknown locale": {editor, bulk.Request{Action: bulk.Publish, IDs: one, Locales: []string{"xx"}}, errs.Invalid},
		"nothing to set": {editor, bulk.Request{Action: bulk.Set, IDs: one}, errs.Invalid},
		"unknown field":  {editor, bulk.Request{Action: bulk.Set, Values: map[string]json.RawMessage{"x": nil}}, errs.Invalid},
		"stray values":   {editor, bulk.Request{Action: bulk.Publish, Values: map[string]json.RawMessage{"n": nil}}, errs.Invalid},
		"stray locales":  {editor, bulk.Request{Action: bulk.Delete, Locales: []string{"en"}}, errs.Invalid},
		"unknown filter": {editor, bulk.Request{Action: bulk.Publish, Where: map[string]any{"x": 1}}, errs.Invalid},
		"a viewer":       {viewer, bulk.Request{Action: bulk.Publish}, errs.Forbidden},
		"an editor":      {editor, bulk.Request{Action: bulk.Purge}, errs.Forbidden},
		"nobody":         {auth.Public, bulk.Request{Action: bulk.Publish}, errs.Unauthenticated},
	} {
		if c.q.Model == "" {
			c.q.Model = "post"
		}
		if _, err := p.bulk.Start(auth.With(r.ctx, c.as), c.q); errs.CodeOf(err) != c.code {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
	}
	many := make([]string, 5001)
	for i := range many {
		many[i] = fmt.Sprint(i)
	}
	if _, err := p.bulk.Start(auth.With(r.ctx, editor), bulk.Request{Model: "post", Action: bulk.Publish, IDs: many}); errs.CodeOf(err) != errs.LimitExceeded {
		t.Errorf("too many ids: %v", err)
	}
	if len(r.queue.sent) != 0 {
		t.Errorf("%d jobs were started", len(r.queue.sent))
	}
}
