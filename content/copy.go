package content

import (
	"bytes"
	"slices"
	"strconv"

	"github.com/galley-cms/galley/internal/errs"
)

// Slots of the system values in a Copy; field i of the model has slot SystemSlots+i.
const (
	SlotModel            = iota // "…" model id
	SlotVersion                 // number; of a draft that of its head, which is the one to send with a change
	SlotCreatedAt               // "2026-01-02T03:04:05.678Z", as field.FormatDateTime writes it
	SlotUpdatedAt               //
	SlotPublishedAt             // live copies only
	SlotFirstPublishedAt        // live copies only
	SlotCreatedBy               // {"kind","id","name"}
	SlotUpdatedBy               //
	SlotLocales                 // live copies only: the published locales and when, {"en":"2026-…"}
	SystemSlots
)

// systemNames are the members of a stored copy that hold the system values, by slot. No field id begins with "$".
var systemNames = [SystemSlots]string{"$m", "$v", "$c", "$u", "$p", "$f", "$a", "$b", "$l"}

// Stage says which copy of entries is meant.
type Stage uint8

// The stages.
const (
	Live  Stage = iota // what is published
	Draft              // what editors work on
)

// Copy is one stored copy of an entry, opened for reading. It is shared by readers and never changes.
type Copy struct {
	ID     string
	Model  *Model
	Status Status // Draft stage only

	seq  int64 // the commit that wrote this copy
	raw  []byte
	vals [][]byte
}

// Slot is the raw stored JSON in a slot (of a localised field: an object by locale); nil if absent or null.
func (c *Copy) Slot(i int) []byte { return c.vals[i] }

// Value is the value in a slot as a reader of the first locale in chain sees it: a localised field gives the first
// value along the chain; nil if there is none.
func (c *Copy) Value(slot int, chain []string) []byte {
	v := c.vals[slot]
	if v == nil || slot < SystemSlots || !c.Model.Fields[slot-SystemSlots].Localized {
		return v
	}
	for _, locale := range chain {
		if x := Member(v, locale); x != nil && !isNull(x) {
			return x
		}
	}
	return nil
}

// openCopy splits the stored JSON of a copy into its values, in the forms of the model. It fails if the copy has forms that
// the model does not know yet.
func openCopy(id string, m *Model, seq int64, raw []byte) (c *Copy, err error) {
	c = &Copy{ID: id, Model: m, seq: seq, raw: raw, vals: make([][]byte, SystemSlots+len(m.Fields))}
	next := 0
	eachMember(raw, func(name, value []byte) bool {
		slot, ok := expect(m, name, next)
		switch {
		case !ok:
			err = c.other(name, value)
			return err == nil
		case !isNull(value):
			c.vals[slot] = value
		}
		next = slot + 1
		return true
	})
	for id := range m.nested {
		slot := m.Slot(id)
		c.vals[slot] = m.mend(m.Fields[slot-SystemSlots], c.vals[slot])
	}
	return c, err
}

// other takes a member of a stored copy that is none of the model's fields: a value in a former form, or one that is of no
// field any more.
func (c *Copy) other(name, value []byte) error {
	if string(name) == shapeName {
		return c.Model.knows(value)
	}
	was, ok := c.Model.formers[string(name)]
	if !ok || isNull(value) {
		return nil
	}
	out, _ := c.Model.schema.reform(was.field, was.n, value)
	if slot := c.Model.Slot(was.field.ID); !isNull(out) {
		c.vals[slot] = out
	}
	return nil
}

// errOutgrown says that a copy was stored in forms that the schema in hand does not know: it was changed meanwhile.
var errOutgrown = errs.New(errs.Conflict, "The models were changed meanwhile. Ask again.")

// shapeName is the member of a stored copy that holds the shape of the model that it was stored by.
const shapeName = "$w"

// knows gives an error unless the model knows the forms of a shape.
func (m *Model) knows(shape []byte) error {
	n, err := strconv.ParseInt(string(shape), 10, 64)
	if err == nil && n > m.Shape {
		return errOutgrown
	}
	return err
}

