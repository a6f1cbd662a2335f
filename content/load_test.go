package content_test

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/store/embedded"
	"github.com/galley-cms/galley/internal/store/storetest"
)

func TestManyPublishersOfOneEntry(t *testing.T) { // C12
	s := newSpace(t)
	s.create("counter", "calm", `{"name":"calm","n":0}`, true)
	s.create("article", "a", `{"title":"A"}`, false)
	var published atomic.Int64
	var wg sync.WaitGroup
	for range 200 {
		wg.Go(func() {
			_, err := s.Publish(s.ctx, "a", content.PublishOptions{})
			if err == nil {
				published.Add(1)
			} else if errs.CodeOf(err) != errs.Conflict {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	e, err := s.Entry(s.ctx, "a")
	s.must(err)
	if n := published.Load(); n == 0 || e.Version != 1+n {
		t.Errorf("%d were published, the version is %d", n, e.Version)
	}
	revisions, err := s.Revisions(s.ctx, "a", 1000)
	s.must(err)
	equal(t, len(revisions), int(published.Load()))
}

func TestManyIndexedFieldsInManyLocales(t *testing.T) { // C11
	const fields = 60
	b := newTables(t)
	s := b.process(nil)
	var locales []content.Locale
	for _, code := range strings.Fields("en de fr es it pt nl da sv fi pl cs sk hu ro bg el tr ja ko") {
		locales = append(locales, content.Locale{Code: code})
	}
	s.must(s.SetLocales(s.ctx, locales))
	var definitions []string
	for i := range fields {
		definitions = append(definitions, fmt.Sprintf(`{"apiId":"f%d","kind":"TEXT","localized":true}`, i))
	}
	s.apply(`{"apiId":"page","fields":[` + strings.Join(definitions, ",") + `],"indexes":[{"fields":["f0","f1"]},{"fields":["f2","createdAt","f59"]}]}`)
	all := func(value string) map[string]json.RawMessage {
		byLocale := map[string]string{}
		for _, l := range locales {
			byLocale[l.Code] = value + " " + l.Code
		}
		raw, err := json.Marshal(byLocale)
		s.must(err)
		out := map[string]json.RawMessage{}
		for i := range fields {
			out[fmt.Sprintf("f%d", i)] = raw
		}
		return out
	}
	_, err := s.Create(s.ctx, "page", "p", content.Change{Values: all("old"), Publish: true})
	s.must(err)

	// It dies at the commit: after all new rows were put, and nothing else. No reader sees any of them.
	before := len(b.rows())
	victim := content.New(diesAtCommit{b.content}, b.index, content.Options{Clock: b.clock})
	if _, err := victim.Update(s.ctx, "p", content.Change{Values: all("new"), Publish: true}); err == nil {
		t.Fatal("it did not die")
	}
	equal(t, len(b.rows())-before, 2*len(locales)*(fields+2))
	for _, want := range []string{"old", "new"} {
		for _, field := range []string{"f0", "f59"} {
			ids, _ := s.list(content.Live, "page", `{"`+field+`":{"startsWith":"`+want+`"}}`, "", content.PageArgs{})
			equal(t, len(ids), 1)
		}
		_, err = s.Update(s.ctx, "p", content.Change{Values: all("new"), Publish: true})
		s.must(err)
	}
	b.verify(b.recover(), []string{"p"})
}

// diesAtCommit is a table on which processes die when they commit.
type diesAtCommit struct{ store.Table }

func (diesAtCommit) Transact(context.Context, string, ...store.Write) error {
	return storetest.ErrKilled
}

func TestReferencesInACircleEnd(t *testing.T) { // C5
	s := newSpace(t)
	s.apply(`{"apiId":"node2","fields":[{"apiId":"next","kind":"REFERENCE","models":["node2"],"onDelete":"RESTRICT"}]}`)
	s.create("node2", "a", `{}`, true)
	s.create("node2", "b", `{"next":{"id":"a"}}`, true)
	s.update("a", `{"next":{"id":"b"}}`, true)
	used, err := s.UsedBy(s.ctx, "a", 10)
	s.must(err)
	equal(t, len(used), 1)
	wantCode(t, s.Delete(s.ctx, "a", 0), errs.Conflict)
	wantCode(t, s.Delete(s.ctx, "b", 0), errs.Conflict)
	s.update("a", `{"next":{"id":"a"}}`, true) // one that keeps itself
	s.update("b", `{"next":null}`, true)
	s.must(s.Delete(s.ctx, "b", 0))
}

// durable is a space on the disk, where every commit is synced.
func durable(b *testing.B) *space {
	b.Helper()
	table, err := embedded.Open(filepath.Join(b.TempDir(), "content.db"), embedded.Options{})
	if err != nil {
		b.Fatal(err)
	}
	index, err := embedded.Open(filepath.Join(b.TempDir(), "index.db"), embedded.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := table.Close(); err != nil {
			b.Error(err)
		}
		if err := index.Close(); err != nil {
			b.Error(err)
		}
	})
	s := &space{content.New(table, index, content.Options{}), b, auth.With(b.Context(), auth.Local)}
	s.apply(blog...)
	return s
}

// BenchmarkPublish saves and publishes entries, eight at a time.
func BenchmarkPublish(b *testing.B) {
	const writers = 8
	s := durable(b)
	for i := range writers {
		s.create("article", fmt.Sprintf("a%d", i), `{"title":"A"}`, false)
	}
	work := make(chan int)
	var wg sync.WaitGroup
	b.ResetTimer()
	for w := range writers {
		wg.Go(func() {
			for n := range work {
				_, err := s.Update(s.ctx, fmt.Sprintf("a%d", w), content.Change{Publish: true, Locale: "en",
					Values: vals(fmt.Sprintf(`{"views":%d,"title":"Number %d"}`, n, n))})
				if err != nil {
					b.Error(err)
				}
			}
		})
	}
	for n := range b.N {
		work <- n
	}
	close(work)
	wg.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "publishes/s")
}

// filled is a space of a thousand published articles.
func filled(b *testing.B) *space {
	s := durable(b)
	var all []content.ImportEntry
	for i := range 1000 {
		all = append(all, content.ImportEntry{ID: fmt.Sprintf("a%03d", i), Model: "article", Publish: true,
			Values: vals(fmt.Sprintf(`{"title":{"en":"Number %d"},"slug":"number-%d","views":%d}`, i, i, i%100))})
	}
	_, err := s.Import(s.ctx, all, false)
	s.must(err)
	b.ResetTimer()
	return s
}

// BenchmarkList20 reads the first page of a list.
func BenchmarkList20(b *testing.B) {
	s := filled(b)
	for b.Loop() {
		ids, _ := s.list(content.Live, "article", `{"views":{"gte":10}}`, `[{"views":"DESC"}]`, content.PageArgs{})
		if len(ids) != 20 {
			b.Fatalf("a page of %d", len(ids))
		}
	}
}

// BenchmarkLookup finds entries by a unique value.
func BenchmarkLookup(b *testing.B) {
	s := filled(b)
	sc, err := s.Schema(s.ctx)
	s.must(err)
	m := sc.Model("article")
	for n := 0; b.Loop(); n++ {
		s.must(s.View(s.ctx, content.Live, func(r *content.Reader) error {
			id, err := r.Lookup(s.ctx, m, "slug", "en", fmt.Sprintf("number-%d", n%1000))
			if id == "" {
				b.Fatal("not found")
			}
			return err
		}))
	}
}

// BenchmarkLoad imports new entries of five fields, published, a thousand at a time, on a disk that is synced.
func BenchmarkLoad(b *testing.B) {
	s := durable(b)
	s.apply(`{"apiId":"item","fields":[{"apiId":"title","kind":"TEXT"},{"apiId":"slug","kind":"SLUG"},{"apiId":"views","kind":"INTEGER"},
		{"apiId":"live","kind":"BOOLEAN"},{"apiId":"body","kind":"LONG_TEXT"}]}`)
	next := 0
	for b.Loop() {
		all := make([]content.ImportEntry, 1000)
		for i := range all {
			all[i] = content.ImportEntry{ID: fmt.Sprintf("i%08d", next), Model: "item", Publish: true,
				Values: vals(fmt.Sprintf(`{"title":"Number %d","slug":"number-%d","views":%d,"live":true,"body":"Boats come in at five."}`, next, next, next*7919%1000))}
			next++
		}
		if outcomes, _ := s.imports(all); outcomes[content.ImportCreated] != len(all) {
			b.Fatal(outcomes)
		}
	}
	b.ReportMetric(float64(next)/b.Elapsed().Seconds(), "entries/s")
}
