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
	b = append(append(b, p.enc...), p.id...)
	return base64.RawURLEncoding.EncodeToString(b)
}

func (q *Query) parseCursor(argument, s string) (p position, err error) {
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || len(b) <= len(q.hash) || [8]byte(b[:8]) != q.hash {
		return p, errs.New(errs.Invalid, "%s: this cursor belongs to another list. Use one of the same model, filter, order and locale.", argument)
	}
	p.enc, p.id = index.SplitRow(string(b[8:]))
	want := len(q.order)
	if q.order[want-1].value.slot == slotID {
		want--
	}
	if p.id == "" || len(index.Split(p.enc)) != want {
		return p, errs.New(errs.Invalid, "%s: this is no cursor.", argument)
	}
	return p, nil
}
