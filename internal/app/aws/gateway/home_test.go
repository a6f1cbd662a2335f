package gateway_test

import (
	"bytes"
	"encoding/json"
	"image"
	"image/jpeg"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/galley-cms/galley/internal/app/aws"
)

const password = "correct horse battery"

// TestHome tells a story of all functions on an emulator: the first user, models, an upload, a publish that a webhook
// tells of after a failure, what is parked and tried again.
func TestHome(t *testing.T) {
	r := newRig(t)
	if _, err := r.call(r.schedule, map[string]any{"task": "setup-link"}); err == nil || !strings.Contains(err.Error(), "edge") {
		t.Fatalf("a link to nowhere: %v", err)
	}
	r.parameter("public-url", public)
	r.parameter("origin-secret", secret)
	r.start()
	r.signIn()
	r.ask("/manage/graphql", `mutation($m: [JSON!]!) { applyModels(models: $m) { changes { __typename } } }`, map[string]any{"m": []any{
		map[string]any{"apiId": "article", "pluralApiId": "articles", "fields": []any{map[string]any{"apiId": "title", "kind": "TEXT"}}},
	}})
	asset := r.sendPicture()
	r.sendFilm()
	r.tellWebhook()
	r.parkWhatFails()
	r.publishMany()
	r.sweep()
	r.showPicture(asset)
	r.keepSecrets()
}

// keepSecrets sends secrets wherever a request may hold one, and looks for them in the log.
//
// N11
func (r *rig) keepSecrets() {
	r.Helper()
	key := r.ask("/manage/graphql", `mutation { createKey(name: "CI", scopes: [MANAGE]) { secret } }`, nil)["createKey"].(map[string]any)["secret"].(string)
	for _, path := range []string{"/graphql", "/graphql?key=" + key, "/graphql/" + key, "/auth/login?password=" + password, "/nowhere"} {
		r.send(r.api, "POST", path, `{"password":"`+password+`","token":"`+key+`"}`, "authorization", "Bearer "+key, "x-galley-origin", secret)
		r.send(r.image, "GET", path, "", "authorization", "Bearer "+key, "x-galley-origin", secret)
	}
	_, token, _ := strings.Cut(r.link, "token=")
	for name, text := range map[string]string{
		"secret of the origin": secret, "password": password, "session": strings.TrimPrefix(r.cookie, "galley_session="),
		"token of the link": token, "key": key, "secret of a webhook": "whsec_",
	} {
		if text == "" || strings.Contains(r.log.String(), text) {
			r.Errorf("the log holds the %s:\n%s", name, r.log)
		}
	}
}

// signIn makes the first user by the link that the owner asks for.
func (r *rig) signIn() {
	r.Helper()
	out, err := r.call(r.schedule, map[string]any{"task": "setup-link"})
	r.must(err)
	var result struct{ Link string }
	r.must(json.Unmarshal(out, &result))
	link, err := url.Parse(result.Link)
	r.must(err)
	r.link = result.Link
	if !strings.HasPrefix(result.Link, public+"/admin/setup?token=") {
		r.Fatalf("the link is %s", result.Link)
	}
	body, err := json.Marshal(map[string]any{"token": link.Query().Get("token"), "name": "Ada", "email": "ada@example.com", "password": password})
	r.must(err)
	a := r.send(r.api, "POST", "/auth/setup", string(body))
	if a.Status != http.StatusOK || len(a.Cookies) != 1 || !strings.Contains(a.Cookies[0], "Secure") {
		r.Fatalf("setup answered %+v", a)
	}
	r.cookie, _, _ = strings.Cut(a.Cookies[0], ";")
	if _, err := r.call(r.schedule, map[string]any{"task": "setup-link"}); err == nil || !strings.Contains(err.Error(), "users already") {
		r.Fatalf("a second link: %v", err)
	}
}

