package content

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
)

// MovePage is a piece of an export. Next is where the next one begins; "" at the end.
type MovePage struct {
	Lines [][]byte
	Next  string
}

// A page of an export ends after maxMovePage entries or moveBytes bytes, whatever comes first. It is read in pieces of
// movePiece entries, whose revisions are read at once.
const (
	maxMovePage = 1000
	moveBytes   = 2 << 20
	movePiece   = 32
)

// Export gives all that a move takes along of the entries of a model, behind after, which is the Next of the page before.
// Each entry is as of one moment. It needs the permission to administer.
func (s *Service) Export(ctx context.Context, model, after string, first int) (*MovePage, error) {
	if err := auth.Require(ctx, auth.Administer, auth.Resource{}); err != nil {
		return nil, err
	}
	if first < 1 || first > maxMovePage {
		return nil, errs.New(errs.Invalid, "A page of an export has 1 to %d entries.", maxMovePage)
	}
	_, m, err := s.ModelNamed(ctx, model)
	if err != nil {
		return nil, err
	}
	x := &moveOut{s: s, model: m, page: &MovePage{}}
	id, behind, partly := strings.Cut(after, ":")
	if partly {
		version, err := strconv.ParseInt(behind, 10, 64)
		if err != nil {
			return nil, errs.New(errs.Invalid, "There is no page after %q.", after)
		}
		if err := x.rest(ctx, id, version); err != nil || x.full {
			return x.page, err
		}
	}
	return x.page, x.entries(ctx, id, first)
}

// moveOut is a page of an export on its way.
type moveOut struct {
	s     *Service
	model *Model
	page  *MovePage
	size  int
	full  bool
}

// entries adds entries behind an id.
func (x *moveOut) entries(ctx context.Context, after string, first int) error {
	ids, more, err := x.s.registered(ctx, x.model, after, first)
	if err != nil {
		return err
	}
	for len(ids) > 0 {
		n := min(len(ids), movePiece)
		if err := x.piece(ctx, ids[:n]); err != nil || x.full {
			return err
		}
		after, ids = ids[n-1], ids[n:]
	}
	if more {
		x.page.Next = after
	}
	return nil
}

// registered are the first ids of a model behind one, in order. Some may be of entries that are gone.
func (s *Service) registered(ctx context.Context, m *Model, after string, first int) (ids []string, more bool, err error) {
	read := 0
	shards := shardReader{rows: rowSpace{fmt.Sprintf("%s#of#%s", s.keys.space, m.ID), registryShards}, read: &read}
	err = s.content.View(ctx, func(r store.Reader) error {
		p, err := shards.query(ctx, r, store.Query{After: after, Limit: first, KeysOnly: true, Consistent: store.Consistent})
		for _, i := range p.Items {
			ids = append(ids, strings.Clone(i.Sort))
		}
		more = p.More
		return err
	})
	return ids, more, err
}

// moving is an entry with the revisions behind it.
type moving struct {
	line      *moveLine
	revisions [][]byte
	versions  []int64 // of the revisions
	more      bool    // there are more revisions
}

// piece adds a few entries.
func (x *moveOut) piece(ctx context.Context, ids []string) error {
	states, err := x.s.readMany(ctx, ids)
	if err != nil {
		return err
	}
	all := make([]*moving, len(states))
	_, err = several(ctx, len(states), walkWorkers, window{}, func(ctx context.Context, i int) (err error) {
		all[i], err = x.moving(ctx, states[i])
		return err
	})
	if err != nil {
		return err
	}
	for i, e := range all {
		if e == nil {
			continue
		}
		if x.add(ids[i]+":0", e.line.encode()); !x.full {
			x.addRevisions(ids[i], e)
		}
		if x.full {
			return nil
		}
	}
	return nil
}

// moving makes the lines of an entry; nil if it is none of the model, or gone.
func (x *moveOut) moving(ctx context.Context, st *state) (*moving, error) {
	c, err := x.s.knowing(ctx, st)
	if err != nil {
		return nil, err
	}
	m := c.schema.ModelByID(x.model.ID)
	if st.draft == nil || m == nil || st.head.Model != m.ID {
		return nil, nil //nolint:nilnil // what is gone is no failure
	}
	e := &moving{}
	if e.line, err = c.schema.moveOf(st.current(c.schema)); err != nil {
		return nil, err
	}
	return e, x.revisions(ctx, c.schema, m, e, st.id, 0, st.head.Version)
}

// revisions reads revisions behind one version and up to another: as many as a page of the store holds.
func (x *moveOut) revisions(ctx context.Context, sc *Schema, m *Model, e *moving, id string, behind, last int64) error {
	k := x.s.keys
	q := store.Query{Partition: k.head(id).Partition, From: k.revision(id, behind+1).Sort, To: k.revision(id, last+1).Sort, Consistent: store.Consistent}
	items, more, err := x.s.page(ctx, x.s.content, q)
	if err != nil {
		return err
	}
	e.more = more
	for _, i := range items {
		b, err := decodeBody(i)
		if err != nil {
			return err
		}
		l, err := sc.moveOfBody(m, b)
		if err != nil {
			return err
		}
		l.Of = id
		e.revisions, e.versions = append(e.revisions, l.encode()), append(e.versions, b.Version)
	}
	return nil
}

// rest goes on with the revisions of an entry.
func (x *moveOut) rest(ctx context.Context, id string, behind int64) error {
	st, err := x.s.read(ctx, id)
	if err != nil {
		return err
	}
	c, err := x.s.knowing(ctx, st)
	if err != nil {
		return err
	}
	m := c.schema.ModelByID(x.model.ID)
	if m == nil || st.head.Model != m.ID {
		return nil // it went away meanwhile
	}
	e := &moving{}
	if err := x.revisions(ctx, c.schema, m, e, id, behind, st.head.Version); err != nil {
		return err
	}
	x.addRevisions(id, e)
	return nil
}

func (x *moveOut) addRevisions(id string, e *moving) {
	for i, line := range e.revisions {
		last := i == len(e.revisions)-1
		place := fmt.Sprintf("%s:%d", id, e.versions[i])
		if last && !e.more {
			place = id
		}
		if x.add(place, line); last && e.more {
			x.full, x.page.Next = true, place
		}
		if x.full {
			return
		}
	}
}

// add adds a line; when it fills the page, the next one begins behind place.
func (x *moveOut) add(place string, line []byte) {
	x.page.Lines = append(x.page.Lines, line)
	if x.size += len(line); x.size >= moveBytes {
		x.full, x.page.Next = true, place
	}
}
