package content_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/store/storetest"
)

// priced is a space whose operations are counted: a model of 8 filterable fields, localised in 2 locales or not, and a
// long text that makes bodies of 2 KB.
type priced struct {
	*space
	clock *testClock
}

func newPriced(t *testing.T, localized bool) *priced {
	clock := newTestClock()
	s := content.New(store.Meter(storetest.New(t), store.MeterOptions{}), store.Meter(storetest.New(t), store.MeterOptions{}), content.Options{Clock: clock})
	p := &priced{&space{s, t, auth.With(t.Context(), auth.Local)}, clock}
	p.must(s.SetLocales(p.ctx, []content.Locale{{Code: "en"}, {Code: "de"}}))
	p.apply(pricedModel(8, localized))
	return p
}

func pricedModel(fields int, localized bool) string {
	var list []string
	for i := range fields {
		list = append(list, fmt.Sprintf(`{"apiId":"f%d","kind":"TEXT","localized":%t}`, i, localized))
	}
	return `{"apiId":"page","fields":[{"apiId":"text","kind":"LONG_TEXT"},` + strings.Join(list, ",") + `]}`
}

func pricedValues(localized bool, value string) map[string]json.RawMessage {
	out := map[string]json.RawMessage{"text": json.RawMessage(`"` + noise(1200) + `"`)}
	for i := range 8 {
		one := fmt.Sprintf(`"%s %d"`, value, i)
		if localized {
			one = fmt.Sprintf(`{"en":%s,"de":"de %s"}`, one, strings.Trim(one, `"`))
		}
		out[fmt.Sprintf("f%d", i)] = json.RawMessage(one)
	}
	return out
}

// price is what a deed costs.
func (p *priced) price(deed func(ctx context.Context) error) store.Totals {
	p.t.Helper()
	p.clock.advance(1e9)
	ctx, usage := store.WithUsage(p.ctx)
	p.must(deed(ctx))
	return usage.Totals()
}

// TestWriteUnits holds operations to the table of protocol section 9.
func TestWriteUnits(t *testing.T) {
	change := func(ctx context.Context, p *priced, c content.Change) error {
		_, err := p.Update(ctx, "a", c)
		return err
	}
	publish := func(ctx context.Context, p *priced) error {
		_, err := p.Publish(ctx, "a", content.PublishOptions{})
		return err
	}
	create := func(localized, live bool) func(context.Context, *priced) error {
		return func(ctx context.Context, p *priced) error {
			_, err := p.Create(ctx, "page", "a", content.Change{Values: pricedValues(localized, "v"), Publish: live})
			return err
		}
	}
	one := content.Change{Values: vals(`{"f0":"other"}`)}
	two := content.Change{Values: vals(`{"f0":"another"}`)}
	type deed = func(context.Context, *priced) error
	for _, c := range []struct {
		name      string
		localized bool
		before    []deed
		deed      deed
		want      float64
		reads     float64 // head, draft and live, a unit each, there or not; for a new entry twice, and the manifest between
	}{
		{"save, one field changed", false,
			[]deed{create(false, true), func(ctx context.Context, p *priced) error { return change(ctx, p, two) }},
			func(ctx context.Context, p *priced) error { return change(ctx, p, one) }, 12, 3},
		{"first save after a publish", false,
			[]deed{create(false, true)},
			func(ctx context.Context, p *priced) error { return change(ctx, p, one) }, 14, 3},
		{"publish, one field changed", false,
			[]deed{create(false, true), func(ctx context.Context, p *priced) error { return change(ctx, p, one) }}, publish, 18, 3},
		{"create a draft", true, nil, create(true, false), 28, 7},
		{"its first publish", true, []deed{create(true, false)}, publish, 33, 3},
		{"create and publish at once", true, nil, create(true, true), 55, 7},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newPriced(t, c.localized)
			for _, d := range c.before {
				p.price(func(ctx context.Context) error { return d(ctx, p) })
			}
			got := p.price(func(ctx context.Context) error { return c.deed(ctx, p) })
			if got.WriteUnits != c.want || got.ReadUnits != c.reads {
				t.Errorf("%v write units, want %v; %v read units, want %v: %+v", got.WriteUnits, c.want, got.ReadUnits, c.reads, got)
			}
		})
	}
}

