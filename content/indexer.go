package content

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/search"
)

// IndexEntries makes what the search index holds of entries what they are now, with one call to it. The result has one
// element an entry; one that cannot be read does not hold up the others.
func (s *Service) IndexEntries(ctx context.Context, ids ...string) []error {
	results := make([]error, len(ids))
	var changes []search.Change
	for i, id := range ids {
		own, err := s.searchChanges(ctx, id)
		results[i], changes = err, append(changes, own...)
	}
	if err := s.applySearch(ctx, changes); err != nil {
		for i := range results {
			if results[i] == nil {
				results[i] = err
			}
		}
	}
	return results
}

// applySearch makes changes in the search index, so many at a time as it takes.
func (s *Service) applySearch(ctx context.Context, changes []search.Change) (err error) {
	defer errs.Wrap(&err, "index entries for the search")
	for len(changes) > 0 && err == nil {
		n := min(len(changes), search.MaxChanges)
		err = s.search.Apply(ctx, changes[:n]...)
		changes = changes[n:]
	}
	return err
}

// searchChanges reads an entry, and says what the search index should hold of its two copies.
func (s *Service) searchChanges(ctx context.Context, id string) ([]search.Change, error) {
	st, err := s.read(ctx, id)
	if err != nil {
		return nil, err
	}
	c, err := s.knowing(ctx, st)
	if err != nil {
		return nil, err
	}
	return c.schema.searchChanges(st), nil
}

// searchChanges are what the search index should hold of an entry: each of its copies, under the seq that wrote it, and
// nothing of one that is not there, as of the last commit. What is in the archive or the trash has a draft, and is found
// by who looks there; where others look it is left out as a list leaves it out.
func (s *Schema) searchChanges(st *state) []search.Change {
	m := s.ModelByID(st.head.Model)
	st = st.current(s)
	out := make([]search.Change, 0, 2)
	for _, stage := range []Stage{Live, Draft} {
		change := search.Change{Entry: st.id, Stage: stage.searched(), Seq: st.head.seq}
		if b := st.copy(stage); b != nil && m != nil {
			change.Seq, change.Documents = b.seq, documents(m, b.values)
		}
		out = append(out, change)
	}
	return out
}

// Indexer keeps the search index in step with entries. Those that many ask for at the same time it indexes together,
// which takes about as long as one of them alone.
type Indexer struct {
	service *Service
	turn    turns
	mu      sync.Mutex
	next    *indexBatch // that waits for its turn
}

// indexBatch is entries that are indexed together.
type indexBatch struct {
	ids    []string
	places map[string]int // in ids
	result []error        // beside ids
	done   chan struct{}
}

// errBrokeOff is for who waits for a batch whose worker panics.
var errBrokeOff = errors.New("the indexing for the search broke off")

// NewIndexer makes an indexer of the content of a service, which must have a search index.
func NewIndexer(s *Service) *Indexer { return &Indexer{service: s, turn: make(turns, 1)} }

// Index makes what the search index holds of an entry what it is at this call, or later.
func (x *Indexer) Index(ctx context.Context, id string) error {
	b, place, first := x.join(id)
	if first {
		x.work(ctx, b)
	}
	select {
	case <-b.done:
		return b.result[place]
	case <-ctx.Done():
		return ctx.Err()
	}
}

// join puts an entry into the batch that waits. Who is the first in one has to work on it.
func (x *Indexer) join(id string) (b *indexBatch, place int, first bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if first = x.next == nil; first {
		x.next = &indexBatch{places: map[string]int{}, done: make(chan struct{})}
	}
	b = x.next
	place, known := b.places[id]
	if !known {
		place = len(b.ids)
		b.places[id], b.ids = place, append(b.ids, id)
	}
	return b, place, first
}

// work waits for the turn of a batch, and indexes all who joined it meanwhile.
func (x *Indexer) work(ctx context.Context, b *indexBatch) {
	defer close(b.done)
	err := x.turn.take(ctx)
	x.mu.Lock()
	x.next = nil
	x.mu.Unlock()
	b.result = slices.Repeat([]error{cmp.Or(err, errBrokeOff)}, len(b.ids))
	if err != nil {
		return
	}
	defer x.turn.free()
	copy(b.result, x.service.IndexEntries(ctx, b.ids...))
}
