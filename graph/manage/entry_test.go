package manage_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/galley-cms/galley/internal/auth"
)

func TestModelsAreShownAsTheyWereApplied(t *testing.T) {
	s := newSpace(t)
	s.magazine()
	a := s.do(`{ models { apiId builtin entryCount } model(apiId: "article") { pluralApiId titleField drafts source
		fields { apiId kind required unique filterable models onDelete enum { value } } } space { defaultLocale schemaVersion version } }`)
	s.same(a.at("models"), []any{
		vars{"apiId": "article", "builtin": false, "entryCount": 0}, vars{"apiId": "asset", "builtin": true, "entryCount": 0},
		vars{"apiId": "author", "builtin": false, "entryCount": 0}})
	s.same(a.at("model.fields.3"), vars{"apiId": "author", "kind": "REFERENCE", "required": false, "unique": false,
		"filterable": true, "models": []string{"author"}, "onDelete": "SET_NULL", "enum": []any{}})
	s.same(a.at("space"), vars{"defaultLocale": "en", "schemaVersion": 1, "version": "1.2.3"})

	plan := s.do(`query($m: [JSON!]!) { planModels(models: $m, remove: true) { changes { message } destructive } }`,
		vars{"m": []any{a.at("model.source"), s.do(`{ model(apiId: "author") { source } }`).at("model.source")}})
	s.same(plan.at("planModels"), vars{"changes": []any{}, "destructive": false})
}

func TestFieldsTellWhatTheyTakeFromTheFieldsBesideThem(t *testing.T) {
	s := newSpace(t)
	s.do(`mutation($m: [JSON!]!) { applyModels(models: $m) { applied } }`, vars{"m": []any{vars{"apiId": "talk", "fields": []any{
		vars{"apiId": "title", "kind": "TEXT"},
		vars{"apiId": "slug", "kind": "SLUG", "slugFrom": "title", "visibleWhen": "title != nil"},
		vars{"apiId": "data", "kind": "JSON", "validation": vars{"schema": vars{"type": "object"}}}}}}})
	a := s.do(`{ model(apiId: "talk") { fields { visibleWhen slugFrom validation } } }`)
	s.same(a.at("model.fields"), []any{
		vars{"visibleWhen": nil, "slugFrom": nil, "validation": nil},
		vars{"visibleWhen": "title != nil", "slugFrom": "title", "validation": nil},
		vars{"visibleWhen": nil, "slugFrom": nil, "validation": vars{"schema": vars{"type": "object"}}}})
	id := s.create("talk", vars{"title": "Hello, World", "data": 7}, false)
	a = s.do(`query($id: ID!) { entry(id: $id) { values problems { path rule } } }`, vars{"id": id})
	s.same(a.at("entry"), vars{"values": vars{"title": "Hello, World", "slug": "hello-world", "data": 7},
		"problems": []any{vars{"path": "data", "rule": "schema"}}})
	again := s.do(`mutation($id: ID!) { a: duplicateEntry(id: $id, idempotencyKey: "k") { id } b: duplicateEntry(id: $id, idempotencyKey: "k") { id } c: duplicateEntry(id: $id, idempotencyKey: "l") { id } }`, vars{"id": id})
	s.same(again.at("a"), again.at("b"))
	if again.at("a.id") == again.at("c.id") {
		t.Error("two requests made one copy")
	}
	a = s.do(`mutation($id: ID!) { duplicateEntry(id: $id) { values } }`, vars{"id": id})
	s.same(a.at("duplicateEntry.values"), vars{"title": "Hello, World", "data": 7})
}

