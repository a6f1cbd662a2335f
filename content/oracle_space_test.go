package content_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/store/storetest"
)

// testClock tells a time that tests set, and sleeps shorter than it is told.
type testClock struct {
	mu  sync.Mutex
	now time.Time
}

func newTestClock() *testClock {
	return &testClock{now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
}

func (c *testClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *testClock) Sleep(ctx context.Context, d time.Duration) error {
	time.Sleep(d / 100)
	return ctx.Err()
}

func (c *testClock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// shortPages is a table whose pages end after a few items, as those of DynamoDB do at 1 MB.
type shortPages struct {
	store.Table
	most int
}

type shortReader struct {
	store.Reader
	most int
}

func (t shortPages) View(ctx context.Context, fn func(store.Reader) error) error {
	return t.Table.View(ctx, func(r store.Reader) error { return fn(shortReader{r, t.most}) })
}

func (r shortReader) Query(ctx context.Context, q store.Query) (store.Page, error) {
	if q.Limit == 0 || q.Limit > r.most {
		q.Limit = r.most
	}
	return r.Reader.Query(ctx, q)
}

// pools are the values that random entries have, by kind: few, so that there are ties, and awkward.
var pools = map[field.Kind][]any{
	field.Text: {"", " ", "apple", "Apple", "APPLE pie", "Äpfel", "a\u0308pfel", "Straße", "STRASSE", "\u202eabc", "日本", "日本語", "e\u0301", "é",
		"Ｅ", "ﬁn", "İstanbul", "ıstanbul", "a\"b\\c", "zebra", "0", "10", "9", strings.Repeat("x", 256), strings.Repeat("x", 256) + "a",
		strings.Repeat("x", 256) + "b", strings.Repeat("X", 255)},
	field.LongText: {"short", strings.Repeat("long text ", 40), strings.Repeat("Long Text ", 40), strings.Repeat("long text ", 40) + "end", ""},
	field.Slug:     {"a", "A", "a-b", "b/c", "ünïcode", "x1", "x10", "x2"},
	field.Email:    {"ada@example.org", "Ada@Example.org", "bob@example.org", "ÿ@example.org"},
	field.URL:      {"https://example.org", "https://example.org/a", "https://EXAMPLE.org/b"},
	field.Color:    {"#fff", "#FFF", "#000000", "#1e90ff"},
	field.Enum:     {"red", "green", "blue"},
	field.Integer:  {0, 1, -1, 7, 7, 10, 100, 2147483647, -2147483648},
	field.Float:    {0.0, 0.5, -0.5, 1.0, 1e21, -1e300, 1e-7, 3.25, 1024.0},
	field.Boolean:  {true, false},
	field.Date:     {"2024-02-29", "0001-01-01", "9999-12-31", "2026-01-01"}, // C18
	field.Time:     {"00:00:00", "23:59:59.999999", "12:30:00", "12:30:00.5"},
	field.DateTime: {"2026-01-01T00:00:00Z", "2026-01-01T01:00:00+01:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z",
		"2026-03-29T01:59:59Z", "2026-03-29T02:00:00.000001Z"},
}

// locales of random spaces, and what a reader of each falls back to.
var (
	oracleLocales = []content.Locale{{Code: "en"}, {Code: "de", Fallback: "en"}, {Code: "de-CH", Fallback: "de"}, {Code: "ja"}}
	oracleChains  = map[string][]string{"en": {"en"}, "de": {"de", "en"}, "de-CH": {"de-CH", "de", "en"}, "ja": {"ja"}}
)

// world is a random space that grows and changes by random deeds, with an oracle beside it.
//
// A new feature of models is added in fields (what random models have), of entries in deed (what happens to them), of
// queries in question and where (what is asked) and in oracle (what is right).
type world struct {
	t     testing.TB
	ctx   context.Context
	seed  uint64
	rnd   *rand.Rand
	clock *testClock
	*content.Service
	file    map[string]any // the model thing, as it was applied last
	drawn   [][]any        // its indexes on several fields: fields of the file, and names of system values
	renames int
	ids     []string // of things
	others  []string
	oracle  *oracle
	edits   int
}

func newWorld(t testing.TB, seed uint64) *world {
	w := newWorldOf(t, seed, newTestClock())
	contentTable, indexTable := storetest.Memory(w.clock.Now), storetest.Memory(w.clock.Now)
	if seed%2 == 1 {
		contentTable, indexTable = shortPages{contentTable, 2}, shortPages{indexTable, 1 + int(seed%7)} // C10
	}
	w.Service = content.New(contentTable, indexTable, content.Options{Clock: w.clock, Budget: w.budget()})
	w.found()
	return w
}

// newWorldOf needs its service still.
func newWorldOf(t testing.TB, seed uint64, clock *testClock) *world {
	w := &world{t: t, ctx: auth.With(t.Context(), auth.Local), seed: seed, clock: clock}
	w.turn(0)
	return w
}

// turn begins another part of the history, which the seed and n alone decide: what was asked before makes no difference.
func (w *world) turn(n int) { w.rnd = rand.New(rand.NewPCG(w.seed, uint64(n))) }

// budget makes some worlds sort whatever a filter leaves, and others take even a few entries for many.
func (w *world) budget() content.Budget {
	if w.seed/2%2 == 0 {
		return content.Budget{Few: 1 + int(w.seed%5)}
	}
	return content.Budget{}
}

// found makes the locales and models.
func (w *world) found() {
	w.must(w.SetLocales(w.ctx, oracleLocales))
	w.file = map[string]any{"id": "mthing", "apiId": "thing", "shards": w.shards(), "fields": w.fields()}
	for n, f := range w.file["fields"].([]any) {
		f.(map[string]any)["id"] = fmt.Sprintf("f%d", n) // where ids are of chance, so is the order of calls
	}
	w.draw()
	w.apply(otherModels...)
}

func (w *world) shards() int { return pick(w, []int{1, 1, 2, 3, 16}) }

// apply applies the model thing, and others.
func (w *world) apply(more ...json.RawMessage) {
	w.t.Helper()
	w.file["indexes"] = w.indexes()
	thing, err := json.Marshal(w.file)
	w.must(err)
	_, err = w.ApplyModels(w.ctx, append([]json.RawMessage{thing}, more...), false, true)
	w.must(err)
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) chance(percent int) bool { return w.rnd.IntN(100) < percent }

func pick[T any](w *world, of []T) T { return of[w.rnd.IntN(len(of))] }

// fields are of every kind, some localised, and some lists and references; each model has some of them.
func (w *world) fields() (out []any) {
	add := func(name string, kind field.Kind, more ...any) {
		if name != "always" && w.chance(40) {
			return
		}
		f := map[string]any{"apiId": name, "kind": kind, "localized": w.chance(30)}
		if kind == field.LongText {
			f["filterable"] = true
		}
		if kind == field.Enum {
			f["enum"] = []map[string]string{{"value": "red"}, {"value": "green"}, {"value": "blue"}}
		}
		if kind == field.Reference {
			f["models"] = []string{"thing"}
		}
		for i := 0; i < len(more); i += 2 {
			f[more[i].(string)] = more[i+1]
		}
		out = append(out, f)
	}
	for _, spec := range field.Kinds {
		if pools[spec.Kind] != nil {
			add("one"+strings.ReplaceAll(string(spec.Kind), "_", ""), spec.Kind)
		}
	}
	add("always", field.Text, "localized", true)
	add("friend", field.Reference)
	add("friends", field.Reference, "list", true)
	for _, kind := range []field.Kind{field.Text, field.Integer, field.Enum, field.DateTime} {
		add("many"+string(kind), kind, "list", true)
	}
	for _, f := range nestedFields() {
		if w.chance(60) {
			out = append(out, f)
		}
	}
	return out
}

// scalar is a random value of a kind, as people send it.
func (w *world) scalar(kind field.Kind) any {
	if kind == field.Reference {
		return map[string]any{"id": w.someID()}
	}
	return pick(w, pools[kind])
}

func (w *world) someID() string {
	if len(w.ids) == 0 || w.chance(5) {
		return "nobody"
	}
	return pick(w, w.ids)
}

func (w *world) valueOf(f *field.Field) any {
	if w.chance(20) {
		return nil
	}
	one := func() any { return w.scalar(f.Kind) }
	switch {
	case len(f.Components) > 0:
		one = func() any { return w.part(f) }
	case f.Kind == field.Reference && (f.APIID == "other" || len(f.Models) > 1 && w.chance(60)):
		one = func() any { return map[string]any{"id": pick(w, w.others)} }
	}
	if !f.IsList() {
		return one()
	}
	items := []any{}
	for range w.rnd.IntN(4) {
		items = append(items, one())
	}
	return items
}

// values of some fields, localised ones in some locales.
func (w *world) values(m *content.Model, percent int) map[string]json.RawMessage {
	out := map[string]json.RawMessage{}
	for _, f := range m.Fields {
		if !w.chance(percent) {
			continue
		}
		v := w.valueOf(f)
		if f.Localized {
			byLocale := map[string]any{}
			for _, l := range oracleLocales {
				if w.chance(50) {
					byLocale[l.Code] = w.valueOf(f)
				}
			}
			v = byLocale
		}
		raw, err := json.Marshal(v)
		w.must(err)
		out[f.APIID] = raw
	}
	return out
}

// thing is the model that most questions are about.
func (w *world) thing() *content.Model { return w.modelOf("thing") }

func (w *world) modelOf(apiID string) *content.Model {
	sc, err := w.Schema(w.ctx)
	w.must(err)
	return sc.Model(apiID)
}

func (w *world) someLocales() (out []string) {
	for _, l := range oracleLocales {
		if w.chance(40) {
			out = append(out, l.Code)
		}
	}
	return out
}
