package auth

import (
	"sync"
	"time"
)

// Attempts at signing in: so many at once, and one more each interval.
var (
	perPair    = rate{burst: 10, every: 30 * time.Second}  // of one account from one address
	perAddress = rate{burst: 50, every: 5 * time.Second}   // of all accounts from one address
	perAccount = rate{burst: 100, every: 10 * time.Second} // of one account from everywhere
)

type rate struct {
	burst int
	every time.Duration
}

// maxBuckets bounds the memory of a limiter.
const maxBuckets = 20_000

// limiter counts attempts in this process: a token bucket a name.
type limiter struct {
	mu      sync.Mutex
	buckets map[string]*bucket
}

type bucket struct {
	rate rate
	left float64
	at   time.Time
}

func (b *bucket) fill(now time.Time) {
	b.left = min(float64(b.rate.burst), b.left+float64(now.Sub(b.at))/float64(b.rate.every))
	b.at = now
}

// take spends one attempt of the name; false if there is none left.
func (l *limiter) take(now time.Time, name string, r rate) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.buckets[name]
	if b == nil {
		l.makeRoom(now)
		b = &bucket{rate: r, left: float64(r.burst), at: now}
		l.buckets[name] = b
	}
	b.fill(now)
	if b.left < 1 {
		return false
	}
	b.left--
	return true
}

// forget gives a name all its attempts back.
func (l *limiter) forget(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.buckets, name)
}

// makeRoom drops full buckets, which say nothing; if all are in use, all of them.
func (l *limiter) makeRoom(now time.Time) {
	if l.buckets == nil {
		l.buckets = map[string]*bucket{}
	}
	if len(l.buckets) < maxBuckets {
		return
	}
	for name, b := range l.buckets {
		if b.fill(now); b.left >= float64(b.rate.burst) {
			delete(l.buckets, name)
		}
	}
	if len(l.buckets) >= maxBuckets {
		clear(l.buckets)
	}
}