func TestAnEntryFromDraftToTrash(t *testing.T) {
	s := newSpace(t)
	s.magazine()
	ada := s.create("author", vars{"name": "Ada"}, true)
	id := s.create("article", vars{"slug": "first", "views": 7, "author": vars{"id": ada}}, false)

	a := s.do(`query($id: ID!) { entry(id: $id) { model version status title values liveValues publishedLocales
		problems { path rule } references { id model title status } createdBy { kind } publishedAt } }`, vars{"id": id})
	s.same(a.at("entry"), vars{"model": "article", "version": 1, "status": "DRAFT", "title": id,
		"values":     vars{"author": vars{"id": ada}, "slug": "first", "views": 7},
		"liveValues": nil, "publishedLocales": []any{}, "problems": []any{vars{"path": "title", "rule": "required"}},
		"references": []any{vars{"id": ada, "model": "author", "title": "Ada", "status": "PUBLISHED"}},
		"createdBy":  vars{"kind": "local"}, "publishedAt": nil})

	refused := s.want("VALIDATION_FAILED", `mutation($id: ID!) { publishEntry(id: $id) { id } }`, vars{"id": id})
	if problems := refused.Errors[0].Extensions["problems"].([]any); len(problems) != 1 {
		t.Errorf("problems: %v", problems)
	}
	s.do(`mutation($id: ID!) { updateEntry(id: $id, version: 1, values: {title: "Hello"}) { version } }`, vars{"id": id})
	s.want("CONFLICT", `mutation($id: ID!) { updateEntry(id: $id, version: 1, values: {title: "Stale"}) { version } }`, vars{"id": id})
	s.do(`mutation($id: ID!) { publishEntry(id: $id) { status } }`, vars{"id": id})
	a = s.do(`mutation($id: ID!) { updateEntry(id: $id, values: {views: null}) { status title values liveValues publishedLocales } }`, vars{"id": id})
	s.same(a.at("updateEntry"), vars{"status": "CHANGED", "title": "Hello", "publishedLocales": []string{"en"},
		"values":     vars{"author": vars{"id": ada}, "slug": "first", "title": "Hello"},
		"liveValues": vars{"author": vars{"id": ada}, "slug": "first", "title": "Hello", "views": 7}})

	a = s.do(`query($id: ID!, $ada: ID!) { usedBy(id: $ada) { id } revisions(id: $id) { version published values createdBy { name } }
		events(entry: $id) { types model after } }`, vars{"id": id, "ada": ada})
	s.same(a.at("usedBy"), []any{vars{"id": id}})
	s.same(a.at("revisions.0.published"), true)
	s.same(a.at("revisions.0.values.title"), "Hello")
	s.same(a.at("events.0"), vars{"types": []string{"entry.updated"}, "model": "article", "after": 4})
	if got := len(a.at("events").([]any)); got != 4 {
		t.Errorf("%d events, want 4", got)
	}

	copied := s.do(`mutation($id: ID!) { duplicateEntry(id: $id) { status values } }`, vars{"id": id})
	s.same(copied.at("duplicateEntry"), vars{"status": "DRAFT", "values": vars{"author": vars{"id": ada}, "title": "Hello"}})
	s.do(`mutation($id: ID!) { unpublishEntry(id: $id) { status } }`, vars{"id": id})
	s.do(`mutation($id: ID!) { deleteEntry(id: $id) }`, vars{"id": id})
	s.same(s.do(`{ entries(model: "article", trashed: true) { nodes { status } } }`).at("entries.nodes"), []any{vars{"status": "TRASHED"}})
	s.same(s.do(`mutation($id: ID!) { restoreEntry(id: $id) { status } }`, vars{"id": id}).at("restoreEntry.status"), "DRAFT")
	s.same(s.do(`{ entry(id: "nobody") { id } revision(id: "nobody", version: 1) { version } webhook(id: "x") { id } model(apiId: "x") { id } }`).Data,
		vars{"entry": nil, "revision": nil, "webhook": nil, "model": nil})
}

