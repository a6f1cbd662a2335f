package story

import (
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const password = "a long enough secret"

// setUp makes the first user by the link in the terminal and signs in.
func setUp(t testing.TB, h *home) *client {
	t.Helper()
	link, err := url.Parse(h.setupLink())
	if err != nil {
		t.Fatal(err)
	}
	c := h.client("")
	res := c.post("/auth/setup", object{"token": link.Query().Get("token"), "name": "Ada", "email": "ada@example.com", "password": password}, nil)
	want(t, "setup", res.StatusCode, http.StatusOK)
	want(t, "who am I", text(c.ask("/manage/graphql", `{ me { email role } }`, nil), "me", "email"), "ada@example.com")
	return c
}

func TestMainStory(t *testing.T) {
	h := start(t)
	public := h.client("")

	// The sample can be read by anybody.
	d := public.ask("/graphql", `{ articles(first: 5, orderBy: [{publishedAt: DESC}]) { totalCount nodes { title slug author { name } cover { url(width: 320) } } pageInfo { hasNextPage endCursor } } }`, nil)
	if n, _ := at(d, "articles", "totalCount").(float64); n < 30 {
		t.Fatalf("the sample has %v articles", n)
	}
	want(t, "page", len(list(d, "articles", "nodes")), 5)
	cover := text(d, "articles", "nodes", 0, "cover", "url")
	res, err := http.Get(cover)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	want(t, "picture "+cover, res.StatusCode, http.StatusOK)

	// The next page goes on where this one ended.
	first := text(d, "articles", "nodes", 4, "slug")
	d = public.ask("/graphql", `query($c: String) { articles(first: 5, after: $c, orderBy: [{publishedAt: DESC}]) { nodes { slug } } }`,
		object{"c": at(d, "articles", "pageInfo", "endCursor")})
	if s := text(d, "articles", "nodes", 0, "slug"); s == "" || s == first {
		t.Fatalf("the second page begins with %q", s)
	}

	editor := setUp(t, h)
	want(t, "second setup", h.client("").post("/auth/setup", object{"token": "x", "email": "b@example.com", "password": password}, nil).StatusCode >= 400, true)
	t.Run("models as files", func(t *testing.T) { modelsAsFiles(t, h) })
	t.Run("write and publish", func(t *testing.T) { writeAndPublish(t, h, editor) })
	t.Run("upload", func(t *testing.T) { upload(t, h, editor) })
	t.Run("keys", func(t *testing.T) { keys(t, h) })
	t.Run("another origin", func(t *testing.T) { anotherOrigin(t, h) })
	t.Run("backup", func(t *testing.T) { backup(t, h) })
}

func modelsAsFiles(t *testing.T, h *home) {
	dir := t.TempDir()
	file := filepath.Join(dir, "recipe.yaml")
	if err := os.WriteFile(file, []byte("apiId: recipe\nname: Recipe\ntitleField: title\nfields:\n  - {apiId: title, kind: TEXT, required: true}\n  - {apiId: slug, kind: SLUG, unique: true}\n  - {apiId: minutes, kind: INTEGER}\n  - {apiId: photo, kind: ASSET}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if plan := h.cli("models", "plan", dir); !strings.Contains(plan, "recipe") {
		t.Fatalf("the plan does not name the model: %s", plan)
	}
	h.cli("models", "apply", dir)
	pulled := t.TempDir()
	h.cli("models", "pull", pulled)
	files, err := filepath.Glob(filepath.Join(pulled, "recipe.*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("pull wrote %v (%v)", files, err)
	}
}

func writeAndPublish(t *testing.T, h *home, editor *client) {
	public, preview := h.client(""), h.client(strings.TrimSpace(h.cli("key", "create", "--name", "preview", "--scope", "preview")))
	d := editor.ask("/manage/graphql", `mutation { createEntry(model: "recipe", values: {title: "Soup", slug: "soup", minutes: 30}) { id version status } }`, nil)
	id := text(d, "createEntry", "id")
	want(t, "status", text(d, "createEntry", "status"), "DRAFT")

	const bySlug = `{ recipe(slug: "soup") { title minutes } }`
	want(t, "a draft in /graphql", at(public.ask("/graphql", bySlug, nil), "recipe"), nil)
	want(t, "the draft in preview", text(preview.ask("/graphql/preview", bySlug, nil), "recipe", "title"), "Soup")
	want(t, "preview without a key", public.try("/graphql/preview", bySlug, nil).code(), "UNAUTHENTICATED")

	editor.ask("/manage/graphql", `mutation($id: ID!) { publishEntry(id: $id) { status } }`, object{"id": id})
	want(t, "published", text(public.ask("/graphql", bySlug, nil), "recipe", "title"), "Soup")

	editor.ask("/manage/graphql", `mutation($id: ID!) { updateEntry(id: $id, version: 2, values: {title: "Good soup"}) { version } }`, object{"id": id})
	want(t, "after a save", text(public.ask("/graphql", bySlug, nil), "recipe", "title"), "Soup")
	stale := editor.try("/manage/graphql", `mutation($id: ID!) { updateEntry(id: $id, version: 1, values: {minutes: 1}) { version } }`, object{"id": id})
	want(t, "a stale save", stale.code(), "CONFLICT")
	editor.ask("/manage/graphql", `mutation($id: ID!) { publishEntry(id: $id) { status } }`, object{"id": id})
	d = public.ask("/graphql", `{ recipes(where: {minutes: {gte: 30}, title: {startsWith: "good"}}) { nodes { title } totalCount } }`, nil)
	want(t, "filtered", text(d, "recipes", "nodes", 0, "title"), "Good soup")
}

// picture is a PNG of one colour.
func picture(t *testing.T) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 640, 400))
	for i := range img.Pix {
		img.Pix[i] = 200
	}
	img.Set(1, 1, color.Black)
	var b strings.Builder
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return []byte(b.String())
}

