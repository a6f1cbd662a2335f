package story

import "testing"

// search publishes an entry, finds it by its words and what names it in its text, takes it back, and finds it no longer
// where it is not live.
func (s *Story) search(t testing.TB) {
	editor, public := s.editor.With(t), s.client(t, "")
	d := editor.Ask("/manage/graphql", `mutation($p: JSON!) { createEntry(model: "recipe", values: $p, publish: true) { id } }`,
		Object{"p": Object{"title": "Marmalade of bergamots", "slug": "bergamots"}})
	id := Text(d, "createEntry", "id")
	found := func(words string) bool {
		d := public.Ask("/graphql", `query($w: String) { recipes(search: $w) { nodes { id } } }`, Object{"w": words})
		return len(List(d, "recipes", "nodes")) == 1 && Text(d, "recipes", "nodes", 0, "id") == id
	}
	Until(t, "what was published is found", func() bool { return found("marmalade bergam") })
	Until(t, "a typo is forgiven", func() bool { return found("marmalaed") })
	d = editor.Ask("/manage/graphql", `{ search(text: "bergamots", models: ["recipe"]) { entry { id } highlights { field runs { text found } } } }`, nil)
	Want(t, "found by an editor", Text(d, "search", 0, "entry", "id"), id)
	Want(t, "where", Text(d, "search", 0, "highlights", 0, "field"), "title")

	notes := Object{"type": "doc", "content": []any{Object{"type": "paragraph"}, Object{"type": "embedEntry", "attrs": Object{"id": id}}}}
	d = editor.Ask("/manage/graphql", `mutation($v: JSON!) { createEntry(model: "recipe", values: $v) { id } }`, Object{"v": Object{"title": "A menu", "notes": notes}})
	menu := Text(d, "createEntry", "id")
	Until(t, "what embeds it is known", func() bool {
		d := editor.Ask("/manage/graphql", `query($id: ID!) { usage(id: $id) { entries { entry { id } } } }`, Object{"id": id})
		return len(List(d, "usage", "entries")) == 1 && Text(d, "usage", "entries", 0, "entry", "id") == menu
	})

	editor.Ask("/manage/graphql", `mutation($id: ID!) { unpublishEntry(id: $id) { id } }`, Object{"id": id})
	Until(t, "what is not live is not found", func() bool { return !found("bergamots") })
	for _, id := range []string{id, menu} {
		editor.Ask("/manage/graphql", `mutation($id: ID!) { deleteEntry(id: $id) }`, Object{"id": id})
	}
}
