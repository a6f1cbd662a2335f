package exactbody_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/galley-cms/galley/internal/exactbody"
)

// Bodies end where they said that they would.
func TestExactBodies(t *testing.T) {
	body := &endless{}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://localhost/", body)
	if err != nil {
		t.Fatal(err)
	}
	r.ContentLength = 3
	read := ""
	_, err = exactbody.Transport{Next: roundTrip(func(r *http.Request) {
		b, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		read = string(b)
	})}.RoundTrip(r)
	if err != nil || read != "xxx" {
		t.Errorf("read %q, %v", read, err)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return copy(p, strings.Repeat("x", len(p))), nil }

type roundTrip func(*http.Request)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) {
	f(r)
	return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody}, nil
}
