package story

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// keys has programs write and read by keys, and revokes one.
func (s *Story) keys(t testing.TB) {
	writer, reader := s.client(t, s.newKey(t, "write")), s.client(t, s.newKey(t, "read"))
	const create = `mutation { createRecipe(data: {title: "By key", slug: "by-key"}, publish: true) { id version } }`
	Want(t, "a reader writes", reader.Try("/graphql", create, nil).Code(), "FORBIDDEN")
	Want(t, "anybody writes", s.client(t, "").Try("/graphql", create, nil).Code(), "UNAUTHENTICATED")
	id := Text(writer.Ask("/graphql", create, nil), "createRecipe", "id")
	writer.Ask("/graphql", `mutation($id: ID!) { updateRecipe(id: $id, data: {minutes: 5}, publish: true) { id } }`, Object{"id": id})
	Want(t, "minutes", At(reader.Ask("/graphql", `{ recipe(slug: "by-key") { minutes } }`, nil), "recipe", "minutes"), any(5.0))
	d := writer.Ask("/graphql", `mutation($id: ID!) { publishRecipe(id: $id) { version } }`, Object{"id": id})
	writer.Ask("/graphql", `mutation($id: ID!, $v: Int) { updateRecipe(id: $id, version: $v, data: {minutes: 6}) { id } }`,
		Object{"id": id, "v": At(d, "publishRecipe", "version")}) // each reply tells the version to go on from
	writer.Ask("/graphql", `mutation($id: ID!) { deleteRecipe(id: $id) }`, Object{"id": id})
	Want(t, "deleted", At(reader.Ask("/graphql", `{ recipe(slug: "by-key") { minutes } }`, nil), "recipe"), nil)

	s.revokeKeys(t)
	Until(t, "a revoked key no longer works", func() bool { return writer.Try("/graphql", create, nil).Code() == "UNAUTHENTICATED" })
}

// revokeKeys revokes all keys of this telling.
func (s *Story) revokeKeys(t testing.TB) {
	t.Helper()
	var all []Object
	if err := json.Unmarshal([]byte(s.home.CLI(t, "key", "list", "--json")), &all); err != nil {
		t.Fatal(err)
	}
	for _, k := range all {
		if strings.HasSuffix(Text(k, "name"), " "+s.names.tag) {
			s.home.CLI(t, "key", "revoke", Text(k, "id"))
		}
	}
}

func (s *Story) anotherOrigin(t testing.TB) {
	res := s.client(t, "").Do(http.MethodOptions, s.home.URL+"/graphql", http.Header{
		"Origin":                         {"https://shop.example"},
		"Access-Control-Request-Method":  {"POST"},
		"Access-Control-Request-Headers": {"content-type,authorization"},
	}, nil)
	Want(t, "allowed origin", res.Header.Get("Access-Control-Allow-Origin"), "*")
	Want(t, "credentials", res.Header.Get("Access-Control-Allow-Credentials"), "")
}

var script = regexp.MustCompile(`<script type="module"[^>]* src="([^"]+)"`)

// adminPage fetches the admin as a browser begins to.
func (s *Story) adminPage(t testing.TB) {
	if s.home.Bare {
		t.Log("NOT TOLD: this address is the API's alone.")
		return
	}
	browser := s.client(t, "")
	res := browser.Get("/admin/")
	Want(t, "the admin", res.Status, http.StatusOK)
	if policy := res.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "frame-ancestors 'none'") { // AD4
		t.Errorf("the admin's policy is %q", policy)
	}
	src := script.FindSubmatch(res.Body)
	if src == nil {
		t.Fatalf("the page of the admin has no script: %s", res.Body)
	}
	page := res.Body
	res = browser.Get(string(src[1]))
	Want(t, "its script "+string(src[1]), res.Status, http.StatusOK)
	Want(t, "a script is never asked for again", strings.Contains(res.Header.Get("Cache-Control"), "immutable"), true)
	res = browser.Get("/admin/content/recipe")
	Want(t, "a page deep in the admin", res.Status, http.StatusOK)
	Want(t, "is the same page", string(res.Body), string(page))
}
