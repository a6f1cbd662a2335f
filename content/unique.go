package content

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/content/index"
	"github.com/galley-cms/galley/internal/store"
)

// uniqueness is a time in which a field is unique. Its claims are its own: they never meet those of another time, before
// or after it. A field that was unique when it was made has none of these: its claims are complete from the start.
type uniqueness struct {
	Since int64 `json:"since"` // entries of this epoch or later hold the claims on their values, but for those that note otherwise
	Built bool  `json:"built"` // all entries were walked over

	// Left are entries that were found without claims, since another one holds their value; More says that there are more
	// of them. Without any, the field is unique.
	Left []string `json:"left,omitempty"`
	More bool     `json:"more,omitempty"`
}

// maxLeft bounds the entries that a manifest names.
const maxLeft = 100

func (u *uniqueness) complete() bool { return u.Built && len(u.Left) == 0 && !u.More }

// unique is what the manifest says of a unique field.
func (m *manifest) unique(f *field.Field) uniqueness {
	if u, ok := m.Unique[f.ID]; ok {
		return u
	}
	return uniqueness{Built: true}
}

// claimName names the time in which a field is unique, in the keys of its claims and in heads.
func (m *manifest) claimName(f *field.Field) string {
	if u := m.unique(f); u.Since > 0 {
		return fmt.Sprintf("%s@%d", f.ID, u.Since)
	}
	return f.ID
}

// unclaimed tells whether an entry holds none of the claims on its values of a unique field: it was last written before
// all had to, or has to share a value with another one.
func (m *manifest) unclaimed(f *field.Field, h *head) bool {
	return h.Epoch < m.unique(f).Since || slices.Contains(h.Unclaimed, m.claimName(f))
}

// claimed begins a time in which a field is unique: entries get their claims by a walk.
func (m *manifest) claimed(f *field.Field) {
	m.Epoch++
	if m.Unique == nil {
		m.Unique = map[string]uniqueness{}
	}
	m.Unique[f.ID] = uniqueness{Since: m.Epoch}
}

// lapse is a time in which a field was unique, and its claims, which nobody asks for any more: commits and a walk release
// them.
type lapse struct {
	Field field.Field `json:"field"` // as it was
	Name  string      `json:"name"`  // claimName
	Since int64       `json:"since"` // entries of this epoch or later have none of these claims
}

// reclaim begins and ends the times in which fields of a model are unique, and tells whether there was anything to do.
func (m *manifest) reclaim(model, old *Model) (changed bool) {
	for _, o := range old.Fields {
		if is := model.FieldByID(o.ID); !o.Unique || (is != nil && is.Unique) {
			continue
		}
		m.Epoch++
		was := o.Form()
		was.Former = o.Former
		m.Lapses, changed = append(m.Lapses, lapse{was, m.claimName(o), m.Epoch}), true
		delete(m.Unique, o.ID)
	}
	for _, f := range model.Fields {
		was := old.FieldByID(f.ID)
		if f.Unique && (was != nil && !was.Unique || was == nil && len(f.Former) > 0) {
			m.claimed(f)
			changed = true
		}
	}
	return changed
}

// lapsedClaims are the claims that a live copy had as of former times, and that an entry of an epoch may still hold.
func (s *Service) lapsedClaims(m *Model, man *manifest, epoch int64, live *body) (out []store.Key) {
	if live == nil {
		return nil
	}
	for _, l := range man.Lapses {
		if epoch >= l.Since {
			continue
		}
		eachLocale(&l.Field, m.stored(&l.Field, live.asStored()), func(locale string, own []byte) {
			out = append(out, s.keys.claim(m.ID, l.Name, locale, index.ClaimForm(l.Field.Kind, own)))
		})
	}
	return out
}

// claimChanges are the claims that a commit, or a walk, takes and releases.
type claimChanges struct {
	puts map[store.Key]claimOf
	dels []store.Key
}

// compareClaims works out the claims of a commit that turns old into next, and notes in the head of next what it does not
// hold. A commit that leaves the live copy as it is leaves it to the walk to take claims that it has not.
func (s *Service) compareClaims(m *Model, man *manifest, old, next *state) (out claimChanges) {
	out.puts = map[store.Key]claimOf{}
	out.dels = s.lapsedClaims(m, man, old.head.Epoch, old.live)
	next.head.Unclaimed = nil
	for _, f := range m.Fields {
		if !f.Unique {
			continue
		}
		before, after := s.claimsOf(m, man, f, old.live), s.claimsOf(m, man, f, next.live)
		if man.unclaimed(f, &old.head) {
			if old.live == next.live && len(after) > 0 {
				next.head.Unclaimed = append(next.head.Unclaimed, man.claimName(f))
				continue
			}
			before = nil
		}
		for k, c := range after {
			if _, held := before[k]; !held {
				out.puts[k] = c
			}
		}
		for k := range before {
			if _, kept := after[k]; !kept {
				out.dels = append(out.dels, k)
			}
		}
	}
	return out
}

