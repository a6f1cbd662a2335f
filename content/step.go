package content

import (
	"fmt"
	"strings"
)

// StepKind says what was done in a step of a list's plan.
type StepKind string

// The kinds of steps.
const (
	StepNamed    StepKind = "NAMED"    // the filter names ids: these are read
	StepEquality StepKind = "EQUALITY" // an index has few rows of the values asked for
	StepZigZag   StepKind = "ZIGZAG"   // the same, of several indexes at once
	StepPrefix   StepKind = "PREFIX"   // an index has few rows of texts that begin as asked
	StepJoin     StepKind = "JOIN"     // a reference is followed, from the entries that were found at its other end
	StepSample   StepKind = "SAMPLE"   // something was tried, and leaves too many entries
	StepOrder    StepKind = "ORDER"    // the index of the first sort key is read in its order
	StepRegistry StepKind = "REGISTRY" // all ids of the model are read in their order
	StepNarrowed StepKind = "NARROWED" // few matched, so an index was read for all that can
	StepSettled  StepKind = "SETTLED"  // those are sorted at once, instead of following the order
	StepRetired  StepKind = "RETIRED"  // an index was replaced meanwhile: the page was read again
	StepSearch   StepKind = "SEARCH"   // words are searched for
	StepBuilding StepKind = "BUILDING" // an index would help, and is not complete yet
)

// StepKinds are all of them.
var StepKinds = []StepKind{StepNamed, StepEquality, StepZigZag, StepPrefix, StepJoin, StepSample, StepOrder, StepRegistry, StepNarrowed,
	StepSettled, StepSearch, StepRetired, StepBuilding}

// Step is one step of how a list was read.
type Step struct {
	Kind    StepKind
	Model   string      // apiId of the model whose entries it looks for, where that is not the list's own
	Indexes []StepIndex // that it reads, or the reference that it follows
	InOrder bool        // the entries come in the order of the list, some at a time
	Desc    bool        // of that order
	Range   string      // the part of the index that is read, as conditions; "" for all of it
	Found   int         // entries that it found, before they are tested
	Rows    int         // index rows read
	Entries int         // entries fetched
	Text    string      // all of this in a sentence
}

// StepIndex is an index that a step reads.
type StepIndex struct {
	Name   string // of the field; of several, joined by +
	Values int    // how many values are looked up; 0 where it is read along
}

// sentence tells a step to people.
func (s *Step) sentence() string {
	in := ""
	if s.Model != "" {
		in = " of the model " + s.Model
	}
	names := s.names()
	switch s.Kind {
	case StepNamed:
		return fmt.Sprintf("Reads the %s%s that the filter names.", entries(s.Found), in)
	case StepEquality, StepZigZag:
		return s.merged(names, in)
	case StepPrefix:
		return fmt.Sprintf("Finds %s%s whose text begins as asked in %s%s.", entries(s.Found), in, names, s.sorts())
	case StepJoin:
		return s.joined(s.Indexes[0].Name, in)
	case StepSample:
		return fmt.Sprintf("Looks at %s%s first: that leaves too many entries to sort them all.", names, in)
	case StepOrder:
		return fmt.Sprintf("Reads along %s, %s%s, and tests each entry.", names, s.direction(), s.within())
	case StepRegistry:
		return fmt.Sprintf("Walks all entries of the model by id, %s, and tests each.", s.direction())
	case StepNarrowed:
		return fmt.Sprintf("Few match on that way: reads %s to the end, and fetches only the %s with rows there.", names, entries(s.Found))
	case StepSettled:
		return fmt.Sprintf("Leaves the order, and sorts these %s at once.", entries(s.Found))
	case StepSearch:
		return s.searched()
	case StepRetired:
		return "An index was replaced meanwhile: reads the page again."
	}
	return fmt.Sprintf("Cannot use %s%s yet: still being built.", names, in)
}

// searched tells of a search: its hits come in order, or are sorted.
func (s *Step) searched() string {
	switch {
	case s.InOrder && s.Desc:
		return fmt.Sprintf("Searches for the words: %s found, worst first, and tests each.", entries(s.Found))
	case s.InOrder:
		return fmt.Sprintf("Searches for the words: %s found, best first, and tests each.", entries(s.Found))
	}
	return fmt.Sprintf("Searches for the words: %s found%s.", entries(s.Found), s.sorts())
}

// merged tells of rows of single values, which lie in the order of ids.
func (s *Step) merged(names, in string) string {
	switch {
	case s.InOrder:
		return fmt.Sprintf("Reads %s in the order of ids, %s, and tests each entry.", names, s.direction())
	case s.Kind == StepZigZag:
		return fmt.Sprintf("Merges %s: finds %s%s with rows in all of them%s.", names, entries(s.Found), in, s.sorts())
	}
	return fmt.Sprintf("Finds %s%s in %s%s.", entries(s.Found), in, names, s.sorts())
}

// joined tells of a reference that was followed: back from its targets or, of what refers to the list's entries, to them.
func (s *Step) joined(name, in string) string {
	if strings.HasPrefix(name, linkedFrom+".") {
		return fmt.Sprintf("Goes from %s%s to what they refer to, by %s.", entries(s.Found), in, name)
	}
	return fmt.Sprintf("Follows the reference %s%s back from %s.", name, in, entries(s.Found))
}

// sorts tells what becomes of several entries that a list consists of.
func (s *Step) sorts() string {
	if s.Found < 2 || s.Model != "" {
		return ""
	}
	return ", and sorts them"
}

func (s *Step) direction() string {
	if s.Desc {
		return "descending"
	}
	return "ascending"
}

func (s *Step) within() string {
	if s.Range == "" {
		return ""
	}
	return ", where " + s.Range
}

// names are the indexes of the step.
func (s *Step) names() string {
	words := "the index "
	if len(s.Indexes) > 1 {
		words = "the indexes "
	}
	var list []string
	for _, x := range s.Indexes {
		name := x.Name
		if x.Values > 0 {
			name += " (" + counted(x.Values, "value", "values") + ")"
		}
		list = append(list, name)
	}
	return words + strings.Join(list, " and ")
}

func entries(n int) string { return counted(n, "entry", "entries") }

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
