package event

import (
	"slices"
	"time"
)

// fail takes note of an event's first failure.
func (l *lane) fail(e Event, err error) {
	l.relay.options.Log.Warn("event: a consumer failed, the event will be tried again", "event", e.ID, "error", err)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.stuck[e.subject()] = &stuck{events: []Event{e}, attempts: 1, due: l.due(1)}
}

func (l *lane) due(attempts int) time.Time {
	return time.Now().Add(l.relay.options.backoff(attempts))
}

// queueBehind puts an event behind a failed one of its entry; it is false if there is none.
func (l *lane) queueBehind(e Event) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.stuck[e.subject()]
	if s == nil {
		return false
	}
	if !slices.ContainsFunc(s.events, func(other Event) bool { return other.ID == e.ID }) {
		s.events = append(s.events, e)
	}
	return true
}

// nextRetry is when the first stuck entry is due; zero if none is stuck.
func (l *lane) nextRetry() time.Time {
	_, s := l.first()
	if s == nil {
		return time.Time{}
	}
	return s.due
}

// first is the stuck entry that is due first; nil if none is stuck.
func (l *lane) first() (subject string, first *stuck) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for key, s := range l.stuck {
		if first == nil || s.due.Before(first.due) {
			subject, first = key, s
		}
	}
	return subject, first
}

// retry works on the stuck entries that are due.
func (l *lane) retry(d *Dispatcher) {
	for !l.ending() {
		subject, s := l.first()
		if s == nil || s.due.After(time.Now()) {
			return
		}
		l.attempt(d, subject, s)
	}
}

// attempt tries the first event of a stuck entry again.
func (l *lane) attempt(d *Dispatcher, subject string, s *stuck) {
	defer l.done()
	e := s.events[0]
	err := l.consume(d, e)
	if err != nil && l.relay.ctx.Err() != nil {
		return // ended, not failed
	}
	attempts := s.attempts + 1
	if err != nil && attempts >= l.relay.options.MaxAttempts {
		l.setAside(e.ID, err)
		err = nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if err != nil {
		s.attempts, s.due = attempts, l.due(attempts)
		return
	}
	s.events, s.attempts, s.due = s.events[1:], 0, time.Now()
	if len(s.events) == 0 {
		delete(l.stuck, subject)
	}
}
