package webhook_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/queue"
	"github.com/galley-cms/galley/internal/webhook"
)

// verify checks a request with the library that receivers use.
func verify(t *testing.T, secret string, r received) error {
	t.Helper()
	w, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		t.Fatal(err)
	}
	return w.VerifyIgnoringTimestamp(r.body, r.header)
}

func TestDeliveryIsSignedAndSaysWhatHappened(t *testing.T) {
	f, r := setup(t), receive(t, nil)
	h, secret := f.add(r.url)
	e := f.happen(published("a"))
	f.work()
	got := r.all()
	if len(got) != 1 {
		t.Fatalf("%d requests, want 1", len(got))
	}
	w, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Verify(got[0].body, got[0].header); err != nil { // W10
		t.Errorf("the library refuses the signature: %v", err)
	}
	if typ := got[0].member(t, "type"); typ != `"entry.published"` {
		t.Errorf("type %s", typ)
	}
	if data := got[0].member(t, "data"); data != `{"id":"a","html":"<p>&</p>","of":"entry.published"}` {
		t.Errorf("data %s", data)
	}
	if stamp := got[0].member(t, "timestamp"); stamp != `"`+e.Time.Format(time.RFC3339Nano)+`"` {
		t.Errorf("timestamp %s", stamp)
	}
	d := f.only(h.ID)
	if d.State != webhook.Delivered || len(d.Attempts) != 1 || d.Attempts[0].Status != 200 || d.Attempts[0].Error != "" || d.ID != got[0].id() {
		t.Errorf("ledger %+v", d)
	}
}

// Receivers close connections while a function is frozen.
func TestNoConnectionOutlivesARest(t *testing.T) {
	for _, rests := range []bool{false, true} {
		f, r := setup(t), receive(t, nil)
		f.add(r.url)
		for _, entry := range []string{"a", "b"} {
			f.happen(published(entry))
			f.work()
			if rests {
				f.Rest()
			}
		}
		got := r.all()
		if len(got) != 2 || (got[0].from == got[1].from) == rests {
			t.Errorf("with rests %v: %d requests, over one connection: %v", rests, len(got), got[0].from == got[1].from)
		}
	}
}

func TestRetriesKeepTheIDAndFollowTheSchedule(t *testing.T) {
	f, r := setup(t), receive(t, status(500))
	h, secret := f.add(r.url)
	f.happen(published("a"))
	waits := f.work()
	got := r.all()
	if len(got) != 10 {
		t.Fatalf("%d attempts, want 10", len(got))
	}
	for _, g := range got {
		if g.id() != got[0].id() { // W12
			t.Errorf("webhook-id %s after %s", g.id(), got[0].id())
		}
		if err := verify(t, secret, g); err != nil {
			t.Error(err)
		}
	}
	want := []time.Duration{5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour,
		queue.MaxRetry, 2 * time.Hour, queue.MaxRetry, 8 * time.Hour, queue.MaxRetry, 12 * time.Hour}
	if !slices.Equal(waits, want) {
		t.Errorf("waits %v, want %v", waits, want)
	}
	d := f.only(h.ID)
	if d.State != webhook.Failed || len(d.Attempts) != 10 || d.Attempts[9].Number != 10 || !strings.Contains(d.Attempts[9].Error, "500") {
		t.Errorf("ledger: %s after %d attempts", d.State, len(d.Attempts))
	}
}

func TestReceiverThatComesBackGetsItsDelivery(t *testing.T) {
	f := setup(t)
	r := receive(t, func(w http.ResponseWriter, nth int) {
		if nth < 3 {
			w.WriteHeader(http.StatusBadGateway)
		}
	})
	h, _ := f.add(r.url)
	f.happen(published("a"))
	f.work()
	if d := f.only(h.ID); d.State != webhook.Delivered || len(d.Attempts) != 3 {
		t.Errorf("%s after %d attempts", d.State, len(d.Attempts))
	}
}

func TestReceiversCanAskForTime(t *testing.T) { // W15
	date := func(f *fixture) string { return f.clock.Now().Add(time.Hour).UTC().Format(http.TimeFormat) }
	tests := map[string]struct {
		status   int
		header   func(f *fixture) string
		min, max time.Duration
	}{
		"429 with seconds":       {429, func(*fixture) string { return "90" }, 90 * time.Second, 90 * time.Second},
		"503 with a date":        {503, date, 59 * time.Minute, 61 * time.Minute},
		"429 with less":          {429, func(*fixture) string { return "1" }, 5 * time.Second, 5 * time.Second},
		"429 with nonsense":      {429, func(*fixture) string { return "soon" }, 5 * time.Second, 5 * time.Second},
		"429 with a century":     {429, func(*fixture) string { return "2147483647" }, queue.MaxRetry, queue.MaxRetry},
		"500 is not listened to": {500, func(*fixture) string { return "90" }, 5 * time.Second, 5 * time.Second},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			f := setup(t)
			r := receive(t, func(w http.ResponseWriter, nth int) {
				if nth == 1 {
					w.Header().Set("Retry-After", test.header(f))
					w.WriteHeader(test.status)
				}
			})
			f.add(r.url)
			f.happen(published("a"))
			if waits := f.work(); len(waits) == 0 || waits[0] < test.min || waits[0] > test.max {
				t.Errorf("waits %v, want %s to %s", waits, test.min, test.max)
			}
		})
	}
}

