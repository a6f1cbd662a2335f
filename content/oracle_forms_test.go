package content_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/galley-cms/galley/content"
)

// shape is a form of the field v, as the oracle knows it.
type shape struct{ number, list, localized bool }

func (f shape) file() string {
	out := `"kind":"TEXT"`
	if f.number {
		out = `"kind":"INTEGER"`
	}
	return fmt.Sprintf(`%s,"list":%t,"localized":%t`, out, f.list, f.localized)
}

// saved is a value as an entry was saved with it: words, one or several; nil for none.
type saved struct {
	items []string
	form  int // which of the forms that the field has had so far
}

// formsOracle changes the form of a field at random, and holds what is read and listed against what it makes of it itself.
type formsOracle struct {
	*tables
	rnd     *rand.Rand
	history []shape
	draft   map[string]saved
	live    map[string]saved
}

func (o *formsOracle) form() shape { return o.history[len(o.history)-1] }

// now is what becomes of a saved value: nil for null. What is older than eight changes is lost.
func (o *formsOracle) now(v saved) []string {
	if v.items == nil || len(o.history)-1-v.form > 8 {
		return nil
	}
	was, is := o.history[v.form], o.form()
	items := v.items
	if was.list && !is.list {
		items = items[:min(len(items), 1)]
	}
	out := []string{}
	for _, i := range items {
		if _, err := strconv.Atoi(i); err == nil || !is.number {
			out = append(out, i)
		}
	}
	if len(out) == 0 && !is.list {
		return nil
	}
	return out
}

// stored is a value in its stored form of now.
func (o *formsOracle) stored(v saved) string {
	items, f := o.now(v), o.form()
	if items == nil {
		return ""
	}
	out := make([]string, len(items))
	for i, s := range items {
		if out[i] = strconv.Quote(s); f.number {
			out[i] = s
		}
	}
	text := strings.Join(out, ",")
	if f.list {
		text = "[" + text + "]"
	}
	if f.localized {
		text = `{"en":` + text + `}`
	}
	return text
}

// resave is what saving an entry makes of its value.
func (o *formsOracle) resave(v saved) saved { return saved{o.now(v), len(o.history) - 1} }

var formWords = []string{"1", "2", "13", "word", "other"}

// edit writes a value at random, or leaves it as it is.
func (o *formsOracle) edit(s *space, id string) {
	o.t.Helper()
	v, f := o.resave(o.draft[id]), o.form()
	change := content.Change{Values: vals(fmt.Sprintf(`{"title":"%d"}`, o.rnd.IntN(1e6))), Publish: o.rnd.IntN(2) == 0}
	if o.rnd.IntN(2) == 0 {
		words := formWords
		if f.number {
			words = words[:3]
		}
		n := 1
		if f.list {
			n = 1 + o.rnd.IntN(2)
		}
		v.items = nil
		for range n {
			v.items = append(v.items, words[o.rnd.IntN(len(words))])
		}
		change.Values["v"] = json.RawMessage(o.stored(v))
	}
	_, err := s.Update(s.ctx, id, change)
	s.must(err)
	o.draft[id] = v
	if change.Publish {
		o.live[id] = v
	}
}

// compare holds values and lists against the oracle's.
func (o *formsOracle) compare(s *space, complete bool) {
	o.t.Helper()
	f := o.form()
	for id := range o.draft {
		if got, want := []string{s.value(id, "v"), s.liveValue(id, "v")}, []string{o.stored(o.draft[id]), o.stored(o.live[id])}; !slices.Equal(got, want) {
			o.t.Fatalf("%s: draft and live %q, want %q; saved as %+v and %+v, of the forms %+v", id, got, want, o.draft[id], o.live[id], o.history)
		}
	}
	for _, word := range formWords[:4] {
		if f.number && word == "word" {
			continue
		}
		operand := strings.Trim(strings.TrimPrefix(o.stored(saved{[]string{word}, len(o.history) - 1}), `{"en":`), "[]}")
		op := "eq"
		if f.list {
			op = "contains"
		}
		where := fmt.Sprintf(`{"v":{%q:%s}}`, op, operand)
		for stage, all := range map[content.Stage]map[string]saved{content.Draft: o.draft, content.Live: o.live} {
			want := []string{}
			for id, v := range all {
				if slices.Contains(o.now(v), word) {
					want = append(want, id)
				}
			}
			slices.Sort(want)
			equal(o.t, s.listed(stage, where, `[{"id":"ASC"}]`), want)
		}
	}
	if !f.list && complete {
		o.compareOrder(s)
	}
}

