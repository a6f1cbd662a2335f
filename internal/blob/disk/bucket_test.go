package disk_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/galley-cms/galley/internal/blob"
	"github.com/galley-cms/galley/internal/blob/blobtest"
	"github.com/galley-cms/galley/internal/blob/disk"
)

func open(t *testing.T, dir string, o disk.Options) *disk.Bucket {
	t.Helper()
	b, err := disk.Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestBucket(t *testing.T) {
	blobtest.Run(t, func(t *testing.T) blob.Bucket { return open(t, t.TempDir(), disk.Options{}) })
}

// manual is a clock that stands still until it is moved.
type manual struct{ now time.Time }

func (c *manual) Now() time.Time                             { return c.now }
func (c *manual) Sleep(context.Context, time.Duration) error { return nil }

func TestUploads(t *testing.T) {
	blobtest.RunUploads(t, func(t *testing.T) blobtest.Uploads {
		clock := &manual{time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)}
		mux := http.NewServeMux()
		server := httptest.NewServer(mux)
		t.Cleanup(server.Close)
		b := open(t, t.TempDir(), disk.Options{PublicURL: server.URL, Clock: clock})
		mux.Handle("/upload/", b.UploadHandler())
		return blobtest.Uploads{Bucket: b, Presigner: b, Pass: func(d time.Duration) { clock.now = clock.now.Add(d) }}
	})
}

func TestTokensOutliveARestart(t *testing.T) {
	dir := t.TempDir()
	r, err := open(t, dir, disk.Options{}).PresignUpload(t.Context(), blob.Upload{Key: "k", ContentType: "text/plain", Size: 1, Expires: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	reply := upload(open(t, dir, disk.Options{}), r.URL, "x")
	if reply.Code != http.StatusNoContent {
		t.Errorf("answered %d: %s", reply.Code, reply.Body)
	}
	reply = upload(open(t, t.TempDir(), disk.Options{}), r.URL, "x")
	if reply.Code != http.StatusForbidden {
		t.Errorf("the bucket of another folder answered %d", reply.Code)
	}
}

func upload(b *disk.Bucket, path, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPut, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "text/plain")
	w := httptest.NewRecorder()
	b.UploadHandler().ServeHTTP(w, r)
	return w
}

func TestRefusalsSayWhy(t *testing.T) {
	w := upload(open(t, t.TempDir(), disk.Options{}), "/upload/nonsense", "x")
	var reply struct {
		Error struct{ Code, Message string }
	}
	if err := json.Unmarshal(w.Body.Bytes(), &reply); err != nil {
		t.Fatal(err)
	}
	if reply.Error.Code != "FORBIDDEN" || !strings.Contains(reply.Error.Message, "Begin the upload again") {
		t.Errorf("got %+v", reply)
	}
}

func TestObjectsCanBeSought(t *testing.T) {
	b := open(t, t.TempDir(), disk.Options{})
	if err := b.Put(t.Context(), "k", strings.NewReader("0123456789"), blob.PutOptions{Size: 10}); err != nil {
		t.Fatal(err)
	}
	r, _, err := b.Get(t.Context(), "k")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	if _, err := r.(io.Seeker).Seek(-3, io.SeekEnd); err != nil {
		t.Fatal(err)
	}
	if rest, err := io.ReadAll(r); err != nil || string(rest) != "789" {
		t.Errorf("the end reads as %q, %v", rest, err)
	}
}

func TestDeletedFoldersGo(t *testing.T) {
	dir := t.TempDir()
	b := open(t, dir, disk.Options{})
	if err := b.Put(t.Context(), "a/b/c", strings.NewReader("x"), blob.PutOptions{Size: 1}); err != nil {
		t.Fatal(err)
	}
	if err := b.Delete(t.Context(), "a/b/c"); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(filepath.Join(dir, "objects"))
	if err != nil || len(left) != 0 {
		t.Errorf("left %v, %v", left, err)
	}
}

func TestWhatACrashLeftIsRemoved(t *testing.T) {
	dir := t.TempDir()
	open(t, dir, disk.Options{})
	stale, fresh := filepath.Join(dir, "incoming", "put-1"), filepath.Join(dir, "incoming", "put-2")
	for _, name := range []string{stale, fresh} {
		if err := os.WriteFile(name, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	old := time.Now().Add(-48 * time.Hour)
	if err := os.Chtimes(stale, old, old); err != nil {
		t.Fatal(err)
	}
	open(t, dir, disk.Options{})
	if _, err := os.Stat(stale); !os.IsNotExist(err) {
		t.Errorf("the old file is still there: %v", err)
	}
	if _, err := os.Stat(fresh); err != nil {
		t.Errorf("the new file is gone: %v", err)
	}
}

func TestDamageIsAnError(t *testing.T) {
	dir := t.TempDir()
	b := open(t, dir, disk.Options{})
	if err := b.Put(t.Context(), "k", strings.NewReader("x"), blob.PutOptions{Size: 1}); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(filepath.Join(dir, "objects", "k="), 3); err != nil {
		t.Fatal(err)
	}
	if _, _, err := b.Get(t.Context(), "k"); err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("a damaged object gives %v", err)
	}
}
