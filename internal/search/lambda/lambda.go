// Package lambda is the search index of a function: what a function answers to, and the client that calls it. The client
// only reads; what is indexed goes through a queue.
package lambda

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/search"
)

// call is what a function is asked: one of its members.
type call struct {
	Search    *search.Query `json:"search,omitempty"`
	Copies    *copies       `json:"copies,omitempty"`
	Referring *referring    `json:"referring,omitempty"`
	Status    bool          `json:"status,omitempty"`
}

type copies struct {
	After search.CopyKey `json:"after"`
	Limit int            `json:"limit"`
}

type referring struct {
	Entry string `json:"entry"`
	Limit int    `json:"limit"`
}

// reply is what it answers.
type reply struct {
	Search    *search.Result   `json:"search,omitempty"`
	Copies    []search.Copy    `json:"copies,omitempty"`
	Referring []search.CopyKey `json:"referring,omitempty"`
	Status    *search.Status   `json:"status,omitempty"`
	Error     *failure         `json:"error,omitempty"`
}

// failure is an error that is meant for who searches.
type failure struct {
	Code    errs.Code `json:"code"`
	Message string    `json:"message"`
}

// Answer is what a function does with a call: it asks the index.
func Answer(ctx context.Context, x search.Index, payload []byte) ([]byte, error) {
	var c call
	if err := json.Unmarshal(payload, &c); err != nil {
		return nil, fmt.Errorf("a search call: %w", err)
	}
	r, err := c.ask(ctx, x)
	if e := (*errs.Error)(nil); errors.As(err, &e) {
		r, err = reply{Error: &failure{e.Code, e.Message}}, nil
	}
	if err != nil {
		return nil, err
	}
	return json.Marshal(r)
}

func (c call) ask(ctx context.Context, x search.Index) (r reply, err error) {
	switch {
	case c.Search != nil:
		r.Search, err = x.Search(ctx, *c.Search)
	case c.Copies != nil:
		r.Copies, err = x.Copies(ctx, c.Copies.After, c.Copies.Limit)
	case c.Referring != nil:
		r.Referring, err = x.Referring(ctx, c.Referring.Entry, c.Referring.Limit)
	case c.Status:
		var st search.Status
		st, err = x.Status(ctx)
		r.Status = &st
	default:
		err = errors.New("a search call asks for nothing")
	}
	return r, err
}
