package content

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/maphash"
	"maps"
	"slices"
	"strings"
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
	Next     string // of a slice: where the next one goes on; "" when the walk came to its end
}

// checker gathers a report.
type checker struct {
	s      *Service
	repair bool
	seed   maphash.Seed
	window window
	mu     sync.Mutex
	report Report
	model  string              // at work
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
func (s *Service) Check(ctx context.Context, repair bool) (*Report, error) {
	return s.check(ctx, repair, &job{lost: true}, window{})
}

// CheckSlice is a part of Check: it goes on where the last slice ended, in whatever process, and ends in good order before
// the deadline of ctx. Its report is of this slice alone.
func (s *Service) CheckSlice(ctx context.Context, repair bool) (*Report, error) {
	j, err := s.loadJob(ctx, s.keys.check())
	if err != nil {
		return nil, err
	}
	return s.check(ctx, repair, j, windowOf(ctx, 0))
}

// check walks on from where a job stands. Without a window it comes to the end.
func (s *Service) check(ctx context.Context, repair bool, j *job, w window) (_ *Report, err error) {
	defer errs.Wrap(&err, "check the content")
	if err := auth.Require(ctx, auth.Administer, auth.Resource{}); err != nil {
		return nil, err
	}
	c, err := s.reload(ctx)
	if err != nil {
		return nil, err
	}
	k := &checker{s: s, repair: repair, seed: maphash.MakeSeed(), window: w}
	for _, stop := range s.checkStops(c) {
		if stop.name < j.Stop {
			continue
		}
		ended, err := k.walk(ctx, stop, j)
		if err != nil {
			return nil, err
		}
		if !ended {
			k.report.Next = fmt.Sprintf("%s, after %q", stop.partition, j.After)
			return &k.report, s.saveJob(ctx, j, 0)
		}
	}
	return &k.report, s.endJob(ctx, j)
}

// checkStop is one partition on the way of a check.
type checkStop struct {
	name      string // they are visited in the order of their names: the entries of a model, then its rows
	model     string
	partition string
	rows      bool
}

// checkStops are all partitions that list entries or hold rows, those of generations that are out of use included.
func (s *Service) checkStops(c *cached) (out []checkStop) {
	for model, man := range c.manifests {
		for shard := range uint32(registryShards) {
			p := s.keys.registryShard(model, shard)
			out = append(out, checkStop{model + "#entries#" + p, model, p, false})
		}
		for name, gs := range man.Indexes {
			for i := range gs {
				for _, p := range s.partitions(model, name, &gs[i]) {
					out = append(out, checkStop{model + "#rows#" + p, model, p, true})
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b checkStop) int { return strings.Compare(a.name, b.name) })
	return out
}

// walk visits one stop, and notes in the job how far it has come.
func (k *checker) walk(ctx context.Context, stop checkStop, j *job) (ended bool, err error) {
	if k.model != stop.model {
		k.model, k.needed = stop.model, map[uint64]struct{}{}
	}
	q := store.Query{Partition: stop.partition, KeysOnly: true, Consistent: store.Consistent}
	if j.Stop == stop.name {
		q.After = string(j.After)
	}
	j.Stop, j.After = stop.name, []byte(q.After)
	table, do := k.s.content, k.entries
	if stop.rows {
		table, do = k.s.index, k.rows
	}
	_, ended, err = k.s.walk(ctx, table, q, k.window, func(items []store.Item) (int, error) {
		n, err := do(ctx, items)
		if err != nil || n == 0 {
			return n, err
		}
		return n, k.s.advanceJob(ctx, j, stop.name, items[n-1].Sort)
	})
	return ended, err
}

// entries checks some of those that a registry lists.
func (k *checker) entries(ctx context.Context, items []store.Item) (int, error) {
	return several(ctx, len(items), walkWorkers, k.window, func(ctx context.Context, i int) error {
		return k.entry(ctx, k.model, items[i].Sort)
	})
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

// rows looks at some rows. The manifest is read after them, and the entries after the manifest (protocol section 5).
func (k *checker) rows(ctx context.Context, rows []store.Item) (int, error) {
	c, err := k.s.refreshManifest(ctx, k.model)
	if err != nil {
		return 0, err
	}
	n, err := several(ctx, len(rows), walkWorkers, k.window, func(ctx context.Context, i int) error {
		return k.row(ctx, c, rows[i].Key)
	})
	k.report.Rows += n
	return n, err
}

func (k *checker) row(ctx context.Context, c *cached, key store.Key) error {
	if _, known := k.needed[maphash.Comparable(k.seed, key)]; known {
		return nil
	}
	place, ok := k.s.keys.placeOf(key)
	if !ok {
		return nil
	}
	st, err := k.s.read(ctx, place.id)
	if err != nil || k.s.neededBy(c, key, place, st) {
		return err
	}
	f := Finding{Kind: StrayRow, Entry: place.id, Message: fmt.Sprintf("The index %s has a row that %s does not need.", key.Partition, place.id)}
	if k.repair {
		if f.Repaired, _, err = k.s.sweepRow(ctx, key); err != nil {
			return err
		}
	}
	k.find(f)
	return nil
}
