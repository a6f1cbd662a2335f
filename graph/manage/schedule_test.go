package manage_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/galley-cms/galley/internal/auth"
)

const planFields = `{ id action at locales withReferences failure by { kind } entry { id title } }`

func (s *space) schedule(id, action, at string) string {
	s.Helper()
	a := s.do(`mutation($id: ID!, $do: ScheduleAction!, $at: DateTime!) { scheduleEntry(id: $id, action: $do, at: $at) { id } }`,
		vars{"id": id, "do": action, "at": at})
	return a.at("scheduleEntry.id").(string)
}

func TestActionsArePlannedMovedAndCancelled(t *testing.T) {
	s := newSpace(t)
	s.magazine()
	ada := s.create("author", vars{"name": "Ada"}, false)
	made := s.do(`mutation($id: ID!) { scheduleEntry(id: $id, action: PUBLISH, at: "2099-06-01T12:00:00+02:00", locales: ["en"], withReferences: true) `+planFields+` }`,
		vars{"id": ada})
	id := made.at("scheduleEntry.id")
	planned := vars{"id": id, "action": "PUBLISH", "at": "2099-06-01T10:00:00.000000Z", "locales": []string{"en"}, "withReferences": true,
		"failure": nil, "by": vars{"kind": "local"}, "entry": vars{"id": ada, "title": "Ada"}}
	s.same(made.at("scheduleEntry"), planned)
	later := s.schedule(ada, "UNPUBLISH", "2099-06-02T10:00:00Z")

	a := s.do(`query($id: ID!, $after: ID!) { all: scheduled { id } day: scheduled(from: "2099-06-01T00:00:00Z", to: "2099-06-02T00:00:00Z") `+planFields+`
		after: scheduled(after: $after, failed: true) { id } none: scheduled(first: 0) { id } entry(id: $id) { version scheduled `+planFields+` } }`, vars{"id": ada, "after": id})
	s.same(a.at("all"), []any{vars{"id": id}, vars{"id": later}})
	s.same(a.at("day"), []any{planned})
	s.same(a.at("after"), []any{vars{"id": later}})
	s.same(a.at("none"), []any{})
	s.same(a.at("entry.scheduled.0"), planned)
	s.same(a.at("entry.version"), 1)

	a = s.do(`mutation($id: ID!, $other: ID!) { moveScheduled(id: $id, at: "2099-07-01T00:00:00Z") { id at } cancelScheduled(id: $other) }`, vars{"id": id, "other": later})
	s.same(a.at("moveScheduled"), vars{"id": id, "at": "2099-07-01T00:00:00.000000Z"})
	s.same(a.at("cancelScheduled"), later)
	s.same(s.do(`{ scheduled { id } }`).at("scheduled"), []any{vars{"id": id}})
	s.same(s.try(`mutation($id: ID!) { cancelScheduled(id: $id) }`, vars{"id": later}).code(), "NOT_FOUND")
}

// Moments that are none, or past, get clear answers; so does who may not publish. // C18
func TestWhatCannotBePlanned(t *testing.T) {
	s := newSpace(t)
	s.magazine()
	ada := s.create("author", vars{"name": "Ada"}, false)
	for at, want := range map[string]string{
		"2099-06-01T12:00:00":       "is not a moment", // without an offset nobody knows when that is
		"2099-02-29T12:00:00Z":      "is not a moment",
		"2099-13-01T12:00:00Z":      "is not a moment",
		"tomorrow":                  "is not a moment",
		"10000-01-01T00:00:00Z":     "is not a moment",
		"0001-01-01T00:00:00Z":      "is past",
		"2020-02-29T12:00:00Z":      "is past",
		"9999-12-31T23:59:59-01:00": "after the year 9999",
	} {
		a := s.try(`mutation($id: ID!, $at: DateTime!) { scheduleEntry(id: $id, action: PUBLISH, at: $at) { id } }`, vars{"id": ada, "at": at})
		if a.code() != "BAD_USER_INPUT" || !strings.Contains(a.Errors[0].Message, want) {
			t.Errorf("%s: %+v", at, a.Errors)
		}
	}
	s.schedule(ada, "PUBLISH", "9999-12-31T23:59:59Z")
	s.actor = auth.Actor{Kind: auth.KindUser, ID: "v", Role: auth.RoleViewer}
	s.same(s.try(`mutation($id: ID!) { scheduleEntry(id: $id, action: PUBLISH, at: "2099-06-01T12:00:00Z") { id } }`, vars{"id": ada}).code(), "FORBIDDEN")
	s.same(len(s.do(`{ scheduled { id } }`).at("scheduled").([]any)), 1)
}

// What is planned comes with the entries of a list: it is not asked for one by one.
func TestPlansOfAListCostNothing(t *testing.T) {
	s := newSpace(t)
	s.magazine()
	for i := range 5 {
		s.schedule(s.create("author", vars{"name": fmt.Sprint(i)}, false), "PUBLISH", "2099-06-01T12:00:00Z")
	}
	calls := func(query string) int64 {
		before := s.calls()
		s.do(query)
		return s.calls() - before
	}
	without := calls(`{ entries(model: "author") { nodes { id title } } }`)
	with := calls(`{ entries(model: "author") { nodes { id title scheduled ` + planFields + ` } } }`)
	if with != without {
		t.Errorf("a list makes %d calls to the store, and %d with plans", without, with)
	}
	one := calls(`{ scheduled(first: 1) { id } }`)
	if all := calls(`{ scheduled { id entry { title } } }`); all > one+1 {
		t.Errorf("one action makes %d calls to the store, five make %d", one, all)
	}
}
