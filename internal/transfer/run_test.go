package transfer_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/internal/netguard"
	"github.com/galley-cms/galley/internal/transfer"
	"github.com/galley-cms/galley/internal/transfer/richtext"
	"github.com/galley-cms/galley/internal/transfer/transfertest"
)

func begin(t *testing.T, s *transfertest.Space, o transfer.Options, models ...*transfer.Model) *transfer.Run {
	t.Helper()
	r, err := transfer.Begin(context.Background(), "test", s, models, 0, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func note() *transfer.Model {
	return transfer.NewModel("note", "Note", &field.Field{APIID: "text", Kind: field.LongText, Required: true})
}

// TestBatches sends more than a call takes, and counts what came.
func TestBatches(t *testing.T) {
	s := transfertest.New()
	steps := 0
	r := begin(t, s, transfer.Options{Progress: func(done, total int) { steps = done }}, note())
	for i := range 250 {
		text := strings.Repeat("x", 1+i%2*20_000)
		e := transfer.Entry{ID: fmt.Sprintf("n%d", i), Model: "note", Values: transfer.Values{"text": text}}
		if err := r.Send(context.Background(), e.ID, e); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Flush(context.Background()); err != nil {
		t.Fatal(err)
	}
	if r.Report.Created != 250 || steps != 250 || len(s.Entries) != 250 {
		t.Errorf("%d created, %d steps, %d kept", r.Report.Created, steps, len(s.Entries))
	}
	if s.Largest > 1_000_000 {
		t.Errorf("a call had %d bytes", s.Largest)
	}
}

// TestRefusedEntries keeps as drafts what cannot be published, and reports what cannot be kept at all.
func TestRefusedEntries(t *testing.T) {
	s := transfertest.New()
	r := begin(t, s, transfer.Options{}, note())
	for id, v := range map[string]any{"lacks": nil, "wrong": 7, "good": "text"} {
		e := transfer.Entry{ID: id, Model: "note", Values: transfer.Values{"text": v}, Publish: true}
		if err := r.Send(context.Background(), "note "+id, e); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Flush(context.Background()); err != nil {
		t.Fatal(err)
	}
	if s.Entries["lacks"].Entry.Publish || !s.Entries["good"].Entry.Publish || s.Entries["wrong"] != nil {
		t.Errorf("kept: %v", s.Entries)
	}
	want := []transfer.Line{{Item: "note lacks", ID: "lacks", Message: "stays a draft, since it could not be published: text is required"}}
	if diff := cmp.Diff(want, r.Report.Notes); diff != "" {
		t.Error(diff)
	}
	if len(r.Report.Skipped) != 1 || r.Report.Skipped[0].Message != "was refused: text must be a string, not a number" {
		t.Errorf("left out: %v", r.Report.Skipped)
	}
}

// TestReconcile meets models that stand there already.
func TestReconcile(t *testing.T) {
	post := func() *transfer.Model {
		return transfer.NewModel("post", "Post", &field.Field{APIID: "title", Kind: field.Text}, &field.Field{APIID: "author", Kind: field.Reference, Models: []string{"author"}})
	}
	author := func() *transfer.Model {
		return transfer.NewModel("author", "Author", &field.Field{APIID: "name", Kind: field.Text})
	}
	tests := []struct{ name, existing, want string }{
		{"nothing there", ``, "author(name) post(title author>author)"},
		{"the same there", `{"apiId":"author","pluralApiId":"authors","fields":[{"apiId":"name","kind":"TEXT"}]}`, "post(title author>author)"},
		{"a field more there", `{"apiId":"author","pluralApiId":"authors","fields":[{"apiId":"age","kind":"INTEGER"}]}`, "author(age name) post(title author>author)"},
		{"a kind that can hold it there", `{"apiId":"author","pluralApiId":"authors","fields":[{"apiId":"name","kind":"RICH_TEXT"}]}`, "post(title author>author)"},
		{"another kind there", `{"apiId":"author","pluralApiId":"authors","fields":[{"apiId":"name","kind":"BOOLEAN"}]}`, "author(name name_) post(title author>author)"},
		{"a component there", `{"apiId":"author","component":true,"fields":[{"apiId":"name","kind":"TEXT"}]}`, "author_(name) post(title author>author_)"},
		{"without drafts there", `{"apiId":"author","pluralApiId":"authors","drafts":false,"fields":[]}`, "author_(name) post(title author>author_)"},
		{"a localised one there", `{"apiId":"author","pluralApiId":"authors","fields":[{"apiId":"name","kind":"TEXT","localized":true,"required":true}]}`, "post(title author>author)"},
		{"a requirement there", `{"apiId":"author","pluralApiId":"authors","fields":[{"apiId":"name","kind":"TEXT"},{"apiId":"age","kind":"INTEGER","required":true}]}`, "author_(name) post(title author>author_)"},
		{"the plural there", `{"apiId":"writer","pluralApiId":"author","fields":[]}`, "author_(name) post(title author>author_)"},
		{"fewer targets there", `{"apiId":"post","pluralApiId":"posts","fields":[{"apiId":"title","kind":"TEXT"},{"apiId":"author","kind":"REFERENCE","models":["writer"]}]}`,
			"author(name) post(title author>writer,author)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var existing []json.RawMessage
			if tt.existing != "" {
				existing = append(existing, json.RawMessage(tt.existing))
			}
			report := transfer.NewReport("test", false)
			apply, _, err := transfer.Reconcile(existing, []*transfer.Model{author(), post()}, "en", report)
			if err != nil {
				t.Fatal(err)
			}
			if got := brief(t, apply); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			again, _, err := transfer.Reconcile(merged(t, existing, apply), []*transfer.Model{author(), post()}, "en", report)
			if err != nil || len(again) > 0 {
				t.Errorf("a second run would apply %s (%v)", brief(t, again), err)
			}
		})
	}
}

// merged is what a target holds after models were applied.
func merged(t *testing.T, existing, applied []json.RawMessage) []json.RawMessage {
	t.Helper()
	byName := map[string]json.RawMessage{}
	for _, b := range slices.Concat(existing, applied) {
		var m transfer.Model
		if err := json.Unmarshal(b, &m); err != nil {
			t.Fatal(err)
		}
		byName[m.APIID] = b
	}
	var out []json.RawMessage
	for _, name := range transfer.Sorted(byName) {
		out = append(out, byName[name])
	}
	return out
}

func brief(t *testing.T, models []json.RawMessage) string {
	t.Helper()
	var out []string
	for _, b := range models {
		var m transfer.Model
		if err := json.Unmarshal(b, &m); err != nil {
			t.Fatal(err)
		}
		var fields []string
		for _, f := range m.Fields {
			s := f.APIID
			if len(f.Models) > 0 {
				s += ">" + strings.Join(f.Models, ",")
			}
			fields = append(fields, s)
		}
		out = append(out, m.APIID+"("+strings.Join(fields, " ")+")")
	}
	return strings.Join(out, " ")
}

// TestRenamedFields sends values under the names that the fields got.
func TestRenamedFields(t *testing.T) {
	s := transfertest.New(`{"apiId":"note","pluralApiId":"notes","fields":[{"apiId":"text","kind":"INTEGER"}]}`)
	r := begin(t, s, transfer.Options{}, note())
	e := transfer.Entry{ID: "n", Model: "note", Values: transfer.Values{"text": "hello"}, Publish: true}
	if err := errors.Join(r.Send(context.Background(), "note n", e), r.Flush(context.Background())); err != nil {
		t.Fatal(err)
	}
	if got := s.Entries["n"].Entry.Values["text_"]; got != "hello" {
		t.Errorf("kept: %v", s.Entries["n"].Entry.Values)
	}
}

// site answers as a host with files, through a client of package netguard whose names lead to it.
func site(t *testing.T) (fetch *http.Client, base string, asked *[]string) {
	t.Helper()
	asked = &[]string{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*asked = append(*asked, r.URL.Path)
		switch r.URL.Path {
		case "/a.png":
			w.Header().Set("Content-Type", "image/png; q=1")
			fmt.Fprint(w, "picture")
		case "/program":
			fmt.Fprint(w, "MZ")
		case "/empty":
		case "/inside":
			http.Redirect(w, r, "http://169.254.169.254/secret", http.StatusFound)
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(server.Close)
	client := netguard.Client(netguard.Options{AllowLoopback: true, Redirects: 3})
	t.Cleanup(client.CloseIdleConnections)
	return client, server.URL, asked
}

// TestFiles fetches what can be fetched, and keeps records of the rest. // I6
func TestFiles(t *testing.T) {
	fetch, base, asked := site(t)
	tests := []struct{ path, state, note string }{
		{"/a.png", "READY", ""},
		{"/gone", "EXTERNAL", "the host answered 404"},
		{"/empty", "EXTERNAL", "the file is empty"},
		{"/inside", "EXTERNAL", "The host 169.254.169.254 is not a public address"},
		{"/program", "EXTERNAL", "the file was refused: Programs are not allowed"},
	}
	s := transfertest.New()
	for range 2 { // the second run asks nobody
		r := begin(t, s, transfer.Options{Fetch: fetch})
		for _, tt := range tests {
			a := transfer.Asset{ID: "a" + tt.path[1:], URL: base + tt.path, FileName: "f"}
			if err := r.SendAsset(context.Background(), tt.path, a); err != nil {
				t.Fatal(err)
			}
			if got := s.Assets[a.ID]; got.State != tt.state {
				t.Errorf("%s is %s", tt.path, got.State)
			}
		}
		for _, l := range r.Report.Notes {
			i := slices.IndexFunc(tests, func(tt struct{ path, state, note string }) bool { return tt.path == l.Item })
			if tests[i].note == "" || !strings.HasSuffix(l.Message, tests[i].note) {
				t.Errorf("%s %s", l.Item, l.Message)
			}
		}
	}
	if len(*asked) != len(tests) {
		t.Errorf("asked for %v", *asked)
	}
	if got := s.Assets["aa.png"]; got.File != "picture" || got.Asset.MimeType != "image/png" {
		t.Errorf("the file is %q, of type %q", got.File, got.Asset.MimeType)
	}
}

// TestDeadHost tries a host that cannot be reached once a run.
func TestDeadHost(t *testing.T) {
	tries := 0
	fetch := netguard.Client(netguard.Options{Resolve: func(context.Context, string) ([]netip.Addr, error) {
		tries++
		return nil, &net.DNSError{Err: "no such host", IsNotFound: true}
	}})
	s := transfertest.New()
	r := begin(t, s, transfer.Options{Fetch: fetch})
	for i := range 5 {
		a := transfer.Asset{ID: fmt.Sprintf("a%d", i), URL: fmt.Sprintf("https://gone.example/%d", i), FileName: "f"}
		if err := r.SendAsset(context.Background(), a.ID, a); err != nil {
			t.Fatal(err)
		}
	}
	if tries != 1 || len(s.Assets) != 5 || r.Report.Created != 5 {
		t.Errorf("%d tries, %d assets, %d created", tries, len(s.Assets), r.Report.Created)
	}
}

// TestInterruptedUpload begins an upload anew that a killed run left behind.
func TestInterruptedUpload(t *testing.T) {
	fetch, base, _ := site(t)
	s := transfertest.New()
	s.Assets["a"] = &transfertest.Stored{State: "UPLOADING"}
	r := begin(t, s, transfer.Options{Fetch: fetch})
	if err := r.SendAsset(context.Background(), "a", transfer.Asset{ID: "a", URL: base + "/a.png", FileName: "a.png"}); err != nil {
		t.Fatal(err)
	}
	if s.Assets["a"].State != "READY" {
		t.Errorf("the asset is %s", s.Assets["a"].State)
	}
}

func TestAddLocales(t *testing.T) {
	tests := []struct {
		name   string
		had    []transfer.Locale
		wanted []transfer.Locale
		main   string
		want   string
	}{
		{"the default is wanted", []transfer.Locale{{Code: "en"}}, []transfer.Locale{{Code: "en"}, {Code: "de"}}, "en", "en> de>"},
		{"another default", []transfer.Locale{{Code: "en"}}, []transfer.Locale{{Code: "de"}}, "de", "en>de de>"},
		{"a fallback that would circle", []transfer.Locale{{Code: "en"}}, []transfer.Locale{{Code: "de"}, {Code: "en"}, {Code: "fr", Fallback: "en"}}, "fr", "en>fr de> fr>"},
		{"a fallback that is there", []transfer.Locale{{Code: "en", Fallback: "fr"}, {Code: "fr"}}, []transfer.Locale{{Code: "de"}}, "de", "en>fr fr> de>"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := transfertest.New()
			s.Locale = tt.had
			for range 2 { // a second time changes nothing
				r := begin(t, s, transfer.Options{})
				if err := r.AddLocales(context.Background(), tt.wanted, tt.main); err != nil {
					t.Fatal(err)
				}
			}
			var got []string
			for _, l := range s.Locale {
				got = append(got, l.Code+">"+l.Fallback)
			}
			if strings.Join(got, " ") != tt.want {
				t.Errorf("got %v, want %s", got, tt.want)
			}
		})
	}
}

func TestReport(t *testing.T) {
	s := transfertest.New()
	r := begin(t, s, transfer.Options{}, note())
	for i := range 10 {
		r.Skip("note", transfer.Line{Item: fmt.Sprintf("note %d", i), Message: "is spam"})
	}
	r.Note(transfer.Line{Item: "note 11", ID: "n11", Message: "is <odd>"})
	var text, machine bytes.Buffer
	if err := errors.Join(r.Report.WriteText(&text), r.Report.WriteJSON(&machine)); err != nil {
		t.Fatal(err)
	}
	want := `model: create note
                          created  updated unchanged  skipped
note                            0        0         0       10
all                             0        0         0       10

Skipped
- 10 items: … is spam: note 0, note 1, note 2, note 3, note 4, note 5, note 6, note 7, and 2 more

Notes
- note 11 is <odd>
`
	if diff := cmp.Diff(want, text.String()); diff != "" {
		t.Error(diff)
	}
	var back transfer.Report
	if err := json.Unmarshal(machine.Bytes(), &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(r.Report, &back); diff != "" {
		t.Error(diff)
	}
}

// TestConvertedFields puts values into fields of other kinds that can hold them.
func TestConvertedFields(t *testing.T) {
	doc := richtext.Doc(richtext.Heading(2, richtext.Text("A")), richtext.Block("paragraph", richtext.Text("b")))
	tests := []struct {
		name, had string // had: the field's kind, and whether it is localised
		want      *field.Field
		value     any
		kept      string
	}{
		{"text as a locale's", "TEXT localized", &field.Field{APIID: "f", Kind: field.Text}, "a", `{"en":"a"}`},
		{"nothing as a locale's", "TEXT localized", &field.Field{APIID: "f", Kind: field.Text}, nil, "null"},
		{"text as a locale's rich text", "RICH_TEXT localized", &field.Field{APIID: "f", Kind: field.Text}, "a",
			`{"en":{"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"a"}]}]}}`},
		{"one locale's of several", "TEXT", &field.Field{APIID: "f", Kind: field.Text, Localized: true}, map[string]any{"de": "b", "en-US": "a"}, `"a"`},
		{"another locale's", "TEXT", &field.Field{APIID: "f", Kind: field.Text, Localized: true}, map[string]any{"fr": "c", "de": "b"}, `"b"`},

		{"text as rich text", "RICH_TEXT", &field.Field{APIID: "f", Kind: field.LongText}, json.RawMessage(`"a\n\nb\nc"`),
			`{"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"a"}]},{"type":"paragraph","content":[{"type":"text","text":"b"},{"type":"hardBreak"},{"type":"text","text":"c"}]}]}`},
		{"rich text as text", "TEXT", &field.Field{APIID: "f", Kind: field.RichText}, doc, `"A\nb"`},
		{"slug as text", "TEXT", &field.Field{APIID: "f", Kind: field.Slug}, "a-b", `"a-b"`},
		{"whole number as number", "FLOAT", &field.Field{APIID: "f", Kind: field.Integer}, 7, "7"},
		{"nothing", "RICH_TEXT", &field.Field{APIID: "f", Kind: field.Text}, nil, "null"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			kind, localized, _ := strings.Cut(tt.had, " ")
			s := transfertest.New(fmt.Sprintf(`{"apiId":"note","pluralApiId":"notes","fields":[{"apiId":"f","kind":%q,"localized":%v}]}`, kind, localized != ""))
			r := begin(t, s, transfer.Options{}, transfer.NewModel("note", "Note", tt.want))
			e := transfer.Entry{ID: "n", Model: "note", Values: transfer.Values{"f": tt.value}, Publish: true}
			if err := errors.Join(r.Send(context.Background(), "note n", e), r.Flush(context.Background())); err != nil {
				t.Fatal(err)
			}
			if len(r.Report.Skipped) > 0 {
				t.Fatal(r.Report.Skipped)
			}
			kept, err := json.Marshal(s.Entries["n"].Entry.Values["f"])
			if err != nil || string(kept) != tt.kept {
				t.Errorf("kept %s (%v), want %s", kept, err, tt.kept)
			}
			if len(r.Report.Notes) == 0 {
				t.Errorf("reported: %v", r.Report.Notes)
			}
		})
	}
}

// TestTakenSlugs meets entries of the target that have the slugs which an import wants, twice.
func TestTakenSlugs(t *testing.T) {
	s := transfertest.New(`{"apiId":"page","pluralApiId":"pages","fields":[{"apiId":"slug","kind":"SLUG","unique":true}]}`)
	mine := func(id, slug string) {
		s.Entries[id] = &transfertest.Stored{Entry: transfer.Entry{ID: id, Model: "page", Values: transfer.Values{"slug": slug}, Publish: true}}
	}
	mine("old1", "about")
	mine("old2", "team")
	mine("old3", "team-2")
	want := map[string]string{"a": "about-3", "b": "about-2", "c": "team-3", "d": "free"}
	for round := range 2 {
		r := begin(t, s, transfer.Options{}, transfer.NewModel("page", "Page", &field.Field{APIID: "slug", Kind: field.Slug, Unique: true}))
		for _, e := range []struct{ id, slug string }{{"a", "about"}, {"b", "about-2"}, {"c", "team"}, {"d", "free"}} {
			err := r.Send(context.Background(), "page "+e.id, transfer.Entry{ID: e.id, Model: "page", Values: transfer.Values{"slug": e.slug}, Publish: true})
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := r.Flush(context.Background()); err != nil {
			t.Fatal(err)
		}
		for id, slug := range want {
			if got := s.Entries[id].Entry; got.Values["slug"] != slug || !got.Publish {
				t.Errorf("%s has the slug %v, want %s", id, got.Values["slug"], slug)
			}
		}
		if len(r.Report.Notes) != 2 || round == 1 && r.Report.Unchanged != 4 {
			t.Errorf("round %d: %d unchanged, notes %v", round, r.Report.Unchanged, r.Report.Notes)
		}
	}
}
