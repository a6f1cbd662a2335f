package s3_test

import (
	"bytes"
	"net/http"
	"sync"
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/galley-cms/galley/internal/blob"
	"github.com/galley-cms/galley/internal/blob/s3"
)

// film is an upload of two parts.
var film = blob.Upload{Key: "uploads/film.mp4", ContentType: "video/mp4", Size: blob.PartSize + 3, Expires: time.Minute}

// sendParts sends a file of zeros to the requests of an upload.
func sendParts(t *testing.T, b *s3.Bucket) {
	t.Helper()
	r, err := b.PresignUpload(t.Context(), film)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range r.Parts {
		req, err := http.NewRequestWithContext(t.Context(), p.Method, p.URL, bytes.NewReader(make([]byte, p.Size)))
		if err != nil {
			t.Fatal(err)
		}
		for name, value := range p.Header {
			req.Header.Set(name, value)
		}
		reply, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		if err := reply.Body.Close(); err != nil || reply.StatusCode != http.StatusOK {
			t.Fatalf("answered %d, %v", reply.StatusCode, err)
		}
	}
}

// openUploads counts the uploads that S3 still keeps parts of.
func openUploads(t *testing.T, client *sdk.Client, name string) int {
	t.Helper()
	out, err := client.ListMultipartUploads(t.Context(), &sdk.ListMultipartUploadsInput{Bucket: &name})
	if err != nil {
		t.Fatal(err)
	}
	return len(out.Uploads)
}

// testJoinedOnce completes an upload several times at once. M16
func testJoinedOnce(t *testing.T, client *sdk.Client, name string) {
	b := s3.New(client, name)
	sendParts(t, b)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if err := b.CompleteUpload(t.Context(), film); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if info, err := b.Stat(t.Context(), film.Key); err != nil || info.Size != film.Size || openUploads(t, client, name) != 0 {
		t.Errorf("stored %+v, %v; %d uploads are open", info, err, openUploads(t, client, name))
	}
}

// testOpenedTwice completes an upload that S3 opened more than once, as when the reply to the first request is lost. Other
// keys that begin alike are left alone.
func testOpenedTwice(t *testing.T, client *sdk.Client, name string) {
	b := s3.New(client, name)
	open := func(key string) {
		if _, err := client.CreateMultipartUpload(t.Context(), &sdk.CreateMultipartUploadInput{Bucket: &name, Key: &key}); err != nil {
			t.Fatal(err)
		}
	}
	open(film.Key)
	open(film.Key + "x")
	sendParts(t, b)
	open(film.Key)
	if err := b.CompleteUpload(t.Context(), film); err != nil {
		t.Fatal(err)
	}
	if info, err := b.Stat(t.Context(), film.Key); err != nil || info.Size != film.Size || openUploads(t, client, name) != 1 {
		t.Errorf("stored %+v, %v; %d uploads are open", info, err, openUploads(t, client, name))
	}
}
