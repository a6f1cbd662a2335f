package content

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"strings"

	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/store"
)

// Reader reads copies of one stage inside a View. It keeps what it has read, so that an entry is fetched once. It is not
// safe for concurrent use.
type Reader struct {
	s       *Service
	c       *cached
	stage   Stage
	actor   auth.Actor
	content store.Reader
	copies  map[string]*Copy // nil: not there, or not for this actor
}

// View opens a scope for reading as the actor of ctx. What it reads is lent until fn returns. fn must not write and must
// not open another View.
func (s *Service) View(ctx context.Context, stage Stage, fn func(*Reader) error) error {
	c, err := s.fresh(ctx)
	if err != nil {
		return err
	}
	return s.content.View(ctx, func(sr store.Reader) error {
		return fn(&Reader{s: s, c: c, stage: stage, actor: auth.From(ctx), content: sr, copies: make(map[string]*Copy, 32)})
	})
}

// Fork gives a Reader of the same View for another goroutine. It knows what r has read so far, which must not read until
// Join.
func (r *Reader) Fork() *Reader {
	f := *r
	f.copies = maps.Clone(r.copies)
	return &f
}

// Join makes what forks of r have read known to r. They are of no use afterwards.
func (r *Reader) Join(forks ...*Reader) {
	began := r.c
	for _, f := range forks {
		for id, c := range f.copies {
			if r.copies[id] == nil {
				r.copies[id] = c
			}
		}
		if f.c != began {
			r.c = f.c // it met an index that was replaced
		}
	}
}

// Schema is the schema that this View reads by.
func (r *Reader) Schema() *Schema { return r.c.schema }

// Copy is a copy that was loaded; nil if there is none in this stage, if the actor may not read it, or if it is archived
// or in the trash.
func (r *Reader) Copy(id string) *Copy {
	c := r.copies[id]
	if c == nil || shelfOf(c.Status) != inUse {
		return nil
	}
	return c
}

// Load reads all copies not yet known in one call to the store.
func (r *Reader) Load(ctx context.Context, ids ...string) error {
	want := make([]string, 0, len(ids))
	for _, id := range ids {
		if _, known := r.copies[id]; !known && id != "" {
			r.copies[id] = nil
			want = append(want, id)
		}
	}
	switch {
	case len(want) == 0:
		return nil
	case r.stage == Live:
		return r.loadLive(ctx, want)
	}
	return r.loadDrafts(ctx, want)
}

// loadLive reads live copies; delivery may read them a moment late.
func (r *Reader) loadLive(ctx context.Context, ids []string) error {
	keys := make([]store.Key, len(ids))
	for i, id := range ids {
		keys[i] = r.s.keys.live(id)
	}
	items, err := r.content.Get(ctx, store.Eventual, keys...)
	if err != nil {
		return err
	}
	for _, i := range items {
		if err := r.keep(r.s.keys.idOf(i.Key), i, nil); err != nil {
			return err
		}
	}
	return nil
}

// loadDrafts reads drafts with their heads, again where a commit was just becoming visible.
func (r *Reader) loadDrafts(ctx context.Context, ids []string) error {
	for n := 0; ; n++ {
		torn, err := r.loadDraftsOnce(ctx, ids, n >= tornReads)
		switch {
		case isConflict(err) && n < tornReads+maxRepeats:
		case err != nil:
			return err
		case len(torn) == 0:
			return nil
		case n >= tornReads && len(torn) == len(ids):
			return fmt.Errorf("the draft of %s is not the one that its head names", ids[0])
		default:
			ids = torn
		}
		if err := r.s.clock.Sleep(ctx, tornWait); err != nil {
			return err
		}
	}
}

func (r *Reader) loadDraftsOnce(ctx context.Context, ids []string, atomic bool) (torn []string, err error) {
	if room := store.MaxAtomic / 2; atomic && len(ids) > room {
		ids, torn = ids[:room], ids[room:]
	}
	keys := make([]store.Key, 0, 2*len(ids))
	for _, id := range ids {
		keys = append(keys, r.s.keys.head(id), r.s.keys.draft(id))
	}
	var items []store.Item
	if atomic {
		items, err = r.content.GetAtomic(ctx, keys...)
	} else {
		items, err = r.content.Get(ctx, store.Consistent, keys...)
	}
	if err != nil {
		return nil, err
	}
	heads, drafts := make(map[string]head, len(ids)), make(map[string]store.Item, len(ids))
	for _, i := range items {
		id := r.s.keys.idOf(i.Key)
		if i.Sort == "draft" {
			drafts[id] = i
		} else if heads[id], err = decodeHead(i); err != nil {
			return nil, err
		}
	}
	for _, id := range ids {
		h, d := heads[id], drafts[id]
		if h.DraftSeq != d.Version {
			torn = append(torn, id)
			continue
		}
		if h.DraftSeq == 0 {
			continue
		}
		if err := r.keep(id, d, &h); err != nil {
			return nil, err
		}
	}
	return torn, nil
}

// keep opens a copy and notes it, if its model exists and the actor may read it. A draft gets what its head tells of it.
func (r *Reader) keep(id string, i store.Item, h *head) error {
	c, err := r.open(id, i)
	if err != nil || c == nil || !r.may(c.Model) {
		return err
	}
	if h != nil {
		c = c.under(h)
	}
	r.copies[id] = c
	return nil
}

// open takes a stored copy from the cache, or splits it; nil if its model is gone.
func (r *Reader) open(id string, i store.Item) (*Copy, error) {
	k := copyKey{r.stage, id, i.Version}
	if c := r.s.copies.get(k, r.c.schema); c != nil {
		return c, nil
	}
	raw, err := inflate(i)
	if err != nil {
		return nil, err
	}
	if i.Body[0] == formatJSON {
		raw = bytes.Clone(raw) // else the bytes are lent
	}
	m := r.c.schema.byID[string(plain(Member(raw, "$m")))]
	if m == nil {
		return nil, nil
	}
	k.id = strings.Clone(id)
	c, err := openCopy(k.id, m, i.Version, raw)
	if err != nil {
		r.s.outdated(r.c)
		return nil, err
	}
	r.s.copies.put(k, c)
	return c, nil
}

// may tells whether the actor may read copies of a model in this stage.
func (r *Reader) may(m *Model) bool {
	do := auth.ReadPublished
	if r.stage == Draft {
		do = auth.ReadDrafts
	}
	return auth.Can(r.actor, do, auth.Resource{Model: m.ID, PublicRead: m.PublicRead})
}

// plain strips the quotes of a stored string that has no escapes.
func plain(quoted []byte) []byte {
	if len(quoted) < 2 {
		return nil
	}
	return quoted[1 : len(quoted)-1]
}