func TestListsFilterSortAndPage(t *testing.T) {
	s := newSpace(t)
	s.magazine()
	for i := range 5 {
		s.create("article", vars{"title": fmt.Sprint("T", i), "views": i * 10}, i%2 == 0)
	}
	a := s.do(`{ entries(model: "article", where: {views: {gt: 5}}, orderBy: {views: DESC}, first: 2) {
		totalCount nodes { title } edges { cursor node { title } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`)
	s.same(a.at("entries.nodes"), []any{vars{"title": "T4"}, vars{"title": "T3"}})
	s.same(a.at("entries.totalCount"), 4)
	s.same(a.at("entries.edges.1.cursor"), a.at("entries.pageInfo.endCursor"))
	s.same(a.at("entries.pageInfo.hasNextPage"), true)
	next := s.do(`query($after: String) { entries(model: "article", where: {views: {gt: 5}}, orderBy: [{views: DESC}], first: 2, after: $after) {
		nodes { title } pageInfo { hasNextPage } } }`, vars{"after": a.at("entries.pageInfo.endCursor")})
	s.same(next.at("entries"), vars{"nodes": []any{vars{"title": "T2"}, vars{"title": "T1"}}, "pageInfo": vars{"hasNextPage": false}})
	drafts := s.do(`{ entries(model: "article", where: {status: {eq: "DRAFT"}}, orderBy: [{title: ASC}]) { nodes { title } } }`)
	s.same(drafts.at("entries.nodes"), []any{vars{"title": "T1"}, vars{"title": "T3"}})
	empty := s.do(`{ entries(model: "author") { nodes { id } edges { cursor } totalCount pageInfo { hasNextPage startCursor } } }`)
	s.same(empty.at("entries"), vars{"nodes": []any{}, "edges": []any{}, "totalCount": 0, "pageInfo": vars{"hasNextPage": false, "startCursor": nil}})

	s.want("NOT_FOUND", `{ entries(model: "nothing") { nodes { id } } }`)
	s.want("BAD_USER_INPUT", `{ entries(model: "article", where: {nothing: {eq: 1}}) { nodes { id } } }`)
	s.want("BAD_USER_INPUT", `{ entries(model: "article", where: "text") { nodes { id } } }`)
	s.want("BAD_USER_INPUT", `{ entries(model: "article", orderBy: 5) { nodes { id } } }`)
}

// A20: what is behind a reference can be asked for, and what is not there is refused.
func TestListsFilterThroughReferences(t *testing.T) {
	s := newSpace(t)
	s.magazine()
	ada := s.create("author", vars{"name": "Ada"}, false)
	s.create("article", vars{"title": "By Ada", "author": vars{"id": ada}}, false)
	s.create("article", vars{"title": "By nobody"}, false)
	a := s.do(`{ entries(model: "article", where: {author: {name: {eq: "Ada"}}}) { totalCount nodes { title } } }`)
	s.same(a.at("entries"), vars{"totalCount": 1, "nodes": []any{vars{"title": "By Ada"}}})
	a = s.do(`query($w: JSON) { entries(model: "article", where: $w) { nodes { title } } }`, vars{"w": vars{"not": vars{"author": vars{"name": vars{"eq": "Ada"}}}}})
	s.same(a.at("entries.nodes"), []any{vars{"title": "By nobody"}})
	a = s.do(`{ entries(model: "author", where: {linkedFrom: {articlesByAuthor: {some: {title: {startsWith: "by"}}}}}) { totalCount nodes { title } } }`)
	s.same(a.at("entries"), vars{"totalCount": 1, "nodes": []any{vars{"title": "Ada"}}})
	s.want("BAD_USER_INPUT", `{ entries(model: "author", where: {linkedFrom: {articlesByNothing: {some: {}}}}) { nodes { id } } }`)
	s.want("BAD_USER_INPUT", `{ entries(model: "article", where: {author: {title: {eq: "Ada"}}}) { nodes { id } } }`)
	s.want("BAD_USER_INPUT", `{ entries(model: "article", where: {author: {name: "Ada"}}) { nodes { id } } }`)
	s.want("BAD_USER_INPUT", `{ entries(model: "article", where: {author: {id: "x"}}) { nodes { id } } }`)
}

// G10: bounded, or a clear error.
func TestListsAreBounded(t *testing.T) {
	s := newSpace(t)
	s.magazine()
	for _, first := range []string{"2147483647", "-1", "101"} {
		s.want("BAD_USER_INPUT", `{ entries(model: "article", first: `+first+`) { nodes { id } } }`)
		s.want("BAD_USER_INPUT", `{ events(first: `+first+`) { id } }`)
		s.want("BAD_USER_INPUT", `{ usedBy(id: "x", first: `+first+`) { id } }`)
	}
	s.do(`{ entries(model: "article", first: 0) { nodes { id } } events(first: null) { id } }`)
}

// The references of a list are loaded at once, however long it is.
func TestReferencesOfAListAreOneRead(t *testing.T) {
	s := newSpace(t)
	s.magazine()
	reads := func(n int) int64 {
		for i := range n {
			author := s.create("author", vars{"name": fmt.Sprint("A", i)}, true)
			s.create("article", vars{"title": "T", "author": vars{"id": author}}, false)
		}
		before := s.calls()
		a := s.do(`{ entries(model: "article", first: 100) { nodes { references { title } problems { rule } } } }`)
		if len(a.at("entries.nodes.0.references").([]any)) != 1 {
			t.Fatalf("references: %v", a.Data)
		}
		return s.calls() - before
	}
	if few, many := reads(2), reads(20); many != few {
		t.Errorf("2 entries take %d calls, 22 take %d", few, many)
	}
}

