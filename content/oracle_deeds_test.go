package content_test

import (
	"fmt"
	"slices"
	"time"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/errs"
)

// populate makes entries, half of them by an import in some worlds, and does random things to them.
func (w *world) populate(entries, deeds int) {
	for i := range 12 {
		id := fmt.Sprintf("other%02d", i)
		w.others = append(w.others, id)
		_, err := w.Create(w.ctx, "other", id, content.Change{Values: w.values(w.modelOf("other"), 90), Publish: w.chance(60)})
		w.must(err)
	}
	if w.chance(50) {
		w.load(entries / 2)
		entries -= entries / 2
	}
	for range entries {
		w.add()
		if w.chance(50) { // others are of the same moment
			w.clock.advance(time.Duration(w.rnd.IntN(3)) * time.Second)
		}
	}
	w.oracle = &oracle{chains: oracleChains}
	w.consult()
	for range deeds {
		w.deed()
	}
}

// newID is an id for the next thing, in no order.
func (w *world) newID(ending string) string {
	return fmt.Sprintf("%c%02d.%s", 'a'+w.rnd.IntN(26), len(w.ids), ending)
}

func (w *world) add() {
	id := w.newID(pick(w, []string{"", "X", "-", "_y"}))
	_, err := w.Create(w.ctx, "thing", id, content.Change{Values: w.values(w.thing(), 80), Publish: w.chance(40)})
	w.must(err)
	w.ids = append(w.ids, id)
}

// load imports entries, as old ones that move in.
func (w *world) load(entries int) {
	m := w.thing()
	var all []content.ImportEntry
	for range entries {
		e := content.ImportEntry{ID: w.newID("i"), Model: "thing", Values: w.values(m, 80), Publish: w.chance(60),
			Locales: w.someLocales(), CreatedAt: w.clock.Now().Add(-time.Duration(w.rnd.IntN(5)) * time.Hour)}
		if w.chance(20) {
			e.LiveValues = w.values(m, 80)
		}
		all = append(all, e)
		w.ids = append(w.ids, e.ID)
	}
	w.bringIn(all)
}

func (w *world) bringIn(all []content.ImportEntry) {
	results, err := w.Import(w.ctx, all, false)
	w.must(err)
	for _, r := range results {
		if r.Outcome == content.ImportFailed || r.Message != "" {
			w.t.Fatalf("%+v", r)
		}
	}
}

// deed does something to some entry, and now and then to the model. What an entry in the trash, or one that is not, cannot
// do is refused.
func (w *world) deed() {
	w.edits++
	w.clock.advance(time.Duration(w.rnd.IntN(2)) * time.Millisecond)
	id, m := pick(w, w.ids), w.thing()
	if w.chance(10) {
		id, m = pick(w, w.others), w.modelOf("other")
	}
	var err error
	var told *content.Entry
	switch n := w.rnd.IntN(44); {
	case n < 16:
		told, err = w.Update(w.ctx, id, content.Change{Values: w.values(m, 20), Publish: w.chance(30)})
	case n < 26:
		told, err = w.Publish(w.ctx, id, content.PublishOptions{Locales: w.someLocales()})
	case n < 30:
		told, err = w.Unpublish(w.ctx, id, content.PublishOptions{Locales: w.someLocales()})
	case n < 34:
		err = w.Delete(w.ctx, id, 0)
	case n < 38:
		told, err = w.Restore(w.ctx, id)
	case n < 41:
		w.importAgain(id, m)
	case n < 42:
		w.add()
		id = w.ids[len(w.ids)-1]
	case n < 43:
		w.rename()
	default:
		w.reindex()
	}
	if code := errs.CodeOf(err); code != "" && code != errs.NotFound {
		w.t.Fatalf("%s: %v", id, err)
	}
	w.hear(id, told)
}

// importAgain imports an entry that is there already, unless it is in the trash.
func (w *world) importAgain(id string, m *content.Model) {
	e, err := w.Entry(w.ctx, id)
	w.must(err)
	if e.Status != content.StatusTrashed {
		w.bringIn([]content.ImportEntry{{ID: id, Model: m.APIID, Values: w.values(m, 60), Publish: w.chance(50), Locales: w.someLocales()}})
	}
}

// rename gives a field another name.
func (w *world) rename() {
	f := pick(w, w.file["fields"].([]any)).(map[string]any)
	if f["apiId"] == "other" { // values are made by this name
		return
	}
	w.renames++
	f["was"] = f["apiId"]
	f["apiId"] = fmt.Sprintf("new%d", w.renames)
	w.apply()
	delete(f, "was")
	w.consult()
}

// reindex takes a field's index away and builds it anew, now and then in other shards.
func (w *world) reindex() {
	f := pick(w, w.file["fields"].([]any)).(map[string]any)
	if !w.thing().Field(f["apiId"].(string)).Kind.Scalar() {
		return
	}
	if w.chance(20) {
		w.file["shards"] = w.shards()
	}
	if w.chance(20) {
		w.draw()
	}
	before, given := f["filterable"]
	f["filterable"] = false
	w.apply()
	if f["filterable"] = before; !given {
		delete(f, "filterable")
	}
	w.apply()
	w.clock.advance(5 * time.Minute) // the old generation has drained
	_, err := w.Sweep(w.ctx)
	w.must(err)
	w.consult()
}

// consult tells the oracle of the whole space.
func (w *world) consult() {
	sc, err := w.Schema(w.ctx)
	w.must(err)
	w.oracle.schema, w.oracle.entries, w.oracle.at = sc, nil, map[string]int{}
	for _, id := range slices.Concat(w.ids, w.others) {
		w.hear(id, nil)
	}
}

// hear tells the oracle of one entry, as it is now. What its writer was told of it must be the same.
func (w *world) hear(id string, told *content.Entry) {
	w.t.Helper()
	e, err := w.Entry(w.ctx, id)
	w.must(err)
	if told != nil {
		equal(w.t, []any{told.Version, told.Status, told.Values, told.LiveValues}, []any{e.Version, e.Status, e.Values, e.LiveValues})
	}
	w.oracle.learn(e)
}
