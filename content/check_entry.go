package content

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/galley-cms/galley/internal/store"
)

// entries checks some of those that a registry lists.
func (k *checker) entries(ctx context.Context, items []store.Item) (int, error) {
	return several(ctx, len(items), walkWorkers, k.window, func(ctx context.Context, i int) error {
		return k.entry(ctx, k.model, items[i].Sort)
	})
}

// entry checks what one entry needs.
func (k *checker) entry(ctx context.Context, model, id string) error {
	st, err := k.s.read(ctx, id)
	if err != nil {
		return k.unreadable(ctx, id, err)
	}
	if st.empty() || st.head.Model != model {
		return nil
	}
	c, err := k.s.knowing(ctx, st)
	if err != nil {
		return err
	}
	k.mu.Lock()
	k.report.Entries++
	k.mu.Unlock()
	if err := k.inTrash(ctx, st); err != nil {
		return err
	}
	m := c.schema.ModelByID(model)
	if m == nil {
		return nil
	}
	if err := k.foundWhenDue(ctx, st); err != nil {
		return err
	}
	if err := k.foundInSearch(ctx, st); err != nil {
		return err
	}
	if err := k.neededRows(ctx, m, c.manifests[model], st); err != nil {
		return err
	}
	if err := k.keptTargets(ctx, m, c.manifests[model], st); err != nil {
		return err
	}
	return k.heldClaims(ctx, m, c.manifests[model], st)
}

// unreadable reports an entry, once: one that cannot be read does not end the check.
func (k *checker) unreadable(ctx context.Context, id string, err error) error {
	if ctx.Err() == nil && k.once(BrokenEntry, id) {
		k.find(ctx, Finding{Kind: BrokenEntry, Entry: id, Message: err.Error()})
	}
	return ctx.Err()
}

// there tells whether there is an item of the content table.
func (k *checker) there(ctx context.Context, key store.Key) (found bool, err error) {
	err = k.s.content.View(ctx, func(r store.Reader) error {
		items, err := r.Get(ctx, store.Consistent, key)
		found = len(items) > 0
		return err
	})
	return found, err
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
		k.find(ctx, Finding{Kind: MissingRow, Entry: st.id, Repaired: mended,
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

// keptTargets looks for what an entry refers to by fields that keep their targets. What is gone was lost by hand, or before
// the field kept it: only people can say what should be there instead.
func (k *checker) keptTargets(ctx context.Context, m *Model, man *manifest, st *state) error {
	refs := k.s.keptBy(m, man, st)
	if len(refs) == 0 {
		return nil
	}
	gone, err := k.gone(ctx, refs)
	if err != nil || len(gone) == 0 {
		return err
	}
	now, err := k.s.read(ctx, st.id)
	if err != nil || now.head.seq != st.head.seq {
		return err
	}
	for _, to := range gone {
		k.find(ctx, Finding{Kind: DanglingReference, Entry: st.id, Message: fmt.Sprintf("The published entry %s refers by %s to %s, which is gone. "+
			"Restore and publish that, or choose another one and publish again.", st.id, label(to.field), to.id)})
	}
	return nil
}

// keptBy are the targets that the live copy of an entry keeps, each once for each field.
func (s *Service) keptBy(m *Model, man *manifest, st *state) (out []target) {
	for _, x := range m.indexes() {
		g, ok := man.serving(x.name)
		if !ok || !x.restricts() {
			continue
		}
		out = append(out, targetsOf(x.field, s.rowKeys(m, &x, &g, st, Live).minus(nil))...)
	}
	slices.SortFunc(out, func(a, b target) int { return strings.Compare(a.field.ID+"#"+a.id, b.field.ID+"#"+b.id) })
	return slices.Compact(out)
}

// gone are the targets that do not exist, are in the trash or were purged.
func (k *checker) gone(ctx context.Context, refs []target) (out []target, err error) {
	there := map[string]bool{}
	keys := make([]store.Key, len(refs))
	for i, to := range refs {
		keys[i] = k.s.keys.head(to.id)
	}
	err = k.s.content.View(ctx, func(r store.Reader) error {
		items, err := r.Get(ctx, store.Consistent, keys...)
		for _, i := range items {
			there[k.s.keys.idOf(i.Key)] = i.State == store.StateOpen || i.State == store.StateClosing
		}
		return err
	})
	for _, to := range refs {
		if !there[to.id] {
			out = append(out, to)
		}
	}
	return out, err
}
