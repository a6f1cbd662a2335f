package auth

import (
	"sync"
	"time"
)

// cacheTime is how long a key or session is believed without asking the store: other processes hear of a revocation
// this late at most.
const cacheTime = 20 * time.Second

// maxCached bounds the memory of a cache.
const maxCached = 10_000

// cache remembers who holds a secret, by the secret's digest.
type cache struct {
	mu    sync.Mutex
	known map[string]cached
	round int // rises when everything is forgotten
}

type cached struct {
	actor Actor
	until time.Time
}

func (c *cache) get(now time.Time, hash string) (Actor, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.known[hash]
	return e.actor, ok && now.Before(e.until)
}

// begin returns the round for put: what was read before a forget is not kept after it.
func (c *cache) begin() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.round
}

func (c *cache) put(now time.Time, round int, hash string, a Actor) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if round != c.round {
		return
	}
	if c.known == nil || len(c.known) >= maxCached {
		c.known = map[string]cached{}
	}
	c.known[hash] = cached{a, now.Add(cacheTime)}
}

// forget drops everything: something changed about somebody.
func (c *cache) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.round++
	clear(c.known)
}
