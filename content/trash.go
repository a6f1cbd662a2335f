package content

import (
	"context"
	"strings"
	"time"

	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
)

// trashAge is how long an entry stays in the trash before it is purged.
const trashAge = 30 * 24 * time.Hour

// maxPurges bounds the entries that one sweep takes out of each partition of the trash.
const maxPurges = 250

// What is in the trash is listed in the order of time, in partitions of its own: s#trash#shard / time#id. An item is
// written with the delete, and removed with the restore or the purge. It only says where to look: the head says whether,
// and since when, an entry is in the trash.

// PurgeAt is when an entry in the trash is removed for good; zero for others.
func (e *Entry) PurgeAt() time.Time {
	if e.TrashedAt.IsZero() {
		return e.TrashedAt
	}
	return e.TrashedAt.Add(trashAge)
}

// binned lists an entry in the trash, since a time.
func (s *Service) binned(id string, since time.Time) also {
	return also{write: store.Put(store.Item{Key: s.keys.trash(id, since), Body: []byte{formatJSON}}, store.Always())}
}

// binning are the writes that go with an entry's entering or leaving the trash.
func (s *Service) binning(old, next *state) (out []also) {
	was, is := old.head.TrashedAt, next.head.TrashedAt
	if !is.IsZero() && !is.Equal(was) {
		out = append(out, s.binned(old.id, is))
	}
	if !was.IsZero() && !is.Equal(was) {
		out = append(out, also{write: store.Delete(s.keys.trash(old.id, was), store.Always())})
	}
	return out
}

// emptyTrash purges what has been in the trash for trashAge, as far as the window allows.
func (s *Service) emptyTrash(ctx context.Context, w window) (err error) {
	defer errs.Wrap(&err, "empty the trash")
	ctx = auth.With(ctx, auth.System)
	for shard := range uint32(registryShards) {
		due, err := s.dueInTrash(ctx, shard)
		if err != nil {
			return err
		}
		_, err = several(ctx, len(due), walkWorkers, w, func(ctx context.Context, i int) error {
			if err := s.purgeDue(ctx, due[i]); err != nil { // which must not keep the others
				s.log.WarnContext(ctx, "an entry in the trash could not be purged", "item", due[i].Sort, "error", err)
			}
			return ctx.Err()
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// dueInTrash lists what a partition has whose time is over, the oldest first.
func (s *Service) dueInTrash(ctx context.Context, shard uint32) (due []store.Key, err error) {
	q := store.Query{Partition: s.keys.trashShard(shard), To: trashTime(s.now().Add(-trashAge)), Limit: maxPurges, KeysOnly: true}
	err = s.content.View(ctx, func(r store.Reader) error {
		p, err := r.Query(ctx, q)
		for _, i := range p.Items {
			due = append(due, i.Key)
		}
		return err
	})
	return due, err
}

// purgeDue purges the entry that an item of the trash names, unless it has left the trash since, and removes the item.
func (s *Service) purgeDue(ctx context.Context, k store.Key) error {
	at, id, _ := strings.Cut(k.Sort, "#")
	since, err := time.Parse(trashLayout, at)
	if err != nil {
		return err
	}
	if since.Equal(purgedAt) {
		return s.endPurge(ctx, id)
	}
	err = s.purge(ctx, id, func(sc *Schema, st *state) (*change, error) {
		if st.head.state != store.StateTrashed || !st.head.TrashedAt.Equal(since) {
			return nil, nil
		}
		return s.purging(sc, st)
	})
	if err != nil {
		return err
	}
	return s.single(ctx, s.content, store.Delete(k, store.Always()))
}

// endPurge deletes what a purge left that was broken off.
func (s *Service) endPurge(ctx context.Context, id string) error {
	st, err := s.read(ctx, id)
	if err != nil {
		return err
	}
	return s.clearPurged(ctx, id, st.head.PurgedTo)
}

// trashLayout is the form of times that sorts as they do.
const trashLayout = "20060102T150405.000000Z"

func trashTime(t time.Time) string { return t.UTC().Format(trashLayout) }
