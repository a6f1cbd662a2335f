package gateway_test

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/galley-cms/galley/internal/blob"
)

// sendFilm uploads a file in parts. Its arrival is told while the API waits for what becomes of it. The file is too large
// for a reply, so it is read from the bucket.
func (r *rig) sendFilm() {
	r.Helper()
	film := append([]byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"), make([]byte, blob.PartSize)...)
	d := r.ask("/manage/graphql", `mutation($n: Int!) { createUpload(fileName: "film.mp4", mimeType: "video/mp4", size: $n) {
		id url parts { method url headers offset size } } }`, map[string]any{"n": len(film)})["createUpload"].(map[string]any)
	parts := d["parts"].([]any)
	if len(parts) != 2 || d["url"] != "" {
		r.Fatalf("the upload is %v", d)
	}
	var key string
	for _, p := range parts {
		p := p.(map[string]any)
		at, err := url.Parse(p["url"].(string))
		r.must(err)
		key = strings.TrimPrefix(at.Path, "/files/")
		offset := int(p["offset"].(float64))
		r.upload(p["method"].(string), p["url"].(string), p["headers"].(map[string]any), film[offset:offset+int(p["size"].(float64))])
	}
	told := make(chan error, 1)
	go func() { told <- r.tellOf(key) }()
	done := r.ask("/manage/graphql", `mutation($id: ID!) { completeUpload(id: $id) { asset { state url } } }`, map[string]any{"id": d["id"]})
	r.must(<-told)
	asset := done["completeUpload"].(map[string]any)["asset"].(map[string]any)
	if asset["state"] != "READY" {
		r.Fatalf("the film is %v\n%s", asset, r.log)
	}
	r.showFilm(strings.TrimPrefix(asset["url"].(string), public), film)
}

// tellOf tells the media function of an object, as the bucket does, as soon as it is there.
func (r *rig) tellOf(key string) error {
	bucket := "files"
	for {
		_, err := r.s3().HeadObject(r.Context(), &s3.HeadObjectInput{Bucket: &bucket, Key: &key})
		if err == nil {
			break
		}
		select {
		case <-time.After(20 * time.Millisecond):
		case <-r.Context().Done():
			return err
		}
	}
	arrival := `{"Records":[{"eventName":"ObjectCreated:CompleteMultipartUpload","s3":{"object":{"key":` + quote(key) + `}}}]}`
	out, err := r.call(r.media, map[string]any{"Records": []any{
		map[string]any{"messageId": "film", "receiptHandle": "x", "body": arrival, "eventSource": "aws:sqs"},
	}})
	if err == nil && strings.Contains(string(out), "film") {
		err = fmt.Errorf("the arrival failed: %s", out)
	}
	return err
}

// showFilm reads a range of the film where the image function sends the reader.
func (r *rig) showFilm(path string, film []byte) {
	r.Helper()
	a := r.send(r.image, "GET", path, "", "x-galley-origin", secret)
	if a.Status != http.StatusFound || a.Headers["Cache-Control"] != "public, max-age=300" {
		r.Fatalf("the film was answered with %d %v", a.Status, a.Headers)
	}
	req, err := http.NewRequestWithContext(r.Context(), http.MethodGet, a.Headers["Location"], http.NoBody)
	r.must(err)
	req.Header.Set("Range", "bytes=4-11")
	res, err := http.DefaultClient.Do(req)
	r.must(err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	r.must(err)
	if res.StatusCode != http.StatusPartialContent || string(body) != string(film[4:12]) || res.Header.Get("Content-Type") != "video/mp4" {
		r.Fatalf("the bucket answered %d %q %v", res.StatusCode, body, res.Header)
	}
	if a := r.send(r.image, "HEAD", path, "", "x-galley-origin", secret); a.Status != http.StatusOK || a.Headers["Content-Type"] != "video/mp4" {
		r.Fatalf("HEAD was answered with %d %v", a.Status, a.Headers)
	}
}
