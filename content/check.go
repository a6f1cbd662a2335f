package content

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/maphash"
	"maps"
	"slices"
	"sync"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
)

// FindingKind is what a check can find.
type FindingKind string

// What a check can find.
const (
	StrayRow     FindingKind = "STRAY_ROW"     // an index row that no copy needs
	MissingRow   FindingKind = "MISSING_ROW"   // an index row that a copy needs
	StrayClaim   FindingKind = "STRAY_CLAIM"   // a unique value is claimed for an entry that is not live with it
	MissingClaim FindingKind = "MISSING_CLAIM" // a live entry does not hold the claim on its unique value
	BrokenEntry  FindingKind = "BROKEN_ENTRY"  // head and copies do not belong together, or cannot be read
)

// Finding is one thing that is not as it should be.
type Finding struct {
	Kind     FindingKind
	Entry    string
	Message  string
	Repaired bool
}

// Report is the result of a check.
type Report struct {
	Entries  int // looked at, those in the trash included
	Rows     int // of indexes, looked at
	Findings []Finding
}

// checker gathers a report.
type checker struct {
	s      *Service
	repair bool
	seed   maphash.Seed
	mu     sync.Mutex
	report Report
	needed map[uint64]struct{} // hashes of rows of the model at work that entries were seen to need
}

// maxNeeded bounds what a checker remembers, some 40 MB. Rows that are not remembered are checked one by one.
const maxNeeded = 2_000_000

// remember notes rows that an entry needs.
func (k *checker) remember(rows []store.Key) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, key := range rows {
		if len(k.needed) < maxNeeded {
			k.needed[maphash.Comparable(k.seed, key)] = struct{}{}
		}
	}
}

// Check walks over all entries and all index rows of the space and compares them; with repair it mends what it finds.
// It is the slow sweeper of protocol section 5 as well. Rows and entries of running commits are spared. It needs the
// permission to administer.
func (s *Service) Check(ctx context.Context, repair bool) (_ *Report, err error) {
	defer errs.Wrap(&err, "check the content")
	if err := auth.Require(ctx, auth.Administer, auth.Resource{}); err != nil {
		return nil, err
	}
	c, err := s.reload(ctx)
	if err != nil {
		return nil, err
	}
	k := &checker{s: s, repair: repair, seed: maphash.MakeSeed()}
	for _, m := range c.schema.Models() {
		k.needed = map[uint64]struct{}{}
		if err := s.eachRegistered(ctx, m.ID, func(ctx context.Context, id string) error { return k.entry(ctx, m.ID, id) }); err != nil {
			return nil, err
		}
		if err := k.rows(ctx, m.ID, c.manifests[m.ID]); err != nil {
			return nil, err
		}
	}
	return &k.report, nil
}

func (k *checker) find(f Finding) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.report.Findings = append(k.report.Findings, f)
}

// entry checks what one entry needs.
func (k *checker) entry(ctx context.Context, model, id string) error {
	st, err := k.s.read(ctx, id)
	if err != nil {
		k.find(Finding{Kind: BrokenEntry, Entry: id, Message: err.Error()})
		return ctx.Err() // one entry that cannot be read does not end the check
	}
	if st.empty() || st.head.Model != model {
		return nil
	}
	c, err := k.s.current(ctx)
	if err != nil {
		return err
	}
	if c.manifests[model].Epoch < st.head.Epoch {
		if c, err = k.s.refreshManifest(ctx, model); err != nil {
			return err
		}
	}
	k.mu.Lock()
	k.report.Entries++
	k.mu.Unlock()
	m := c.schema.ModelByID(model)
	if m == nil {
		return nil
	}
	if err := k.neededRows(ctx, m, c.manifests[model], st); err != nil {
		return err
	}
	return k.heldClaims(ctx, m, st)
}

// neededRows looks for the rows that an entry needs.
func (k *checker) neededRows(ctx context.Context, m *Model, man *manifest, st *state) error {
	complete, missing := k.s.completeRows(m, man, st), map[store.Key]bool{}
	for _, key := range complete {
		missing[key] = true
	}
	k.remember(complete)
	err := k.s.index.View(ctx, func(r store.Reader) error {
		found, err := r.Get(ctx, store.Consistent, slices.Collect(maps.Keys(missing))...)
		for _, i := range found {
			delete(missing, i.Key)
		}
		return err
	})
	if err != nil || len(missing) == 0 {
		return err
	}
	rows := slices.Collect(maps.Keys(missing))
	mended, moved, err := k.mend(ctx, st, rows, nil)
	if err != nil || moved {
		return err
	}
	for _, key := range rows {
		k.find(Finding{Kind: MissingRow, Entry: st.id, Repaired: mended,
			Message: fmt.Sprintf("The entry %s of %s is missing in the index %s.", st.id, m.APIID, key.Partition)})
	}
	return nil
}

// mend puts rows and writes claims of an entry, under its head. Moved says that the entry was changed since it was read,
// so that what was found says nothing.
func (k *checker) mend(ctx context.Context, st *state, rows []store.Key, claims []store.Write) (mended, moved bool, err error) {
	now, err := k.s.read(ctx, st.id)
	if err != nil || now.head.seq != st.head.seq {
		return false, err == nil, err
	}
	if !k.repair {
		return false, false, nil
	}
	seq := st.head.seq + 1
	if err := k.s.batch(ctx, k.s.index, k.s.rowPuts(rows, seq)); err != nil {
		return false, false, err
	}
	h := st.head
	h.seq = seq
	item, err := h.item(k.s.keys.head(st.id))
	if err != nil {
		return false, false, err
	}
	writes := append(claims, store.Put(item, store.VersionIs(st.head.seq)))
	err = k.s.transact(ctx, &transaction{writes: writes, blame: make([]func() error, len(writes))})
	if failedCondition(err) {
		return false, false, nil
	}
	if err == nil {
		st.head.seq = seq // what else is wrong can be mended, too
	}
	return err == nil, false, err
}

