package story

import "testing"

// together publishes two dishes that name each other, with one request for one of them.
func (s *Story) together(t testing.TB) {
	editor, public := s.editor.With(t), s.client(t, "")
	const create = `mutation($v: JSON!) { createEntry(model: "recipe", values: $v) { id } }`
	toast := Text(editor.Ask("/manage/graphql", create, Object{"v": Object{"title": "Toast", "slug": "toast"}}), "createEntry", "id")
	jam := Text(editor.Ask("/manage/graphql", create, Object{"v": Object{"title": "Jam", "slug": "jam",
		"with": []any{Object{"id": toast}}}}), "createEntry", "id")
	editor.Ask("/manage/graphql", `mutation($id: ID!, $v: JSON!) { updateEntry(id: $id, values: $v) { id } }`,
		Object{"id": toast, "v": Object{"with": []any{Object{"id": jam}}}})

	d := editor.Ask("/manage/graphql", `query($ids: [ID!]!) { publishPlan(ids: $ids) { steps possible items { asked } } }`, Object{"ids": []string{jam}})
	Want(t, "entries in the plan", len(List(d, "publishPlan", "items")), 2)
	Want(t, "transactions", At(d, "publishPlan", "steps"), any(1.0))
	const both = `{ recipe(slug: "jam") { with { slug } } }`
	Want(t, "after the plan", At(public.Ask("/graphql", both, nil), "recipe"), nil)
	d = editor.Ask("/manage/graphql", `mutation($id: ID!) { publishEntries(entries: [{id: $id, version: 1}], withReferences: true) { status } }`, Object{"id": jam})
	Want(t, "published", len(List(d, "publishEntries")), 2)
	Want(t, "what it names", Text(public.Ask("/graphql", both, nil), "recipe", "with", 0, "slug"), "toast")
	d = editor.Ask("/manage/graphql", `query($id: ID!) { usage(id: $id) { total blocking } }`, Object{"id": toast})
	Want(t, "used by", At(d, "usage", "total"), any(1.0))
}

// history compares two versions of a dish, and brings the older one back.
func (s *Story) history(t testing.TB) {
	editor, public := s.editor.With(t), s.client(t, "")
	d := editor.Ask("/manage/graphql", `mutation { createEntry(model: "recipe", publish: true, values: {title: "Old stew", slug: "stew", minutes: 9}) { id version } }`, nil)
	id := Text(d, "createEntry", "id")
	editor.Ask("/manage/graphql", `mutation($id: ID!) { updateEntry(id: $id, publish: true, values: {title: "New stew", minutes: 6}) { version } }`, Object{"id": id})
	d = editor.Ask("/manage/graphql", `query($id: ID!) { compareRevisions(id: $id, from: 1) { differences { field words { kind text } } } }`, Object{"id": id})
	Want(t, "differences", len(List(d, "compareRevisions", "differences")), 2)
	Want(t, "the word that went", Text(d, "compareRevisions", "differences", 0, "words", 0, "text"), "Old")
	stale := editor.Try("/manage/graphql", `mutation($id: ID!) { updateEntry(id: $id, version: 1, values: {slug: "mine"}) { version } }`, Object{"id": id})
	Want(t, "a stale save", stale.Code(), "CONFLICT")
	d = editor.Ask("/manage/graphql", `query($id: ID!) { changesSince(id: $id, version: 1) { field } }`, Object{"id": id})
	Want(t, "what others changed", len(List(d, "changesSince")), 2)
	d = editor.Ask("/manage/graphql", `mutation($id: ID!) { restoreRevision(id: $id, revision: 1) { status } }`, Object{"id": id})
	Want(t, "status", Text(d, "restoreRevision", "status"), "CHANGED")
	Want(t, "still live", Text(public.Ask("/graphql", `{ recipe(slug: "stew") { title } }`, nil), "recipe", "title"), "New stew")
}
