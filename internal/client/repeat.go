package client

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"time"
)

// How often an operation is sent at most, and the pause after the first time; it doubles from one to the next.
const (
	attempts   = 5
	firstPause = 400 * time.Millisecond
)

// Repeat is Do for operations that can be carried out twice without harm: one whose reply does not come, or says that
// there is no time now, is sent again, a few times. Whether the first one was carried out nobody can tell.
func (c *Client) Repeat(ctx context.Context, query string, variables map[string]any, data any) error {
	pause := firstPause
	for n := 1; ; n++ {
		err := c.do(ctx, query, variables, data)
		var again *passingError
		if !errors.As(err, &again) || n == attempts {
			return unmarked(err)
		}
		wait := time.NewTimer(pause/2 + rand.N(pause))
		select {
		case <-wait.C:
		case <-ctx.Done():
			wait.Stop()
			return again.error
		}
		pause *= 2
	}
}

// passingError marks an error after which the same operation may fare better.
type passingError struct{ error }

func passing(err error) error { return &passingError{err} }

// unmarked is the error without the mark.
func unmarked(err error) error {
	var p *passingError
	if errors.As(err, &p) {
		return p.error
	}
	return err
}

// busy tells whether a status says that it may be another one in a moment.
func busy(status int) bool {
	switch status {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}
