package story

import (
	"crypto/rand"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Story is the main story, told to one home. Its steps build on each other.
type Story struct {
	home     *Home
	names    names
	editor   *Client // a person's, signed in
	password string
	key      string   // the id of the key that the story made for its command line; "" if it was given one
	person   string   // the id of that person; "" for the first one, who stays
	assets   []string // what was uploaded
}

// Step is a part of the story.
type Step struct {
	Name string
	tell func(*Story, testing.TB)
}

// Steps are the parts in their order. What is made by them is taken away by the last one.
var Steps = []Step{
	{"people", (*Story).people},
	{"models as files", (*Story).modelsAsFiles},
	{"write and publish", (*Story).writeAndPublish},
	{"published together", (*Story).together},
	{"compare and restore", (*Story).history},
	{"a planned publish", (*Story).planned},
	{"in bulk", (*Story).inBulk},
	{"explain", (*Story).explain},
	{"search", (*Story).search},
	{"upload", (*Story).upload},
	{"a large file", (*Story).largeFile},
	{"webhook", (*Story).webhook},
	{"imports", (*Story).imports},
	{"moving", (*Story).moving},
	{"keys", (*Story).keys},
	{"another origin", (*Story).anotherOrigin},
	{"the admin's page", (*Story).adminPage},
	{"taking it away", (*Story).takeAway},
}

// New begins a story.
func New(h *Home) *Story { return &Story{home: h, names: newNames(), password: rand.Text()} }

// Tell tells a home all of the story. A step that fails ends it; where others work, what was made is taken away then.
func Tell(t *testing.T, h *Home) {
	t.Helper()
	s := New(h)
	for _, step := range Steps {
		if t.Run(step.Name, func(t *testing.T) { step.tell(s, t) }) {
			continue
		}
		if h.Inhabited {
			t.Run("taking away what there is", func(t *testing.T) { s.takeAway(t) })
		}
		t.FailNow()
	}
}

// Step tells one part again, or alone.
func (s *Story) Step(t testing.TB, name string) {
	t.Helper()
	for _, step := range Steps {
		if step.Name == name {
			step.tell(s, t)
			return
		}
	}
	t.Fatalf("the story has no part %q", name)
}

// client speaks the names of this telling.
func (s *Story) client(t testing.TB, key string) *Client {
	c := s.home.Client(t, key)
	c.names = s.names
	return c
}

// model is the name of this telling's model.
func (s *Story) model() string { return "recipe" + s.names.tag }

// newKey makes a key by the command line, which is revoked in the end.
func (s *Story) newKey(t testing.TB, scope string) string {
	t.Helper()
	key := strings.TrimSpace(s.home.CLI(t, "key", "create", "--name", scope+" "+s.names.tag, "--scope", scope))
	s.home.Secrets.Keep("API key", key)
	return key
}

// people makes the first user by the setup link, or another one by the management API, and signs in.
func (s *Story) people(t testing.TB) {
	s.editor = s.client(t, "")
	email := "ada." + strings.ToLower(s.names.tag) + "@example.com"
	if s.home.SetupLink != nil {
		if s.home.Email != "" {
			email, s.password = s.home.Email, s.home.Password
		}
		s.setUp(t, email)
	} else {
		d := s.home.Client(t, s.home.Key).Ask("/manage/graphql", `mutation($e: String!, $p: String) { createUser(email: $e, name: "Ada", role: EDITOR, password: $p) { user { id } } }`,
			Object{"e": email, "p": s.password})
		s.person = Text(d, "createUser", "user", "id")
	}
	s.home.Secrets.Keep("password", s.password)
	nobody := s.client(t, "")
	Want(t, "a wrong password", nobody.Post("/auth/login", Object{"email": email, "password": "not this one"}, nil).Status, http.StatusUnauthorized)
	in := s.editor.Post("/auth/login", Object{"email": email, "password": s.password}, nil)
	Want(t, "sign-in", in.Status, http.StatusOK)
	s.keepCookies(in)
	Want(t, "who am I", Text(s.editor.Ask("/manage/graphql", `{ me { email } }`, nil), "me", "email"), email)
	Want(t, "who nobody is", nobody.Try("/manage/graphql", `{ models { apiId } }`, nil).Code(), "UNAUTHENTICATED")
}

// setUp makes the first user, and a key for the command line.
func (s *Story) setUp(t testing.TB, email string) {
	t.Helper()
	link, err := url.Parse(s.home.SetupLink(t))
	if err != nil {
		t.Fatal(err)
	}
	s.home.Secrets.Keep("setup token", link.Query().Get("token"))
	first := s.client(t, "")
	person := Object{"token": link.Query().Get("token"), "name": "Ada", "email": email, "password": s.password}
	Want(t, "setup", first.Post("/auth/setup", person, nil).Status, http.StatusOK)
	Want(t, "a second setup by the link", s.client(t, "").Post("/auth/setup", person, nil).Status >= 400, true)
	d := first.Ask("/manage/graphql", `mutation($n: String!) { createKey(name: $n, scopes: [MANAGE]) { key { id } secret } }`, Object{"n": "story-" + s.names.tag})
	s.home.Key, s.home.SetupLink = Text(d, "createKey", "secret"), nil
	s.key = Text(d, "createKey", "key", "id")
	s.home.Secrets.Keep("API key", s.home.Key)
}

// keepCookies notes the tokens of a session.
func (s *Story) keepCookies(a Answer) {
	res := http.Response{Header: a.Header}
	for _, c := range res.Cookies() {
		s.home.Secrets.Keep("session", c.Value)
	}
}

const recipeModel = `apiId: recipe
pluralApiId: recipes
name: Recipe
titleField: title
fields:
  - {apiId: title, kind: TEXT, required: true}
  - {apiId: slug, kind: SLUG, unique: true}
  - {apiId: minutes, kind: INTEGER}
  - {apiId: notes, kind: RICH_TEXT}
  - {apiId: photo, kind: ASSET}
  - {apiId: with, kind: REFERENCE, models: [recipe], list: true}
`

func (s *Story) modelsAsFiles(t testing.TB) {
	dir := t.TempDir()
	model := s.names.outward([]byte(recipeModel))
	if err := os.WriteFile(filepath.Join(dir, "recipe.yaml"), model, 0o600); err != nil {
		t.Fatal(err)
	}
	if plan := s.home.CLI(t, "models", "plan", dir); !strings.Contains(plan, s.model()) {
		t.Fatalf("the plan does not name the model: %s", plan)
	}
	s.home.CLI(t, "models", "apply", dir)
	pulled := t.TempDir()
	s.home.CLI(t, "models", "pull", pulled)
	files, err := filepath.Glob(filepath.Join(pulled, s.model()+".*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("pull wrote %v (%v)", files, err)
	}
}

func (s *Story) writeAndPublish(t testing.TB) {
	editor, public, preview := s.editor.With(t), s.client(t, ""), s.client(t, s.newKey(t, "preview"))
	d := editor.Ask("/manage/graphql", `mutation { createEntry(model: "recipe", values: {title: "Soup", slug: "soup", minutes: 30}) { id version status } }`, nil)
	id := Text(d, "createEntry", "id")
	Want(t, "status", Text(d, "createEntry", "status"), "DRAFT")

	const bySlug = `{ recipe(slug: "soup") { title minutes } }`
	Want(t, "a draft in /graphql", At(public.Ask("/graphql", bySlug, nil), "recipe"), nil)
	Want(t, "the draft in preview", Text(preview.Ask("/graphql/preview", bySlug, nil), "recipe", "title"), "Soup")
	Want(t, "preview without a key", public.Try("/graphql/preview", bySlug, nil).Code(), "UNAUTHENTICATED")

	const publish = `mutation($id: ID!) { publishEntry(id: $id) { status } }`
	editor.Ask("/manage/graphql", publish, Object{"id": id})
	Want(t, "published", Text(public.Ask("/graphql", bySlug, nil), "recipe", "title"), "Soup")

	editor.Ask("/manage/graphql", `mutation($id: ID!) { updateEntry(id: $id, version: 2, values: {title: "Good soup"}) { version } }`, Object{"id": id})
	Want(t, "after a save", Text(public.Ask("/graphql", bySlug, nil), "recipe", "title"), "Soup")
	stale := editor.Try("/manage/graphql", `mutation($id: ID!) { updateEntry(id: $id, version: 1, values: {minutes: 1}) { version } }`, Object{"id": id})
	Want(t, "a stale save", stale.Code(), "CONFLICT")
	editor.Ask("/manage/graphql", publish, Object{"id": id})
	d = public.Ask("/graphql", `{ recipes(where: {minutes: {gte: 30}, title: {startsWith: "good"}}) { nodes { title } totalCount } }`, nil)
	Want(t, "filtered", Text(d, "recipes", "nodes", 0, "title"), "Good soup")
	d = editor.Ask("/manage/graphql", `query($id: ID!) { revisions(id: $id) { version } events(entry: $id) { types } }`, Object{"id": id})
	Want(t, "something is remembered", len(List(d, "revisions")) >= 2 && len(List(d, "events")) >= 4, true)
}
