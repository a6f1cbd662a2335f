package desk_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/clock"
	"github.com/galley-cms/galley/internal/desk"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/job"
	"github.com/galley-cms/galley/internal/queue"
	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/store/storetest"
	"github.com/galley-cms/galley/internal/webhook"
)

// office is a space with articles and pages, and the desk of those who write them.
type office struct {
	*testing.T
	*desk.Service
	content *content.Service
	auth    *auth.Service
	hooks   *webhook.Service
	jobs    *job.Service
	table   store.Table
	clock   wristwatch
	local   context.Context
	ids     []string
}

// nowhere takes messages and forgets them.
type nowhere struct{}

func (nowhere) Send(context.Context, ...queue.Message) error { return nil }

// wristwatch is a clock that nobody waits for: who sleeps lets others go on.
type wristwatch struct{ *clock.Fake }

func (w wristwatch) Sleep(ctx context.Context, _ time.Duration) error {
	runtime.Gosched()
	return ctx.Err()
}

const models = `[
	{"apiId":"article","pluralApiId":"articles","name":"Article","previewUrl":"https://www.example.com/{locale}/{slug}?token={token}&id={id}",
	 "fields":[{"apiId":"title","kind":"TEXT","required":true},{"apiId":"slug","kind":"SLUG","localized":true}]},
	{"apiId":"page","pluralApiId":"pages","name":"Page","previewUrl":"javascript:alert(1)","fields":[{"apiId":"title","kind":"TEXT"}]}]`

func open(t *testing.T) *office {
	t.Helper()
	c := wristwatch{clock.NewFake(time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC))}
	table := storetest.NewAt(t, c.Now)
	o := &office{T: t, table: table, clock: c, local: auth.With(t.Context(), auth.Local),
		content: content.New(table, storetest.NewAt(t, c.Now), content.Options{Clock: c}), auth: auth.New(table, auth.Options{Clock: c})}
	o.hooks = webhook.New(table, nowhere{}, o.content, webhook.Options{Clock: c})
	o.jobs = job.NewService(table, nowhere{}, job.Options{Clock: c})
	o.Service = o.another()
	var files []json.RawMessage
	o.must(json.Unmarshal([]byte(models), &files))
	_, err := o.content.ApplyModels(o.local, files, false, false)
	o.must(err)
	o.must(o.content.SetLocales(o.local, []content.Locale{{Code: "en"}, {Code: "de", Fallback: "en"}}))
	return o
}

// another is the desk of another process.
func (o *office) another() *desk.Service {
	return desk.New(desk.Deps{Table: o.table, Content: o.content, Auth: o.auth, Hooks: o.hooks, Jobs: o.jobs, Clock: o.clock, Space: "main"})
}

func (o *office) must(err error) {
	o.Helper()
	if err != nil {
		o.Fatal(err)
	}
}

// as is the context of a person.
func (o *office) as(name string, role auth.Role) context.Context {
	return auth.With(o.Context(), auth.Actor{Kind: auth.KindUser, ID: name, Name: name, Role: role})
}

func values(of map[string]any) map[string]json.RawMessage {
	out := map[string]json.RawMessage{}
	for k, v := range of {
		out[k], _ = json.Marshal(v)
	}
	return out
}

// write makes an entry as somebody.
func (o *office) write(ctx context.Context, model, title string) *content.Entry {
	o.Helper()
	e, err := o.content.Create(ctx, model, "", content.Change{Values: values(map[string]any{"title": title})})
	o.must(err)
	o.clock.Advance(time.Second)
	o.ids = append(o.ids, e.ID)
	return e
}

// outbox lists all events, the oldest first.
func (o *office) outbox() (all []event.Event) {
	o.Helper()
	f := event.Filter{}
	for {
		p, err := event.List(o.Context(), o.table, "main", f, event.MaxList)
		o.must(err)
		for _, e := range p.Events {
			all = append([]event.Event{e}, all...)
		}
		if f.Before = p.Next; p.Next == "" {
			return all
		}
	}
}

// tell gives events to desks of several processes, many at once.
func (o *office) tell(events []event.Event, desks ...*desk.Service) {
	o.Helper()
	var wg sync.WaitGroup
	for i, e := range events {
		wg.Go(func() {
			if err := desks[i%len(desks)].Consume(o.Context(), e); err != nil {
				o.Error(err)
			}
		})
	}
	wg.Wait()
}

