package s3_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/galley-cms/galley/internal/blob"
	"github.com/galley-cms/galley/internal/blob/s3"
	"github.com/galley-cms/galley/internal/emulator"
)

// faulty is a bucket whose storage does what no emulator does: answer gets the number of each request, from 1.
func faulty(t *testing.T, answer func(n int64, w http.ResponseWriter, r *http.Request)) (*s3.Bucket, *atomic.Int64) {
	var count atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer(count.Add(1), w, r)
	}))
	t.Cleanup(server.Close)
	return s3.New(newClient(server.URL, emulator.Client()), "b"), &count
}

func slowDown(w http.ResponseWriter) {
	w.WriteHeader(http.StatusServiceUnavailable)
	_, _ = io.WriteString(w, `<Error><Code>SlowDown</Code><Message>Reduce your request rate.</Message></Error>`)
}

// F6
func TestUnavailableStorageIsAskedAgain(t *testing.T) {
	var stored atomic.Value
	b, requests := faulty(t, func(n int64, w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		if n < 3 {
			slowDown(w)
			return
		}
		stored.Store(string(body))
	})
	// A body that cannot be rewound is sent again as well.
	if err := b.Put(t.Context(), "k", io.MultiReader(strings.NewReader("hello")), blob.PutOptions{Size: 5}); err != nil {
		t.Fatal(err)
	}
	if got := stored.Load(); got != "hello" || requests.Load() != 3 {
		t.Errorf("stored %q by %d requests", got, requests.Load())
	}
}

// F6
func TestStorageThatStaysUnavailableIsAnError(t *testing.T) {
	b, requests := faulty(t, func(_ int64, w http.ResponseWriter, _ *http.Request) { slowDown(w) })
	if _, err := b.Stat(t.Context(), "k"); err == nil {
		t.Error("Stat has an answer")
	}
	if requests.Load() != 5 {
		t.Errorf("it took %d requests", requests.Load())
	}
}

func TestDeleteTellsWhatIsLeft(t *testing.T) {
	b, _ := faulty(t, func(_ int64, w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `<DeleteResult><Error><Key>locked</Key><Code>AccessDenied</Code><Message>Access Denied</Message></Error></DeleteResult>`)
	})
	if err := b.Delete(t.Context(), "k", "locked"); err == nil || !strings.Contains(err.Error(), "locked: AccessDenied") {
		t.Errorf("Delete gives %v", err)
	}
}

// serveTorn answers with an object whose first replies break off, each a few bytes after where it began.
func serveTorn(object string, torn int64) func(int64, http.ResponseWriter, *http.Request) {
	return func(n int64, w http.ResponseWriter, r *http.Request) {
		start := 0
		w.Header().Set("ETag", `"e"`)
		if _, err := fmt.Sscanf(r.Header.Get("Range"), "bytes=%d-", &start); err == nil && r.Header.Get("If-Match") != `"e"` {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Length", fmt.Sprint(len(object)-start))
		if start > 0 {
			w.WriteHeader(http.StatusPartialContent)
		}
		rest := object[start:]
		if n <= torn {
			rest = rest[:3]
		}
		_, _ = io.WriteString(w, rest) // the server closes a reply that is shorter than announced
	}
}

func TestAReaderGoesOnWhereAReplyBreaksOff(t *testing.T) {
	const object = "0123456789abcdefghijklmnopqrstuvwxyz"
	for torn, whole := range map[int64]bool{0: true, 1: true, 4: true, 5: false} {
		b, requests := faulty(t, serveTorn(object, torn))
		got, err := io.ReadAll(open(t, b, "k"))
		if whole != (err == nil) || whole != (string(got) == object) {
			t.Errorf("after %d torn replies: %q, %v", torn, got, err)
		}
		if want := min(torn+1, 5); requests.Load() != want {
			t.Errorf("after %d torn replies it took %d requests", torn, requests.Load())
		}
	}
}
