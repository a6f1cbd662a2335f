package story

import (
	"testing"
	"time"
)

// planned has an entry go live at a moment to come, and another one not, as it was taken off the plan.
func (s *Story) planned(t testing.TB) {
	editor, public := s.editor.With(t), s.client(t, "")
	ids := map[string]string{}
	for _, slug := range []string{"bread", "cake"} {
		d := editor.Ask("/manage/graphql", `mutation($s: String!) { createEntry(model: "recipe", values: {title: "Planned", slug: $s}) { id } }`, Object{"s": slug})
		ids[slug] = Text(d, "createEntry", "id")
	}
	const plan = `mutation($id: ID!, $at: DateTime!) { scheduleEntry(id: $id, action: PUBLISH, at: $at) { id } }`
	at := time.Now().Add(2 * time.Second).UTC()
	editor.Ask("/manage/graphql", plan, Object{"id": ids["bread"], "at": at.Add(time.Hour).Format(time.RFC3339Nano)})
	d := editor.Ask("/manage/graphql", `query($id: ID!) { entry(id: $id) { status scheduled { id action by { name } } } }`, Object{"id": ids["bread"]})
	Want(t, "the plan", Text(d, "entry", "scheduled", 0, "action"), "PUBLISH")
	Want(t, "status", Text(d, "entry", "status"), "DRAFT")
	editor.Ask("/manage/graphql", `mutation($id: ID!, $at: DateTime!) { moveScheduled(id: $id, at: $at) { id } }`,
		Object{"id": Text(d, "entry", "scheduled", 0, "id"), "at": at.Format(time.RFC3339Nano)})
	d = editor.Ask("/manage/graphql", plan, Object{"id": ids["cake"], "at": at.Format(time.RFC3339Nano)})
	editor.Ask("/manage/graphql", `mutation($id: ID!) { cancelScheduled(id: $id) }`, Object{"id": Text(d, "scheduleEntry", "id")})

	live := func(slug string) bool {
		d := public.Ask("/graphql", `query($s: String) { recipe(slug: $s) { title } }`, Object{"s": slug})
		return At(d, "recipe") != nil
	}
	within(t, 2*Patience, "the planned publish", func() bool {
		if s.home.Minute != nil && time.Now().After(at) {
			s.home.Minute(t)
		}
		return live("bread")
	})
	Want(t, "not early", time.Now().Before(at), false)
	Want(t, "what was cancelled is live", live("cake"), false)
	d = editor.Ask("/manage/graphql", `query($id: ID!) { entry(id: $id) { scheduled { id } } events(entry: $id) { types } }`, Object{"id": ids["bread"]})
	Want(t, "what is planned now", len(List(d, "entry", "scheduled")), 0)
	Want(t, "created, planned, moved, published: events", len(List(d, "events")), 4)
}