// Counts must not drift, however events arrive: that of each entry is taken over from what was counted of it.
func TestCountsEqualTheListsHoweverEventsArrive(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			o := open(t)
			rnd := rand.New(rand.NewPCG(seed, 1))
			if seed%2 == 0 {
				o.must(o.Begin(o.local)) // else the first entries are counted later than their events
			}
			for range 80 {
				o.live(rnd)
			}
			events := o.outbox()
			if seed%2 == 1 {
				events = events[len(events)/2:]
			}
			twice := append(events, events[:len(events)/2]...)
			rnd.Shuffle(len(twice), func(i, j int) { twice[i], twice[j] = twice[j], twice[i] })
			half := len(twice) / 2
			o.tell(twice[:half], o.another(), o.another(), o.another())
			o.must(o.Begin(o.local))
			o.tell(twice[half:], o.another(), o.another())
			got, err := o.Counts(o.local)
			o.must(err)
			if want := o.countEach(); fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("counted %v, there are %v", got, want)
			}
		})
	}
}

// live does something to some entry; what cannot be done is left.
func (o *office) live(rnd *rand.Rand) {
	o.clock.Advance(time.Millisecond)
	if len(o.ids) < 5 || rnd.IntN(5) == 0 {
		o.write(o.local, []string{"article", "page"}[rnd.IntN(2)], "One")
		return
	}
	id := o.ids[rnd.IntN(len(o.ids))]
	var err error
	switch rnd.IntN(6) {
	case 0:
		_, err = o.content.Update(o.local, id, content.Change{Values: values(map[string]any{"title": fmt.Sprint(rnd.Int())})})
	case 1, 2:
		_, err = o.content.Publish(o.local, id, content.PublishOptions{})
	case 3:
		_, err = o.content.Unpublish(o.local, id, content.PublishOptions{})
	case 4:
		err = o.content.Delete(o.local, id, 0)
	case 5:
		_, err = o.content.Restore(o.local, id)
	}
	if err != nil && errs.CodeOf(err) != errs.NotFound {
		o.Fatal(err)
	}
}

// countEach counts entry by entry.
func (o *office) countEach() map[string]desk.Tally {
	out := map[string]desk.Tally{}
	for _, id := range o.ids {
		e, err := o.content.Entry(o.local, id)
		o.must(err)
		t := out[e.Model.ID]
		switch e.Status {
		case content.StatusDraft:
			t.Draft++
		case content.StatusChanged:
			t.Changed++
		case content.StatusPublished:
			t.Published++
		case content.StatusTrashed:
			t.Trashed++
		default:
			o.Fatalf("an entry is %s", e.Status)
		}
		out[e.Model.ID] = t
	}
	return out
}

func TestContinueWritingHasWhatOnePersonWroteLast(t *testing.T) {
	o := open(t)
	ada, bob := o.as("ada", auth.RoleEditor), o.as("bob", auth.RoleEditor)
	first, second, third := o.write(ada, "article", "First"), o.write(ada, "page", "Second"), o.write(bob, "page", "Third")
	live := o.write(ada, "page", "Live")
	_, err := o.content.Publish(ada, live.ID, content.PublishOptions{})
	o.must(err)
	_, err = o.content.Update(ada, first.ID, content.Change{Values: values(map[string]any{"title": "First again"})})
	o.must(err)
	events := o.outbox()
	rand.Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
	o.tell(append(events, events...), o.Service, o.another())
	for ctx, want := range map[context.Context][]string{ada: {first.ID, second.ID}, bob: {third.ID}, o.as("eve", auth.RoleEditor): nil} {
		got, err := o.ContinueWriting(ctx, 6)
		o.must(err)
		var ids []string
		for _, e := range got {
			ids = append(ids, e.ID)
		}
		if fmt.Sprint(ids) != fmt.Sprint(want) {
			t.Errorf("%s: %v, want %v", auth.From(ctx).ID, ids, want)
		}
	}
}

func TestPresenceEndsWithTheHeartbeat(t *testing.T) {
	o := open(t)
	e := o.write(o.local, "article", "One")
	ada, bob := o.as("ada", auth.RoleEditor), o.as("bob", auth.RoleViewer)
	names := func(all []desk.Present, err error) (out string) {
		t.Helper()
		o.must(err)
		for _, p := range all {
			out += p.Actor.Name + "@" + p.Field + " "
		}
		return out
	}
	names(o.Attend(ada, e.ID, "title"))
	o.clock.Advance(20 * time.Second)
	if got := names(o.Attend(bob, e.ID, "")); got != "ada@title bob@ " {
		t.Error(got)
	}
	o.clock.Advance(20 * time.Second)
	if got := names(o.Attend(ada, e.ID, "body")); got != "ada@body bob@ " {
		t.Errorf("who came first stands first, once: %s", got)
	}
	o.clock.Advance(desk.PresenceTime - 10*time.Second)
	if got := names(o.Presence(bob, e.ID)); got != "ada@body " {
		t.Errorf("one is not heard of any more: %s", got)
	}
	o.must(o.Leave(ada, e.ID))
	if got := names(o.Presence(bob, e.ID)); got != "" {
		t.Errorf("all have gone: %s", got)
	}
	if _, err := o.Attend(t.Context(), e.ID, ""); errs.CodeOf(err) != errs.Unauthenticated {
		t.Errorf("a visitor attends: %v", err)
	}
	if _, err := o.Attend(ada, "nothing", ""); errs.CodeOf(err) != errs.NotFound {
		t.Errorf("an entry that is not there: %v", err)
	}
}

