package manage_test

import (
	"testing"
	"time"

	"github.com/galley-cms/galley/internal/auth"
)

func TestArchiveTrashAndPurge(t *testing.T) {
	s := newSpace(t)
	s.magazine()
	id := vars{"id": s.create("article", vars{"title": "T"}, true)}
	s.same(s.do(`mutation($id: ID!) { archiveEntry(id: $id) { status publishedLocales } }`, id).at("archiveEntry"),
		vars{"status": "ARCHIVED", "publishedLocales": []string{}})
	lists := s.do(`{ used: entries(model: "article") { totalCount } archive: entries(model: "article", archived: true) { nodes { status trashedAt purgeAt } } }`)
	s.same(lists.Data, vars{"used": vars{"totalCount": 0},
		"archive": vars{"nodes": []any{vars{"status": "ARCHIVED", "trashedAt": nil, "purgeAt": nil}}}})
	s.want("BAD_USER_INPUT", `{ entries(model: "article", archived: true, trashed: true) { totalCount } }`)
	s.want("CONFLICT", `mutation($id: ID!) { publishEntry(id: $id) { id } }`, id)
	s.want("CONFLICT", `mutation($id: ID!) { unarchiveEntry(id: $id, version: 1) { id } }`, id)
	s.same(s.do(`mutation($id: ID!) { unarchiveEntry(id: $id, version: 2) { status } }`, id).at("unarchiveEntry.status"), "DRAFT")

	s.want("NOT_FOUND", `mutation($id: ID!) { purgeEntry(id: $id) }`, id)
	s.do(`mutation($id: ID!) { deleteEntry(id: $id) }`, id)
	e := s.do(`query($id: ID!) { entry(id: $id) { trashedAt purgeAt } }`, id)
	trashed, err := time.Parse(time.RFC3339Nano, e.at("entry.trashedAt").(string))
	if err != nil {
		t.Fatal(err)
	}
	s.same(e.at("entry.purgeAt"), trashed.Add(30*24*time.Hour).Format("2006-01-02T15:04:05.000000Z07:00")) // six digits, as moments are sent
	s.actor = auth.Actor{Kind: auth.KindUser, ID: "u", Role: auth.RoleEditor}
	s.want("FORBIDDEN", `mutation($id: ID!) { purgeEntry(id: $id) }`, id)
	s.actor = auth.Local
	s.same(s.do(`mutation($id: ID!) { purgeEntry(id: $id) }`, id).at("purgeEntry"), id["id"])
	s.want("NOT_FOUND", `mutation($id: ID!) { restoreEntry(id: $id) { id } }`, id)
}