func TestBackfillUnits(t *testing.T) {
	p := newPriced(t, true)
	create := func(id string) {
		_, err := p.Create(p.ctx, "page", id, content.Change{Values: pricedValues(true, "v"), Publish: true})
		p.must(err)
	}
	apply := func(fields int) func(context.Context) error {
		return func(ctx context.Context) error {
			_, err := p.ApplyModels(ctx, raw([]string{pricedModel(fields, true)}), false, true)
			return err
		}
	}
	// What an entry costs is the difference between a walk over eleven and one over one.
	create("first")
	few := p.price(apply(9))
	for i := range 10 {
		create(fmt.Sprintf("e%d", i))
	}
	many := p.price(apply(10))
	if got := many.WriteUnits - few.WriteUnits; got != 10*5 {
		t.Errorf("%v write units for ten entries, want 50", got)
	}
	if got := many.Items - few.Items; got != 10*3 {
		t.Errorf("%v items read for ten entries, want 30", got)
	}
}

// TestReadUnits counts what a page of a list reads.
func TestReadUnits(t *testing.T) {
	p := newPriced(t, false)
	for i := range 30 {
		_, err := p.Create(p.ctx, "page", fmt.Sprintf("e%d", i), content.Change{Values: pricedValues(false, "v"), Publish: true})
		p.must(err)
		p.clock.advance(1e9)
	}
	for _, c := range []struct {
		stage content.Stage
		want  float64 // the index rows, then 21 copies; drafts with their heads
	}{{content.Live, 0.5 + 10.5}, {content.Draft, 1 + 21 + 21}} {
		p.list(c.stage, "page", "", "", content.PageArgs{}) // reads the models again: their lease has run out
		for _, order := range []string{`[{"createdAt":"ASC"}]`, ``, `[{"createdAt":"DESC"},{"id":"DESC"}]`} {
			got := p.price(func(ctx context.Context) error {
				s := *p.space
				s.ctx = ctx
				s.list(c.stage, "page", "", order, content.PageArgs{})
				return nil
			})
			if got.ReadUnits != c.want || got.Gets != 1 || got.Queries != 1 {
				t.Errorf("stage %d, order %s: %v read units, want %v: %+v", c.stage, order, got.ReadUnits, c.want, got)
			}
		}
	}
}

// TestRoundTrips counts how often an operation goes to the tables: where they are far away, that is its time.
func TestRoundTrips(t *testing.T) {
	p := newPriced(t, false)
	p.apply(`{"apiId":"note","fields":[{"apiId":"slug","kind":"SLUG","unique":true},{"apiId":"page","kind":"REFERENCE","models":["page"]}]}`)
	create := func(ctx context.Context, id string, live bool) error {
		_, err := p.Create(ctx, "note", id, content.Change{Values: vals(`{"slug":"` + id + `"}`), Publish: live})
		return err
	}
	view := func(ctx context.Context, read func(*content.Reader) error) error {
		return p.View(ctx, content.Live, read)
	}
	for i := range 30 {
		p.must(create(p.ctx, fmt.Sprintf("n%d", i), true))
		p.clock.advance(1e9)
	}
	sc, err := p.Schema(p.ctx)
	p.must(err)
	note := sc.Model("note")
	p.list(content.Live, "note", "", "", content.PageArgs{}) // reads the models again: their lease has run out
	q, err := content.Prepare(sc, content.QuerySpec{Model: note})
	p.must(err)
	for _, c := range []struct {
		name                            string
		gets, queries, batches, commits int64
		deed                            func(context.Context) error
	}{
		{"list of 20", 1, 1, 0, 0, func(ctx context.Context) error {
			return view(ctx, func(r *content.Reader) error {
				_, err := r.List(ctx, q, content.PageArgs{})
				return err
			})
		}},
		{"by slug", 2, 0, 0, 0, func(ctx context.Context) error {
			return view(ctx, func(r *content.Reader) error {
				_, err := r.Lookup(ctx, note, "slug", "en", "n7")
				return err
			})
		}},
		{"create a draft", 3, 0, 2, 1, func(ctx context.Context) error { return create(ctx, "new", false) }},
		{"save", 1, 0, 2, 1, func(ctx context.Context) error {
			_, err := p.Update(ctx, "new", content.Change{Values: vals(`{"slug":"newer"}`)})
			return err
		}},
		{"publish", 2, 0, 2, 1, func(ctx context.Context) error { // its claim is looked at before rows are put
			_, err := p.Publish(ctx, "new", content.PublishOptions{})
			return err
		}},
	} {
		got := p.price(c.deed)
		if got.Gets != c.gets || got.Queries != c.queries || got.Batches != c.batches || got.Transacts != c.commits || got.AtomicGets != 0 {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
}
