package content

import (
	"fmt"
	"slices"
	"strings"
)

// trail is how a list that is explained was read, step by step. Lists that nobody explains have none: what a note says is
// put into words only for a trail.
type trail struct {
	steps  []Step
	source int // the number of the step that gives the list's rows, from 1: what is read from now on is its doing

	rows, copies int // of the listing, told in steps so far
}

// step is what the planner notes: what it did, with what and how many entries came of it.
type step struct {
	kind    StepKind
	index   *indexDef
	name    string      // instead of that of index
	route   *route      // through index, if it is one on several fields
	streams []*idStream // instead of index
	inOrder bool
	desc    bool
	within  bool // the conditions on index bound what is read
	found   int
}

// note tells of a step that was taken, if the list is explained. What was read since the last note is the step's.
func (l *listing) note(s step) {
	if l.trail != nil {
		l.trail.add(l, s)
	}
}

func (t *trail) add(l *listing, s step) {
	out := Step{Kind: s.kind, Indexes: s.indexes(), InOrder: s.inOrder, Desc: s.desc, Found: s.found}
	if i := slices.IndexFunc(t.steps, out.same); i >= 0 && (s.kind == StepBuilding || s.kind == StepSample) {
		t.charge(l, &t.steps[i])
		return
	}
	if s.within {
		out.Range = l.q.rangeOn(s.bounds)
	}
	t.charge(l, &out)
	if t.steps = append(t.steps, out); s.gives() {
		t.source = len(t.steps)
	}
	if s.kind == StepRetired {
		t.rows = 0 // the next plan counts from there
	}
}

// charge makes what was read since the last time a step's.
func (t *trail) charge(l *listing, s *Step) {
	s.Rows += l.p.rows - t.rows
	s.Entries += l.copies - t.copies
	t.rows, t.copies = l.p.rows, l.copies
}

// charge makes what was read since the last note that of the step that gives the rows.
func (l *listing) charge() {
	if t := l.trail; t != nil && len(t.steps) > 0 {
		t.charge(l, &t.steps[max(t.source, 1)-1])
	}
}

// aside begins the trail of a list whose entries another one needs.
func (t *trail) aside() *trail {
	if t == nil {
		return nil
	}
	return &trail{}
}

// takeOver tells what a list aside did, with its costs.
func (l *listing) takeOver(sub *listing) {
	t := l.trail
	if t == nil {
		return
	}
	sub.charge()
	for _, s := range sub.trail.steps {
		if s.Model == "" {
			s.Model = sub.q.model.APIID
		}
		t.steps = append(t.steps, s)
	}
	t.rows, t.copies = t.rows+sub.p.rows, t.copies+sub.copies
}

// gives tells whether the step makes something the source of the list's rows.
func (s *step) gives() bool {
	switch s.kind {
	case StepNamed, StepEquality, StepZigZag, StepPrefix, StepOrder, StepRegistry, StepSettled, StepSearch:
		return true
	}
	return false
}

// indexes are the indexes that the step reads, as people name them.
func (s *step) indexes() (out []StepIndex) {
	if s.name != "" {
		return []StepIndex{{Name: s.name}}
	}
	if s.index != nil {
		out = []StepIndex{{Name: s.index.label()}}
		if s.route != nil && len(s.route.fixed) > 0 {
			out[0].Values = len(s.route.ranges)
		}
		return out
	}
	for _, st := range s.streams {
		out = append(out, st.looksUp()...)
	}
	return out
}

// looksUp tells the indexes that a stream reads, with the number of values.
func (s *idStream) looksUp() (out []StepIndex) {
	values := map[string]bool{}
	for _, r := range s.parts {
		name := r.index.label()
		i := slices.IndexFunc(out, func(x StepIndex) bool { return x.Name == name })
		if i < 0 {
			i, out = len(out), append(out, StepIndex{Name: name})
		}
		if value := name + "\x00" + r.enc; !values[value] {
			values[value] = true
			out[i].Values++
		}
	}
	for _, name := range s.from {
		out = append(out, StepIndex{Name: name})
	}
	return out
}

// same tells whether another step tells the same of the same.
func (s *Step) same(other Step) bool {
	return s.Kind == other.Kind && slices.Equal(s.Indexes, other.Indexes)
}

// bounds tells whether conditions on an index bound what the step reads.
func (s *step) bounds(index string) bool {
	if s.route == nil {
		return s.index.name == index
	}
	next := len(s.route.fixed)
	return s.route.fixes(index) || (len(s.route.order) > 0 && s.route.x.parts[next].name == index)
}

// rangeOn are the conditions that must hold for the filter to hold, on the indexes that bound what is read.
func (q *Query) rangeOn(bounds func(index string) bool) string {
	var out []string
	for _, t := range q.filter.conjuncts() {
		if t.value.index == nil || !bounds(t.value.index.name) || len(t.spans()) == 0 {
			continue
		}
		operands := make([]string, len(t.operands))
		for i, o := range t.operands {
			operands[i] = string(o)
		}
		if t.op == OpIsNull {
			operands = []string{fmt.Sprint(t.want)}
		}
		out = append(out, fmt.Sprintf("%s %s %s", t.value.name, t.op, strings.Join(operands, " ")))
	}
	return strings.Join(out, " and ")
}

// label is how people name the index: by the field, or by several, joined by a plus.
func (x *indexDef) label() string {
	if x.field != nil {
		return x.field.APIID
	}
	if len(x.parts) > 0 {
		names := make([]string, len(x.parts))
		for i := range x.parts {
			names[i] = x.parts[i].label()
		}
		return strings.Join(names, "+")
	}
	for _, r := range reserved {
		if r.index == x.name {
			return r.Name
		}
	}
	return x.name
}
