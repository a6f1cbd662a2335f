package manage_test

import "testing"

func TestVersionsAreComparedAndRestored(t *testing.T) {
	s := newSpace(t)
	s.magazine()
	id := s.create("article", vars{"title": "One boat", "views": 1}, true)
	s.do(`mutation($id: ID!) { updateEntry(id: $id, values: {title: "Two boats", views: 2}) { version } }`, vars{"id": id})
	a := s.do(`query($id: ID!) { compareRevisions(id: $id, from: 1) { from { version live } to { version live }
		differences { field kind locale before after words { kind text } } } }`, vars{"id": id})
	s.same(a.at("compareRevisions"), vars{"from": vars{"version": 1, "live": true}, "to": vars{"version": 2, "live": false}, "differences": []any{
		vars{"field": "title", "kind": "TEXT", "locale": nil, "before": "One boat", "after": "Two boats", "words": []any{
			vars{"kind": "REMOVED", "text": "One boat"}, vars{"kind": "ADDED", "text": "Two boats"}}},
		vars{"field": "views", "kind": "INTEGER", "locale": nil, "before": 1, "after": 2, "words": nil}}})
	a = s.do(`query($id: ID!) { changesSince(id: $id, version: 1) { field version by { kind } value } }`, vars{"id": id})
	s.same(a.at("changesSince"), []any{vars{"field": "title", "version": 2, "by": vars{"kind": "local"}, "value": "Two boats"},
		vars{"field": "views", "version": 2, "by": vars{"kind": "local"}, "value": 2}})
	a = s.do(`mutation($id: ID!) { restoreRevision(id: $id, revision: 1, fields: ["views"], version: 2) { version status values } }`, vars{"id": id})
	s.same(a.at("restoreRevision"), vars{"version": 3, "status": "CHANGED", "values": vars{"title": "Two boats", "views": 1}})
	a = s.do(`query($id: ID!) { revisions(id: $id) { version published live } }`, vars{"id": id})
	s.same(a.at("revisions"), []any{vars{"version": 2, "published": false, "live": false}, vars{"version": 1, "published": true, "live": true}})
}

// A stale save answers with what was changed meanwhile. // C3
func TestAStaleSaveIsToldWhatWasChanged(t *testing.T) {
	s := newSpace(t)
	s.magazine()
	id := s.create("article", vars{"title": "One", "views": 1}, false)
	s.do(`mutation($id: ID!) { updateEntry(id: $id, values: {views: 2}) { version } }`, vars{"id": id})
	a := s.want("CONFLICT", `mutation($id: ID!) { updateEntry(id: $id, version: 1, values: {title: "Mine"}) { version } }`, vars{"id": id})
	ext := a.Errors[0].Extensions
	s.same(ext["version"], 2)
	change := ext["changes"].([]any)[0].(map[string]any)
	s.same([]any{change["field"], change["version"], change["value"]}, []any{"views", 2, 2})
}
