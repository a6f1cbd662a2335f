package memtable

import "bytes"

// Cursor walks over the keys that a Table has as of a number, each with its latest change by then. A nil key is the end;
// a nil value a key that was deleted.
type Cursor struct {
	table  *Table
	number uint64
	at     *node
}

// Cursor makes a Cursor that sees the commits up to a number.
func (t *Table) Cursor(number uint64) Cursor { return Cursor{table: t, number: number} }

// Seek goes to the first key that is not below key.
func (c *Cursor) Seek(key []byte) (k, value []byte) {
	return c.forward(c.table.find(key, c.number, nil))
}

// Next goes to the next key.
func (c *Cursor) Next() (key, value []byte) {
	if c.at == nil {
		return nil, nil
	}
	n := c.at.next[0].Load()
	if n != nil && bytes.Equal(n.key, c.at.key) { // an older change; there may be many
		n = c.table.find(c.at.key, 0, nil)
	}
	return c.forward(n)
}

// Last goes to the last key.
func (c *Cursor) Last() (key, value []byte) { return c.backward(c.table.last(nil)) }

// Prev goes to the key before.
func (c *Cursor) Prev() (key, value []byte) {
	if c.at == nil {
		return nil, nil
	}
	return c.backward(c.table.last(c.at.key))
}

// forward goes to the first visible change from n on. Among those of a key it is the latest, for they come first.
func (c *Cursor) forward(n *node) (key, value []byte) {
	for n != nil && n.number > c.number {
		n = n.next[0].Load()
	}
	return c.land(n)
}

// backward goes to the latest visible change of n's key, or else of a key before it.
func (c *Cursor) backward(n *node) (key, value []byte) {
	for n != nil {
		if first := c.table.find(n.key, c.number, nil); first != nil && bytes.Equal(first.key, n.key) {
			return c.land(first)
		}
		n = c.table.last(n.key)
	}
	return c.land(nil)
}

func (c *Cursor) land(n *node) (key, value []byte) {
	if c.at = n; n == nil {
		return nil, nil
	}
	return n.key, n.value
}
