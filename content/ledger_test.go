package content_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/content/index"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/store/storetest"
)

// ledger is a table that remembers every key that was ever put, so that tests can look at all that is in it.
type ledger struct {
	store.Table
	mu   sync.Mutex
	keys map[store.Key]bool
}

func newLedger(t store.Table) *ledger { return &ledger{Table: t, keys: map[store.Key]bool{}} }

func (l *ledger) note(writes []store.Write) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, w := range writes {
		if w.Op == store.OpPut {
			l.keys[w.Item.Key] = true
		}
	}
}

func (l *ledger) Transact(ctx context.Context, token string, writes ...store.Write) error {
	l.note(writes)
	return l.Table.Transact(ctx, token, writes...)
}

func (l *ledger) Batch(ctx context.Context, writes ...store.Write) []error {
	l.note(writes)
	return l.Table.Batch(ctx, writes...)
}

// items are all items whose partition contains part.
func (l *ledger) items(t testing.TB, part string) (out []store.Item) {
	t.Helper()
	l.mu.Lock()
	var keys []store.Key
	for k := range l.keys {
		if strings.Contains(k.Partition, part) {
			keys = append(keys, k)
		}
	}
	l.mu.Unlock()
	err := l.View(context.Background(), func(r store.Reader) error {
		items, err := r.Get(context.Background(), store.Consistent, keys...)
		for _, i := range items {
			i.Body = slices.Clone(i.Body)
			out = append(out, i)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// tables are the two tables of a space that processes come to and die on.
type tables struct {
	t              testing.TB
	ctx            context.Context
	content, index *ledger
	clock          *testClock
}

// schemaDrains is longer than readers of an index that was replaced may go on.
const schemaDrains = 5 * time.Minute

func newTables(t testing.TB) *tables {
	c := newTestClock()
	return &tables{t, auth.With(t.Context(), auth.Local), newLedger(storetest.NewAt(t, c.Now)), newLedger(storetest.NewAt(t, c.Now)), c}
}

// process is a service over the tables, under faults if there are any.
func (b *tables) process(f *storetest.Faults) *space { return b.open(f, content.Options{}) }

// lambda is a process that answers a change of models at once, leaves the building of indexes to others, and hands over
// what it has doubts about.
func (b *tables) lambda(f *storetest.Faults) *space {
	return b.open(f, content.Options{BuildTime: time.Nanosecond, HandOver: true})
}

func (b *tables) open(f *storetest.Faults, o content.Options) *space {
	var c, i store.Table = b.content, b.index
	if f != nil {
		c, i = f.Wrap(c), f.Wrap(i)
	}
	o.Clock, o.Log = b.clock, slog.New(slog.DiscardHandler)
	return &space{content.New(c, i, o), b.t, b.ctx}
}

// recover is what a new process does in the end, twenty minutes on.
func (b *tables) recover() *space {
	b.t.Helper()
	b.clock.advance(20 * time.Minute)
	s := b.process(nil)
	s.must(s.Resume(s.ctx))
	b.clock.advance(5 * time.Minute) // index generations that were replaced have drained
	_, err := s.Sweep(s.ctx)
	s.must(err)
	report, err := s.Check(s.ctx, true)
	s.must(err)
	for _, f := range report.Findings {
		if f.Kind != content.StrayRow { // the only trace that a crash may leave
			b.t.Errorf("after the crash: %s %s", f.Kind, f.Message)
		}
	}
	return s
}

// verify holds what is in the tables of a quiet space against what its entries need, and against each other.
func (b *tables) verify(s *space, ids []string) {
	b.t.Helper()
	report, err := s.Check(s.ctx, false)
	s.must(err)
	for _, f := range report.Findings {
		b.t.Errorf("found: %s %s", f.Kind, f.Message)
	}
	sc, err := s.Schema(s.ctx)
	s.must(err)
	registered := b.registered()
	var rows, claims []string
	for _, id := range ids {
		e, err := s.Entry(s.ctx, id)
		if err != nil {
			continue
		}
		if !registered[e.Model.ID+" "+id] {
			b.t.Errorf("%s is not in the registry of its model", id)
		}
		rows = append(rows, neededRows(sc, e)...)
		claims = append(claims, neededClaims(e)...)
		b.verifyReferences(s, e)
	}
	b.same("rows", rows, b.rows())
	b.same("claims", claims, b.claims())
}

// registered are the entries that the registries list, each behind its model.
func (b *tables) registered() map[string]bool {
	out := map[string]bool{}
	for _, i := range b.content.items(b.t, "#of#") {
		out[strings.Split(i.Partition, "#")[2]+" "+i.Sort] = true
	}
	return out
}

// same compares two multisets.
func (b *tables) same(what string, want, got []string) {
	b.t.Helper()
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(want, got) {
		missing := slices.DeleteFunc(slices.Clone(want), func(s string) bool { return slices.Contains(got, s) })
		stray := slices.DeleteFunc(slices.Clone(got), func(s string) bool { return slices.Contains(want, s) })
		b.t.Errorf("%s: missing %q, stray %q", what, missing, stray)
	}
}

// rows are all index rows of entries, as stage, locale, index and sort key.
func (b *tables) rows() (out []string) {
	for _, i := range b.index.items(b.t, "#") {
		p := strings.Split(i.Partition, "#")
		if len(p) < 6 {
			continue // a row in doubt that was handed over
		}
		out = append(out, fmt.Sprintf("%s %s %s %q", p[4], p[5], p[2], i.Sort))
	}
	return out
}

// neededRows works out the rows of an entry from its values.
func neededRows(sc *content.Schema, e *content.Entry) (out []string) {
	add := func(stage, locale, name string, elements ...[]byte) {
		for _, enc := range elements {
			out = append(out, fmt.Sprintf("%s %s %s %q", stage, locale, name, string(index.RowKey(enc, e.ID))))
		}
	}
	moment := func(t time.Time) []byte { return index.Encode(nil, "DATETIME", quoted(t.Format(time.RFC3339Nano))) }
	system := func(stage string) {
		add(stage, "-", "$c", moment(e.CreatedAt))
		if stage == "d" {
			add("d", "-", "$u", moment(e.UpdatedAt))
			add("d", "-", "$s", index.Encode(nil, "ENUM", quoted(string(e.Status))))
			return
		}
		add("l", "-", "$p", moment(e.PublishedAt))
		add("l", "-", "$f", moment(e.FirstPublishedAt))
	}
	for stage, v := range map[string]map[string]json.RawMessage{"d": e.Values, "l": e.LiveValues} {
		if v == nil {
			continue
		}
		system(stage)
		for _, x := range e.Model.Indexes {
			for _, l := range localesOf(sc, e.Model, x) {
				add(stage, l, strings.Join(x.Fields, "+"), joined(sc, e, stage, l, x)...)
			}
		}
		for _, f := range e.Model.Fields {
			switch {
			case !f.IsFilterable() && !f.Unique:
			case !f.Localized:
				add(stage, "-", f.ID, index.Elements(f, v[f.ID])...)
			default:
				var own map[string]json.RawMessage
				if v[f.ID] != nil {
					mustDecode(v[f.ID], &own)
				}
				for _, l := range sc.Locales {
					add(stage, l.Code, f.ID, index.Elements(f, firstOf(own, sc.Chain(l.Code)))...)
				}
			}
		}
	}
	return out
}

// localesOf are the locales in which an index on several fields has rows: all if a field of it is localised.
func localesOf(sc *content.Schema, m *content.Model, x content.Index) (out []string) {
	if !slices.ContainsFunc(x.Fields, func(id string) bool { f := m.FieldByID(id); return f != nil && f.Localized }) {
		return []string{"-"}
	}
	for _, l := range sc.Locales {
		out = append(out, l.Code)
	}
	return out
}

// joined are the keys of an index on several fields, without the id; none if a field has no rows in the stage.
func joined(sc *content.Schema, e *content.Entry, stage, locale string, x content.Index) [][]byte {
	out := [][]byte{nil}
	for _, id := range x.Fields {
		var longer [][]byte
		for _, begun := range out {
			for _, enc := range elementsOf(sc, e, stage, locale, id) {
				longer = append(longer, slices.Concat(begun, enc))
			}
		}
		out = longer
	}
	return out
}

func elementsOf(sc *content.Schema, e *content.Entry, stage, locale, id string) [][]byte {
	one := func(in string, kind field.Kind, stored json.RawMessage) [][]byte {
		if !strings.Contains(in, stage) {
			return nil
		}
		return [][]byte{index.Encode(nil, kind, stored)}
	}
	moment := func(t time.Time) json.RawMessage { return quoted(t.Format(time.RFC3339Nano)) }
	switch id {
	case "$c":
		return one("dl", "DATETIME", moment(e.CreatedAt))
	case "$u":
		return one("d", "DATETIME", moment(e.UpdatedAt))
	case "$s":
		return one("d", "ENUM", quoted(string(e.Status)))
	case "$p":
		return one("l", "DATETIME", moment(e.PublishedAt))
	case "$f":
		return one("l", "DATETIME", moment(e.FirstPublishedAt))
	}
	f, v := e.Model.FieldByID(id), e.Values[id]
	if stage == "l" {
		v = e.LiveValues[id]
	}
	if f.Localized && v != nil {
		var own map[string]json.RawMessage
		mustDecode(v, &own)
		v = firstOf(own, sc.Chain(locale))
	}
	return index.Elements(f, v)
}

func firstOf(own map[string]json.RawMessage, chain []string) json.RawMessage {
	for _, l := range chain {
		if own[l] != nil {
			return own[l]
		}
	}
	return nil
}

// claims are all unique claims, as field, locale and holder.
func (b *tables) claims() (out []string) {
	for _, i := range b.content.items(b.t, "#unique#") {
		p := strings.Split(i.Partition, "#")
		field, _, _ := strings.Cut(p[3], "@") // behind it, since when
		out = append(out, field+" "+p[4]+" "+string(i.Body[1:]))
	}
	return out
}

func neededClaims(e *content.Entry) (out []string) {
	for _, f := range e.Model.Fields {
		v := e.LiveValues[f.ID]
		if !f.Unique || v == nil {
			continue
		}
		locales := map[string]json.RawMessage{"-": v}
		if f.Localized {
			locales = nil
			mustDecode(v, &locales)
		}
		for l := range locales {
			out = append(out, f.ID+" "+l+` "`+e.ID+`"`)
		}
	}
	return out
}

// verifyReferences looks for live references that should have kept their targets. // G4
func (b *tables) verifyReferences(s *space, e *content.Entry) {
	sc, err := s.Schema(s.ctx)
	s.must(err)
	for _, f := range e.Model.Fields {
		if f.OnDelete != "RESTRICT" {
			continue
		}
		for _, ref := range sc.References(&content.Model{Fields: slices.DeleteFunc(slices.Clone(e.Model.Fields),
			func(g *field.Field) bool { return g != f })}, e.LiveValues) {
			target, err := s.Entry(s.ctx, ref.ID)
			if err != nil || target.Status == content.StatusTrashed {
				b.t.Errorf("the live entry %s refers to %s, which is gone (%v)", e.ID, ref.ID, err)
			}
		}
	}
}

// verifyEvents holds the events of each entry against its versions: one a commit, rising, none missing. It gives the
// versions that were committed, by entry. // G5
func (b *tables) verifyEvents(s *space, ids []string) map[string]map[int64]event.Event {
	b.t.Helper()
	byEntry := map[string][]event.Event{}
	for _, i := range b.content.items(b.t, "#outbox#") {
		e, err := event.Decode(i)
		if err != nil {
			b.t.Fatal(err)
		}
		byEntry[e.Entry] = append(byEntry[e.Entry], e)
	}
	out := map[string]map[int64]event.Event{}
	for _, id := range ids {
		events, last := byEntry[id], int64(0)
		slices.SortFunc(events, func(a, b event.Event) int { return strings.Compare(a.ID, b.ID) })
		out[id] = map[int64]event.Event{}
		for _, e := range events {
			if e.Before != last || e.After != last+1 {
				b.t.Errorf("%s: after version %d comes the event %s of %d to %d", id, last, e.ID, e.Before, e.After)
			}
			last = e.After
			out[id][last] = e
		}
		e, err := s.Entry(s.ctx, id)
		purged := slices.Contains(out[id][last].Types, event.EntryPurged)
		if err == nil && e.Version != last || err != nil && last != 0 && !purged {
			b.t.Errorf("%s: the last event is of version %d, the entry %+v %v", id, last, e, err)
		}
	}
	return out
}