// sendPicture uploads a picture, whose arrival is told twice and among messages that are of no upload.
func (r *rig) sendPicture() (id string) {
	r.Helper()
	var file bytes.Buffer
	r.must(jpeg.Encode(&file, image.NewRGBA(image.Rect(0, 0, 640, 480)), nil))
	d := r.ask("/manage/graphql", `mutation($n: Int!) { createUpload(fileName: "größe 1.jpg", mimeType: "image/jpeg", size: $n) { id method url headers } }`,
		map[string]any{"n": file.Len()})["createUpload"].(map[string]any)
	r.upload(d["method"].(string), d["url"].(string), d["headers"].(map[string]any), file.Bytes())
	at, err := url.Parse(d["url"].(string))
	r.must(err)
	key := strings.TrimPrefix(at.Path, "/files/")
	arrival := `{"Records":[{"eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"files"},"object":{"key":` + quote(strings.ReplaceAll(url.QueryEscape(key), "%2F", "/")) + `}}}]}`
	var batch []map[string]any
	for _, body := range []string{`{"Service":"Amazon S3","Event":"s3:TestEvent","Bucket":"files"}`, arrival, arrival, // M16
		`{"Records":[{"eventName":"ObjectCreated:Put","s3":{"object":{"key":"files/main/x/y.jpg"}}}]}`, // M17
		`no JSON`,
	} {
		batch = append(batch, map[string]any{"messageId": body[:min(len(body), 9)], "receiptHandle": "x", "body": body, "eventSource": "aws:sqs"})
	}
	if failed := r.failures(r.media, batch); len(failed) != 1 || failed[0] != "no JSON" { // F2
		r.Fatalf("failed: %v\n%s", failed, r.log)
	}
	state := r.ask("/manage/graphql", `query($id: ID!) { entry(id: $id) { values } }`, map[string]any{"id": d["id"]})
	if text, _ := json.Marshal(state); !strings.Contains(string(text), `"READY"`) {
		r.Fatalf("the asset is %s\n%s", text, r.log)
	}
	return d["id"].(string)
}

func quote(s string) string {
	b, _ := json.Marshal(s) // texts have a JSON form
	return string(b)
}

