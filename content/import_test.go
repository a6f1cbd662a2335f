package content_test

import (
	"fmt"
	"testing"

	"github.com/galley-cms/galley/content"
)

const person = `{"apiId":"person","fields":[
	{"apiId":"name","kind":"TEXT","unique":true},
	{"apiId":"boss","kind":"REFERENCE","models":["person"],"onDelete":"RESTRICT"}]}`

// people are entries each of whom refers to the one with the next number, or to no. last.
func people(n int, last string) (out []content.ImportEntry) {
	for i := range n {
		boss := fmt.Sprintf(`{"id":"p%d"}`, i+1)
		if i == n-1 {
			boss = last
		}
		out = append(out, content.ImportEntry{ID: fmt.Sprintf("p%d", i), Model: "person", Publish: true,
			Values: vals(fmt.Sprintf(`{"name":"N%d","boss":%s}`, i, boss))})
	}
	return out
}

// imports gives the outcomes, in order, and whether something was said about any entry.
func (s *space) imports(entries []content.ImportEntry) (outcomes map[content.ImportOutcome]int, said []string) {
	s.t.Helper()
	results, err := s.Import(s.ctx, entries, false)
	s.must(err)
	outcomes = map[content.ImportOutcome]int{}
	for i, r := range results {
		if r.ID != entries[i].ID {
			s.t.Errorf("the result of %s stands where that of %s should", r.ID, entries[i].ID)
		}
		outcomes[r.Outcome]++
		if r.Message != "" {
			said = append(said, r.ID)
		}
	}
	return outcomes, said
}

// Entries of one batch may stand in any order, and refer to each other in circles; a batch that is sent again changes
// nothing. // I5, F8
func TestImportsInAnyOrder(t *testing.T) {
	for name, last := range map[string]string{"chain": "null", "circle": `{"id":"p0"}`} {
		t.Run(name, func(t *testing.T) {
			s := newSpace(t)
			s.apply(person)
			all := people(12, last)
			for _, want := range []content.ImportOutcome{content.ImportCreated, content.ImportUnchanged} {
				outcomes, said := s.imports(all)
				equal(t, outcomes, map[content.ImportOutcome]int{want: len(all)})
				equal(t, len(said), 0)
			}
			found, _ := s.list(content.Live, "person", "", "", content.PageArgs{})
			equal(t, len(found), len(all))
		})
	}
}

// What cannot be published stays a draft, and with it nothing but what refers to nothing at all. // I4
func TestImportsTellWhatIsMissing(t *testing.T) {
	s := newSpace(t)
	s.apply(person)
	all := append(people(5, `{"id":"nobody"}`), content.ImportEntry{ID: "twin", Model: "person", Publish: true, Values: vals(`{"name":"N0"}`)})
	outcomes, said := s.imports(all)
	equal(t, outcomes, map[content.ImportOutcome]int{content.ImportCreated: 6})
	equal(t, len(said), 2) // p4, and one of the two that have a name in common
	again, said := s.imports(all)
	equal(t, again, map[content.ImportOutcome]int{content.ImportUnchanged: 6})
	equal(t, len(said), 2)
	outcomes, said = s.imports(append(all[1:5], content.ImportEntry{ID: "nobody", Model: "person", Publish: true, Values: vals(`{"name":"N9"}`)}))
	equal(t, outcomes, map[content.ImportOutcome]int{content.ImportCreated: 1, content.ImportUpdated: 1, content.ImportUnchanged: 3})
	equal(t, len(said), 0)
}

// A unique value can move from one entry of a batch to another.
func TestImportsPassUniqueValuesOn(t *testing.T) {
	s := newSpace(t)
	s.apply(person)
	s.imports([]content.ImportEntry{{ID: "a", Model: "person", Publish: true, Values: vals(`{"name":"One"}`)}})
	outcomes, said := s.imports([]content.ImportEntry{
		{ID: "b", Model: "person", Publish: true, Values: vals(`{"name":"One"}`)},
		{ID: "a", Model: "person", Publish: true, Values: vals(`{"name":"Two"}`)}})
	equal(t, outcomes, map[content.ImportOutcome]int{content.ImportCreated: 1, content.ImportUpdated: 1})
	equal(t, len(said), 0)
}