func TestSavedListsAreOnesOwnOrShared(t *testing.T) {
	o := open(t)
	sc, err := o.content.Schema(o.local)
	o.must(err)
	article := sc.Model("article").ID
	ada, bob := o.as("ada", auth.RoleEditor), o.as("bob", auth.RoleEditor)
	own, err := o.SaveView(ada, desk.View{Model: article, Name: " Mine ", Query: json.RawMessage(`{"q":"x"}`)})
	o.must(err)
	shared, err := o.SaveView(ada, desk.View{Model: article, Name: "Ours", Query: json.RawMessage(`{}`), Shared: true})
	o.must(err)
	for ctx, want := range map[context.Context]string{ada: "Mine Ours ", bob: "Ours "} {
		all, err := o.Views(ctx, article)
		o.must(err)
		got := ""
		for _, v := range all {
			got += v.Name + " "
		}
		if got != want {
			t.Errorf("%s sees %s", auth.From(ctx).ID, got)
		}
	}
	change := func(ctx context.Context, v desk.View) errs.Code {
		_, err := o.SaveView(ctx, v)
		return errs.CodeOf(err)
	}
	if code := change(bob, shared); code != errs.Forbidden {
		t.Errorf("somebody else changed a shared list: %s", code)
	}
	if code := change(bob, own); code != errs.NotFound {
		t.Errorf("somebody else's list is told of: %s", code)
	}
	if code := errs.CodeOf(o.RemoveView(bob, own.ID)); code != errs.NotFound {
		t.Errorf("somebody else removed a list: %s", code)
	}
	own.Name = "Mine now"
	if code := change(ada, own); code != "" {
		t.Error(code)
	}
	o.must(o.RemoveView(o.as("root", auth.RoleAdmin), shared.ID))
	for name, v := range map[string]desk.View{
		"no name":   {Model: article, Query: json.RawMessage(`{}`)},
		"long name": {Model: article, Name: strings.Repeat("x", 101), Query: json.RawMessage(`{}`)},
		"no object": {Model: article, Name: "x", Query: json.RawMessage(`[]`)},
		"large":     {Model: article, Name: "x", Query: json.RawMessage(`{"x":"` + strings.Repeat("x", 20_000) + `"}`)},
	} {
		if code := change(ada, v); code != errs.Invalid {
			t.Errorf("%s: %s", name, code)
		}
	}
	if all, err := o.Views(ada, ""); err != nil || len(all) != 1 || all[0].Name != "Mine now" {
		t.Errorf("%v, %v", all, err)
	}
}

func TestActivityTellsSavesInARowOnce(t *testing.T) {
	o := open(t)
	ada := o.as("ada", auth.RoleEditor)
	e := o.write(ada, "article", "One")
	for i := range 5 {
		_, err := o.content.Update(ada, e.ID, content.Change{Values: values(map[string]any{"title": fmt.Sprint(i)})})
		o.must(err)
	}
	_, err := o.content.Publish(ada, e.ID, content.PublishOptions{})
	o.must(err)
	got, err := o.Activity(ada, 10)
	o.must(err)
	var types []event.Type
	for _, e := range got {
		types = append(types, e.Types...)
	}
	if want := []event.Type{event.EntryPublished, event.EntryUpdated, event.EntryCreated}; fmt.Sprint(types) != fmt.Sprint(want) {
		t.Errorf("%v", types)
	}
	if _, err := o.Audit(ada, event.Filter{}, 10); errs.CodeOf(err) != errs.Forbidden {
		t.Errorf("an editor reads the audit: %v", err)
	}
	p, err := o.Audit(o.local, event.Filter{Actor: "ada", Types: []event.Type{event.EntryPublished}}, 10)
	if err != nil || len(p.Events) != 1 {
		t.Errorf("%v, %v", p, err)
	}
}

