package gateway_test

import (
	"fmt"
	"slices"
	"time"

	"github.com/galley-cms/galley/internal/app/aws"
)

// publishMany publishes entries in the background. The first call of the function has little time, so that others go on
// from where it came to.
func (r *rig) publishMany() {
	r.Helper()
	const size = 120
	var entries []any
	for n := range size {
		entries = append(entries, map[string]any{"id": fmt.Sprintf("bulk%03d", n), "model": "article", "values": map[string]any{"title": "Many"}})
	}
	r.ask("/manage/graphql", `mutation($e: [ImportEntry!]!) { importEntries(entries: $e) { outcome } }`, map[string]any{"e": entries})
	id := r.ask("/manage/graphql", `mutation { startBulk(model: "article", action: PUBLISH, where: {title: {eq: "Many"}}) { id } }`, nil)["startBulk"].(map[string]any)["id"]
	before := r.time
	r.time = 4 * time.Second
	var waiting []map[string]any
	for range 20 {
		waiting = append(waiting, r.messages(aws.JobsQueue)...)
		if len(waiting) > 0 {
			failed := r.failures(r.schedule, waiting[:1])
			if waiting = append(waiting[1:], waiting[0]); len(failed) == 0 {
				waiting = waiting[:len(waiting)-1]
			}
		}
		r.time = 2 * time.Minute
		j := r.ask("/manage/graphql", `query($id: ID!) { job(id: $id) { state succeeded failed items(first: 100, after: "99") { entry } } }`, map[string]any{"id": id})["job"].(map[string]any)
		if items := j["items"].([]any); j["state"] == "DONE" {
			if j["succeeded"] != float64(size) || j["failed"] != float64(0) || len(items) != size-100 {
				r.Fatalf("the job is %v", j)
			}
			r.time = before
			r.noMessages(waiting)
			return
		}
	}
	r.Fatalf("the job does not come to its end\n%s", r.log)
}

// noMessages checks that messages of a job which has ended do nothing. // F10
func (r *rig) noMessages(waiting []map[string]any) {
	r.Helper()
	waiting = slices.Concat(waiting, r.messages(aws.JobsQueue))
	for _, m := range waiting {
		if failed := r.failures(r.schedule, []map[string]any{m}); len(failed) > 0 {
			r.Error("a message of a job that has ended fails")
		}
	}
}
