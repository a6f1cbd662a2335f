package manage_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/graph/manage"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/blob"
	"github.com/galley-cms/galley/internal/blob/disk"
	"github.com/galley-cms/galley/internal/bulk"
	"github.com/galley-cms/galley/internal/desk"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/job"
	"github.com/galley-cms/galley/internal/queue"
	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/store/storetest"
	"github.com/galley-cms/galley/internal/webhook"
	"github.com/galley-cms/galley/media"
	"github.com/galley-cms/galley/media/raster"
)

// space is the management API over empty tables.
type space struct {
	*testing.T
	handler *manage.Handler
	usage   *store.Usage // of the content table
	fault   error        // what every view of the content table ends with; nil: none
	log     *bytes.Buffer
	actor   auth.Actor
	table   store.Table // the content table
	desk    *desk.Service
	jobs    *job.Service
	work    inbox // what waits for jobs
}

// breakable is a table that fails when the test says so.
type breakable struct {
	store.Table
	space *space
}

func (b *breakable) View(ctx context.Context, fn func(store.Reader) error) error {
	if b.space.fault != nil {
		return b.space.fault
	}
	return b.Table.View(ctx, fn)
}

// calls is how often the content table was asked.
func (s *space) calls() int64 {
	t := s.usage.Totals()
	return t.Gets + t.AtomicGets + t.Queries + t.Transacts + t.Batches
}

// inbox keeps the messages that it was sent.
type inbox []queue.Message

func (b *inbox) Send(_ context.Context, m ...queue.Message) error {
	*b = append(*b, m...)
	return nil
}

// runJobs does the work of all jobs.
func (s *space) runJobs() {
	s.Helper()
	for len(s.work) > 0 {
		m := s.work[0]
		if s.work = s.work[1:]; s.jobs.Handle(s.Context(), m) != nil {
			s.Fatal("a job broke off")
		}
	}
}

// nowhere takes messages and forgets them.
type nowhere struct{}

func (nowhere) Send(context.Context, ...queue.Message) error { return nil }

// inParts has files of more than 10 bytes sent in two parts.
type inParts struct{ *disk.Bucket }

func (inParts) half(u blob.Upload, offset int64) blob.Part {
	return blob.Part{
		Method: "PUT", URL: fmt.Sprintf("/part/%d", offset), Header: map[string]string{"Content-Type": u.ContentType},
		Offset: offset, Size: min(10, u.Size-offset),
	}
}

func (p inParts) PresignUpload(ctx context.Context, u blob.Upload) (blob.Request, error) {
	if u.Size <= 10 {
		return p.Bucket.PresignUpload(ctx, u)
	}
	return blob.Request{Method: "PUT", Parts: []blob.Part{p.half(u, 0), p.half(u, 10)}}, nil
}

func newSpace(t *testing.T) *space {
	t.Helper()
	s := &space{T: t, usage: &store.Usage{}, log: &bytes.Buffer{}, actor: auth.Local}
	table := &breakable{store.Meter(storetest.New(t), store.MeterOptions{Total: s.usage}), s}
	files, err := disk.Open(t.TempDir(), disk.Options{})
	if err != nil {
		t.Fatal(err)
	}
	c := content.New(table, storetest.New(t), content.Options{})
	a, hooks := auth.New(table, auth.Options{}), webhook.New(table, nowhere{}, c, webhook.Options{})
	r := &manage.Resolver{
		Content: c, Auth: a, SpaceID: "main", PublicURL: "https://cms.example.com", Version: "1.2.3",
		Hooks: hooks, Desk: desk.New(desk.Deps{Table: table, Content: c, Auth: a, Hooks: hooks, Jobs: job.NewService(table, nowhere{}, job.Options{}), Space: "main"}),
		Media: media.New(c, files, inParts{files}, media.NewLinks("https://cms.example.com", []byte("secret")), media.Options{Pictures: raster.Decoder{}}),
		ListEvents: func(ctx context.Context, f event.Filter, limit int) (event.Page, error) {
			return event.List(ctx, table, "main", f, limit)
		},
		SDL: func(context.Context) (string, error) { return "type Query", nil },
	}
	r.Work = job.NewService(table, &s.work, job.Options{})
	r.Bulk, s.jobs = bulk.New(c, r.Work), r.Work
	r.Bulk.Register()
	s.table, s.desk = table, r.Desk
	s.handler = manage.NewHandler(r, slog.New(slog.NewTextHandler(s.log, nil)))
	return s
}