// under is the draft c with what its head tells: a publish raises the version, and leaves the draft as it is.
func (c *Copy) under(h *head) *Copy {
	drafted := *c
	drafted.Status = h.status()
	if version := strconv.AppendInt(nil, h.Version, 10); !bytes.Equal(version, c.vals[SlotVersion]) {
		drafted.vals = slices.Clone(c.vals)
		drafted.vals[SlotVersion] = version
	}
	return &drafted
}

// expect finds the slot of a member; members usually come in the order of the model, so the next few are tried first.
func expect(m *Model, name []byte, next int) (int, bool) {
	for i := next; i < len(m.Fields)+SystemSlots && i < next+3; i++ {
		if m.slotName(i) == string(name) {
			return i, true
		}
	}
	i, ok := m.slots[string(name)]
	return i, ok
}

func (m *Model) slotName(i int) string {
	if i < SystemSlots {
		return systemNames[i]
	}
	return m.Fields[i-SystemSlots].ID
}

func isNull(v []byte) bool { return len(v) == 0 || v[0] == 'n' }

// The functions below read canonical JSON, as the store holds it: valid, compact, without duplicate names. They do not
// check it again.

// eachMember yields the raw name (without quotes) and value of each member of an object.
func eachMember(raw []byte, yield func(name, value []byte) bool) {
	for i := 1; i < len(raw) && raw[i] != '}'; i++ {
		end := i + 1 + stringEnd(raw[i+1:])
		name := raw[i+1 : end]
		i = end + 2 // the quote and the colon
		n := valueEnd(raw[i:])
		if !yield(name, raw[i:i+n]) {
			return
		}
		i += n // at the comma or the brace
		if raw[i] == '}' {
			return
		}
	}
}

// stringEnd is the position of the quote that ends a string whose opening quote was just before raw.
func stringEnd(raw []byte) int {
	for at := 0; ; at++ {
		q := bytes.IndexByte(raw[at:], '"')
		if q < 0 {
			return len(raw)
		}
		at += q
		slashes := 0
		for at-slashes > 0 && raw[at-slashes-1] == '\\' {
			slashes++
		}
		if slashes%2 == 0 {
			return at
		}
	}
}

// valueEnd is the length of the JSON value at the start of raw.
func valueEnd(raw []byte) int {
	switch raw[0] {
	case '"':
		return stringEnd(raw[1:]) + 2
	case '{', '[':
		return compositeEnd(raw)
	}
	for i, b := range raw {
		if b == ',' || b == '}' || b == ']' {
			return i
		}
	}
	return len(raw)
}

func compositeEnd(raw []byte) int {
	depth := 0
	for i := 0; i < len(raw); i++ {
		switch raw[i] {
		case '"':
			i += stringEnd(raw[i+1:]) + 1
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(raw)
}

// Member is the raw value of one member of a stored object; nil if it has none.
func Member(raw []byte, name string) (value []byte) {
	if len(raw) == 0 || raw[0] != '{' {
		return nil
	}
	eachMember(raw, func(n, v []byte) bool {
		if string(n) == name {
			value = v
			return false
		}
		return true
	})
	return value
}

// Object puts the raw values of the named members of a stored object into vals, nil where absent or null.
func Object(raw []byte, names []string, vals [][]byte) {
	clear(vals)
	if len(raw) == 0 || raw[0] != '{' {
		return
	}
	eachMember(raw, func(n, v []byte) bool {
		for i, name := range names {
			if name == string(n) {
				if !isNull(v) {
					vals[i] = v
				}
				break
			}
		}
		return true
	})
}

// Elements yields the raw elements of a stored array, until yield returns false.
func Elements(raw []byte, yield func(elem []byte) bool) {
	if len(raw) < 2 || raw[0] != '[' || raw[1] == ']' {
		return
	}
	for i := 1; i < len(raw); i++ {
		n := valueEnd(raw[i:])
		if !yield(raw[i : i+n]) {
			return
		}
		i += n
	}
}
