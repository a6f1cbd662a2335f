package content

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/search"
	"github.com/galley-cms/galley/internal/store"
)

// searchLag is how long a change may take to come to the search index before a check minds.
const searchLag = time.Minute

// heldInSearch are the seqs of the copies of entries that the search index holds, read once a check: before the entries,
// so that it cannot know more than these.
func (k *checker) heldInSearch(ctx context.Context) (map[string]map[search.Stage]int64, error) {
	k.holding.Lock()
	defer k.holding.Unlock()
	if k.held != nil {
		return k.held, nil
	}
	all := map[string]map[search.Stage]int64{}
	for after := (search.CopyKey{}); ; {
		copies, err := k.s.search.Copies(ctx, after, search.MaxHits)
		if err != nil {
			return nil, err
		}
		if len(copies) == 0 {
			k.held = all
			return all, nil
		}
		for _, c := range copies {
			if all[c.Entry] == nil {
				all[c.Entry] = make(map[search.Stage]int64, 2)
			}
			all[c.Entry][c.Stage], after = c.Seq, c.CopyKey
		}
	}
}

// foundInSearch compares an entry with what the search index holds of it.
func (k *checker) foundInSearch(ctx context.Context, st *state) error {
	if k.s.search == nil {
		return nil
	}
	all, err := k.heldInSearch(ctx)
	if err != nil || inSearch(st, all[st.id]) {
		return err
	}
	return k.driftOf(ctx, st.id)
}

// driftOf looks closer at an entry of which the search index holds something else: it may have changed meanwhile, or a
// moment ago.
func (k *checker) driftOf(ctx context.Context, id string) error {
	held, err := k.s.indexed(ctx, id)
	if err != nil {
		return err
	}
	st, err := k.s.read(ctx, id)
	if err != nil {
		return k.unreadable(ctx, id, err)
	}
	if inSearch(st, held) || k.s.now().Sub(event.TimeOf(st.head.LastEvent)) < searchLag {
		return nil
	}
	f := Finding{Kind: SearchDrift, Entry: id, Message: fmt.Sprintf("The search index does not hold the entry %s as it is.", id)}
	if k.repair {
		if err := k.s.repairSearch(ctx, id); err != nil {
			return err
		}
		f.Repaired = true
	}
	k.find(ctx, f)
	return nil
}

// strayInSearch looks for entries in the search index that are none, or none any more.
func (k *checker) strayInSearch(ctx context.Context) error {
	if k.s.search == nil {
		return nil
	}
	all, err := k.heldInSearch(ctx)
	if err != nil {
		return err
	}
	ids := make([]string, 0, len(all))
	for id := range all {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for chunk := range slices.Chunk(ids, searchBatch) {
		if k.window.closed() {
			return nil // the next check comes here again
		}
		if err := k.strayAmong(ctx, chunk); err != nil {
			return err
		}
	}
	return nil
}

func (k *checker) strayAmong(ctx context.Context, ids []string) error {
	keys, there := make([]store.Key, len(ids)), map[string]bool{}
	for i, id := range ids {
		keys[i] = k.s.keys.head(id)
	}
	err := k.s.content.View(ctx, func(r store.Reader) error {
		items, err := r.Get(ctx, store.Eventual, keys...)
		for _, i := range items {
			h, err := decodeHead(i)
			if err != nil {
				return err
			}
			there[k.s.keys.idOf(i.Key)] = h.DraftSeq != 0 || h.LiveSeq != 0
		}
		return err
	})
	for _, id := range ids {
		if err == nil && !there[id] {
			err = k.driftOf(ctx, id)
		}
	}
	return err
}

// repairSearch indexes an entry anew: at once, or by handing it over to those who do.
func (s *Service) repairSearch(ctx context.Context, id string) error {
	if s.repairs != nil {
		return s.repairs(ctx, id)
	}
	return s.RepairSearch(ctx, id)
}