func TestGoneReceiverIsDisabled(t *testing.T) { // W14
	f, r := setup(t), receive(t, status(http.StatusGone))
	h, _ := f.add(r.url)
	f.happen(published("a"))
	f.work()
	h, err := f.Get(f.ctx, h.ID)
	if err != nil || h.Enabled || h.Reason == "" {
		t.Errorf("hook %+v, %v", h, err)
	}
	if d := f.only(h.ID); d.State != webhook.Failed {
		t.Errorf("the delivery is %s", d.State)
	}
	f.happen(published("b"))
	f.work()
	if n := len(r.all()); n != 1 {
		t.Errorf("%d requests, want 1", n)
	}
}

func TestPayloadThatFailsIsTriedAgain(t *testing.T) {
	f, r := setup(t), receive(t, nil)
	h, _ := f.add(r.url)
	f.payloads["a"] = errors.New("table main#entry#a is on fire")
	f.happen(published("a"))
	m := f.queue.take()[0]
	wish := new(queue.RetryError)
	if err := f.Handle(t.Context(), m); !errors.As(err, &wish) {
		t.Fatalf("got %v", err)
	}
	if d := f.only(h.ID); strings.Contains(d.Attempts[0].Error, "main#") || d.Attempts[0].Error == "" {
		t.Errorf("error %q", d.Attempts[0].Error)
	}
	delete(f.payloads, "a")
	f.clock.Advance(wish.After)
	if err := f.Handle(t.Context(), m); err != nil || len(r.all()) != 1 {
		t.Errorf("%v, %d requests", err, len(r.all()))
	}
}

func TestHooksGetWhatTheyAskedFor(t *testing.T) {
	both := []event.Type{event.EntryCreated, event.EntryPublished}
	tests := map[string]struct {
		hook webhook.Subscription
		e    event.Event
		want string
	}{
		"everything":              {webhook.Subscription{}, event.Event{Types: both, Entry: "a", Model: "article"}, "entry.published"},
		"the last type asked for": {webhook.Subscription{Events: []event.Type{event.EntryUpdated, event.EntryCreated}}, event.Event{Types: both, Entry: "a", Model: "article"}, "entry.created"},
		"another type":            {webhook.Subscription{Events: []event.Type{event.EntryDeleted}}, event.Event{Types: both, Entry: "a", Model: "article"}, ""},
		"its model":               {webhook.Subscription{Models: []string{"page", "article"}}, event.Event{Types: both, Entry: "a", Model: "article"}, "entry.published"},
		"another model":           {webhook.Subscription{Models: []string{"page"}}, event.Event{Types: both, Entry: "a", Model: "article"}, ""},
		"what is for the audit":   {webhook.Subscription{}, event.Event{Types: []event.Type{event.AccessChanged}}, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			f, r := setup(t), receive(t, nil)
			test.hook.URL = r.url
			if _, _, err := f.Add(f.ctx, test.hook); err != nil {
				t.Fatal(err)
			}
			f.happen(test.e)
			f.work()
			got := r.all()
			switch {
			case test.want == "" && len(got) != 0:
				t.Errorf("got %s", got[0].body)
			case test.want != "" && (len(got) != 1 || got[0].member(t, "type") != `"`+test.want+`"`):
				t.Errorf("%d requests, want one of type %s", len(got), test.want)
			}
		})
	}
}

func TestHooksHearOnlyOfWhatComesAfterThem(t *testing.T) {
	f, r := setup(t), receive(t, nil)
	before := f.happen(published("a"))
	f.clock.Advance(time.Minute)
	h, _ := f.add(r.url)
	if err := f.Consume(t.Context(), before); err != nil { // a replay after a restart
		t.Fatal(err)
	}
	off, on := false, true
	if _, err := f.Update(f.ctx, h.ID, webhook.Changes{Enabled: &off}); err != nil {
		t.Fatal(err)
	}
	during := f.happen(published("b"))
	f.clock.Advance(time.Minute)
	if _, err := f.Update(f.ctx, h.ID, webhook.Changes{Enabled: &on}); err != nil {
		t.Fatal(err)
	}
	if err := f.Consume(t.Context(), during); err != nil {
		t.Fatal(err)
	}
	f.work()
	if n := len(r.all()); n != 0 {
		t.Errorf("%d requests", n)
	}
}

