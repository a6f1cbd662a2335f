package content

import (
	"context"
	"fmt"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
)

// foundWhenDue looks for the items by which the planned actions of an entry are found when they are due.
func (k *checker) foundWhenDue(ctx context.Context, st *state) error {
	for i := range st.head.Planned {
		p := &st.head.Planned[i]
		if p.Failure != "" { // it is only kept to be read
			continue
		}
		if err := k.dueItem(ctx, st, p); err != nil {
			return err
		}
	}
	return nil
}

func (k *checker) dueItem(ctx context.Context, st *state, p *planned) error {
	there, err := k.there(ctx, k.s.keys.due(st.id, p))
	if err != nil || there {
		return err
	}
	writes, err := k.dueWrites(ctx, st, p)
	if errs.CodeOf(err) == errs.Invalid { // its day is being closed: the next check finds it
		return nil
	}
	if err != nil {
		return err
	}
	mended, moved, err := k.mend(ctx, st, nil, writes)
	if err != nil || moved {
		return err
	}
	k.find(ctx, Finding{Kind: LostSchedule, Entry: st.id, Repaired: mended,
		Message: fmt.Sprintf("What is planned for the entry %s at %s would not be found when it is due.", st.id, field.FormatDateTime(p.At))})
	return nil
}

// dueWrites are those by which an action is found. Its day is noted before, also one that is over: what is late happens late.
func (k *checker) dueWrites(ctx context.Context, st *state, p *planned) (out []store.Write, err error) {
	if !k.repair {
		return nil, nil
	}
	if err := k.s.noteDay(ctx, p.At.UTC().Format(dueDay)); !isAgain(err) {
		return nil, err
	}
	all, err := k.s.planItem(ctx, st.id, st.head.Model, p)
	for _, a := range all {
		out = append(out, a.write)
	}
	return out, err
}
