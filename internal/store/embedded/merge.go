package embedded

import (
	"bytes"

	bolt "go.etcd.io/bbolt"

	"github.com/galley-cms/galley/internal/store/embedded/memtable"
)

// merged walks over the file and what lies over it as if they were one. A nil key is the end.
type merged struct {
	base   *bolt.Cursor
	over   []memtable.Cursor // the latest first
	heads  []pair            // where each of over stands, and then base
	key    []byte            // where all of them stand
	levels *levels
}

// pair is a key and its value, which is nil if the key was deleted.
type pair struct{ key, value []byte }

// begin makes m walk over a snapshot.
func (m *merged) begin(s *snapshot) {
	m.base = s.tx.Bucket(itemsBucket).Cursor()
	m.levels = &s.levels
	m.over = s.cursors(m.over[:0])
	m.heads = append(m.heads[:0], make([]pair, len(m.over)+1)...)
}

// end lets go of the snapshot.
func (m *merged) end() {
	m.base, m.levels, m.key = nil, nil, nil
	clear(m.over)
	clear(m.heads)
}

// get is the value of a key; nil if there is none.
func (m *merged) get(key []byte) []byte {
	if v, found := m.levels.get(key, m.levels.number); found {
		return v
	}
	k, v := m.base.Seek(key)
	if !bytes.Equal(k, key) {
		return nil
	}
	return v
}

// from goes to the first key that is not below key.
func (m *merged) from(key []byte) (k, value []byte) {
	for i := range m.over {
		m.heads[i].key, m.heads[i].value = m.over[i].Seek(key)
	}
	base := &m.heads[len(m.over)]
	base.key, base.value = m.base.Seek(key)
	return m.settle(false)
}

// before goes to the last key that is below key.
func (m *merged) before(key []byte) (k, value []byte) {
	for i := range m.over {
		c, h := &m.over[i], &m.heads[i]
		if h.key, h.value = c.Seek(key); h.key == nil {
			h.key, h.value = c.Last()
		} else {
			h.key, h.value = c.Prev()
		}
	}
	base := &m.heads[len(m.over)]
	if base.key, base.value = m.base.Seek(key); base.key == nil {
		base.key, base.value = m.base.Last()
	} else {
		base.key, base.value = m.base.Prev()
	}
	return m.settle(true)
}

// step goes to the next key, or to the one before.
func (m *merged) step(descending bool) (key, value []byte) {
	m.advance(descending)
	return m.settle(descending)
}

// settle finds the nearest of the keys at which the parts stand, and steps over those that were deleted.
func (m *merged) settle(descending bool) (key, value []byte) {
	for {
		nearest := -1
		for i := range m.heads {
			if m.heads[i].key != nil && (nearest < 0 || nearer(m.heads[i].key, m.heads[nearest].key, descending)) {
				nearest = i // among equals it is the first one: the latest
			}
		}
		if nearest < 0 {
			return nil, nil
		}
		m.key = m.heads[nearest].key
		if v := m.heads[nearest].value; v != nil {
			return m.key, v
		}
		m.advance(descending)
	}
}

func nearer(a, b []byte, descending bool) bool {
	c := bytes.Compare(a, b)
	return c < 0 && !descending || c > 0 && descending
}

// advance moves every part that stands at the key.
func (m *merged) advance(descending bool) {
	for i := range m.heads {
		h := &m.heads[i]
		if h.key == nil || !bytes.Equal(h.key, m.key) {
			continue
		}
		switch base := i == len(m.over); {
		case base && descending:
			h.key, h.value = m.base.Prev()
		case base:
			h.key, h.value = m.base.Next()
		case descending:
			h.key, h.value = m.over[i].Prev()
		default:
			h.key, h.value = m.over[i].Next()
		}
	}
}