// compareOrder holds a list in the order of the field against the oracle's.
func (o *formsOracle) compareOrder(s *space) {
	o.t.Helper()
	var want []string
	for id := range o.draft {
		want = append(want, id)
	}
	key := func(id string) string {
		if v := o.now(o.draft[id]); v != nil && o.form().number {
			return fmt.Sprintf("%09s", v[0])
		} else if v != nil {
			return v[0]
		}
		return ""
	}
	slices.SortFunc(want, func(a, b string) int { return strings.Compare(key(a)+"#"+a, key(b)+"#"+b) })
	equal(o.t, s.listed(content.Draft, "", `[{"v":"ASC"}]`), want)
}

// listed gives a list that is never refused.
func (s *space) listed(stage content.Stage, where, order string) (ids []string) {
	s.t.Helper()
	size := 100
	ids, _ = s.list(stage, "memo", where, order, content.PageArgs{First: &size})
	return append([]string{}, ids...)
}

// TestRandomFormsEqualTheOracle changes the form of a field again and again, while entries are saved in between, some
// before its index is complete, some by a process that does not know yet. // C7
func TestRandomFormsEqualTheOracle(t *testing.T) {
	for seed := range uint64(12) {
		t.Run(fmt.Sprintf("seed=%d", seed), func(t *testing.T) {
			t.Parallel()
			b := newTables(t)
			o := &formsOracle{tables: b, rnd: rand.New(rand.NewPCG(seed, 5)), history: []shape{{}}, draft: map[string]saved{}, live: map[string]saved{}}
			s := b.lambda(nil)
			s.apply(memo(o.form().file()))
			var all []string
			for i := range 12 {
				all = append(all, fmt.Sprintf("m%02d", i))
				s.make(all[i], "null", true)
				o.draft[all[i]] = saved{}
				o.edit(s, all[i])
			}
			for range 14 {
				stale := b.process(nil)
				_, err := stale.Schema(stale.ctx)
				s.must(err)
				next := shape{o.rnd.IntN(2) == 0, o.rnd.IntN(2) == 0, o.rnd.IntN(2) == 0}
				if next == o.form() {
					continue
				}
				o.history = append(o.history, next)
				s.apply(memo(next.file()))
				o.compare(s, false)
				for range 3 {
					o.edit(s, all[o.rnd.IntN(len(all))])
				}
				o.stale(s, stale, all[0])
				if o.rnd.IntN(4) > 0 {
					s.must(s.Resume(s.ctx))
					o.compare(s, true)
				}
			}
			b.verify(b.recover(), all)
			o.compare(b.process(nil), true)
		})
	}
}

// stale saves an entry by a process that does not know the form of now: in the form before, if nobody has written the
// entry since, or, as it notices that, in that of now.
func (o *formsOracle) stale(s, stale *space, id string) {
	o.t.Helper()
	_, err := stale.Update(stale.ctx, id, content.Change{Values: vals(fmt.Sprintf(`{"title":"%d"}`, o.rnd.IntN(1e6)))})
	s.must(err)
	now, then, all := o.resave(o.draft[id]), o.draft[id], o.history
	if then.form < len(all)-1 {
		o.history = all[:len(all)-1]
		then = o.resave(then)
		o.history = all
	}
	if o.draft[id] = now; s.value(id, "v") != o.stored(now) {
		o.draft[id] = then
	}
	equal(o.t, s.value(id, "v"), o.stored(o.draft[id]))
	s.update(id, fmt.Sprintf(`{"title":"%d"}`, o.rnd.IntN(1e6)), false) // both may look the same now, and not later
	o.draft[id] = o.resave(o.draft[id])
}