func upload(t *testing.T, h *home, editor *client) {
	file := picture(t)
	d := editor.ask("/manage/graphql", `mutation($n: Int!) { createUpload(fileName: "soup.png", mimeType: "image/png", size: $n) { id method url headers } }`, object{"n": len(file)})
	id := text(d, "createUpload", "id")
	want(t, "too short", put(t, h, at(d, "createUpload"), file[:10]) >= 400, true) // M13
	if status := put(t, h, at(d, "createUpload"), file); status >= 300 {
		t.Fatalf("the upload answers %d", status)
	}
	d = editor.ask("/manage/graphql", `mutation($id: ID!) { completeUpload(id: $id) { asset { state width height thumbnail reason } } }`, object{"id": id})
	want(t, "state", text(d, "completeUpload", "asset", "state"), "READY")
	want(t, "width", at(d, "completeUpload", "asset", "width"), any(640.0))

	editor.ask("/manage/graphql", `mutation($p: JSON!) { createEntry(model: "recipe", values: $p, publish: true) { id } }`,
		object{"p": object{"title": "With a photo", "slug": "photo", "photo": object{"id": id}}})
	d = h.client("").ask("/graphql", `{ recipe(slug: "photo") { photo { fileName width url(width: 160) } } }`, nil)
	res, err := http.Get(text(d, "recipe", "photo", "url"))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	img, _, err := image.DecodeConfig(res.Body)
	if err != nil {
		t.Fatalf("the variant is no picture (%d): %v", res.StatusCode, err)
	}
	want(t, "width of the variant", img.Width, 160)
}

// put sends a file with a presigned request.
func put(t *testing.T, h *home, request any, file []byte) int {
	t.Helper()
	address := text(request, "url")
	if strings.HasPrefix(address, "/") {
		address = h.url + address
	}
	req, err := http.NewRequestWithContext(t.Context(), text(request, "method"), address, strings.NewReader(string(file)))
	if err != nil {
		t.Fatal(err)
	}
	headers, _ := at(request, "headers").(object)
	for k, v := range headers {
		req.Header.Set(k, fmt.Sprint(v))
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	io.Copy(io.Discard, res.Body)
	return res.StatusCode
}

func keys(t *testing.T, h *home) {
	key := strings.TrimSpace(h.cli("key", "create", "--name", "writer", "--scope", "write"))
	writer, reader := h.client(key), h.client(strings.TrimSpace(h.cli("key", "create", "--name", "reader", "--scope", "read")))
	const create = `mutation { createRecipe(data: {title: "By key", slug: "by-key"}, publish: true) { id version } }`
	want(t, "a reader writes", reader.try("/graphql", create, nil).code(), "FORBIDDEN")
	want(t, "anybody writes", h.client("").try("/graphql", create, nil).code(), "UNAUTHENTICATED")
	id := text(writer.ask("/graphql", create, nil), "createRecipe", "id")
	writer.ask("/graphql", `mutation($id: ID!) { updateRecipe(id: $id, data: {minutes: 5}, publish: true) { id } }`, object{"id": id})
	want(t, "minutes", at(reader.ask("/graphql", `{ recipe(slug: "by-key") { minutes } }`, nil), "recipe", "minutes"), any(5.0))
	d := writer.ask("/graphql", `mutation($id: ID!) { publishRecipe(id: $id) { version } }`, object{"id": id})
	writer.ask("/graphql", `mutation($id: ID!, $v: Int) { updateRecipe(id: $id, version: $v, data: {minutes: 6}) { id } }`,
		object{"id": id, "v": at(d, "publishRecipe", "version")}) // each reply tells the version to go on from
	writer.ask("/graphql", `mutation($id: ID!) { deleteRecipe(id: $id) }`, object{"id": id})
	want(t, "deleted", at(reader.ask("/graphql", `{ recipe(slug: "by-key") { minutes } }`, nil), "recipe"), nil)

	var all []object
	if err := json.Unmarshal([]byte(h.cli("key", "list", "--json")), &all); err != nil {
		t.Fatal(err)
	}
	for _, k := range all {
		if text(k, "name") == "writer" {
			h.cli("key", "revoke", text(k, "id"))
		}
	}
	deadline := time.Now().Add(patience)
	for writer.try("/graphql", create, nil).code() != "UNAUTHENTICATED" {
		if time.Now().After(deadline) {
			t.Fatal("a revoked key still works")
		}
		time.Sleep(200 * time.Millisecond)
	}
}

func anotherOrigin(t *testing.T, h *home) {
	req, err := http.NewRequestWithContext(t.Context(), http.MethodOptions, h.url+"/graphql", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Origin", "https://shop.example")
	req.Header.Set("Access-Control-Request-Method", "POST")
	req.Header.Set("Access-Control-Request-Headers", "content-type,authorization")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	want(t, "allowed origin", res.Header.Get("Access-Control-Allow-Origin"), "*")
	want(t, "credentials", res.Header.Get("Access-Control-Allow-Credentials"), "")
}

func backup(t *testing.T, h *home) {
	file := filepath.Join(t.TempDir(), "galley.backup")
	h.cli("backup", file)
	info, err := os.Stat(file)
	if err != nil || info.Size() == 0 {
		t.Fatalf("the backup is not there: %v", err)
	}
}
