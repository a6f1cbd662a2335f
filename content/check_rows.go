package content

import (
	"context"
	"fmt"
	"hash/maphash"

	"github.com/galley-cms/galley/internal/store"
)

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

// remembers tells whether an entry was seen to need a row.
func (k *checker) remembers(row store.Key) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	_, known := k.needed[maphash.Comparable(k.seed, row)]
	return known
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
	if k.remembers(key) {
		return nil
	}
	place, ok := k.s.keys.placeOf(key)
	if !ok {
		return nil
	}
	st, err := k.s.read(ctx, place.id)
	if err != nil {
		return k.unreadable(ctx, place.id, err)
	}
	if k.s.neededBy(c, key, place, st) {
		return k.registered(ctx, place)
	}
	return k.stray(ctx, key, st)
}

// stray reports a row that an entry does not need, unless it is of a running commit.
func (k *checker) stray(ctx context.Context, key store.Key, st *state) error {
	r, ok, err := k.s.readRow(ctx, key)
	if err != nil || !ok || r.Tag > st.head.seq && k.s.now().Sub(rowTime(r)) < rowAge {
		return err
	}
	f := Finding{Kind: StrayRow, Entry: st.id, Message: fmt.Sprintf("The index %s has a row that %s does not need.", key.Partition, st.id)}
	if k.repair {
		if f.Repaired, _, err = k.s.sweepRow(ctx, key); err != nil {
			return err
		}
	}
	k.find(ctx, f)
	return nil
}

// registered looks whether the registry lists an entry that has rows, once for each: by its row of createdAt. An entry is
// registered before it has rows that it needs. One that was not has been passed over by every backfill.
func (k *checker) registered(ctx context.Context, place rowPlace) error {
	if place.index != indexCreated || place.stage != Draft {
		return nil
	}
	listed, err := k.there(ctx, k.s.keys.registry(place.model, place.id))
	if err != nil || listed || !k.once(MissingRegistration, place.id) {
		return err
	}
	if k.repair {
		if err := k.register(ctx, place.model, place.id); err != nil {
			return err
		}
	}
	k.find(ctx, Finding{Kind: MissingRegistration, Entry: place.id, Repaired: k.repair,
		Message: fmt.Sprintf("The entry %s is not in the list of all entries of its model, so that new indexes would not have it.", place.id)})
	return k.entry(ctx, place.model, place.id)
}

// register lists an entry, and gives it the rows that backfills would have.
func (k *checker) register(ctx context.Context, model, id string) error {
	if err := k.s.register(ctx, model, id); err != nil {
		return err
	}
	c, err := k.s.current(ctx)
	if err != nil {
		return err
	}
	return k.s.backfillEntry(ctx, &job{}, model, id, c.manifests[model].Epoch)
}