func TestImports(t *testing.T) {
	s := newSpace(t)
	s.magazine()
	const query = `mutation($e: [ImportEntry!]!, $dry: Boolean) { importEntries(entries: $e, dryRun: $dry) { id outcome message problems { path } } }`
	entries := []any{
		vars{"id": "a-1", "model": "author", "values": vars{"name": "Ada"}, "publish": true, "createdAt": "2001-02-03T04:05:06+01:00", "publishedAt": "2002-02-03T04:05:06Z"},
		vars{"id": "a-2", "model": "author", "values": vars{"name": 5}},
	}
	s.same(s.do(query, vars{"e": entries, "dry": true}).at("importEntries.0.outcome"), "CREATED")
	s.same(s.do(`{ entry(id: "a-1") { id } }`).at("entry"), nil)
	a := s.do(query, vars{"e": entries})
	s.same(a.at("importEntries.0"), vars{"id": "a-1", "outcome": "CREATED", "message": nil, "problems": []any{}})
	s.same(a.at("importEntries.1.outcome"), "FAILED")
	s.same(s.do(query, vars{"e": entries[:1]}).at("importEntries.0.outcome"), "UNCHANGED")
	s.same(s.do(`{ entry(id: "a-1") { status createdAt publishedAt } }`).at("entry"),
		vars{"status": "PUBLISHED", "createdAt": "2001-02-03T03:05:06.000000Z", "publishedAt": "2002-02-03T04:05:06.000000Z"})
	s.want("BAD_USER_INPUT", query, vars{"e": []any{vars{"id": "a-3", "model": "author", "values": "text"}}})
}

// Of many entries in one request each has its result, in its place. // C25
func TestImportsItemiseFailures(t *testing.T) {
	s := newSpace(t)
	s.magazine()
	const many = 1500
	entries := make([]any, many)
	for i := range entries {
		values := vars{"name": fmt.Sprint(i)}
		if i%100 == 42 {
			values = vars{"name": i}
		}
		entries[i] = vars{"id": fmt.Sprintf("a-%d", i), "model": "author", "values": values}
	}
	a := s.do(`mutation($e: [ImportEntry!]!) { importEntries(entries: $e) { id outcome message problems { path rule } } }`, vars{"e": entries})
	results, _ := a.at("importEntries").([]any)
	s.same(len(results), many)
	for i, r := range results {
		r := r.(map[string]any)
		id, failed := fmt.Sprintf("a-%d", i), i%100 == 42
		if r["id"] != id || (r["outcome"] == "FAILED") != failed || (r["message"] != nil) != failed || (len(r["problems"].([]any)) == 1) != failed {
			t.Errorf("%s: %v", id, r)
		}
	}
}

func TestAssetsAreUploadedInTwoSteps(t *testing.T) {
	s := newSpace(t)
	a := s.do(`mutation { createUpload(fileName: "note.txt", mimeType: "text/plain", size: 5) { id method url headers parts { url } } }`)
	s.same(a.at("createUpload.method"), "PUT")
	s.same(a.at("createUpload.headers"), vars{"Content-Type": "text/plain"})
	s.same(a.at("createUpload.parts"), nil)
	b := s.do(`mutation { createUpload(fileName: "long.txt", mimeType: "text/plain", size: 13) { method url headers parts { method url headers offset size } } }`)
	s.same(b.at("createUpload"), vars{"method": "PUT", "url": "", "headers": vars{}, "parts": []any{
		vars{"method": "PUT", "url": "/part/0", "headers": vars{"Content-Type": "text/plain"}, "offset": 0, "size": 10},
		vars{"method": "PUT", "url": "/part/10", "headers": vars{"Content-Type": "text/plain"}, "offset": 10, "size": 3},
	}})
	id := a.at("createUpload.id")
	s.same(s.do(`query($id: ID!) { entry(id: $id) { title asset { fileName state url thumbnail } } }`, vars{"id": id}).at("entry.asset.state"), "UPLOADING")
	s.want("BAD_USER_INPUT", `mutation($id: ID!) { completeUpload(id: $id) { id } }`, vars{"id": id})
	s.want("BAD_USER_INPUT", `mutation { createUpload(fileName: "x.exe", mimeType: "application/x-msdownload", size: 5) { id } }`)
	r := s.do(`mutation { recordAsset(id: "far", url: "https://example.org/a.jpg", fileName: "a.jpg", values: {title: {en: "Far"}}) { asset { state url } values } }`)
	s.same(r.at("recordAsset.asset"), vars{"state": "EXTERNAL", "url": "https://example.org/a.jpg"})
	s.same(r.at("recordAsset.values.title"), vars{"en": "Far"})
}

