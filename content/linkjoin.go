package content

import (
	"context"
	"slices"

	"github.com/galley-cms/galley/content/index"
	"github.com/galley-cms/galley/internal/store"
)

// linkJoin gives the ids of the entries that few others refer to as a filter of kind linked says; false if there may be
// many. The filter itself is still held against what it finds.
func (l *listing) linkJoin(ctx context.Context, ir store.Reader, f *filter) ([]string, bool, error) {
	find := l.targetsOfFound
	if f.kids[0].empty() {
		find = l.targetsOfRows
	}
	sub := l.of(f.source, f.kids[0])
	found, ids, ok, err := find(ctx, ir, sub, f)
	l.joined(sub)
	if err != nil {
		return nil, false, err
	}
	s := step{kind: StepJoin, name: f.value.name, found: found}
	if !ok {
		s.kind = StepSample
	}
	l.note(s)
	slices.Sort(ids)
	return slices.Compact(ids), ok, nil
}

// targetsOfFound are the ids that the entries name which meet the condition of f, if these are few; found says how many.
// That they do is noted, so that nobody looks for their rows.
func (l *listing) targetsOfFound(ctx context.Context, ir store.Reader, sub *listing, f *filter) (found int, ids []string, ok bool, err error) {
	if ok, err := sub.find(ctx, ir); !ok || err != nil {
		return 0, nil, false, err
	}
	for _, h := range sub.hits {
		eachElement(f.value.in(sub.subject(h.copy)), func(e []byte) {
			if id := idIn(e); id != "" {
				l.linksTo(f, id).add(h.copy.ID, store.Key{})
				ids = append(ids, id)
			}
		})
	}
	return len(sub.hits), ids, true, nil
}

// targetsOfRows are the ids that the rows of a reference name, if these are few; found says how many. The rows are noted,
// too.
func (l *listing) targetsOfRows(ctx context.Context, ir store.Reader, sub *listing, f *filter) (found int, ids []string, ok bool, err error) {
	x := f.value.index
	g, ok := sub.serving(x)
	if !ok {
		return 0, nil, false, nil
	}
	sub.uses(x, g)
	in := shardReader{rows: sub.rows(x, g), read: &l.p.rows}
	for q := (store.Query{From: nullEnd(), Limit: maxTargets + 1, KeysOnly: true, Consistent: l.consistency()}); ; {
		p, err := in.query(ctx, ir, q)
		if err != nil {
			return 0, nil, false, err
		}
		for _, i := range p.Items {
			enc, source := index.SplitRow(i.Sort)
			id := index.ReferenceID(enc)
			l.linksTo(f, id).add(source, i.Key)
			ids, q.After = append(ids, id), i.Sort
		}
		if len(ids) > maxTargets || !p.More {
			return len(ids), ids, len(ids) <= maxTargets, nil
		}
	}
}
