package storetest

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/galley-cms/galley/internal/store"
)

// faultyReader reads with faults. Each read is a View of its own.
type faultyReader struct {
	*faulty
	mu   sync.Mutex
	lent [][]byte
}

// Get shows hidden items as they were, and to eventual reads also recent ones, each as late as chance will have it.
func (r *faultyReader) Get(ctx context.Context, c store.Consistency, keys ...store.Key) (items []store.Item, err error) {
	err = r.read(ctx, r.faults.next(), func(in store.Reader) error {
		got, err := in.Get(ctx, store.Consistent, keys...)
		items = copied(got)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, k := range keys {
		if old, differs := r.imagesOf(c)[k]; differs {
			items = slices.DeleteFunc(items, func(i store.Item) bool { return i.Key == k })
			items = appendLive(items, old)
		}
	}
	return r.lend(items), nil
}

// GetAtomic collides with the transactions at work on its keys.
func (r *faultyReader) GetAtomic(ctx context.Context, keys ...store.Key) (items []store.Item, err error) {
	fault := r.faults.next()
	if fault == Conflict || r.collides(keys) {
		return nil, store.ErrConflict
	}
	err = r.read(ctx, fault, func(in store.Reader) error {
		got, err := in.GetAtomic(ctx, keys...)
		items = copied(got)
		return err
	})
	if err != nil {
		return nil, err
	}
	if r.collides(keys) { // it came while we were reading
		return nil, store.ErrConflict
	}
	return r.lend(items), nil
}

func (r *faultyReader) collides(keys []store.Key) bool {
	r.faulty.mu.Lock()
	defer r.faulty.mu.Unlock()
	return r.faults.Torn && r.isBusy(keys)
}

// Query shows hidden items as they were, and to eventual reads also recent ones.
func (r *faultyReader) Query(ctx context.Context, q store.Query) (page store.Page, err error) {
	fault := r.faults.next()
	for {
		err = r.read(ctx, fault, func(in store.Reader) error {
			var err error
			page, err = in.Query(ctx, q)
			page.Items = cloned(page.Items)
			return err
		})
		if err != nil {
			return store.Page{}, err
		}
		shown := overlay(q, page, r.imagesOf(q.Consistent))
		if len(shown.Items) > 0 || !page.More {
			r.lend(shown.Items)
			return shown, nil
		}
		q.After = page.Items[len(page.Items)-1].Sort
	}
}

// read makes one read with a fault.
func (r *faultyReader) read(ctx context.Context, fault Fault, fn func(store.Reader) error) error {
	switch fault {
	case Throttle:
		return store.ErrThrottled
	case LostRequest, LostReply, LateRequest:
		return errLost
	case Kill, KillAfter:
		return ErrKilled
	}
	return r.table.View(ctx, fn)
}

// imagesOf is what a read sees otherwise than the table has it; nil: no item.
func (r *faultyReader) imagesOf(c store.Consistency) map[store.Key]*store.Item {
	missed := 0
	if c == store.Eventual {
		missed = r.faults.upTo(r.faults.Stale)
	}
	r.faulty.mu.Lock()
	defer r.faulty.mu.Unlock()
	images := make(map[store.Key]*store.Item, len(r.hidden))
	for k, old := range r.hidden {
		images[k] = old
	}
	for n := len(r.recent) - 1; n >= max(0, len(r.recent)-missed); n-- {
		images[r.recent[n].key] = r.recent[n].old
	}
	return images
}

// overlay is a page with the images in its place.
func overlay(q store.Query, page store.Page, images map[store.Key]*store.Item) store.Page {
	shown := page
	shown.Items = nil
	for _, i := range page.Items {
		if _, differs := images[i.Key]; !differs {
			shown.Items = append(shown.Items, i)
		}
	}
	for k, old := range images {
		if k.Partition == q.Partition && covers(q, page, k.Sort) {
			shown.Items = appendLive(shown.Items, old)
		}
	}
	slices.SortFunc(shown.Items, func(a, b store.Item) int {
		if q.Descending {
			a, b = b, a
		}
		return strings.Compare(a.Sort, b.Sort)
	})
	if q.Limit > 0 && len(shown.Items) > q.Limit {
		shown.Items, shown.More = shown.Items[:q.Limit], true
	}
	if q.KeysOnly {
		for i := range shown.Items {
			shown.Items[i].Body = nil
		}
	}
	return shown
}

// covers tells whether a sort key lies in the part of the query's range that the page answers for.
func covers(q store.Query, page store.Page, sort string) bool {
	behind := func(mark string) bool { return sort > mark && !q.Descending || sort < mark && q.Descending }
	switch {
	case sort < q.From || q.To != "" && sort >= q.To:
		return false
	case q.After != "" && !behind(q.After):
		return false
	}
	return !page.More || !behind(page.Items[len(page.Items)-1].Sort)
}

// appendLive appends a copy of an image, unless it is none or has expired.
func appendLive(items []store.Item, old *store.Item) []store.Item {
	if old == nil || old.Gone(time.Now()) {
		return items
	}
	i := *old
	i.Body = slices.Clone(i.Body)
	return append(items, i)
}

func cloned(items []store.Item) []store.Item {
	out := slices.Clone(items)
	for i := range out {
		out[i].Body = slices.Clone(out[i].Body)
	}
	return out
}

// lend notes the bodies that end with the View.
func (r *faultyReader) lend(items []store.Item) []store.Item {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := range items {
		r.lent = append(r.lent, items[i].Body)
	}
	return items
}

// spoil overwrites what was lent.
func (r *faultyReader) spoil() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, b := range r.lent {
		for i := range b {
			b[i] = 0xdd
		}
	}
}