func TestWebhooksByApiIDs(t *testing.T) {
	s := newSpace(t)
	s.magazine()
	a := s.do(`mutation { addWebhook(url: "https://example.org/hook", events: ["entry.published"], models: ["article"]) {
		secret webhook { id name url events models enabled deliveries { id } } } }`)
	hook := a.at("addWebhook.webhook").(map[string]any)
	id := hook["id"]
	delete(hook, "id")
	s.same(hook, vars{"name": "example.org", "url": "https://example.org/hook", "events": []string{"entry.published"},
		"models": []string{"article"}, "enabled": true, "deliveries": []any{}})
	u := s.do(`mutation($id: ID!) { updateWebhook(id: $id, name: "Site", enabled: false) { name models enabled } }`, vars{"id": id})
	s.same(u.at("updateWebhook"), vars{"name": "Site", "models": []string{"article"}, "enabled": false})
	rotated := s.do(`mutation($id: ID!) { rotateWebhookSecret(id: $id) { secret } }`, vars{"id": id})
	if rotated.at("rotateWebhookSecret.secret") == a.at("addWebhook.secret") {
		t.Error("the secret did not change")
	}
	s.want("NOT_FOUND", `mutation($id: ID!) { redeliver(webhook: $id, delivery: "msg_x_y") { id } }`, vars{"id": id})
	s.want("NOT_FOUND", `mutation { addWebhook(url: "https://example.org/hook", events: [], models: ["nothing"]) { secret } }`)
	s.do(`mutation($id: ID!) { removeWebhook(id: $id) }`, vars{"id": id})
	s.same(s.do(`{ webhooks { id } }`).at("webhooks"), []any{})
}

func TestPeopleAndKeys(t *testing.T) {
	s := newSpace(t)
	a := s.do(`mutation { createUser(email: "Ada@example.org", name: "Ada", role: ADMIN) { user { id email role lastSignIn } link } }`)
	s.same(a.at("createUser.user.email"), "ada@example.org")
	if link, _ := a.at("createUser.link").(string); len(link) < 60 || link[:36] != "https://cms.example.com/admin/reset?" {
		t.Errorf("link %q", link)
	}
	id := a.at("createUser.user.id")
	s.want("CONFLICT", `mutation($id: ID!) { updateUser(id: $id, role: EDITOR) { id } }`, vars{"id": id})
	s.do(`mutation { createUser(email: "b@example.org", role: ADMIN, password: "long enough") { link } }`)
	s.same(s.do(`mutation($id: ID!) { updateUser(id: $id, role: EDITOR, name: "A.") { role name disabled } }`, vars{"id": id}).at("updateUser"),
		vars{"role": "EDITOR", "name": "A.", "disabled": false})

	s.actor = auth.Actor{Kind: auth.KindUser, ID: id.(string), Name: "A.", Role: auth.RoleEditor}
	s.same(s.do(`{ me { kind name email role can } }`).at("me"), vars{"kind": "user", "name": "A.", "email": "ada@example.org", "role": "EDITOR",
		"can": []string{"read", "readDrafts", "create", "update", "publish", "delete", "manage"}})
	s.want("FORBIDDEN", `{ users { id } }`)

	s.actor = auth.Local
	k := s.do(`mutation { createKey(name: "Site", scopes: [PREVIEW, READ]) { key { id scopes createdBy { kind } } secret } }`)
	s.same(k.at("createKey.key.scopes"), []string{"READ", "PREVIEW"})
	s.same(s.do(`{ keys { name lastUsed } }`).at("keys"), []any{vars{"name": "Site", "lastUsed": nil}})
	s.do(`mutation($id: ID!) { revokeKey(id: $id) }`, vars{"id": k.at("createKey.key.id")})
}

