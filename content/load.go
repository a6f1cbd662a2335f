package content

import (
	"context"

	"github.com/galley-cms/galley/internal/store"
)

// An import loads pieces of loadSize entries, loadWorkers of them at once: a piece is read, registered and given its rows
// in one call each, and fills a few transactions.
const (
	loadSize    = 100
	loadWorkers = 8
)

// newcomer is an entry that a load brings in.
type newcomer struct {
	id string
	op operation

	done bool  // nothing is left to do: it was written, was as it should be, or cannot be
	err  error // of one that is done

	registered bool // its id was, when its head had the sequence number seq
	seq        int64
	state      *state
	change     *change
	manifest   *manifest
	t          *transaction
}

func (n *newcomer) end(err error) { n.done, n.err = true, err }

// load writes entries that do not exist yet: many registrations and rows a call, and as many entries a transaction as it
// holds, each with its own event (protocol section 3). What exists, what clashes with a neighbour and what failed in
// company is left undone: commit does it alone, and finds out what is wrong with it.
func (s *Service) load(ctx context.Context, all []*newcomer) {
	fresh := s.survey(ctx, all)
	if len(fresh) == 0 || s.registerAll(ctx, fresh) != nil {
		return
	}
	able := s.foreseeAll(ctx, s.prepareAll(ctx, s.survey(ctx, fresh)))
	groups := pack(able)
	if len(groups) == 0 || s.putRows(ctx, groups) != nil {
		return
	}
	s.writeGroups(ctx, groups)
}

// survey reads entries, runs their operations, and gives those that do not exist and have something to write. One that
// has moved since it was registered is left out: it has to be registered again.
func (s *Service) survey(ctx context.Context, all []*newcomer) (fresh []*newcomer) {
	ids := make([]string, len(all))
	for i, n := range all {
		ids[i] = n.id
	}
	states, err := s.readMany(ctx, ids)
	if err != nil {
		return nil
	}
	c, err := s.fresh(ctx)
	if err != nil {
		return nil
	}
	for i, n := range all {
		if c.behind(states[i]) {
			continue
		}
		st := states[i].current(c.schema)
		ch, err := n.op(c.schema, st)
		switch {
		case err != nil || ch == nil:
			n.end(err)
		case st.empty() && (!n.registered || n.seq == st.head.seq):
			n.state, n.change, n.manifest = st, ch, c.manifests[ch.model.ID]
			fresh = append(fresh, n)
		}
	}
	return fresh
}

// registerAll lists the ids among the entries of their models and reads the manifests afterwards, in this order.
func (s *Service) registerAll(ctx context.Context, fresh []*newcomer) error {
	puts, models := make([]store.Write, len(fresh)), map[string]bool{}
	for i, n := range fresh {
		n.registered, n.seq = true, n.state.head.seq
		models[n.change.model.ID] = true
		puts[i] = s.registration(n.change.model.ID, n.id)
	}
	if err := s.batch(ctx, s.content, puts); err != nil {
		return err
	}
	for m := range models {
		if _, err := s.refreshManifest(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

// prepareAll makes the writes of each entry.
func (s *Service) prepareAll(ctx context.Context, fresh []*newcomer) (ready []*newcomer) {
	for _, n := range fresh {
		var err error
		if n.t, err = s.prepare(ctx, n.manifest, n.state, n.change); err != nil {
			n.end(err)
			continue
		}
		ready = append(ready, n)
	}
	return ready
}

// foreseeAll leaves out entries that cannot be written, because of what others hold, before rows of theirs are put.
func (s *Service) foreseeAll(ctx context.Context, ready []*newcomer) (able []*newcomer) {
	attempts := make([]*transaction, len(ready))
	for i, n := range ready {
		attempts[i] = n.t
	}
	held, err := s.look(ctx, attempts...)
	if err != nil {
		return nil
	}
	for _, n := range ready {
		switch err := s.refusal(n.t, held); {
		case err == nil:
			able = append(able, n)
		case !isAgain(err):
			n.end(err)
		}
	}
	return able
}

// group is what is written in one transaction.
type group struct {
	members []*newcomer
	all     transaction
	size    int // bytes
	checks  map[store.Key]bool
}

// pack shares entries out among transactions, in order. One that writes an item which a neighbour writes or depends on,
// as one with the same id or unique value does, has no place.
func pack(able []*newcomer) (groups []*group) {
	seen := map[store.Key]store.Op{}
	for _, n := range able {
		if clashes(n.t, seen) {
			continue
		}
		for _, w := range n.t.writes {
			seen[w.Item.Key] = w.Op
		}
		if len(groups) == 0 || !groups[len(groups)-1].fits(n.t) {
			groups = append(groups, &group{all: transaction{token: n.t.token}, checks: map[store.Key]bool{}})
		}
		groups[len(groups)-1].add(n)
	}
	return groups
}

// clashes tells whether an attempt touches an item that others do. Several may check one item.
func clashes(t *transaction, seen map[store.Key]store.Op) bool {
	for _, w := range t.writes {
		if op, ok := seen[w.Item.Key]; ok && (op != store.OpCheck || w.Op != store.OpCheck) {
			return true
		}
	}
	return false
}

func (g *group) fits(t *transaction) bool {
	return len(g.all.writes)+len(t.writes) <= store.MaxTransact && g.size+sizeOf(t) <= store.MaxTransfer
}

func sizeOf(t *transaction) (bytes int) {
	for i := range t.writes {
		bytes += t.writes[i].Item.Size()
	}
	return bytes
}

func (g *group) add(n *newcomer) {
	g.members = append(g.members, n)
	g.size += sizeOf(n.t)
	for _, w := range n.t.writes {
		if w.Op == store.OpCheck {
			if g.checks[w.Item.Key] {
				continue
			}
			g.checks[w.Item.Key] = true
		}
		g.all.add(w, nil)
	}
}

// putRows puts the rows of all groups, before any of their transactions. New entries have no old rows to delete.
func (s *Service) putRows(ctx context.Context, groups []*group) error {
	var puts []store.Write
	for _, g := range groups {
		for _, n := range g.members {
			puts = append(puts, s.rowPuts(n.t.rows.puts, n.t.next.head.seq)...)
		}
	}
	err := s.batch(ctx, s.index, puts)
	if err != nil {
		for _, g := range groups {
			s.doubtRows(g)
		}
	}
	return err
}

// doubtRows leaves the rows of a group that was not written to the sweeper.
func (s *Service) doubtRows(g *group) {
	for _, n := range g.members {
		s.sweeper.add(n.t.rows.puts...)
	}
}

// writeGroups writes all groups at once. A context that ends meanwhile leaves some undone.
func (s *Service) writeGroups(ctx context.Context, groups []*group) {
	several(ctx, len(groups), len(groups), window{}, func(ctx context.Context, i int) error { //nolint:errcheck // no call fails
		s.writeGroup(ctx, groups[i])
		return nil
	})
}

// writeGroup writes a group whose rows are put. Where the transaction was refused, which may be for one of many, none is
// done; where nobody can say what became of it, that is the answer for all, as another attempt could meet this one.
func (s *Service) writeGroup(ctx context.Context, g *group) {
	err := s.transact(ctx, &g.all)
	s.version.Add(1) // whatever the error says, it may have been applied
	if err != nil {
		s.doubtRows(g)
	}
	if isConflict(err) || failedCondition(err) {
		return
	}
	for _, n := range g.members {
		n.end(err)
	}
}
