package delivery

import (
	"container/list"
	"sync"
)

// cache keeps what was used last. Each value has a weight; together they weigh no more than max.
type cache[V any] struct {
	mu     sync.Mutex
	max    int
	weight int
	recent list.List // of *cached[V], the last used in front
	byKey  map[string]*list.Element
}

type cached[V any] struct {
	key    string
	value  V
	weight int
}

func newCache[V any](max int) *cache[V] {
	return &cache[V]{max: max, byKey: map[string]*list.Element{}}
}

// get finds a value. The key is only looked at.
func (c *cache[V]) get(key []byte) (V, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.byKey[string(key)]
	if !ok {
		var none V
		return none, false
	}
	c.recent.MoveToFront(e)
	return e.Value.(*cached[V]).value, true
}

// put keeps a value, and drops what was not used for longest. What is heavier than an eighth of max is not kept.
func (c *cache[V]) put(key string, v V, weight int) {
	if weight > c.max/8 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.drop(c.byKey[key])
	c.byKey[key] = c.recent.PushFront(&cached[V]{key, v, weight})
	for c.weight += weight; c.weight > c.max; {
		c.drop(c.recent.Back())
	}
}

func (c *cache[V]) drop(e *list.Element) {
	if e != nil {
		old := c.recent.Remove(e).(*cached[V])
		delete(c.byKey, old.key)
		c.weight -= old.weight
	}
}

// clear drops everything.
func (c *cache[V]) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.recent.Init()
	clear(c.byKey)
	c.weight = 0
}
