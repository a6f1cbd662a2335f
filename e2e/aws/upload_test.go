//go:build aws

package aws

import (
	"bytes"
	"encoding/json"
	"image"
	"image/png"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/galley-cms/galley/e2e/story"
)

// upload is a picture that somebody is allowed to send.
type upload struct {
	id      string
	request any
	file    []byte
}

// newUpload asks for the request to send a picture with.
func (n *notes) newUpload(t testing.TB) upload {
	t.Helper()
	var file bytes.Buffer
	if err := png.Encode(&file, image.NewRGBA(image.Rect(0, 0, 64, 48))); err != nil {
		t.Fatal(err)
	}
	d := n.manager(t).Ask("/manage/graphql", `mutation($n: Int!) { createUpload(fileName: "a.png", mimeType: "image/png", size: $n) { id method url headers } }`,
		story.Object{"n": file.Len()})
	return upload{story.Text(d, "createUpload", "id"), story.At(d, "createUpload"), file.Bytes()}
}

// changed is the request of an upload with another member.
func (u upload) changed(name string, value any) any {
	request := maps.Clone(u.request.(story.Object))
	request[name] = value
	return request
}

// Storage refuses what is not sent as it was signed, and takes what is. // M13
func (n *notes) refusedUploads(t *testing.T) {
	u, anybody := n.newUpload(t), n.home.Client(t, "")
	address, err := url.Parse(story.Text(u.request, "url"))
	if err != nil {
		t.Fatal(err)
	}
	otherType := maps.Clone(story.At(u.request, "headers").(story.Object))
	for name := range otherType {
		if strings.EqualFold(name, "Content-Type") {
			otherType[name] = "text/html"
		}
	}
	query := address.Query()
	query.Set("X-Amz-Expires", "604800")
	for what, status := range map[string]int{
		"shorter":      story.Send(anybody, u.request, u.file[1:]),
		"longer":       story.Send(anybody, u.request, append(bytes.Clone(u.file), 0)),
		"another type": story.Send(anybody, u.changed("headers", otherType), u.file),
		"another key":  story.Send(anybody, u.changed("url", strings.Replace(u.url(), "uploads/", "files/", 1)), u.file),
		"another file": story.Send(anybody, u.changed("url", strings.Replace(u.url(), u.id, "01ARZ3NDEKTSV4RRFFQ69G5FAV", 1)), u.file),
		"for longer":   story.Send(anybody, u.changed("url", address.Scheme+"://"+address.Host+address.Path+"?"+query.Encode()), u.file),
		"read":         anybody.Get(u.url()).Status,
		"late":         n.late(t),
	} {
		if status < 400 || status >= 500 {
			t.Errorf("%s: storage answers %d", what, status)
		}
	}
	if status := story.Send(anybody, u.request, u.file); status >= 300 {
		t.Errorf("as it was signed: storage answers %d", status)
	}
}

func (u upload) url() string { return story.Text(u.request, "url") }

// late is the answer to a request that comes after its time.
func (n *notes) late(t *testing.T) int {
	key := "uploads/late"
	signed, err := s3.NewPresignClient(n.s3).PresignPutObject(t.Context(), &s3.PutObjectInput{Bucket: &n.Data.FilesBucket, Key: &key}, s3.WithPresignExpires(time.Second))
	if err != nil {
		t.Fatal(err)
	}
	time.Sleep(2 * time.Second)
	return n.home.Client(t, "").Do(http.MethodPut, signed.URL, signed.SignedHeader, nil).Status
}

// A file that is replaced after it was looked at changes nothing, and events that come again or late give one result.
// What Galley writes itself starts nothing. // M15 M16 M17
func (n *notes) repeatedUploads(t *testing.T) {
	calls := n.calls(t, "media")
	u, anybody := n.newUpload(t), n.home.Client(t, "")
	story.Want(t, "sent", story.Send(anybody, u.request, u.file) < 300, true)
	n.ready(t, u.id)
	asset := n.asset(t, u.id)
	original := story.Text(asset, "asset", "url")

	queue := n.queue(t, "media", "GALLEY_UPLOADS_QUEUE")
	address, err := url.Parse(u.url())
	if err != nil {
		t.Fatal(err)
	}
	key := address.Path[strings.Index(address.Path, "uploads/"):]
	event, err := json.Marshal(story.Object{"Records": []any{story.Object{"eventSource": "aws:s3", "eventName": "ObjectCreated:Put",
		"s3": story.Object{"bucket": story.Object{"name": n.Data.FilesBucket}, "object": story.Object{"key": key}}}}})
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		queue.send(t, string(event))
	}
	queue.idle(t)
	replaced := bytes.Clone(u.file)
	replaced[len(replaced)-20] ^= 1
	story.Send(anybody, u.request, replaced) // taken or refused: nobody is to see it
	queue.idle(t)

	story.Want(t, "the file that is served", bytes.Equal(anybody.Get(original).Body, u.file), true)
	story.Want(t, "the version of the asset", story.At(n.asset(t, u.id), "version"), story.At(asset, "version"))
	d := n.manager(t).Ask("/manage/graphql", `query($id: ID!) { events(entry: $id, types: ["asset.ready"]) { id } }`, story.Object{"id": u.id})
	story.Want(t, "asset.ready is told once", len(story.List(d, "events")), 1)
	// Each event is one call, and of the file that Galley wrote there is none. Storage may refuse the replacement.
	if made := n.calls(t, "media") - calls; made < 4 || made > 5 {
		t.Errorf("one upload, three repeated events and one replacement called the function media %d times", made)
	}
}

// ready waits until somebody has looked at an upload.
func (n *notes) ready(t testing.TB, id string) {
	t.Helper()
	n.manager(t).Ask("/manage/graphql", `mutation($id: ID!) { completeUpload(id: $id) { id } }`, story.Object{"id": id})
	story.Until(t, "the upload is ready", func() bool { return story.Text(n.asset(t, id), "asset", "state") == "READY" })
}

// asset is what the management API says of an upload.
func (n *notes) asset(t testing.TB, id string) any {
	t.Helper()
	return story.At(n.manager(t).Ask("/manage/graphql", `query($id: ID!) { entry(id: $id) { version asset { state url reason } } }`, story.Object{"id": id}), "entry")
}

// calls counts how often a function was called.
func (d *deployment) calls(t testing.TB, of string) (count int) {
	t.Helper()
	for _, line := range d.logLines(t)["/galley/"+stage+"/"+of] {
		if strings.HasPrefix(line, "START RequestId") {
			count++
		}
	}
	return count
}
