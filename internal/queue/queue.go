// Package queue is the port to a queue of small messages: SQS, or one inside the process.
//
// Delivery is at least once, in no particular order. A message that keeps failing is set aside (the dead letters),
// so that it never holds up the others.
package queue

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Limits of the port.
const (
	MaxBody  = 256 << 10        // bytes of a message
	MaxDelay = 15 * time.Minute // of a first delivery
	MaxRetry = 12 * time.Hour   // of a further delivery
	MaxGroup = 128              // bytes of a group's name
)

// Message is one message.
type Message struct {
	ID       string // set by the queue
	Body     []byte
	Group    string        // messages of one group share their part of the workers, so that no group starves others; "" for none
	Delay    time.Duration // of a Send: not before this long
	Attempts int           // of a delivery: how often it was delivered, this time included
}

// Sender puts messages into a queue.
type Sender interface {
	// Send returns when the messages are stored durably.
	Send(ctx context.Context, messages ...Message) error
}

// Handler works on one message. An error leaves the message in the queue, to be delivered again: after a RetryError's
// time, else after a time that grows with the attempts. Its context ends when the message may be delivered to another.
type Handler func(ctx context.Context, m Message) error

// RetryError is a handler's wish to get the message again after a time of its own choosing.
type RetryError struct {
	After time.Duration
	Cause error // why, for the log; may be nil
}

func (e *RetryError) Error() string {
	if e.Cause == nil {
		return fmt.Sprintf("again in %s", e.After)
	}
	return fmt.Sprintf("%v (again in %s)", e.Cause, e.After)
}

func (e *RetryError) Unwrap() error { return e.Cause }

// RetryAfter makes a RetryError; a longer time than MaxRetry becomes MaxRetry, a negative one 0. It is an attempt
// like any other: a message that is put off too often is set aside.
func RetryAfter(d time.Duration, cause error) error {
	return &RetryError{max(0, min(d, MaxRetry)), cause}
}

// Check returns an error if a message breaks a limit of the port. Every adapter asks it before it sends.
func (m Message) Check() error {
	switch {
	case len(m.Body) == 0:
		return errors.New("queue limit: the message is empty")
	case len(m.Body) > MaxBody:
		return fmt.Errorf("queue limit: the message has %d bytes, more than %d", len(m.Body), MaxBody)
	case m.Delay < 0 || m.Delay > MaxDelay:
		return fmt.Errorf("queue limit: the delay %s is not between 0 and %s", m.Delay, MaxDelay)
	case len(m.Group) > MaxGroup || !plain(m.Group):
		return fmt.Errorf("queue limit: the group %q is not made of at most %d visible ASCII characters", m.Group, MaxGroup)
	}
	return nil
}

func plain(s string) bool {
	for _, c := range []byte(s) {
		if c <= ' ' || c > '~' {
			return false
		}
	}
	return true
}
