package embedded_test

import (
	"archive/tar"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/app/embedded"
	"github.com/galley-cms/galley/internal/auth"
)

func open(t testing.TB, dir string) *embedded.Home {
	t.Helper()
	h, err := embedded.Open(dir, embedded.Options{PublicURL: &url.URL{Scheme: "http", Host: "localhost:4400"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return h
}

func listen(t *testing.T, h *embedded.Home) *http.Server {
	t.Helper()
	l, err := h.ListenLocal()
	if err != nil {
		t.Fatal(err)
	}
	s := &http.Server{Handler: h.LocalHandler()}
	go s.Serve(l)
	t.Cleanup(func() { s.Close() })
	return s
}

// The socket is beside the data, or, where its path would be too long, where the folder says.
func TestTheSocketIsFound(t *testing.T) {
	for name, dir := range map[string]string{"short": "d", "long": strings.Repeat("long-", 30)} {
		t.Run(name, func(t *testing.T) {
			dir = filepath.Join(t.TempDir(), dir)
			if embedded.Local(dir) != nil {
				t.Fatal("there is a server before there is one")
			}
			h := open(t, dir)
			server := listen(t, h)
			c := embedded.Local(dir)
			if c == nil {
				t.Fatal("the server is not found")
			}
			resp, err := c.Post("http://galley/manage/graphql", "application/json", strings.NewReader(`{"query":"{ me { kind } }"}`))
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			if b, err := io.ReadAll(resp.Body); err != nil || !strings.Contains(string(b), `"kind":"local"`) {
				t.Errorf("%s %v", b, err)
			}
			server.Close()
			if embedded.Local(dir) != nil {
				t.Error("a server that ended is still found")
			}
			listen(t, h)
			if embedded.Local(dir) == nil {
				t.Error("the second server is not found")
			}
		})
	}
}

func TestBackupsThatCannotBeginSaySo(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	h := open(t, dir)
	if err := os.Rename(dir, dir+"-elsewhere"); err != nil { // stands for a disk that takes no more
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	h.LocalHandler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/backup", nil))
	if w.Code != http.StatusInternalServerError || !strings.Contains(w.Body.String(), "takes no copies") || strings.Contains(w.Body.String(), dir) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestTheFolderIsForItsOwner(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	listen(t, open(t, dir))
	for path, want := range map[string]os.FileMode{dir: 0o700, filepath.Join(dir, "galley.sock"): 0o600, filepath.Join(dir, "content.db"): 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v %v, want %v", path, info.Mode().Perm(), err, want)
		}
	}
}

// A backup that is taken while others write is whole: every entry has its index rows, and none is from later.
func TestBackupsAreOfOneMoment(t *testing.T) {
	ctx := auth.With(context.Background(), auth.Local)
	h := open(t, filepath.Join(t.TempDir(), "data"))
	model := json.RawMessage(`{"apiId": "note", "pluralApiId": "notes", "drafts": false, "fields": [{"apiId": "n", "kind": "INTEGER"}]}`)
	if _, err := h.Content.ApplyModels(ctx, []json.RawMessage{model}, false, false); err != nil {
		t.Fatal(err)
	}
	value := func(n int) content.Change {
		return content.Change{Values: map[string]json.RawMessage{"n": json.RawMessage(fmt.Sprint(n))}}
	}
	done := make(chan struct{})
	var writers sync.WaitGroup
	for w := range 4 {
		id := fmt.Sprint("note-", w)
		if _, err := h.Content.Create(ctx, "note", id, value(0)); err != nil {
			t.Fatal(err)
		}
		writers.Go(func() {
			for n := 1; ; n++ {
				if _, err := h.Content.Update(ctx, id, value(n)); err != nil {
					t.Error(err)
					return
				}
				select {
				case <-done:
					return
				default:
				}
			}
		})
	}
	var archives [5]bytes.Buffer
	for i := range archives {
		if err := h.Backup(&archives[i]); err != nil {
			t.Fatal(err)
		}
	}
	close(done)
	writers.Wait()
	for i := range archives {
		dir := t.TempDir()
		untar(t, &archives[i], dir)
		check(t, open(t, dir))
	}
}

// check fails if an entry lacks a row or a claim. Rows that no entry needs are of commits that had just begun.
func check(t *testing.T, h *embedded.Home) {
	t.Helper()
	report, err := h.Content.Check(auth.With(context.Background(), auth.Local), false)
	if err != nil || report.Entries != 4 {
		t.Fatalf("%+v %v", report, err)
	}
	for _, f := range report.Findings {
		if f.Kind != content.StrayRow {
			t.Errorf("%+v", f)
		}
	}
}

func untar(t *testing.T, from io.Reader, dir string) {
	t.Helper()
	for r := tar.NewReader(from); ; {
		header, err := r.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, filepath.FromSlash(header.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, body, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// What is planned wakes who carries it out: nobody waits for the minute.
func TestAScheduledPublishGoesLive(t *testing.T) {
	h := open(t, t.TempDir())
	ctx := auth.With(t.Context(), auth.Local)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	_, err := h.Content.ApplyModels(ctx, []json.RawMessage{json.RawMessage(`{"apiId":"note","fields":[{"apiId":"text","kind":"TEXT"}]}`)}, false, false)
	must(err)
	_, err = h.Content.Create(ctx, "note", "a", content.Change{Values: map[string]json.RawMessage{"text": json.RawMessage(`"A"`)}})
	must(err)
	h.Start()
	_, err = h.Content.Schedule(ctx, "a", content.ScheduleOptions{Action: content.SchedulePublish, At: time.Now().Add(50 * time.Millisecond)})
	must(err)
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		e, err := h.Content.Entry(ctx, "a")
		must(err)
		if e.Status == content.StatusPublished {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("the entry is %s still", e.Status)
		}
	}
}
