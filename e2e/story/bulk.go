package story

import (
	"fmt"
	"testing"
)

// inBulk publishes many entries by one request, and hears of each; then it moves them to the trash.
func (s *Story) inBulk(t testing.TB) {
	editor := s.editor.With(t)
	const many = 30
	for n := range many {
		editor.Ask("/manage/graphql", `mutation($s: String!) { createEntry(model: "recipe", values: {title: "Many", slug: $s}) { id } }`,
			Object{"s": fmt.Sprintf("many-%d", n)})
	}
	job := s.runBulk(t, editor, `action: PUBLISH, where: {title: {eq: "Many"}}`)
	Want(t, "published", At(job, "succeeded"), any(float64(many)))
	Want(t, "items", len(List(job, "items")), many)
	again := s.runBulk(t, editor, `action: PUBLISH, where: {title: {eq: "Many"}}`)
	Want(t, "published once more", At(again, "unchanged"), any(float64(many)))
	d := s.client(t, "").Ask("/graphql", `{ recipe(slug: "many-7") { version } }`, nil)
	Want(t, "version", At(d, "recipe", "version"), any(float64(2)))
	gone := s.runBulk(t, editor, `action: DELETE, where: {title: {eq: "Many"}}`)
	Want(t, "deleted", At(gone, "succeeded"), any(float64(many)))
}

// runBulk has something done in the background, and waits for its end.
func (s *Story) runBulk(t testing.TB, c *Client, what string) (job Object) {
	t.Helper()
	id := Text(c.Ask("/manage/graphql", `mutation { startBulk(model: "recipe", `+what+`) { id } }`, nil), "startBulk", "id")
	within(t, 2*Patience, "the bulk work", func() bool {
		d := c.Ask("/manage/graphql", `query($id: ID!) { job(id: $id) { state message succeeded unchanged failed items(first: 100) { entry outcome message } } }`, Object{"id": id})
		job, _ = At(d, "job").(Object)
		return Text(job, "state") == "DONE"
	})
	Want(t, "failed", At(job, "failed"), any(float64(0)))
	return job
}
