// Package memtable keeps the latest changes of a table in memory, in order: a skip list that one goroutine writes while
// others read it without locks.
//
// Every change has the number of the commit that made it, and stays beside those before it: who reads as of a number sees
// what was there then, whatever comes later. It knows nothing of files, nor of what keys and values mean.
package memtable

import (
	"bytes"
	"math/rand/v2"
	"sync/atomic"
)

const (
	maxHeight = 12
	branching = 4  // one node in four is one higher
	overhead  = 96 // about what the list itself takes for each change, in bytes
)

// Table is a list of changes. The zero value is not ready for use: call New.
type Table struct {
	head   *node
	filter filter
	height atomic.Int32
	count  atomic.Int64
	size   atomic.Int64
	slab   []node // for the next nodes
	links  []atomic.Pointer[node]
}

// node is one change of a key; among those of a key the latest comes first.
type node struct {
	key, value []byte // value is nil if the key was deleted
	number     uint64
	next       []atomic.Pointer[node]
}

// New makes an empty Table.
func New() *Table {
	t := &Table{head: &node{next: make([]atomic.Pointer[node], maxHeight)}, filter: newFilter()}
	t.height.Store(1)
	return t
}

// Len is how many changes there are.
func (t *Table) Len() int { return int(t.count.Load()) }

// Size is about how many bytes of memory the changes take.
func (t *Table) Size() int { return int(t.size.Load()) }

// Put adds a change of a commit, whose number is that of the last one or higher. A nil value says that the key was
// deleted. Both slices are kept. There can be only one writer at a time.
func (t *Table) Put(key, value []byte, number uint64) {
	n := t.make(randomHeight())
	n.key, n.value, n.number = key, value, number
	var before [maxHeight]*node
	t.find(key, number, &before)
	for level := range n.next {
		if before[level] == nil { // the list is not this high yet
			before[level] = t.head
		}
		n.next[level].Store(before[level].next[level].Load())
	}
	for level := range n.next { // from below: who finds a node on a level finds it on those below
		before[level].next[level].Store(n)
	}
	if h := int32(len(n.next)); h > t.height.Load() {
		t.height.Store(h)
	}
	t.filter.add(key)
	t.count.Add(1)
	t.size.Add(int64(len(key) + len(value) + overhead))
}

// make takes a node from the slab: an allocation each would cost more than all the rest.
func (t *Table) make(height int) *node {
	const slab = 256
	if len(t.slab) == 0 {
		t.slab = make([]node, slab)
	}
	if len(t.links) < height {
		t.links = make([]atomic.Pointer[node], slab)
	}
	n := &t.slab[0]
	n.next = t.links[:height:height]
	t.slab, t.links = t.slab[1:], t.links[height:]
	return n
}

func randomHeight() int {
	h := 1
	for h < maxHeight && rand.IntN(branching) == 0 {
		h++
	}
	return h
}

// find is the first node at or after the change of a key in a commit. It notes the node before it on each level.
func (t *Table) find(key []byte, number uint64, before *[maxHeight]*node) *node {
	at := t.head
	var next *node
	for level := int(t.height.Load()) - 1; level >= 0; level-- {
		for next = at.next[level].Load(); next != nil && next.less(key, number); next = at.next[level].Load() {
			at = next
		}
		if before != nil {
			before[level] = at
		}
	}
	return next
}

func (n *node) less(key []byte, number uint64) bool {
	c := bytes.Compare(n.key, key)
	return c < 0 || (c == 0 && n.number > number)
}

// last is the last node with a key below key, or of all if key is nil; nil if there is none.
func (t *Table) last(key []byte) *node {
	at := t.head
	for level := int(t.height.Load()) - 1; level >= 0; level-- {
		for next := at.next[level].Load(); next != nil && (key == nil || bytes.Compare(next.key, key) < 0); next = at.next[level].Load() {
			at = next
		}
	}
	if at == t.head {
		return nil
	}
	return at
}

// Get is the latest change of a key as of a number; false if there is none.
func (t *Table) Get(key []byte, number uint64) (value []byte, found bool) {
	if t.filter.lacks(key) {
		return nil, false
	}
	n := t.find(key, number, nil)
	if n == nil || !bytes.Equal(n.key, key) {
		return nil, false
	}
	return n.value, true
}

// UpTo is a Table with the changes up to a number: what is left when the commits after it failed.
func (t *Table) UpTo(number uint64) *Table {
	out := New()
	for n := t.head.next[0].Load(); n != nil; n = n.next[0].Load() {
		if n.number <= number {
			out.Put(n.key, n.value, n.number)
		}
	}
	return out
}
