package content

import "sync"

// cachedBytes bounds the copies that a service keeps opened, in bytes of their stored form.
const cachedBytes = 32 << 20

// copyCache keeps opened copies, so that one that is read often is inflated and split once. A copy is known by the commit
// that wrote it, so nothing has to be invalidated: who reads a newer commit asks for another copy. Copies that were not
// asked for while half of the room was filled anew are dropped.
type copyCache struct {
	mu         sync.RWMutex
	young, old map[copyKey]*Copy
	bytes      int // of young
}

type copyKey struct {
	stage Stage
	id    string
	seq   int64
}

func newCopyCache() *copyCache { return &copyCache{young: map[copyKey]*Copy{}} }

// get finds a copy that was opened by the schema's own model; nil if there is none.
func (c *copyCache) get(k copyKey, sc *Schema) *Copy {
	c.mu.RLock()
	found, ok := c.young[k]
	if !ok {
		found = c.old[k]
	}
	c.mu.RUnlock()
	if found == nil || sc.byID[found.Model.ID] != found.Model {
		return nil
	}
	if !ok {
		c.put(k, found)
	}
	return found
}

func (c *copyCache) put(k copyKey, copied *Copy) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.bytes > cachedBytes/2 {
		c.old, c.young, c.bytes = c.young, map[copyKey]*Copy{}, 0
	}
	c.young[k] = copied
	c.bytes += len(copied.raw) + 24*len(copied.vals) + 200
}
