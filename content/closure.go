package content

import (
	"context"
	"errors"
	"slices"

	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
)

// maxClosure bounds how many entries are published together, and maxClosureBytes what their drafts hold.
const (
	maxClosure      = 1000
	maxClosureBytes = 64 << 20
)

// candidate is an entry that is to go live with others.
type candidate struct {
	old      *state
	model    *Model
	version  int64 // at which it goes live
	asked    bool  // the others are referred to
	settled  bool  // it is live as it should be: only what it refers to may be missing
	targets  []string
	problems []errs.Problem

	t    *transaction // what it would write; nil if it cannot
	step int
}

// closure gathers what is to go live: the entries asked for and, where references are followed, the unpublished ones that
// these would refer to, directly or through each other. What is archived, in the trash or gone is not followed, nor is
// what the actor may not see: that reads as null.
type closure struct {
	s       *Service
	c       *cached
	locales []string
	follow  bool
	all     []*candidate
	seen    map[string]int // by id: its place in all; -1 for what is left alone
	bytes   int
}

// gather reads level by level: what is asked for, what that refers to, and so on.
func (s *Service) gather(ctx context.Context, asked []PublishInput, locales []string, follow bool) (*closure, error) {
	c := &closure{s: s, locales: locales, follow: follow, seen: map[string]int{}}
	versions, level := map[string]int64{}, []string{}
	for _, in := range asked {
		if _, twice := c.seen[in.ID]; !twice {
			level, c.seen[in.ID] = append(level, in.ID), -1
		}
		versions[in.ID] = max(versions[in.ID], in.Version)
	}
	for len(level) > 0 {
		var next []string
		for part := range slices.Chunk(level, loadSize) {
			more, err := c.read(ctx, part, versions)
			if err != nil {
				return nil, err
			}
			next = append(next, more...)
		}
		level, versions = next, nil
	}
	return c, nil
}

// read takes in some entries, and gives the ids that they refer to and that were not met yet. Versions are those of the
// entries asked for; nil for others.
func (c *closure) read(ctx context.Context, ids []string, versions map[string]int64) (next []string, err error) {
	states, err := c.s.readMany(ctx, ids)
	if err != nil {
		return nil, err
	}
	if c.c, err = c.s.knowingAll(ctx, states); err != nil {
		return nil, err
	}
	if _, err := checkLocales(c.c.schema, c.locales); err != nil {
		return nil, err
	}
	for _, st := range states {
		st = st.current(c.c.schema)
		var one *candidate
		if versions == nil {
			one, err = c.referred(ctx, st)
		} else {
			one, err = c.asked(ctx, st, versions[st.id])
		}
		if err != nil {
			return nil, err
		}
		if err := c.take(st.id, one); err != nil {
			return nil, err
		}
		if one != nil && c.follow {
			next = append(next, c.unmet(one)...)
		}
	}
	return next, nil
}

// take notes an entry; nil for one that is left alone.
func (c *closure) take(id string, one *candidate) error {
	if c.seen[id] = -1; one == nil {
		return nil
	}
	c.seen[id] = len(c.all)
	c.all = append(c.all, one)
	for _, v := range one.old.draft.values {
		c.bytes += len(v)
	}
	if len(c.all) > maxClosure {
		return errs.New(errs.LimitExceeded, "More than %d entries would be published together. Publish some of them first.", maxClosure)
	}
	if c.bytes > maxClosureBytes {
		return errs.New(errs.LimitExceeded, "The entries that would be published together hold more than %d MB. Publish some of them first.", maxClosureBytes>>20)
	}
	return nil
}

// unmet are the targets of an entry that were not met yet; they are noted as met.
func (c *closure) unmet(one *candidate) (out []string) {
	for _, id := range one.targets {
		if _, met := c.seen[id]; !met {
			c.seen[id] = -1
			out = append(out, id)
		}
	}
	return out
}

