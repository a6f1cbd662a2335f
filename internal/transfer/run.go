package transfer

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/galley-cms/galley/internal/errs"
)

// Run is one import into one target: it applies the models, sends entries in batches and files one by one, and keeps the
// report. It is used from one goroutine.
type Run struct {
	Options
	Report *Report
	Names  *Names

	target  Target
	slugs   map[string]string // of models that existed before: the field of their slug
	unasked map[string]bool   // in a dry run: models that do not stand as the entries need them
	locale  string            // the default one
	batch   []waiting
	size    int
	done    int
	total   int
	fetch   *fetches
}

// waiting is an entry on its way, with what the report calls it.
type waiting struct {
	entry Entry
	item  string
}

// Begin reconciles the models with those of the target and applies them. Total is how many items there are in all.
func Begin(ctx context.Context, source string, t Target, models []*Model, total int, o Options) (r *Run, err error) {
	defer errs.Wrap(&err, "apply the models")
	r = &Run{Options: o, Report: NewReport(source, o.DryRun), target: t, unasked: map[string]bool{}, total: total, fetch: newFetches(o.Fetch)}
	locales, err := t.Locales(ctx)
	if err != nil {
		return nil, err
	}
	if len(locales) > 0 {
		r.locale = locales[0].Code
	}
	existing, err := t.Models(ctx)
	if err != nil {
		return nil, err
	}
	apply, names, err := Reconcile(existing, models, r.locale, r.Report)
	if err != nil {
		return nil, err
	}
	r.Names = names
	if r.slugs, err = existingSlugs(existing, models); err != nil {
		return nil, err
	}
	if len(apply) == 0 {
		return r, nil
	}
	changes, err := t.ApplyModels(ctx, apply, o.DryRun)
	if err != nil {
		return nil, err
	}
	r.Report.Changes = append(r.Report.Changes, changes...)
	for _, b := range apply {
		var m Model
		if err := json.Unmarshal(b, &m); err != nil {
			return nil, err
		}
		r.unasked[m.APIID] = o.DryRun
	}
	return r, nil
}

// DefaultLocale is the code of the target's default locale.
func (r *Run) DefaultLocale() string { return r.locale }

// Send puts an entry on its way, with its model and values named as the importer wanted them. Item is what the report
// calls it.
func (r *Run) Send(ctx context.Context, item string, e Entry) error {
	wanted := e.Model
	e.Model = r.Names.Model(wanted)
	e.Values, e.LiveValues = r.Names.Values(wanted, e.Values), r.Names.Values(wanted, e.LiveValues)
	if r.unasked[e.Model] {
		r.finish(e.Model, e.ID, item, Created)
		return nil
	}
	b, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("encode %s: %w", item, err)
	}
	if len(b) > MaxCall {
		r.Skip(e.Model, Line{Item: item, ID: e.ID, Message: fmt.Sprintf("is too large: an entry may have %d KB", MaxCall>>10)})
		return nil
	}
	if r.size+len(b) > MaxCall || len(r.batch) == maxBatch {
		if err := r.Flush(ctx); err != nil {
			return err
		}
	}
	r.batch = append(r.batch, waiting{e, item})
	r.size += len(b)
	return nil
}

// Flush sends what waits.
func (r *Run) Flush(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "send entries")
	batch := r.batch
	r.batch, r.size = nil, 0
	if err := r.freeSlugs(ctx, batch); err != nil {
		return err
	}
	results, err := r.call(ctx, batch)
	if err != nil {
		return err
	}
	for i, w := range batch {
		if results[i].Outcome == Failed {
			r.Skip(w.entry.Model, Line{Item: w.item, ID: w.entry.ID, Message: "was refused: " + results[i].Reason()})
			continue
		}
		if results[i].Message != "" || len(results[i].Problems) > 0 {
			r.Note(Line{Item: w.item, ID: w.entry.ID, Message: "stays a draft, since it could not be published: " + results[i].Reason()})
		}
		r.finish(w.entry.Model, w.entry.ID, w.item, results[i].Outcome)
	}
	return nil
}

func (r *Run) call(ctx context.Context, batch []waiting) ([]Result, error) {
	if len(batch) == 0 {
		return nil, nil
	}
	entries := make([]Entry, len(batch))
	for i, w := range batch {
		entries[i] = w.entry
	}
	results, err := r.target.Import(ctx, entries, r.DryRun)
	if err == nil && len(results) != len(batch) {
		err = fmt.Errorf("%d entries were sent, and %d answered", len(batch), len(results))
	}
	return results, err
}

// Reason gathers why an entry was refused.
func (res Result) Reason() string {
	parts := []string{}
	for _, p := range res.Problems {
		parts = append(parts, strings.TrimSuffix(p.Message, "."))
	}
	if len(parts) == 0 {
		parts = append(parts, strings.TrimSuffix(res.Message, "."))
	}
	return strings.Join(parts, "; ")
}

// Skip reports an item that does not come in, under the wanted name of its model.
func (r *Run) Skip(model string, l Line) {
	r.Report.Skip(r.Names.Model(model), l)
	r.Each.Tell(l.ID, l.Item, Failed, l.Message)
	r.step()
}

// Note reports something about an item that comes in.
func (r *Run) Note(l Line) { r.Report.Note(l) }

func (r *Run) finish(model, id, item string, o Outcome) {
	r.Report.Count(model, o)
	r.Each.Tell(id, item, o, "")
	r.step()
}

func (r *Run) step() {
	r.done++
	r.progress(r.done, max(r.total, r.done))
}

// AddLocales adds the locales that the target lacks. It changes neither the default nor any fallback, but for one case:
// a default locale that falls back to nothing gets main as its fallback, so that content which is there in main alone
// can be read without asking for a locale.
func (r *Run) AddLocales(ctx context.Context, wanted []Locale, main string) (err error) {
	defer errs.Wrap(&err, "add locales")
	had, err := r.target.Locales(ctx)
	if err != nil {
		return err
	}
	all := slices.Clone(had)
	for _, l := range wanted {
		if !slices.ContainsFunc(all, func(x Locale) bool { return x.Code == l.Code }) {
			all = append(all, l)
			r.Note(Line{Item: "locale " + l.Code, Message: "is added"})
		}
	}
	if len(had) > 0 && had[0].Code != main && had[0].Fallback == "" && main != "" {
		all[0].Fallback = main
		dropFallbacksTo(all, had[0].Code, main)
		r.Note(Line{Item: "locale " + had[0].Code, Message: "falls back to " + main + " from now on, where the content is"})
	}
	if r.DryRun || slices.Equal(all, had) {
		return nil
	}
	return r.target.SetLocales(ctx, all)
}

// dropFallbacksTo breaks the cycle that a chain from one locale back to another would make.
func dropFallbacksTo(all []Locale, first, from string) {
	for range all {
		i := slices.IndexFunc(all, func(l Locale) bool { return l.Code == from })
		if i < 0 {
			return
		}
		if all[i].Fallback == first {
			all[i].Fallback = ""
			return
		}
		from = all[i].Fallback
	}
}

// Time gives a time for an entry; nil for the zero time.
func Time(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC().Truncate(time.Microsecond)
	return &t
}

// Sorted lists the keys of a map in order.
func Sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
