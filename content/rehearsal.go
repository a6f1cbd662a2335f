package content

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
)

// rehearsal finds out how a closure goes live, in which order and in which transactions, and what would be in the way.
type rehearsal struct {
	*closure
	order []*candidate // in which they go live
	steps []*joint
	parts map[*joint][]*candidate // by member
}

// rehearse shares a closure out among transactions and holds each against what others hold by then. Nothing is written.
func (c *closure) rehearse(ctx context.Context) (*rehearsal, error) {
	r := &rehearsal{closure: c, parts: map[*joint][]*candidate{}}
	for _, circle := range circles(c.edges()) {
		if err := r.place(circle); err != nil {
			return nil, err
		}
	}
	held, err := r.look(ctx)
	if err != nil {
		return nil, err
	}
	for _, j := range r.steps {
		if err := r.perform(j, held); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// place puts entries that refer to each other, in circles, into the last transaction or a new one: they go live at one
// moment. What they refer to has its place already.
func (r *rehearsal) place(circle []int) error {
	slices.Sort(circle) // in the order in which they were found
	var together []*candidate
	var writes []*transaction
	for _, i := range circle {
		if one := r.all[i]; !one.settled {
			together, writes = append(together, one), append(writes, one.writes()...)
		}
	}
	if len(together) == 0 {
		return nil
	}
	r.order = append(r.order, together...)
	if n := len(r.steps); n == 0 || !r.steps[n-1].fits(writes...) {
		r.steps = append(r.steps, newJoint())
	}
	j := r.steps[len(r.steps)-1]
	tooLarge := !j.fits(writes...)
	for _, one := range together {
		one.step = len(r.steps)
		if tooLarge {
			one.problems = append(one.problems, errs.Problem{Rule: "circle", Message: tooLargeCircle(together)})
			continue
		}
		if one.t == nil {
			continue
		}
		r.parts[j] = append(r.parts[j], one)
		if err := one.refuse("claim", j.add(one.old, one.t)); err != nil {
			return err
		}
	}
	return nil
}

// writes are what an entry would write, if it can.
func (one *candidate) writes() []*transaction {
	if one.t == nil {
		return nil
	}
	return []*transaction{one.t}
}

// maxNamed is how many entries an error names.
const maxNamed = 10

// tooLargeCircle tells of entries that cannot go live in one transaction, and must.
func tooLargeCircle(together []*candidate) string {
	var names []string
	for _, one := range together[:min(len(together), maxNamed)] {
		names = append(names, one.old.id)
	}
	if len(together) > maxNamed {
		names = append(names, "…")
	}
	return fmt.Sprintf("%d entries refer to each other in a circle, and are too many, or too large, to go live at one moment: %s. Take one of these references out, publish, and put it back.",
		len(together), strings.Join(names, ", "))
}

// look reads what others hold of all that is to be written.
func (r *rehearsal) look(ctx context.Context) (map[store.Key]*store.Item, error) {
	held := map[store.Key]*store.Item{}
	for _, j := range r.steps {
		some, err := r.s.look(ctx, j.members...)
		if err != nil {
			return nil, err
		}
		maps.Copy(held, some)
	}
	return held, nil
}

// perform holds one transaction against what is there by then, and makes its changes in held.
func (r *rehearsal) perform(j *joint, held map[store.Key]*store.Item) error {
	members := r.parts[j]
	for _, w := range j.all.others {
		if write := j.all.writes[w]; !write.If.Holds(held[write.Item.Key]) {
			if err := members[j.of[w]].refuse("reference", j.all.blame[w]()); err != nil {
				return err
			}
		}
	}
	for i, t := range j.members {
		if err := members[i].refuse("reference", r.s.misplaced(t, held)); err != nil {
			return err
		}
	}
	if by, err := j.refused(); err != nil {
		if err := members[by].refuse("reference", err); err != nil {
			return err
		}
	}
	for _, w := range j.all.writes {
		switch w.Op {
		case store.OpPut:
			held[w.Item.Key] = &w.Item
		case store.OpDelete:
			delete(held, w.Item.Key)
		}
	}
	return nil
}