// asked is an entry that was asked for, at a version; 0: as it is.
func (c *closure) asked(ctx context.Context, st *state, version int64) (*candidate, error) {
	m, err := c.s.editable(ctx, c.c.schema, st, auth.ReadDrafts)
	if err != nil {
		return nil, err
	}
	one := &candidate{old: st, model: m, version: st.head.Version, asked: true}
	if settled(c.c.schema, m, st, c.locales, version) {
		one.settled, one.targets = true, targetIDs(c.c.schema, m, st.live.values)
		return one, nil
	}
	if version != 0 && version != st.head.Version {
		return nil, staleEntry(st)
	}
	return one, c.propose(ctx, one)
}

// referred is an entry that one that is to go live refers to; nil if it is left alone.
func (c *closure) referred(ctx context.Context, st *state) (*candidate, error) {
	m := c.c.schema.ModelByID(st.head.Model)
	if m == nil || st.draft == nil || st.head.status() != StatusDraft || st.head.state == store.StatePurged ||
		!auth.Can(auth.From(ctx), auth.ReadDrafts, st.resource(m)) {
		return nil, nil
	}
	one := &candidate{old: st, model: m, version: st.head.Version}
	return one, c.propose(ctx, one)
}

// propose works out what an entry would write, what it would refer to, and what is wrong with that.
func (c *closure) propose(ctx context.Context, one *candidate) error {
	sc, st, m := c.c.schema, one.old, one.model
	if err := auth.Require(ctx, auth.Publish, st.resource(m)); err != nil {
		one.refuse("permission", err) //nolint:errcheck // it has a code
	}
	ch := &change{model: m, next: st.successor()}
	raise(sc, ch, st, c.locales, c.s.now())
	one.problems = append(one.problems, publishable(sc, m, ch.next.live.values, orWritten(sc, m, st.draft.values, c.locales))...)
	ch.types = typesOf(m, ch.types)
	one.targets = targetIDs(sc, m, ch.next.live.values)
	if err := one.refuse("file", c.s.checkFiles(ctx, ch.files)); err != nil {
		return err
	}
	var err error
	one.t, err = c.s.prepare(ctx, c.c.manifests[m.ID], st, ch)
	return one.refuse("size", err)
}

// refuse notes what an error says against an entry. One that is not about the entry is given back.
func (one *candidate) refuse(rule string, err error) error {
	var known *errs.Error
	switch {
	case err == nil || isAgain(err):
		return nil
	case !errors.As(err, &known) || known.Code == errs.Internal:
		return err
	case len(known.Problems) > 0:
		one.problems = append(one.problems, known.Problems...)
	default:
		one.problems = append(one.problems, errs.Problem{Rule: rule, Message: known.Message})
	}
	return nil
}

// targetIDs are the entries that values refer to, each once.
func targetIDs(sc *Schema, m *Model, v values) (out []string) {
	seen := map[string]bool{}
	for _, ref := range sc.References(m, v) {
		if !ref.Asset && !seen[ref.ID] {
			seen[ref.ID] = true
			out = append(out, ref.ID)
		}
	}
	return out
}

// settled tells whether an entry is live already as it should be: in the locales asked for, and with the values that who
// asks at a version has seen. So a request that was carried out as a part can be repeated.
func settled(sc *Schema, m *Model, st *state, locales []string, version int64) bool {
	if st.live == nil || st.head.Changed || st.head.status() != StatusPublished {
		return false
	}
	if version != 0 && (version < st.draft.Version || version > st.head.Version) {
		return false
	}
	wanted := orWritten(sc, m, st.draft.values, locales)
	for _, code := range wanted {
		if _, there := st.live.Locales[code]; !there {
			return false
		}
	}
	for code := range st.live.Locales {
		if len(locales) == 0 && sc.has(code) && !slices.Contains(wanted, code) {
			return false // it would be taken back
		}
	}
	return true
}

// edges lists, for each entry, those of the others that it would refer to.
func (c *closure) edges() [][]int {
	out := make([][]int, len(c.all))
	for i, one := range c.all {
		for _, id := range one.targets {
			if to, met := c.seen[id]; met && to >= 0 && !c.all[to].settled {
				out[i] = append(out[i], to)
			}
		}
	}
	return out
}