// The builder offers what a field can be changed to.
func TestFieldsTellWhatTheyCanBecome(t *testing.T) {
	s := newSpace(t)
	s.do(`mutation($m: [JSON!]!) { applyModels(models: $m) { applied } }`, vars{"m": []any{vars{"apiId": "shape", "fields": []any{
		vars{"apiId": "place", "kind": "LOCATION"}, vars{"apiId": "count", "kind": "INTEGER"}, vars{"apiId": "at", "kind": "DATETIME"},
	}}}})
	r := s.do(`{ model(apiId: "shape") { fields { apiId canBecome } } }`, nil)
	texts := []any{"TEXT", "LONG_TEXT", "SLUG", "EMAIL", "URL", "COLOR", "ENUM"}
	s.same(r.at("model.fields"), []any{
		vars{"apiId": "place", "canBecome": []any{"JSON"}},
		vars{"apiId": "count", "canBecome": append(slices.Clone(texts), "FLOAT", "JSON")},
		vars{"apiId": "at", "canBecome": append(slices.Clone(texts), "DATE", "TIME", "JSON")},
	})
}

// A change of models tells what it does to entries before it is made, and which ones are in its way.
func TestPlansTellOfEntries(t *testing.T) {
	s := newSpace(t)
	talk := func(code string) vars {
		return vars{"m": []any{vars{"apiId": "talk", "fields": []any{vars{"apiId": "code", "kind": "TEXT"}, vars{"apiId": "n", "kind": code}}}}}
	}
	s.do(`mutation($m: [JSON!]!) { applyModels(models: $m) { applied } }`, talk("TEXT"))
	id := s.create("talk", vars{"code": "x", "n": "many"}, true)
	s.create("talk", vars{"code": "x", "n": "7"}, true)
	const query = `query($m: [JSON!]!) { planModels(models: $m) { destructive changes { affected failing partial refused samples { entry message } } } }`
	s.same(s.do(query, talk("INTEGER")).at("planModels"), vars{"destructive": true, "changes": []any{vars{"affected": 2, "failing": 1, "partial": false, "refused": false,
		"samples": []any{vars{"entry": id, "message": `n is no whole number: "many"`}}}}})
	unique := vars{"m": []any{vars{"apiId": "talk", "fields": []any{vars{"apiId": "code", "kind": "TEXT", "unique": true}, vars{"apiId": "n", "kind": "TEXT"}}}}}
	a := s.do(query, unique)
	s.same([]any{a.at("planModels.changes.0.refused"), a.at("planModels.changes.0.failing")}, []any{true, 2})
	s.do(`mutation($m: [JSON!]!) { applyModels(models: $m, allowDestructive: true) { applied } }`, talk("INTEGER"))
	a = s.do(`query($id: ID!) { entry(id: $id) { values } model(apiId: "talk") { building { fields done total duplicates } } }`, vars{"id": id})
	s.same([]any{a.at("entry.values"), a.at("model.building")}, []any{vars{"code": "x"}, nil})
}

// What the builder gets is what it sends back: names, and nothing of how values are stored.
func TestTheSourceOfAModelIsAFile(t *testing.T) {
	s := newSpace(t)
	apply := func(kind string) {
		s.do(`mutation($m: [JSON!]!) { applyModels(models: $m) { applied } }`, vars{"m": []any{vars{"apiId": "race",
			"fields":  []any{vars{"apiId": "laps", "kind": kind}, vars{"apiId": "town", "kind": "TEXT"}},
			"indexes": []any{vars{"fields": []any{"town", "publishedAt"}}}}}})
	}
	apply("INTEGER")
	s.create("race", vars{"laps": 3}, true)
	apply("TEXT")
	source := s.do(`{ model(apiId: "race") { source } }`).at("model.source")
	s.same(source.(vars)["indexes"], []any{vars{"fields": []any{"town", "publishedAt"}}})
	if text := fmt.Sprint(source); strings.Contains(text, "former") || strings.Contains(text, "shape") {
		t.Errorf("the source is %s", text)
	}
	plan := s.do(`query($m: [JSON!]!) { planModels(models: $m) { changes { message } } }`, vars{"m": []any{source}})
	s.same(plan.at("planModels.changes"), []any{})
}
