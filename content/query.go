package content

import (
	"crypto/sha256"
	"encoding/json"
	"strings"

	"github.com/galley-cms/galley/content/index"
	"github.com/galley-cms/galley/internal/errs"
)

// QuerySpec says what a list is of. Where and OrderBy are the arguments of the content API as coerced: objects, lists,
// strings, booleans, numbers (json.Number, int64 or float64) and nil.
type QuerySpec struct {
	Model    *Model
	Stage    Stage
	Locale   string // whose values are filtered and sorted by; "" for the default
	Where    map[string]any
	OrderBy  []any  // [{"views": "DESC"}, {"id": "ASC"}]; createdAt DESC when empty
	Trashed  bool   // the trash instead of what is in use; Draft stage only
	Archived bool   // the same of the archive
	Search   string // words that the entries have; "" for all entries. Without OrderBy the best ones come first

	// Readable tells whether the caller may read a model, which filters through references need; nil: only when the list
	// is read this is looked at.
	Readable func(*Model) bool
}

// Query is a list, planned against one schema. It is immutable and can be used many times while the schema is current.
type Query struct {
	schema  *Schema
	model   *Model
	stage   Stage
	locale  string
	chain   []string
	filter  *filter
	order   []orderKey
	shelf   shelf
	search  string     // the words to be found; "" for none
	crossed []crossing // where the filter goes to other models
	follows bool       // the filter goes through references
	hash    [8]byte    // of everything that a cursor depends on
}

// orderKey is one key of a list's order. At last, lists are ordered by id, ascending.
type orderKey struct {
	value *valueRef
	desc  bool
}

// maxOrderKeys bounds the keys of an order.
const maxOrderKeys = 5

// Prepare checks a list and plans it. Errors name the argument that is wrong.
func Prepare(sc *Schema, spec QuerySpec) (*Query, error) {
	q := &Query{schema: sc, model: spec.Model, stage: spec.Stage, locale: spec.Locale}
	if q.locale == "" {
		q.locale = sc.DefaultLocale()
	}
	if q.chain = sc.Chain(q.locale); q.chain == nil {
		return nil, errs.New(errs.Invalid, "locale: the space has no locale %q. It has: %s.", q.locale, strings.Join(sc.localeCodes(), ", "))
	}
	var err error
	if q.shelf, err = shelfAsked(spec); err != nil {
		return nil, err
	}
	p := &whereParser{schema: sc, stage: q.stage, readable: spec.Readable}
	if q.filter, err = p.object(scope{model: q.model}, "where", spec.Where, 1); err != nil {
		return nil, err
	}
	q.crossed, q.follows = p.crossed, len(p.crossed) > 0
	if q.order, err = parseOrder(q.model, q.stage, spec.OrderBy); err != nil {
		return nil, err
	}
	if err := q.searchFor(spec); err != nil {
		return nil, err
	}
	q.hash = queryHash(spec, q.locale)
	return q, nil
}

func parseOrder(m *Model, stage Stage, in []any) (out []orderKey, err error) {
	if len(in) > maxOrderKeys {
		return nil, errs.New(errs.LimitExceeded, "orderBy: a list may have %d sort keys.", maxOrderKeys)
	}
	for _, e := range in {
		o, ok := e.(map[string]any)
		if !ok || len(o) != 1 {
			return nil, errs.New(errs.Invalid, "orderBy: each element has exactly one field, like {\"createdAt\": \"DESC\"}.")
		}
		for name, dir := range o {
			k, err := parseOrderKey(m, stage, name, dir)
			if err != nil {
				return nil, err
			}
			out = append(out, k)
		}
		if last := out[len(out)-1]; last.value.slot == slotID {
			return out, nil // ids are unique: nothing can follow
		}
	}
	if len(out) == 0 {
		k, err := parseOrderKey(m, stage, "createdAt", "DESC")
		return []orderKey{k}, err
	}
	return out, nil
}

func parseOrderKey(m *Model, stage Stage, name string, dir any) (k orderKey, err error) {
	if dir != "ASC" && dir != "DESC" {
		return k, errs.New(errs.Invalid, "orderBy.%s: the direction is ASC or DESC.", name)
	}
	ref, _, err := valueOf(m, stage, "orderBy", name)
	if err != nil {
		return k, err
	}
	if ref.list || (ref.index != nil && ref.index.refers()) {
		return k, errs.New(errs.Invalid, "orderBy: lists cannot be sorted by %q: it holds several values, or references.", name)
	}
	return orderKey{value: ref, desc: dir == "DESC"}, nil
}

// queryHash binds cursors to model, stage, locale, filter, order and what is searched for.
func queryHash(spec QuerySpec, locale string) (h [8]byte) {
	b, err := json.Marshal([]any{spec.Model.ID, spec.Stage, locale, spec.Where, spec.OrderBy, spec.Trashed, spec.Archived, spec.Search})
	if err != nil {
		b = []byte(err.Error()) // values that JSON cannot hold were refused by the parser
	}
	sum := sha256.Sum256(b)
	copy(h[:], sum[:])
	return h
}

// position is the place of an entry in a list: the encoded values of the order, joined, and the id.
type position struct {
	enc string
	id  string
}

// position of a copy in the list.
func (q *Query) position(c *Copy) position {
	var enc []byte
	for _, k := range q.order {
		if k.value.slot != slotID {
			enc = index.Encode(enc, k.value.kind, k.value.of(c, q.chain))
		}
	}
	return position{enc: string(enc), id: c.ID}
}

// compare orders two positions as the list does.
func (q *Query) compare(a, b position) int {
	if n := q.compareKeys(a.enc, b.enc); n != 0 {
		return n
	}
	n := strings.Compare(a.id, b.id)
	if q.idDesc() {
		return -n
	}
	return n
}

// compareKeys compares the first values that differ, in the direction of their key.
func (q *Query) compareKeys(a, b string) int {
	if a == b {
		return 0
	}
	as, bs := index.Split(a), index.Split(b)
	for i := range as {
		n := strings.Compare(as[i], bs[i])
		if n != 0 && q.order[i].desc {
			return -n
		}
		if n != 0 {
			return n
		}
	}
	return 0
}

// idDesc tells whether the list asks for ids in descending order; ties are in ascending order unless it does.
func (q *Query) idDesc() bool {
	last := q.order[len(q.order)-1]
	return last.value.slot == slotID && last.desc
}

// byID tells whether the list is ordered by nothing but the id.
func (q *Query) byID() bool { return q.order[0].value.slot == slotID }
