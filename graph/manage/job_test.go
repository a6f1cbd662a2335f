package manage_test

import (
	"testing"

	"github.com/galley-cms/galley/internal/auth"
)

const jobParts = `{ id kind title state model done total succeeded unchanged failed message by { kind }
	items { entry title outcome message } failures: items(outcome: FAILED) { id entry } }`

// TestBulkWork is started, looked at while it waits, and answers for each entry.
func TestBulkWork(t *testing.T) {
	s := newSpace(t)
	s.magazine()
	good := s.create("article", vars{"title": "Good", "views": 7}, false)
	bad := s.create("article", vars{"views": 8}, false)
	s.create("article", vars{"title": "Not meant", "views": 1}, false)
	start := `mutation($w: JSON, $k: String) { startBulk(model: "article", action: PUBLISH, where: $w, idempotencyKey: $k) { id state } }`
	where := vars{"w": vars{"views": vars{"gt": 5}}, "k": "once"}
	a := s.do(start, where)
	id := a.at("startBulk.id")
	s.same(a.at("startBulk.state"), "WAITING")
	s.same(s.do(start, where).at("startBulk.id"), id)
	s.runJobs()
	got := s.do(`query($id: ID!) { job(id: $id) `+jobParts+` }`, vars{"id": id})
	failed := vars{"entry": bad, "title": bad, "outcome": "FAILED", "message": "title is required."}
	s.same(got.at("job"), vars{"id": id, "kind": "BULK", "title": "Publish the entries of Article that were found", "state": "DONE", "model": "article",
		"done": 2, "total": 2, "succeeded": 1, "unchanged": 0, "failed": 1, "message": nil, "by": vars{"kind": "local"},
		"items":    []any{vars{"entry": good, "title": "Good", "outcome": "DONE", "message": nil}, failed},
		"failures": []any{vars{"id": "1", "entry": bad}}})
	s.same(s.do(`{ jobs { id } }`).at("jobs"), []any{vars{"id": id}})
	s.same(s.do(`{ job(id: "nothing") { id } }`).at("job"), nil)
	s.want("BAD_USER_INPUT", `mutation { startBulk(model: "article", action: PUBLISH, where: [1]) { id } }`)
	s.want("BAD_USER_INPUT", `mutation { startBulk(model: "article", action: SET, values: 7) { id } }`)
	s.want("BAD_USER_INPUT", `query($id: ID!) { job(id: $id) { items(after: "x") { id } } }`, vars{"id": id})
}

// TestJobsOfClients: an import shows how far it has come, and learns that it was cancelled.
func TestJobsOfClients(t *testing.T) {
	s := newSpace(t)
	s.actor = person("ada", auth.RoleEditor)
	id := s.do(`mutation { openJob(kind: IMPORT, title: "A blog", total: 3) { id } }`).at("openJob.id")
	report := `mutation($id: ID!, $n: Int!, $end: Boolean) { reportJob(id: $id, done: $n, finished: $end,
		items: [{entry: "e", title: "E", outcome: FAILED, message: "No."}]) { state done failed total } }`
	s.same(s.do(report, vars{"id": id, "n": 1}).at("reportJob"), vars{"state": "RUNNING", "done": 1, "failed": 1, "total": 3})
	s.same(s.do(`mutation($id: ID!) { cancelJob(id: $id) { state } }`, vars{"id": id}).at("cancelJob.state"), "CANCELLED")
	s.same(s.do(report, vars{"id": id, "n": 2, "end": true}).at("reportJob.state"), "CANCELLED")
	s.want("BAD_USER_INPUT", `mutation { openJob(kind: BULK, title: "x") { id } }`)
	s.actor = person("bob", auth.RoleEditor)
	s.want("NOT_FOUND", report, vars{"id": id, "n": 3})
	s.same(s.do(`{ jobs { id } }`).at("jobs"), []any{})
	s.actor = auth.Actor{Kind: auth.KindKey, Scopes: []auth.Scope{auth.ScopeWrite}}
	s.want("FORBIDDEN", `{ jobs { id } }`)
}