// claimItem is a claim that an entry holds.
func claimItem(k store.Key, id string) store.Item {
	return store.Item{Key: k, Body: append([]byte{formatJSON}, appendJSON(nil, id)...)}
}

// missingClaims are the claims of an entry that it does not hold, by field.
func (s *Service) missingClaims(m *Model, man *manifest, st *state) map[*field.Field]map[store.Key]claimOf {
	out := map[*field.Field]map[store.Key]claimOf{}
	for _, f := range m.Fields {
		if !f.Unique || !man.unclaimed(f, &st.head) {
			continue
		}
		if all := s.claimsOf(m, man, f, st.live); len(all) > 0 {
			out[f] = all
		}
	}
	return out
}

// takeClaims are the writes by which an entry takes the claims that it misses, as far as nobody else holds them, and
// releases those of former times. It notes in the head which ones it does not get; shared tells whether there are any.
func (s *Service) takeClaims(ctx context.Context, m *Model, man *manifest, st *state, h *head) (writes []store.Write, shared bool, err error) {
	missing := s.missingClaims(m, man, st)
	h.Unclaimed = nil
	for _, k := range s.lapsedClaims(m, man, st.head.Epoch, st.live) {
		writes = append(writes, store.Delete(k, store.Always()))
	}
	for _, f := range m.Fields {
		all := missing[f]
		if len(all) == 0 {
			continue
		}
		holders, err := s.holders(ctx, slices.Collect(maps.Keys(all)))
		if err != nil {
			return nil, false, err
		}
		if heldByOthers(holders, st.id) {
			h.Unclaimed, shared = append(h.Unclaimed, man.claimName(f)), true
			continue
		}
		for k := range all {
			if holders[k] == "" {
				writes = append(writes, store.Put(claimItem(k, st.id), store.Absent()))
			}
		}
	}
	return writes, shared, nil
}

func heldByOthers(holders map[store.Key]string, id string) bool {
	for _, holder := range holders {
		if holder != id {
			return true
		}
	}
	return false
}

// found notes in the job an entry whose value another one holds.
func (j *job) found(id string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	switch {
	case slices.Contains(j.Left, id):
	case len(j.Left) < maxLeft:
		j.Left = append(j.Left, id)
	default:
		j.More = true
	}
}

// walked notes that a walk came to its end: which values are unique from now on, which entries have to be mended, that no
// claims are left of fields that are not unique any more, and that all entries fit the locales of the space.
func (m *manifest) walked(since int64, left []string, more bool) {
	for id, u := range m.Unique {
		if !u.Built && u.Since <= since {
			m.Unique[id] = uniqueness{Since: u.Since, Built: true, Left: left, More: more}
		}
	}
	if m.Unplaced <= since {
		m.Unplaced = 0
	}
	m.Lapses = slices.DeleteFunc(m.Lapses, func(l lapse) bool { return l.Since <= since })
}

// retryClaims lets entries that had to share a value take their claims, if they can by now. It orders another walk over
// all if there were more than the manifest names.
func (s *Service) retryClaims(ctx context.Context, man *manifest, w window) error {
	left := man.duplicates()
	if len(left) == 0 {
		return nil
	}
	j := &job{}
	n, err := several(ctx, len(left), walkWorkers, w, func(ctx context.Context, i int) error {
		return s.backfillEntry(ctx, j, man.Model, left[i], man.Epoch)
	})
	if err != nil || n < len(left) || len(j.Left) == len(left) {
		return err
	}
	next := man.clone()
	next.mended(j.Left)
	if err := s.putManifest(ctx, next); err != nil && !failedCondition(err) { // then somebody else was at it
		return err
	}
	return nil
}

// mended notes that no others than these have to share a value, of the entries that are known.
func (m *manifest) mended(left []string) {
	for field, u := range m.Unique {
		if len(u.Left) == 0 {
			continue
		}
		u.Left = slices.DeleteFunc(slices.Clone(u.Left), func(id string) bool { return !slices.Contains(left, id) })
		if u.More && len(u.Left) == 0 {
			u.Built, u.More = false, false
		}
		m.Unique[field] = u
	}
}

// duplicates are the entries that are known to share a unique value with another one.
func (m *manifest) duplicates() (out []string) {
	for _, u := range m.Unique {
		out = append(out, u.Left...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// retryShared looks at the entries of all models that had to share a unique value.
func (s *Service) retryShared(ctx context.Context, w window) error {
	c, err := s.fresh(ctx)
	if err != nil {
		return err
	}
	for _, m := range c.schema.Models() {
		if err := s.retryClaims(ctx, c.manifests[m.ID], w); err != nil {
			return err
		}
	}
	return nil
}
