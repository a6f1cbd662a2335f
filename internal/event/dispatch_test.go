package event_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/galley-cms/galley/internal/event"
)

// newConsumer makes a consumer of a function.
func newConsumer(name string, consume func(ctx context.Context, e event.Event) error) event.Consumer {
	return consumer{name, consume}
}

type consumer struct {
	name    string
	consume func(ctx context.Context, e event.Event) error
}

func (c consumer) Name() string { return c.name }

func (c consumer) Consume(ctx context.Context, e event.Event) error { return c.consume(ctx, e) }

// edge notes, among the calls of consumers, what it is asked to drop.
type edge struct {
	calls  *calls
	answer func() error // nil: confirmed
}

func (e edge) Invalidate(_ context.Context, tags ...string) error {
	e.calls.add("drop " + strings.Join(tags, " "))
	if e.answer == nil {
		return nil
	}
	return e.answer()
}

// calls keeps what was called, in order.
type calls struct {
	mu   sync.Mutex
	list []string
}

func (c *calls) add(call string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.list = append(c.list, call)
}

// consumer notes the entries of the events that it gets.
func (c *calls) consumer() event.Consumer {
	return newConsumer("webhooks", func(_ context.Context, e event.Event) error {
		c.add("tell " + e.Entry)
		return nil
	})
}

// Receivers that fetch at once must not see an old page, whichever event of the batch they hear of.
func TestTheWholeBatchIsDroppedBeforeAnybodyIsTold(t *testing.T) {
	var c calls
	events := append(of("a", 1), of("b", 1)...)
	for i, err := range event.NewDispatcher(edge{calls: &c}, c.consumer()).Dispatch(t.Context(), events...) {
		if err != nil {
			t.Errorf("event %d: %v", i, err)
		}
	}
	if len(c.list) != 3 || c.list[0] != "drop e:a e:b m:article" {
		t.Errorf("calls %q", c.list)
	}
}

func TestNobodyIsToldWithoutTheEdgesWord(t *testing.T) {
	refused := errors.New("not confirmed")
	for name, answer := range map[string]func() error{"error": func() error { return refused }, "panic": func() error { panic(refused) }} {
		var c calls
		results := event.NewDispatcher(edge{&c, answer}, c.consumer()).Dispatch(t.Context(), of("a", 2)...)
		for i, err := range results {
			if err == nil || !strings.Contains(err.Error(), refused.Error()) {
				t.Errorf("%s: event %d: %v", name, i, err)
			}
		}
		if len(c.list) != 1 {
			t.Errorf("%s: calls %q", name, c.list)
		}
	}
}

func TestWhatReadersDoNotSeeIsNotDropped(t *testing.T) {
	var c calls
	saved := of("a", 1)
	saved[0].Types = []event.Type{event.EntryUpdated}
	if err := event.NewDispatcher(edge{calls: &c}, c.consumer()).Dispatch(t.Context(), saved...)[0]; err != nil {
		t.Error(err)
	}
	if !slices.Equal(c.list, []string{"tell a"}) {
		t.Errorf("calls %q", c.list)
	}
}

// One failed record must not take others with it.
func TestDispatchReportsEachEvent(t *testing.T) { // F2, F3
	bad := of("bad", 2)
	good := of("good", 2)
	seen := newLog()
	seen.fail = func(e event.Event, _ int) error {
		if e.Entry == "bad" {
			panic("poison")
		}
		return nil
	}
	errs := event.NewDispatcher(nil, seen).Dispatch(t.Context(), bad[0], good[0], bad[1], good[1])
	if errs[0] == nil || errs[1] != nil || errs[2] == nil || errs[3] != nil {
		t.Errorf("errors %v", errs)
	}
	if slices.Contains(seen.got(), bad[1].ID) {
		t.Error("an event overtook a failed one of its entry")
	}
}

func TestTagsAreOfWhatReadersSee(t *testing.T) {
	tests := []struct {
		entry string
		types []event.Type
		tags  []string
	}{
		{"a", []event.Type{event.EntryCreated}, nil},
		{"a", []event.Type{event.EntryUpdated}, nil},
		{"a", []event.Type{event.AccessChanged}, nil},
		{"a", []event.Type{event.EntryCreated, event.EntryPublished}, []string{"e:a", "m:article"}},
		{"a", []event.Type{event.EntryDeleted}, []string{"e:a", "m:article"}},
		{"a", []event.Type{event.AssetUpdated}, []string{"e:a", "m:article"}},
		{"", []event.Type{event.ModelUpdated}, []string{"m:.all"}},
	}
	for _, test := range tests {
		e := sample(test.entry, "id")
		e.Types = test.types
		if got := event.Tags(e); !slices.Equal(got, test.tags) {
			t.Errorf("%v: tags %v, want %v", test.types, got, test.tags)
		}
	}
}

func TestBulkWorkDropsItsModelOnce(t *testing.T) {
	published := func(model string, entries int) (list []event.Event) {
		for n := range entries {
			e := sample(fmt.Sprintf("%s%d", model, n), "id")
			e.Model = model
			list = append(list, e, e) // an entry counts once
		}
		return list
	}
	if n := len(event.Tags(published("page", 20)...)); n != 21 {
		t.Errorf("%d tags of 20 entries", n)
	}
	got := event.Tags(append(published("page", 21), published("tag", 1)...)...)
	if want := []string{"e:tag0", "m:.absent", "m:page", "m:page.entry", "m:tag"}; !slices.Equal(got, want) {
		t.Errorf("tags %v, want %v", got, want)
	}
}
