package lambda

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/google/go-cmp/cmp"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/search"
)

// index answers what it is told to, and keeps what it is asked.
type index struct {
	search.Index
	asked  search.Query
	result *search.Result
	err    error
}

func (x *index) Search(_ context.Context, q search.Query) (*search.Result, error) {
	x.asked = q
	return x.result, x.err
}

func (x *index) Copies(_ context.Context, after search.CopyKey, limit int) ([]search.Copy, error) {
	return []search.Copy{{CopyKey: after, Seq: int64(limit), Documents: 3}}, x.err
}

func (x *index) Referring(_ context.Context, entry string, limit int) ([]search.CopyKey, error) {
	return []search.CopyKey{{Entry: entry, Stage: search.Draft}}[:limit], x.err
}

func (x *index) Status(context.Context) (search.Status, error) {
	return search.Status{ID: "id", Documents: 7}, x.err
}

// lambdas is AWS, with one function.
func lambdas(t *testing.T, x search.Index, spoil func(w http.ResponseWriter, n int) bool) *Client {
	t.Helper()
	calls := 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls++
		if spoil != nil && spoil(w, calls) {
			return
		}
		if r.Method != http.MethodPost || r.URL.EscapedPath() != "/2015-03-31/functions/galley-search%3Alive/invocations" {
			t.Errorf("%s %s", r.Method, r.URL)
		}
		if a := r.Header.Get("Authorization"); !strings.Contains(a, "/eu-central-1/lambda/aws4_request") || r.Header.Get("X-Amz-Security-Token") != "token" {
			t.Errorf("the request is signed as %q", a)
		}
		payload, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		reply, err := Answer(r.Context(), x, payload)
		if err != nil {
			w.Header().Set("X-Amz-Function-Error", "Unhandled")
			reply, _ = json.Marshal(map[string]string{"errorMessage": err.Error()})
		}
		_, _ = w.Write(reply)
	}))
	t.Cleanup(s.Close)
	return New(aws.Config{
		Region: "eu-central-1", Credentials: credentials.NewStaticCredentialsProvider("key", "secret", "token"), HTTPClient: s.Client(), BaseEndpoint: &s.URL,
	}, "galley-search:live")
}

func TestCallsArriveWhole(t *testing.T) {
	x := &index{result: &search.Result{More: true, Total: 9, Hits: []search.Hit{{Entry: "e", Seq: 1 << 60, Score: 1.2345, Fragments: []search.Fragment{{Field: "f", Runs: []search.Run{{Text: "<b>é", Found: true}}}}}}}}
	c := lambdas(t, x, nil)
	for _, q := range []search.Query{
		{Text: "a", Stage: search.Live, Limit: 10},
		{Text: "“é” \x00", Stage: search.Draft, Limit: 1, Models: []string{}, Locales: []string{""}, Entries: []string{"a"}, Fields: []string{}, After: &search.Position{Score: 0.1234, Entry: "b"}},
	} {
		r, err := c.Search(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(q, x.asked) + cmp.Diff(x.result, r); d != "" {
			t.Error(d)
		}
	}
	copies, err := c.Copies(t.Context(), search.CopyKey{Entry: "a", Stage: search.Live}, 5)
	if want := []search.Copy{{CopyKey: search.CopyKey{Entry: "a", Stage: search.Live}, Seq: 5, Documents: 3}}; err != nil || !cmp.Equal(copies, want) {
		t.Errorf("%+v, %v", copies, err)
	}
	by, err := c.Referring(t.Context(), "b", 1)
	if want := []search.CopyKey{{Entry: "b", Stage: search.Draft}}; err != nil || !cmp.Equal(by, want) {
		t.Errorf("%+v, %v", by, err)
	}
	if st, err := c.Status(t.Context()); err != nil || st != (search.Status{ID: "id", Documents: 7}) {
		t.Errorf("%+v, %v", st, err)
	}
	if c.Apply(t.Context()) == nil {
		t.Error("a client writes")
	}
}

func TestErrorsOfCalls(t *testing.T) {
	x := &index{err: errs.New(errs.TooExpensive, "it finds 100%% of all")}
	if _, err := lambdas(t, x, nil).Search(t.Context(), search.Query{Stage: search.Live, Limit: 1}); errs.CodeOf(err) != errs.TooExpensive || !strings.HasSuffix(err.Error(), ": it finds 100% of all") {
		t.Errorf("%v", err)
	}
	x.err = errors.New("the disk is full")
	if _, err := lambdas(t, x, nil).Status(t.Context()); err == nil || errs.CodeOf(err) != errs.Internal {
		t.Errorf("%v", err)
	}
}

// F4
func TestCallsThatAreNotTakenAreRepeated(t *testing.T) {
	c := lambdas(t, &index{}, func(w http.ResponseWriter, n int) bool {
		if n < 3 {
			w.WriteHeader([]int{http.StatusTooManyRequests, http.StatusBadGateway}[n-1])
		}
		return n < 3
	})
	if st, err := c.Status(t.Context()); err != nil || st.ID != "id" {
		t.Errorf("%+v, %v", st, err)
	}
	refused := 0
	c = lambdas(t, &index{}, func(w http.ResponseWriter, n int) bool {
		refused = n
		w.WriteHeader(http.StatusForbidden)
		return true
	})
	if _, err := c.Status(t.Context()); err == nil || refused != 1 {
		t.Errorf("what is refused is sent %d times: %v", refused, err)
	}
}