func TestAPreviewIsFilledIn(t *testing.T) {
	o := open(t)
	e, err := o.content.Create(o.local, "article", "one.1", content.Change{Values: values(map[string]any{"slug": map[string]any{"en": "hello-world"}})})
	o.must(err)
	bare := o.write(o.local, "article", "No slug")
	for id, want := range map[string]string{e.ID: "/de/hello-world", bare.ID: "/de/" + bare.ID} {
		p, err := o.Preview(o.local, id, "de") // the slug falls back to English
		o.must(err)
		u, err := url.Parse(p.URL)
		o.must(err)
		if u.Path != want || u.Query().Get("id") != id {
			t.Errorf("%s, want %s", p.URL, want)
		}
		if _, _, err := o.auth.TradePreview(t.Context(), u.Query().Get("token")); err != nil {
			t.Error(err)
		}
	}
	if _, err := o.Preview(o.local, e.ID, "fr"); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("a locale that is not there: %v", err)
	}
	page := o.write(o.local, "page", "One")
	if _, err := o.Preview(o.local, page.ID, ""); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("a template that is no address of the web: %v", err)
	}
}

func TestWhatFailedNeedsAttention(t *testing.T) {
	o := open(t)
	_, err := o.content.WriteSystem(o.local, "broken", 0, values(map[string]any{"fileName": "cat.jpg", "state": content.AssetFailed, "reason": "It is no picture."}))
	o.must(err)
	e, err := o.content.Create(o.local, "article", "", content.Change{Values: values(nil)})
	o.must(err)
	_, err = o.content.Schedule(o.local, e.ID, content.ScheduleOptions{Action: content.SchedulePublish, At: o.clock.Now().Add(time.Hour)})
	o.must(err)
	for days, want := range map[int]int{1: 1, 366: 1} {
		if all, err := o.Upcoming(o.local, days, 20); err != nil || len(all) != want {
			t.Errorf("in %d days: %v, %v", days, all, err)
		}
	}
	if _, err := o.Upcoming(o.local, 0, 20); errs.CodeOf(err) != errs.Invalid {
		t.Error(err)
	}
	o.clock.Advance(2 * time.Hour)
	_, err = o.content.RunDue(auth.With(t.Context(), auth.System))
	o.must(err)
	j, err := o.jobs.Start(o.local, job.New{Kind: job.Import, Title: "Import of the shop"})
	o.must(err)
	_, err = o.jobs.Advance(o.local, j.ID, job.Progress{Done: 2, Items: []job.Item{{Entry: "x", Outcome: job.OutcomeDone}, {Entry: "y", Outcome: job.OutcomeFailed}}, Finished: true})
	o.must(err)
	o.switchOff("The receiver failed for five days.")

	want := map[desk.Concern]string{desk.AssetFailed: "cat.jpg: It is no picture.", desk.ScheduleFailed: "title", desk.JobFailed: "Import of the shop: 1 of 2",
		desk.WebhookDisabled: "The webhook to hooks.example.com is off: The receiver"}
	all, err := o.NeedsAttention(o.local, 20)
	o.must(err)
	for _, a := range all {
		if part, ok := want[a.Concern]; !ok || !strings.Contains(a.Message, part) {
			t.Errorf("%+v", a)
		}
		delete(want, a.Concern)
	}
	if len(want) > 0 {
		t.Errorf("nothing is said of %v", want)
	}
	all, err = o.NeedsAttention(o.as("ada", auth.RoleEditor), 20)
	o.must(err)
	for _, a := range all {
		if a.Concern == desk.WebhookDisabled || a.Concern == desk.JobFailed {
			t.Errorf("an editor hears of %+v", a)
		}
	}
	o.clock.Advance(15 * 24 * time.Hour)
	if all, err := o.NeedsAttention(o.local, 20); err != nil || len(all) > 0 {
		t.Errorf("after two weeks: %v, %v", all, err)
	}
}

// switchOff disables a webhook, as Galley does when its receiver keeps failing.
func (o *office) switchOff(reason string) {
	o.Helper()
	h, _, err := o.hooks.Add(o.local, webhook.Subscription{URL: "https://hooks.example.com/in", Events: []event.Type{event.EntryPublished}})
	o.must(err)
	var i store.Item
	o.must(o.table.View(o.Context(), func(r store.Reader) error {
		items, err := r.Get(o.Context(), store.Consistent, store.Key{Partition: "main#model", Sort: "webhook#" + h.ID})
		o.must(err)
		i = items[0]
		i.Body = slices.Clone(i.Body)
		return nil
	}))
	var stored map[string]any
	o.must(json.Unmarshal(i.Body[1:], &stored))
	stored["enabled"], stored["reason"] = false, reason
	text, err := json.Marshal(stored)
	o.must(err)
	i.Body = append(i.Body[:1:1], text...)
	o.must(o.table.Batch(o.Context(), store.Put(i, store.Always()))[0])
}
