package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/galley-cms/galley/internal/client"
	"github.com/galley-cms/galley/internal/transfer"
)

// slowStorage is a Galley that takes files in parts, refuses the second part once, and takes its time to look at files.
type slowStorage struct {
	t     *testing.T
	file  [2]string
	tries [2]int
	asked int // for the state of the asset
}

func (s *slowStorage) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		s.t.Error(err)
	}
	reply := `{"entry":{"id":"a","asset":{"state":"UPLOADING"}}}`
	switch {
	case r.Method == http.MethodPut:
		s.take(w, r, string(body))
		return
	case strings.Contains(string(body), "createUpload"):
		const part = `{"method":"PUT","url":"/part/%d","headers":{"Content-Type":"text/plain"},"size":%d}`
		reply = `{"createUpload":{"id":"a","method":"PUT","url":"","headers":{},"parts":[` + fmt.Sprintf(part+","+part, 0, 3, 1, 2) + `]}}`
	case strings.Contains(string(body), "completeUpload"):
		reply = `{"completeUpload":{"id":"a","asset":{"state":"UPLOADING"}}}`
	default:
		if s.asked++; s.asked == 2 {
			reply = `{"entry":{"id":"a","asset":{"state":"FAILED","reason":"It is damaged."}}}`
		}
	}
	_, _ = io.WriteString(w, `{"data":`+reply+`}`)
}

// take stores a part.
func (s *slowStorage) take(w http.ResponseWriter, r *http.Request, body string) {
	i := int(r.URL.Path[len(r.URL.Path)-1] - '0')
	if s.tries[i]++; i == 1 && s.tries[i] == 1 {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	if r.Header.Get("Content-Type") != "text/plain" || int(r.ContentLength) != len(body) {
		s.t.Errorf("a part came as %v with %d bytes", r.Header, r.ContentLength)
	}
	s.file[i] = body
}

func TestFilesGoInParts(t *testing.T) {
	storage := &slowStorage{t: t}
	server := httptest.NewServer(storage)
	t.Cleanup(server.Close)
	api, err := client.Remote(server.URL, "glk_key")
	if err != nil {
		t.Fatal(err)
	}
	got, err := (&space{api}).Upload(t.Context(), transfer.Asset{ID: "a", FileName: "a.txt"}, strings.NewReader("hello"), 5)
	if err != nil || got.Outcome != transfer.Failed || got.Message != "It is damaged." {
		t.Errorf("got %+v, %v", got, err)
	}
	if storage.file != [2]string{"hel", "lo"} || storage.tries != [2]int{1, 2} {
		t.Errorf("stored %q in %v", storage.file, storage.tries)
	}
	if _, err := (&space{api}).Upload(t.Context(), transfer.Asset{ID: "a", FileName: "a.txt"}, strings.NewReader("hel"), 5); err == nil {
		t.Error("a file that ends too early was sent")
	}
}