func TestAutosavesGiveOneDelivery(t *testing.T) {
	auto := event.Event{Types: []event.Type{event.EntryUpdated}, Model: "article", Entry: "a", Autosave: true}
	saved := event.Event{Types: []event.Type{event.EntryUpdated}, Model: "article", Entry: "a"}
	german, deleted := published("a"), event.Event{Types: []event.Type{event.EntryDeleted}, Entry: "a"}
	german.Locales = []string{"de"}
	tests := map[string]struct {
		events []event.Event
		want   []int // positions of the events delivered
	}{
		"a row of them":               {[]event.Event{auto, auto, auto}, []int{2}},
		"a save comes after":          {[]event.Event{auto, saved}, []int{1}},
		"a publish comes after":       {[]event.Event{auto, published("a")}, []int{1}},
		"one of some locales":         {[]event.Event{auto, german}, []int{0, 1}},
		"a publish and more":          {[]event.Event{auto, published("a"), auto, auto}, []int{1, 3}},
		"a delete comes after":        {[]event.Event{auto, deleted}, []int{1}},
		"a save comes before":         {[]event.Event{saved, auto}, []int{0, 1}},
		"those of another entry stay": {[]event.Event{auto, {Types: auto.Types, Entry: "b", Autosave: true}}, []int{0, 1}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			f, r := setup(t), receive(t, nil)
			h, _ := f.add(r.url)
			var want, got []string
			for i, e := range test.events {
				e = f.happen(e)
				if slices.Contains(test.want, i) {
					want = append(want, "msg_"+e.ID+"_"+h.ID)
				}
				f.clock.Advance(time.Second)
			}
			f.work()
			for _, g := range r.all() {
				got = append(got, g.id())
			}
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Errorf("delivered %v, want %v", got, want)
			}
		})
	}
}

// Autosaves of one millisecond, also when an event comes again, give one delivery: that of the last.
func TestAutosavesOfOneMoment(t *testing.T) {
	f, r := setup(t), receive(t, nil)
	h, _ := f.add(r.url)
	auto := event.Event{Types: []event.Type{event.EntryUpdated}, Model: "article", Entry: "a", Autosave: true}
	events := []event.Event{f.happen(auto), f.happen(auto), f.happen(auto)}
	last := max(events[0].ID, events[1].ID, events[2].ID)
	for _, e := range events {
		if err := f.Consume(f.ctx, e); err != nil {
			t.Fatal(err)
		}
	}
	f.work()
	for _, e := range events { // they come once more, late
		if err := f.Consume(f.ctx, e); err != nil {
			t.Fatal(err)
		}
	}
	f.work()
	if got := r.all(); len(got) != 1 || got[0].id() != "msg_"+last+"_"+h.ID {
		t.Errorf("%d deliveries", len(got))
	}
}

// A hook that does not hear of publishes hears of the autosave before one.
func TestAutosaveIsToldToWhoHearsOfNothingElse(t *testing.T) {
	f, r := setup(t), receive(t, nil)
	f.add(r.url, event.EntryUpdated)
	f.happen(event.Event{Types: []event.Type{event.EntryUpdated}, Model: "article", Entry: "a", Autosave: true})
	f.happen(published("a"))
	f.work()
	if n := len(r.all()); n != 1 {
		t.Errorf("%d deliveries", n)
	}
}

func TestUnknownMessagesAreErrors(t *testing.T) {
	f := setup(t)
	for _, body := range []string{"", "{", `{"format":2}`} {
		if err := f.Handle(t.Context(), queue.Message{Body: []byte(body)}); err == nil {
			t.Errorf("%q was taken", body)
		}
	}
}

func TestRedeliveryAndTest(t *testing.T) {
	f, r := setup(t), receive(t, nil)
	h, secret := f.add(r.url)
	f.happen(published("a"))
	f.work()
	d, err := f.Redeliver(f.ctx, f.only(h.ID).ID)
	if err != nil {
		t.Fatal(err)
	}
	f.work()
	got := r.all()
	if len(got) != 2 || got[1].id() != d.ID || got[0].id() != d.ID {
		t.Fatalf("%d requests", len(got))
	}
	if d = f.only(h.ID); d.State != webhook.Delivered || len(d.Attempts) != 2 {
		t.Errorf("ledger %+v", d)
	}
	d, err = f.Test(f.ctx, h.ID)
	if err != nil || d.State != webhook.Delivered || d.Type != webhook.TypeTest {
		t.Errorf("test: %+v, %v", d, err)
	}
	last := r.all()[2]
	if err := verify(t, secret, last); err != nil || !json.Valid(last.body) {
		t.Errorf("test: %v, %s", err, last.body)
	}
}

// A delivery that waits for its next attempt is ordered anew: the old message must not double the attempts.
func TestRedeliveryReplacesWhatWaits(t *testing.T) {
	f, r := setup(t), receive(t, status(500))
	h, _ := f.add(r.url)
	f.happen(published("a"))
	old := f.queue.take()[0]
	if err := f.Handle(t.Context(), old); err == nil {
		t.Fatal("the first attempt did not fail")
	}
	if _, err := f.Redeliver(f.ctx, f.only(h.ID).ID); err != nil {
		t.Fatal(err)
	}
	if err := f.Handle(t.Context(), old); err != nil {
		t.Errorf("the old message: %v", err)
	}
	if n := len(r.all()); n != 1 {
		t.Errorf("the old message made attempt %d", n)
	}
	f.work()
	if n := len(r.all()); n != 11 {
		t.Errorf("%d requests, want 1 and 10", n)
	}
}
