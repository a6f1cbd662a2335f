package content_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/errs"
)

// finds is a model of things that were dug up, with indexes on several fields.
func finds(indexes string) string {
	return `{"apiId":"find","fields":[{"apiId":"hall","kind":"TEXT"},{"apiId":"depth","kind":"INTEGER"}],"indexes":` + indexes + `}`
}

// newDig is a space of 400 finds, the deepest 150 of which are in hall B, and little budget for a list.
func newDig(t *testing.T) *priced {
	p := newShelf(t, 0, content.Budget{Rows: 120, Copies: 60, Few: 20}, nil)
	p.apply(finds(`[]`))
	for i := range 400 {
		hall := "A"
		if i >= 250 {
			hall = "B"
		}
		p.create("find", fmt.Sprintf("f%03d", i), fmt.Sprintf(`{"hall":"%s","depth":%d}`, hall, i), true)
	}
	return p
}

// refused lists something that is too expensive, and gives the fields that the error names.
func (p *priced) refused(model, where, order string) (fields []string) {
	p.t.Helper()
	sc, err := p.Schema(p.ctx)
	p.must(err)
	spec := content.QuerySpec{Model: sc.Model(model)}
	p.must(json.Unmarshal([]byte(where), &spec.Where))
	p.must(json.Unmarshal([]byte(order), &spec.OrderBy))
	q, err := content.Prepare(sc, spec)
	p.must(err)
	err = p.View(p.ctx, content.Live, func(r *content.Reader) error {
		_, err := r.List(p.ctx, q, content.PageArgs{})
		return err
	})
	wantCode(p.t, err, errs.TooExpensive)
	var known *errs.Error
	errors.As(err, &known)
	fields, _ = known.Details["index"].([]string)
	for _, f := range fields {
		if !strings.Contains(known.Message, f) {
			p.t.Errorf("%q does not name %s", known.Message, f)
		}
	}
	return fields
}

// TestARefusedListNamesTheIndexThatAnswersIt: an owner does what the error says, and the same list is answered.
func TestARefusedListNamesTheIndexThatAnswersIt(t *testing.T) {
	p := newDig(t)
	const where, order = `{"hall":{"eq":"B"}}`, `[{"depth":"ASC"}]`
	fields := p.refused("find", where, order)
	equal(t, fields, []string{"hall", "depth"})
	e := p.explain(content.Live, "find", where, order, content.PageArgs{})
	equal(t, e.Suggestion, fields)
	if !strings.Contains(e.Refusal, "more than 120 index rows or 60 entries") {
		t.Errorf("refused because %q", e.Refusal)
	}

	index, err := json.Marshal(fields)
	p.must(err)
	p.apply(finds(`[{"fields":` + string(index) + `}]`))
	ids, page := p.list(content.Live, "find", where, order, content.PageArgs{})
	if ids[0] != "f250" || ids[19] != "f269" || !page.HasNext {
		t.Errorf("the list is %v", ids)
	}
	ids, _ = p.list(content.Live, "find", where, order, content.PageArgs{After: page.Cursor(19)})
	equal(t, ids[0], "f270")
	e = p.explain(content.Live, "find", where, order, content.PageArgs{})
	equal(t, []any{e.Refusal, e.Suggestion, e.Indexes}, []any{"", nil, []string{"hall+depth"}})
	if e.Cost.IndexRows > 30 || e.Cost.Entries != 21 {
		t.Errorf("the page reads %d rows and %d entries", e.Cost.IndexRows, e.Cost.Entries)
	}
}
