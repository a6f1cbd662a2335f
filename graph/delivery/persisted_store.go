package delivery

import (
	"context"
	"time"

	"github.com/galley-cms/galley/internal/clock"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
)

const (
	maxPersisted     = 64 << 10             // bytes of one query text
	persistedFor     = 180 * 24 * time.Hour // a query that nobody sends for so long is forgotten
	persistedRefresh = persistedFor / 2     // one that is sent is kept on, when so little is left
	persistedFormat  = 't'                  // the first byte of a stored query: the text follows
)

// StoredQueries keeps persisted queries in a table, and those used last in memory. Queries that nobody sends for half a
// year are forgotten.
func StoredQueries(t store.Table, space string, c clock.Clock) PersistedQueries {
	return &storedQueries{table: t, space: space, clock: c, recent: MemoryQueries()}
}

type storedQueries struct {
	table  store.Table
	space  string
	clock  clock.Clock
	recent PersistedQueries
}

// Query implements PersistedQueries.
func (s *storedQueries) Query(ctx context.Context, hash string) (text string, found bool, err error) {
	if text, found, err = s.recent.Query(ctx, hash); found || err != nil {
		return text, found, err
	}
	defer errs.Wrap(&err, "find a persisted query")
	var item store.Item
	err = s.table.View(ctx, func(r store.Reader) error {
		items, err := r.Get(ctx, store.Eventual, s.key(hash))
		if err == nil && len(items) > 0 && len(items[0].Body) > 0 && items[0].Body[0] == persistedFormat {
			item, found, text = items[0], true, string(items[0].Body[1:])
		}
		return err
	})
	if err != nil || !found {
		return "", false, err
	}
	if item.Expires.Sub(s.clock.Now()) < persistedRefresh {
		if err := s.put(ctx, hash, text); err != nil {
			return "", false, err
		}
	}
	return text, true, s.recent.Keep(ctx, hash, text)
}

// Keep implements PersistedQueries.
func (s *storedQueries) Keep(ctx context.Context, hash, text string) (err error) {
	if len(text) > maxPersisted {
		return errs.New(errs.LimitExceeded, "A persisted query may have %d bytes at most.", maxPersisted)
	}
	if _, known, err := s.Query(ctx, hash); known || err != nil {
		return err
	}
	defer errs.Wrap(&err, "keep a persisted query")
	if err := s.put(ctx, hash, text); err != nil {
		return err
	}
	return s.recent.Keep(ctx, hash, text)
}

func (s *storedQueries) put(ctx context.Context, hash, text string) error {
	return s.table.Transact(ctx, "", store.Put(store.Item{
		Key:     s.key(hash),
		Expires: s.clock.Now().Add(persistedFor),
		Body:    append([]byte{persistedFormat}, text...),
	}, store.Always()))
}

func (s *storedQueries) key(hash string) store.Key {
	return store.Key{Partition: s.space + "#pq#" + hash, Sort: "record"}
}
