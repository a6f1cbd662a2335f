package manage_test

import "testing"

func TestEntriesArePublishedWithWhatTheyReferTo(t *testing.T) {
	s := newSpace(t)
	s.magazine()
	ada := s.create("author", vars{"name": "Ada"}, false)
	id := s.create("article", vars{"title": "One", "slug": "one", "author": vars{"id": ada}}, false)
	a := s.do(`query($ids: [ID!]!) { publishPlan(ids: $ids) { steps possible items { entry { id title status } version asked step problems { path } } } }`,
		vars{"ids": []string{id}})
	s.same(a.at("publishPlan"), vars{"steps": 1, "possible": true, "items": []any{
		vars{"entry": vars{"id": ada, "title": "Ada", "status": "DRAFT"}, "version": 1, "asked": false, "step": 1, "problems": []any{}},
		vars{"entry": vars{"id": id, "title": "One", "status": "DRAFT"}, "version": 1, "asked": true, "step": 1, "problems": []any{}}}})
	a = s.do(`mutation($e: [PublishInput!]!) { publishEntries(entries: $e, withReferences: true) { id status } }`,
		vars{"e": []any{vars{"id": id, "version": 1}}})
	s.same(a.at("publishEntries"), []any{vars{"id": id, "status": "PUBLISHED"}, vars{"id": ada, "status": "PUBLISHED"}})

	a = s.do(`query($id: ID!) { usage(id: $id) { total blocking entries { entry { id } draft live blocking } } revisions(id: $id, before: 3) { version live } }`, vars{"id": ada})
	s.same(a.at("usage"), vars{"total": 1, "blocking": 0, "entries": []any{
		vars{"entry": vars{"id": id}, "draft": true, "live": true, "blocking": false}}})
	s.same(a.at("revisions"), []any{vars{"version": 2, "live": true}})
}
