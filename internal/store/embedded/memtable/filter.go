package memtable

import (
	"hash/maphash"
	"sync/atomic"
)

// filter tells of most keys that a Table does not have that it has not, without a walk: what is written is mostly new,
// and what is read mostly old. It is a Bloom filter, good for the 100,000 changes or so that fit between checkpoints.
type filter struct {
	seed maphash.Seed
	bits []atomic.Uint64
}

const (
	filterBits = 1 << 20
	probes     = 4
)

func newFilter() filter {
	return filter{seed: maphash.MakeSeed(), bits: make([]atomic.Uint64, filterBits/64)}
}

// add notes a key. There can be only one writer at a time.
func (f *filter) add(key []byte) {
	h, step := f.hash(key)
	for range probes {
		word := &f.bits[h%filterBits/64]
		word.Store(word.Load() | 1<<(h%64))
		h += step
	}
}

// lacks tells that a key was never added; false if nothing is known.
func (f *filter) lacks(key []byte) bool {
	h, step := f.hash(key)
	for range probes {
		if f.bits[h%filterBits/64].Load()&(1<<(h%64)) == 0 {
			return true
		}
		h += step
	}
	return false
}

func (f *filter) hash(key []byte) (first, step uint64) {
	h := maphash.Bytes(f.seed, key)
	return h, h>>32 | 1
}
