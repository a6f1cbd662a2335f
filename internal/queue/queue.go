// Package queue is the port to a queue of small messages: SQS, or one inside the process.
//
// Delivery is at least once, in no particular order. A message that keeps failing is set aside (the dead letters),
// so that it never holds up the others.
package queue

import (
	"context"
	"time"
)

// Limits of the port.
const (
	MaxBody  = 256 << 10        // bytes of a message
	MaxDelay = 15 * time.Minute // of a first delivery
)

// Message is one message.
type Message struct {
	ID       string // set by the queue
	Body     []byte
	Delay    time.Duration // of a Send: not before this long
	Attempts int           // of a delivery: how often it was delivered, this time included
}

// Sender puts messages into a queue.
type Sender interface {
	// Send returns when the messages are stored durably.
	Send(ctx context.Context, messages ...Message) error
}

// Handler works on one message. An error leaves the message in the queue, to be delivered again.
type Handler func(ctx context.Context, m Message) error
