package delivery

import (
	"sync"
)

// replies keeps whole replies by the bytes of their requests, for one version of the content.
type replies struct {
	mu      sync.RWMutex
	version uint64
	cache   *cache[*reply]
}

func newReplies(max int) *replies { return &replies{cache: newCache[*reply](max)} }

// get finds the reply to a request. The version must have been read before.
func (r *replies) get(version uint64, key []byte) *reply {
	if r == nil || !r.at(version) {
		return nil
	}
	found, _ := r.cache.get(key)
	return found
}

func (r *replies) at(version uint64) bool {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.version == version
}

// put keeps a reply that was made of content of this version or a later one. The first of a new version drops the
// replies of the old.
func (r *replies) put(version uint64, key []byte, made *reply) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if version < r.version {
		return
	}
	if version > r.version {
		r.cache.clear()
		r.version = version
	}
	r.cache.put(string(key), made, len(key)+len(made.body)+300)
}