// answer is the reply to a request.
type answer struct {
	status int
	Data   any
	Errors []struct {
		Message    string
		Path       []any
		Extensions map[string]any
	}
}

// code is that of the first error; "" if there is none.
func (a answer) code() string {
	if len(a.Errors) == 0 {
		return ""
	}
	code, _ := a.Errors[0].Extensions["code"].(string)
	return code
}

// at walks into the data by names and positions: at("entry.references.0.id").
func (a answer) at(path string) any {
	v := a.Data
	for _, step := range strings.Split(path, ".") {
		switch at := v.(type) {
		case map[string]any:
			v = at[step]
		case []any:
			i := int(step[0] - '0')
			if i >= len(at) {
				return nil
			}
			v = at[i]
		}
	}
	return v
}

// raw sends a body as it is.
func (s *space) raw(body string, header ...string) answer {
	s.Helper()
	req := httptest.NewRequest(http.MethodPost, "/manage/graphql", strings.NewReader(body))
	req.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, req.WithContext(auth.With(req.Context(), s.actor)))
	a := answer{status: w.Code}
	if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil {
		s.Fatalf("the reply is not JSON: %s", w.Body)
	}
	return a
}

// try carries out an operation, whatever comes of it.
func (s *space) try(query string, variables ...map[string]any) answer {
	s.Helper()
	body := map[string]any{"query": query}
	for _, v := range variables {
		body["variables"] = v
	}
	b, err := json.Marshal(body)
	if err != nil {
		s.Fatal(err)
	}
	return s.raw(string(b))
}

// do carries out an operation that must succeed.
func (s *space) do(query string, variables ...map[string]any) answer {
	s.Helper()
	a := s.try(query, variables...)
	if len(a.Errors) > 0 {
		s.Fatalf("%s: %+v", query, a.Errors)
	}
	return a
}

// want carries out an operation that must fail with a code.
func (s *space) want(code, query string, variables ...map[string]any) answer {
	s.Helper()
	a := s.try(query, variables...)
	if a.code() != code {
		s.Fatalf("%s: got %q %+v, want %s", query, a.code(), a.Errors, code)
	}
	return a
}

func (s *space) same(got, want any) {
	s.Helper()
	g, _ := json.Marshal(got)
	w, _ := json.Marshal(want)
	if !bytes.Equal(g, w) {
		s.Errorf("got %s, want %s", g, w)
	}
}

type vars = map[string]any

// magazine makes the models of the tests.
func (s *space) magazine() {
	s.Helper()
	s.do(`mutation($m: [JSON!]!) { applyModels(models: $m) { applied } }`, vars{"m": []any{
		vars{"apiId": "author", "pluralApiId": "authors", "titleField": "name", "fields": []any{
			vars{"apiId": "name", "kind": "TEXT", "required": true}}},
		vars{"apiId": "article", "pluralApiId": "articles", "titleField": "title", "fields": []any{
			vars{"apiId": "title", "kind": "TEXT", "required": true},
			vars{"apiId": "slug", "kind": "SLUG", "unique": true},
			vars{"apiId": "views", "kind": "INTEGER"},
			vars{"apiId": "author", "kind": "REFERENCE", "models": []string{"author"}}}},
	}})
}

// create makes an entry and gives its id.
func (s *space) create(model string, values vars, publish bool) string {
	s.Helper()
	a := s.do(`mutation($m: String!, $v: JSON!, $p: Boolean) { createEntry(model: $m, values: $v, publish: $p) { id } }`,
		vars{"m": model, "v": values, "p": publish})
	return a.at("createEntry.id").(string)
}
