package dynamo

import (
	"sync"
	"time"
)

// How long DynamoDB knows a token, and how many of them we keep at most.
const (
	tokenAge  = 10 * time.Minute
	maxTokens = 10_000
)

// times remembers at what time the transaction of a token was first sent. The time is part of the conditions, and a
// repeat that differs in anything from the first is refused.
type times struct {
	mu    sync.Mutex
	first map[string]time.Time
	order []string // tokens, oldest first
}

// of is the time to send a transaction with: now, or that of the first attempt.
func (t *times) of(token string, now time.Time) time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	for len(t.order) > 0 && (len(t.order) > maxTokens || now.Sub(t.first[t.order[0]]) > tokenAge) {
		delete(t.first, t.order[0])
		t.order = t.order[1:]
	}
	if first, known := t.first[token]; known {
		return first
	}
	if t.first == nil {
		t.first = make(map[string]time.Time)
	}
	t.first[token] = now
	t.order = append(t.order, token)
	return now
}