// heldClaims compares the unique values of an entry with the claims on them, those of its revisions included: a claim
// on a value that the entry once had must be gone, or be of another one.
func (k *checker) heldClaims(ctx context.Context, m *Model, st *state) error {
	want := k.s.claims(m, st.live)
	known, err := k.everClaimed(ctx, m, st)
	if err != nil || len(known) == 0 {
		return err
	}
	holders, err := k.holders(ctx, slices.Collect(maps.Keys(known)))
	if err != nil {
		return err
	}
	for key, c := range known {
		_, wanted := want[key]
		switch holder := holders[key]; {
		case wanted && holder != st.id:
			put := store.Put(store.Item{Key: key, Body: append([]byte{formatJSON}, appendJSON(nil, st.id)...)}, store.Absent())
			err = k.claim(ctx, st, put, Finding{Kind: MissingClaim, Entry: st.id,
				Message: fmt.Sprintf("The entry %s does not hold the claim on its %s.", st.id, label(c.field))})
		case !wanted && holder == st.id:
			err = k.claim(ctx, st, store.Delete(key, store.Always()), Finding{Kind: StrayClaim, Entry: st.id,
				Message: fmt.Sprintf("The entry %s holds the claim on a %s that it does not have.", st.id, label(c.field))})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// claim reports a claim, and mends it by a write.
func (k *checker) claim(ctx context.Context, st *state, w store.Write, f Finding) error {
	mended, moved, err := k.mend(ctx, st, nil, []store.Write{w})
	if f.Repaired = mended; err == nil && !moved {
		k.find(f)
	}
	return err
}

// everClaimed are the unique values that an entry has or had.
func (k *checker) everClaimed(ctx context.Context, m *Model, st *state) (map[store.Key]claimOf, error) {
	out := k.s.claims(m, st.live)
	if !slices.ContainsFunc(m.Fields, func(f *field.Field) bool { return f.Unique }) {
		return out, nil
	}
	maps.Copy(out, k.s.claims(m, st.draft))
	q := store.Query{Partition: k.s.keys.head(st.id).Partition, From: "rev#", To: "rev$", Consistent: store.Consistent}
	return out, k.s.eachPage(ctx, k.s.content, q, func(items []store.Item) error {
		for _, i := range items {
			b, err := decodeBody(i)
			if err != nil {
				return err
			}
			maps.Copy(out, k.s.claims(m, b))
		}
		return nil
	})
}

func (k *checker) holders(ctx context.Context, claims []store.Key) (map[store.Key]string, error) {
	out := map[store.Key]string{}
	return out, k.s.content.View(ctx, func(r store.Reader) error {
		items, err := r.Get(ctx, store.Consistent, claims...)
		for _, i := range items {
			var id string
			if err := json.Unmarshal(i.Body[1:], &id); err != nil {
				return err
			}
			out[i.Key] = id
		}
		return err
	})
}

// rows looks at every row of a model, in all generations that ever were.
func (k *checker) rows(ctx context.Context, model string, man *manifest) error {
	for name, gs := range man.Indexes {
		for _, g := range gs {
			for _, stage := range []Stage{Draft, Live} {
				for _, locale := range g.locales() {
					q := store.Query{Partition: k.s.keys.rows(model, name, g.Number, stage, locale), Consistent: store.Consistent, KeysOnly: true}
					if err := k.s.eachPage(ctx, k.s.index, q, func(rows []store.Item) error { return k.page(ctx, rows) }); err != nil {
						return err
					}
				}
			}
		}
	}
	return nil
}

// page looks at some rows.
func (k *checker) page(ctx context.Context, rows []store.Item) error {
	k.report.Rows += len(rows)
	for _, i := range rows {
		if _, known := k.needed[maphash.Comparable(k.seed, i.Key)]; known {
			continue
		}
		place, ok := k.s.keys.placeOf(i.Key)
		if !ok {
			continue
		}
		needed, _, err := k.s.needed(ctx, i.Key, place)
		if err != nil {
			return err
		}
		if needed {
			continue
		}
		f := Finding{Kind: StrayRow, Entry: place.id, Message: fmt.Sprintf("The index %s has a row that %s does not need.", i.Partition, place.id)}
		if k.repair {
			if f.Repaired, _, err = k.s.sweepRow(ctx, i.Key); err != nil {
				return err
			}
		}
		k.find(f)
	}
	return nil
}

// eachPage walks over a query, page by page: no View stays open meanwhile.
func (s *Service) eachPage(ctx context.Context, t store.Table, q store.Query, do func([]store.Item) error) error {
	q.Limit = 500
	for {
		var items []store.Item
		var more bool
		err := t.View(ctx, func(r store.Reader) error {
			p, err := r.Query(ctx, q)
			for _, i := range p.Items {
				i.Body = slices.Clone(i.Body)
				items = append(items, i)
			}
			more = p.More
			return err
		})
		if err != nil {
			return err
		}
		if err := do(items); err != nil || !more {
			return err
		}
		q.After = items[len(items)-1].Sort
	}
}
