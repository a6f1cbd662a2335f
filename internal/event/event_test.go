package event_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/store/storetest"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// sample is an event with every member set.
func sample(entry, id string) event.Event {
	return event.Event{
		ID: id, Time: noon, Space: "main", Types: []event.Type{event.EntryCreated, event.EntryPublished},
		Actor: event.Actor{Kind: "user", ID: "u", Name: "Ada"}, Model: "article", Entry: entry,
		Before: 1, After: 2, Was: "DRAFT", Status: "PUBLISHED", Locales: []string{"en"}, Autosave: true, Note: "note",
	}
}

func write(t *testing.T, table store.Table, events ...event.Event) {
	t.Helper()
	for _, e := range events {
		if err := table.Transact(t.Context(), e.ID, e.Write()); err != nil {
			t.Fatal(err)
		}
	}
}

func TestEventsComeBackAsWritten(t *testing.T) {
	table := storetest.New(t)
	for _, entry := range []string{"a", ""} {
		e := sample(entry, event.NextID(noon, ""))
		write(t, table, e)
		got, err := event.Get(t.Context(), table, "main", entry, e.ID)
		if err != nil || !reflect.DeepEqual(got, e) {
			t.Errorf("got %+v, %v; wrote %+v", got, err, e)
		}
		if got, err = event.Read(t.Context(), table, e.Key()); err != nil || !reflect.DeepEqual(got, e) {
			t.Errorf("by its key: %+v, %v; wrote %+v", got, err, e)
		}
	}
	if _, err := event.Get(t.Context(), table, "main", "a", event.NextID(noon, "")); !errors.Is(err, event.ErrUnknown) {
		t.Errorf("a missing event: %v", err)
	}
}

func TestEventsAreWrittenOnce(t *testing.T) {
	table := storetest.New(t)
	e := sample("a", event.NextID(noon, ""))
	write(t, table, e)
	failed := new(store.ConditionError)
	if err := table.Transact(t.Context(), "", e.Write()); !errors.As(err, &failed) {
		t.Errorf("the second write of an event: %v", err)
	}
}

func TestEventsFitTheirWriteUnits(t *testing.T) {
	if n := sample(strings.Repeat("e", 64), event.NextID(noon, "")).Write().Item.Size(); n > 1024 {
		t.Errorf("an ordinary event takes %d bytes, more than one write unit", n)
	}
}

func TestUnknownFormatsAreErrors(t *testing.T) {
	for _, body := range []string{"", "\x02{}", "\x01{"} {
		if _, err := event.Decode(store.Item{Body: []byte(body)}); err == nil {
			t.Errorf("%q was read", body)
		}
	}
}

func TestNextIDRises(t *testing.T) {
	id := event.NextID(noon, "")
	for range 100 {
		next := event.NextID(noon.Add(-time.Hour), id) // a clock that is behind
		if next <= id || len(next) != 26 {
			t.Fatalf("%s does not follow %s", next, id)
		}
		id = next
	}
	if later := event.NextID(noon.Add(time.Second), id); later[:10] == id[:10] {
		t.Errorf("%s of a second later bears the time of %s", later, id)
	}
	carry := "01ARZ3NDEKZZZZZZZZZZZZZZZZ"
	if next := event.NextID(time.Unix(0, 0), carry); next != "01ARZ3NDEM0000000000000000" {
		t.Errorf("after %s comes %s", carry, next)
	}
}

// ids makes n rising ids and events of a few entries.
func history(n int) []event.Event {
	var list []event.Event
	for i := range n {
		e := sample(fmt.Sprintf("entry%d", i%5), event.NextID(noon.Add(time.Duration(i)*time.Second), ""))
		e.Types = []event.Type{event.Types[i%3]}
		e.Actor.ID = fmt.Sprintf("u%d", i%6)
		e.Time = noon.Add(time.Duration(i) * time.Second)
		if i%4 == 0 {
			e.Model = "page"
		}
		if i%7 == 0 {
			e.Entry = ""
		}
		list = append(list, e)
	}
	return list
}

func TestListIsTheWholeHistoryNewestFirst(t *testing.T) {
	table := storetest.New(t)
	all := history(60)
	write(t, table, all...)
	slices.Reverse(all)
	filters := map[string]event.Filter{
		"everything":   {},
		"of one entry": {Entry: "entry2"},
		"of two types": {Types: []event.Type{event.EntryCreated, event.EntryPublished}},
		"between ids":  {Before: all[10].ID, After: all[50].ID},
		"of a time":    {From: noon.Add(9 * time.Second), Until: noon.Add(40 * time.Second)},
		"of both":      {From: noon.Add(9 * time.Second), Until: noon.Add(40 * time.Second), Before: all[30].ID, After: all[45].ID},
		"of a model":   {Model: "page"},
		"of an actor":  {Actor: "u3"},
		"of nobody":    {Entry: "nobody"},
	}
	for name, f := range filters {
		t.Run(name, func(t *testing.T) {
			var want []string
			for _, e := range all {
				if keeps(f, e) {
					want = append(want, e.ID)
				}
			}
			if got := walk(t, table, f, 7); !slices.Equal(got, want) {
				t.Errorf("got %d events, want %d", len(got), len(want))
			}
		})
	}
}

// keeps is what a filter means.
func keeps(f event.Filter, e event.Event) bool {
	typed := len(f.Types) == 0 || slices.Contains(f.Types, e.Types[0])
	timed := !e.Time.Before(f.From) && (f.Until.IsZero() || e.Time.Before(f.Until))
	of := (f.Entry == "" || e.Entry == f.Entry) && (f.Model == "" || e.Model == f.Model) && (f.Actor == "" || e.Actor.ID == f.Actor)
	return typed && timed && of && (f.Before == "" || e.ID < f.Before) && (f.After == "" || e.ID > f.After)
}

func walk(t *testing.T, table store.Table, f event.Filter, limit int) (ids []string) {
	t.Helper()
	for {
		p, err := event.List(t.Context(), table, "main", f, limit)
		if err != nil {
			t.Fatal(err)
		}
		if len(p.Events) > limit {
			t.Fatalf("a page of %d", len(p.Events))
		}
		for _, e := range p.Events {
			ids = append(ids, e.ID)
		}
		if p.Next == "" {
			return ids
		}
		f.Before = p.Next
	}
}
