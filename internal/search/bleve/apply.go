package bleve

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"time"

	"github.com/blevesearch/bleve/v2/document"
	index "github.com/blevesearch/bleve_index_api"

	"github.com/galley-cms/galley/internal/search"
)

// A batch costs syncs, and merges later, almost whatever it holds. So who waits shares one, and while many come, each with
// little, a batch waits a moment for more: what is written meanwhile has the disk.
const (
	maxBatch = 2000                   // changes in a batch, about
	bulk     = 64                     // changes that are worth a batch
	pause    = 200 * time.Millisecond // after one that several shared, for those with less
)

// prepared is a change whose documents are made.
type prepared struct {
	search.Change
	docs []*document.Document
}

// request is one Apply that waits.
type request struct {
	changes []prepared
	done    chan error
}

// Apply implements search.Index.
func (x *Index) Apply(ctx context.Context, changes ...search.Change) error {
	if len(changes) > search.MaxChanges {
		return fmt.Errorf("search: %d changes at once are more than %d", len(changes), search.MaxChanges)
	}
	for _, c := range changes {
		if err := c.Check(); err != nil {
			return err
		}
	}
	if len(changes) == 0 {
		return ctx.Err()
	}
	r := &request{prepare(changes), make(chan error, 1)}
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.closed || x.readOnly {
		return errClosed
	}
	select {
	case x.requests <- r:
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-r.done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// prepare makes the documents, on all cores: reading texts is most of the work.
func prepare(changes []search.Change) []prepared {
	out := make([]prepared, len(changes))
	workers := min(runtime.GOMAXPROCS(0), len(changes))
	var wg sync.WaitGroup
	for n := range workers {
		wg.Go(func() {
			w := &writer{stems: map[[2]string]string{}}
			for i := n; i < len(changes); i += workers {
				out[i] = prepared{changes[i], w.documents(changes[i])}
			}
		})
	}
	wg.Wait()
	return out
}

// write works off what waits until requests are closed.
func (x *Index) write() {
	defer close(x.ended)
	var next time.Time
	for r := range x.requests {
		together := x.gather(r, time.Until(next))
		err := x.batch(together)
		if len(together) > 1 {
			next = time.Now().Add(pause)
		}
		for _, r := range together {
			r.done <- err
		}
	}
}

// gather takes what waits, as much of it at once as fits. It waits for more, as long as it is told, while only little
// requests come.
func (x *Index) gather(first *request, wait time.Duration) []*request {
	together, n := []*request{first}, len(first.changes)
	over := time.NewTimer(wait)
	defer over.Stop()
	for patient := len(first.changes) < bulk && wait > 0; n < maxBatch; {
		var r *request
		if patient {
			select {
			case r = <-x.requests:
			case <-over.C:
				patient = false
				continue
			}
		} else {
			select {
			case r = <-x.requests:
			default:
			}
		}
		if r == nil { // nothing waits, or the index closes
			break
		}
		together, n = append(together, r), n+len(r.changes)
		patient = patient && len(r.changes) < bulk
	}
	return together
}

// state is what an index holds of a copy.
type state struct {
	seq       int64
	documents int
	known     bool
}

// batch writes the changes of several requests, those that still count.
func (x *Index) batch(together []*request) error {
	r, err := x.scorch.Reader()
	if err != nil {
		return err
	}
	b, states, seen := index.NewBatch(), map[search.CopyKey]state{}, false
	for _, req := range together {
		for _, c := range req.changes {
			key := search.CopyKey{Entry: c.Entry, Stage: c.Stage}
			st, ok := states[key]
			if !ok {
				if st, err = stateOf(r, key); err != nil {
					return closing(r, err)
				}
			}
			if !st.known || c.Seq >= st.seq || c.Always {
				st, seen = put(b, c, st), true
			}
			states[key] = st
		}
	}
	if err := r.Close(); err != nil || !seen {
		return err
	}
	return x.scorch.Batch(b)
}

func stateOf(r index.IndexReader, key search.CopyKey) (state, error) {
	id := docID(key.Entry, key.Stage, 0)
	if there, err := r.InternalID(id); err != nil || there == nil {
		return state{}, err
	}
	rec, err := load(r, id)
	if err != nil || rec == nil {
		return state{}, err
	}
	return state{rec.seq, rec.documents, true}, nil
}

// put adds a change's documents to a batch, and takes away those that its copy had beyond them.
func put(b *index.Batch, c prepared, was state) state {
	for _, d := range c.docs {
		b.Update(d)
	}
	for n := len(c.docs); n < was.documents; n++ {
		b.Delete(docID(c.Entry, c.Stage, n))
	}
	return state{c.Seq, len(c.Documents), true}
}
