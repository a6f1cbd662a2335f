package client_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/galley-cms/galley/internal/client"
	"github.com/galley-cms/galley/internal/errs"
)

// galley answers as one: the reply stands in the query, which is otherwise of no use.
func galley(t *testing.T) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /manage/graphql", func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		_, reply, _ := strings.Cut(string(body), "REPLY ")
		reply, _, _ = strings.Cut(reply, " END")
		_, _ = io.WriteString(w, strings.ReplaceAll(reply, `\"`, `"`))
	})
	mux.HandleFunc("PUT /upload/x", func(w http.ResponseWriter, r *http.Request) {
		if b, err := io.ReadAll(r.Body); err != nil || string(b) != "hello" || r.ContentLength != 5 || r.Header.Get("Content-Type") != "text/plain" {
			http.Error(w, "wrong file", http.StatusBadRequest)
		}
	})
	mux.HandleFunc("GET /backup", func(w http.ResponseWriter, r *http.Request) {
		for range 100 {
			_, _ = io.WriteString(w, strings.Repeat("x", 1000))
		}
		if t.Name() == "TestReplyThatBreaksOffIsAnError" {
			panic(http.ErrAbortHandler)
		}
	})
	return mux
}

// ways are the ways to a Galley: over a network, and inside the process.
func ways(t *testing.T) map[string]*client.Client {
	t.Helper()
	server := httptest.NewServer(galley(t))
	t.Cleanup(server.Close)
	remote, err := client.Remote(server.URL+"/", "glk_key")
	if err != nil {
		t.Fatal(err)
	}
	return map[string]*client.Client{"remote": remote, "inside": client.Inside(galley(t))}
}

func TestDo(t *testing.T) {
	for name, c := range ways(t) {
		t.Run(name, func(t *testing.T) {
			var data struct{ Me struct{ Name string } }
			if err := c.Do(context.Background(), `REPLY {"data":{"me":{"name":"Ada"}}} END`, nil, &data); err != nil || data.Me.Name != "Ada" {
				t.Errorf("%+v %v", data, err)
			}
			err := c.Do(context.Background(), `REPLY {"data":null,"errors":[{"message":"No.","extensions":{"code":"CONFLICT"}}]} END`, nil, &data)
			if errs.CodeOf(err) != errs.Conflict || err.Error() != "No." {
				t.Errorf("error %v", err)
			}
			err = c.Do(context.Background(), `REPLY <html> END`, nil, &data)
			if err == nil || !strings.Contains(err.Error(), "does not answer as a Galley does") {
				t.Errorf("error %v", err)
			}
		})
	}
}

func TestSend(t *testing.T) {
	header := map[string]string{"Content-Type": "text/plain"}
	for name, c := range ways(t) {
		t.Run(name, func(t *testing.T) {
			if err := c.Send(context.Background(), "PUT", "/upload/x", header, strings.NewReader("hello"), 5); err != nil {
				t.Error(err)
			}
			err := c.Send(context.Background(), "PUT", "/upload/x", header, strings.NewReader("HELLO"), 5)
			if err == nil || !strings.Contains(err.Error(), "wrong file") {
				t.Errorf("error %v", err)
			}
		})
	}
}

func TestBackupsStream(t *testing.T) {
	for name, c := range ways(t) {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			if err := c.Backup(context.Background(), &b); err != nil || b.Len() != 100_000 {
				t.Errorf("%d bytes, %v", b.Len(), err)
			}
		})
	}
}

// A backup that breaks off in the middle must not look whole.
func TestReplyThatBreaksOffIsAnError(t *testing.T) {
	for name, c := range ways(t) {
		if err := c.Backup(context.Background(), io.Discard); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestAddressesAndKeysAreNeeded(t *testing.T) {
	for _, address := range []string{"", "cms.example.com", "ftp://cms.example.com", "http://"} {
		if _, err := client.Remote(address, "glk_key"); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("%q: %v", address, err)
		}
	}
	if _, err := client.Remote("https://cms.example.com", ""); errs.CodeOf(err) != errs.Unauthenticated {
		t.Errorf("without a key: %v", err)
	}
}
