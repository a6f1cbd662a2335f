package content

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
)

// maxHandOver bounds the rows that a process hands over at a time, and notedTime how long they wait for the sweeper: what
// is lost here, the slow walk finds.
const (
	maxHandOver = 100
	notedTime   = 48 * time.Hour
)

// noted is a row in doubt that a process has handed over.
type noted struct {
	Partition string `json:"partition"`
	Sort      []byte `json:"sort"`
}

// handOverDoubts notes rows that this process has doubts about where any other finds them: it may end before it sweeps.
// It is called once a lease of the schema, so that it costs little; that it fails is no reason to fail a request.
func (s *Service) handOverDoubts(ctx context.Context) {
	if !s.handOver {
		return
	}
	rows := s.sweeper.take(maxHandOver)
	writes := make([]store.Write, len(rows))
	for i, k := range rows {
		sum := sha256.Sum256([]byte(k.Partition + "\x00" + k.Sort))
		writes[i] = store.Put(store.Item{
			Key:     store.Key{Partition: s.keys.doubts(), Sort: hex.EncodeToString(sum[:])},
			Expires: s.clock.Now().Add(notedTime),
			Body:    appendJSON([]byte{formatJSON}, noted{k.Partition, []byte(k.Sort)}),
		}, store.Always())
	}
	for i, err := range s.index.Batch(ctx, writes...) {
		if err != nil {
			s.sweeper.add(rows[i])
		}
	}
}

// sweepNoted sweeps rows that processes have handed over, one page of them.
func (s *Service) sweepNoted(ctx context.Context, w window) (deleted int, err error) {
	defer errs.Wrap(&err, "sweep rows that were handed over")
	items, _, err := s.page(ctx, s.index, store.Query{Partition: s.keys.doubts(), Limit: walkPage, Consistent: store.Consistent})
	if err != nil {
		return 0, err
	}
	rows := make([]store.Key, len(items))
	for i := range items {
		var n noted
		if err := json.Unmarshal(items[i].Body[1:], &n); err != nil {
			return 0, fmt.Errorf("%s: %w", items[i].Sort, err)
		}
		rows[i] = store.Key{Partition: n.Partition, Sort: string(n.Sort)}
	}
	fates, err := s.sweepRows(ctx, w, rows)
	var done []store.Write
	for i, f := range fates {
		if f == rowDeleted {
			deleted++
		}
		if f == rowDeleted || f == rowKept {
			done = append(done, store.Delete(items[i].Key, store.Always()))
		}
	}
	if err != nil {
		return deleted, err
	}
	return deleted, s.batch(ctx, s.index, done)
}