// tellWebhook publishes an entry; the receiver refuses the first delivery.
func (r *rig) tellWebhook() {
	r.Helper()
	var calls atomic.Int64
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, _ := io.ReadAll(q.Body)
		if calls.Add(1) == 1 || !strings.Contains(string(body), "Hello") {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	r.Cleanup(receiver.Close)
	r.ask("/manage/graphql", `mutation($u: String!) { addWebhook(url: $u, events: ["entry.published"]) { secret } }`, map[string]any{"u": receiver.URL})
	d := r.ask("/manage/graphql", `mutation { createEntry(model: "article", values: {title: "Hello"}, publish: true) { id } }`, nil)
	records := r.records()
	if failed := r.failures(r.stream, append([]map[string]any{poison}, records...)); len(failed) > 0 { // F3
		r.Fatalf("failed: %v", failed)
	}
	if got := r.failures(r.stream, records); len(got) > 0 { // told twice
		r.Fatalf("failed: %v", got)
	}
	parked := r.messages(aws.ParkedQueue)
	if len(parked) != 1 || *parked[0]["body"].(*string) != `{"partition":"main#outbox#0","sort":"poison"}` {
		r.Fatalf("parked: %v\n%s", parked, r.log)
	}
	waiting := r.messages(aws.WebhookQueue)
	if len(waiting) != 1 {
		r.Fatalf("%d deliveries wait\n%s", len(waiting), r.log)
	}
	if failed := r.failures(r.webhook, waiting); len(failed) != 1 || calls.Load() != 1 {
		r.Fatalf("failed: %v, calls: %d", failed, calls.Load())
	}
	// The poison is not in the table, so nobody misses it. What was delivered is not delivered again. F10
	if failed := r.failures(r.stream, parked); len(failed) > 0 {
		r.Fatalf("failed: %v", failed)
	}
	page := r.ask("/graphql", `query($id: ID!) { article(id: $id) { title } }`, map[string]any{"id": d["createEntry"].(map[string]any)["id"]})
	if page["article"].(map[string]any)["title"] != "Hello" {
		r.Fatalf("the page is %v", page)
	}
}

// parkWhatFails has no queue for webhooks for a while: events are parked meanwhile, and told when there is one again.
func (r *rig) parkWhatFails() {
	r.Helper()
	told := len(r.records())
	r.ask("/manage/graphql", `mutation { createEntry(model: "article", values: {title: "Hello again"}, publish: true) { id } }`, nil)
	right := r.env[aws.WebhookQueue]
	r.env[aws.WebhookQueue] = strings.Replace(right, "webhook", "lost", 1)
	r.start()
	if failed := r.failures(r.stream, r.records()); len(failed) > 0 {
		r.Fatalf("failed: %v", failed)
	}
	parked := r.messages(aws.ParkedQueue)
	if len(parked) != 1 {
		r.Fatalf("%d of %d events are parked\n%s", len(parked), len(r.records())-told, r.log)
	}
	if failed := r.failures(r.stream, parked); len(failed) != 1 { // F2
		r.Fatalf("failed: %v", failed)
	}
	r.env[aws.WebhookQueue] = right
	r.env[aws.ParkedQueue] = strings.Replace(r.env[aws.ParkedQueue], "parked", "lost", 1)
	r.start()
	for range 2 { // dead letters that are sent again, F10
		if failed := r.failures(r.stream, parked); len(failed) > 0 {
			r.Fatalf("failed: %v", failed)
		}
	}
	if waiting := r.messages(aws.WebhookQueue); len(waiting) != 1 {
		r.Fatalf("%d deliveries wait", len(waiting))
	}
	if _, err := r.call(r.stream, map[string]any{"Records": []any{poison}}); err == nil {
		r.Fatal("an event is neither told nor parked, and nobody knows")
	}
}

// poison is a record that holds no event.
var poison = map[string]any{"eventID": "p", "eventName": "INSERT", "eventSource": "aws:dynamodb", "dynamodb": map[string]any{
	"Keys":     map[string]any{"pk": map[string]any{"S": "main#outbox#0"}, "sk": map[string]any{"B": []byte("poison")}},
	"NewImage": map[string]any{"pk": map[string]any{"S": "main#outbox#0"}, "sk": map[string]any{"B": []byte("poison")}, "b": map[string]any{"B": []byte("?")}},
}}

// sweep runs what the clock runs.
func (r *rig) sweep() {
	r.Helper()
	for task, wants := range map[string]string{"minute": `"deleted":`, "check": `"rows":`} {
		out, err := r.call(r.schedule, map[string]any{"task": task})
		if err != nil || !strings.Contains(strings.ToLower(string(out)), wants) {
			r.Errorf("%s answered %s, %v", task, out, err)
		}
	}
	if _, err := r.call(r.schedule, map[string]any{"task": "drop everything"}); err == nil || !strings.Contains(err.Error(), "setup-link") {
		r.Errorf("a task that nobody knows: %v", err)
	}
}

// showPicture asks the function for files for a picture of another size, as a browser without a session does.
func (r *rig) showPicture(id string) {
	r.Helper()
	d := r.ask("/graphql/preview", `query($id: ID!) { asset(id: $id) { url(width: 320) fileName } }`, map[string]any{"id": id})
	text := d["asset"].(map[string]any)["url"].(string)
	address, found := strings.CutPrefix(text, public)
	if !found {
		r.Fatalf("the picture is at %s", text)
	}
	a := r.send(r.image, "GET", address, "", "sec-fetch-site", "same-origin", "accept", "image/*")
	small, err := jpeg.DecodeConfig(strings.NewReader(a.text()))
	if a.Status != http.StatusOK || err != nil || small.Width != 320 || !a.Base64 {
		r.Fatalf("the picture answered %d %v, %v, %v\n%s", a.Status, a.Headers, err, a.Body[:min(len(a.Body), 300)], r.log)
	}
	if a := r.send(r.image, "GET", "/auth/session", ""); a.Status != http.StatusNotFound {
		r.Errorf("the function for files answers to /auth: %d", a.Status)
	}
	if a := r.send(r.api, "GET", "/admin/", ""); a.Status != http.StatusNotFound {
		r.Errorf("the API has an admin: %d", a.Status)
	}
}
