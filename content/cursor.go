package content

import (
	"encoding/base64"

	"github.com/galley-cms/galley/content/index"
	"github.com/galley-cms/galley/internal/errs"
)

// A cursor is the position of an entry in a list, bound to the list by a hash. It holds no generation of an index and
// so outlives a rebuild.

func (q *Query) cursor(p position) string {
	b := append(make([]byte, 0, 96), q.hash[:]...)
	for _, k := range p.keys {
		b = append(b, k...)
	}
	return base64.RawURLEncoding.EncodeToString(append(b, p.id...))
}

func (q *Query) parseCursor(argument, s string) (p position, err error) {
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || len(b) <= len(q.hash) || [8]byte(b[:8]) != q.hash {
		return p, errs.New(errs.Invalid, "%s: this cursor belongs to another list. Use one of the same model, filter, order and locale.", argument)
	}
	enc, id := index.SplitRow(b[8:])
	p = position{keys: index.Split(enc), id: id}
	want := len(q.order)
	if q.order[want-1].value.slot == slotID {
		want--
	}
	if id == "" || len(p.keys) != want {
		return p, errs.New(errs.Invalid, "%s: this is no cursor.", argument)
	}
	return p, nil
}
