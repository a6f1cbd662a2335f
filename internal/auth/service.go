package auth

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/oklog/ulid/v2"

	"github.com/galley-cms/galley/internal/clock"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/store"
)

// Service keeps users, their sessions and API keys in the content table. It is safe for concurrent use.
//
// Users are of the whole installation, with a role in each space; keys are of one space.
type Service struct {
	table    store.Table
	space    string
	clock    clock.Clock
	random   io.Reader
	readOnly bool
	cache    cache
}

// Options are the parts of a Service that have a default.
type Options struct {
	Space  string      // "main"
	Clock  clock.Clock // the machine's
	Random io.Reader   // of secrets and salts: crypto/rand

	// ReadOnly looks sessions and keys up without noting that they were used: for processes that may not write.
	ReadOnly bool
}

// New makes a service over the content table.
func New(table store.Table, o Options) *Service {
	if o.Space == "" {
		o.Space = "main"
	}
	if o.Clock == nil {
		o.Clock = clock.System{}
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
	return &Service{table: table, space: o.Space, clock: o.Clock, random: o.Random, readOnly: o.ReadOnly}
}

func (s *Service) newID() (string, error) {
	id, err := ulid.New(ulid.Timestamp(s.clock.Now()), s.random)
	return id.String(), err
}

// get reads one item consistently; false if there is none.
func (s *Service) get(ctx context.Context, k store.Key, into any) (item store.Item, ok bool, err error) {
	err = s.table.View(ctx, func(r store.Reader) error {
		items, err := r.Get(ctx, store.Consistent, k)
		if err != nil || len(items) == 0 {
			return err
		}
		item, ok = items[0], true
		err = decode(item.Body, into)
		item.Body = nil // lent
		return err
	})
	return item, ok, err
}

// list reads a whole partition between two sort keys.
func (s *Service) list(ctx context.Context, partition, from, to string, each func(store.Item) error) error {
	return s.table.View(ctx, func(r store.Reader) error {
		q := store.Query{Partition: partition, From: from, To: to, Consistent: store.Consistent}
		for {
			p, err := r.Query(ctx, q)
			if err != nil {
				return err
			}
			for _, i := range p.Items {
				if err := each(i); err != nil {
					return err
				}
			}
			if !p.More {
				return nil
			}
			q.After = p.Items[len(p.Items)-1].Sort
		}
	})
}

// maxTries is how often a change is begun again because somebody else changed the same things.
const maxTries = 8

// commit makes a change: build reads what is there and returns the writes. It is repeated while others get in between.
func (s *Service) commit(ctx context.Context, build func() ([]store.Write, error)) error {
	for try := 1; ; try++ {
		writes, err := build()
		if err != nil {
			return err
		}
		if err = s.transact(ctx, writes); !isLost(err) {
			return err
		}
		if try == maxTries {
			return &errs.Error{Code: errs.Conflict, Message: "Somebody else is changing the same thing. Try again.", Cause: err}
		}
	}
}

// transact applies all writes or none; while it is unknown which, it asks again under the same token.
func (s *Service) transact(ctx context.Context, writes []store.Write) error {
	token, err := s.newID()
	if err != nil {
		return err
	}
	defer s.cache.forget()
	for try := 1; ; try++ {
		if err = s.table.Transact(ctx, token, writes...); !errors.Is(err, store.ErrUnknown) || try == maxTries {
			return err
		}
	}
}

// isLost tells that somebody else changed the same things first.
func isLost(err error) bool {
	var failed *store.ConditionError
	return errors.As(err, &failed) || errors.Is(err, store.ErrConflict)
}

// note is the event of a change by the actor of ctx, for the audit.
func (s *Service) note(ctx context.Context, format string, args ...any) (store.Write, error) {
	id, err := s.newID()
	if err != nil {
		return store.Write{}, err
	}
	e := event.Event{ID: id, Time: s.clock.Now(), Space: s.space, Types: []event.Type{event.AccessChanged},
		Actor: From(ctx).Ref(), Note: fmt.Sprintf(format, args...)}
	return e.Write(), nil
}

// formatJSON is the first byte of every item of this package: JSON follows.
const formatJSON = 1

func encode(v any) ([]byte, error) {
	b, err := json.Marshal(v)
	return append([]byte{formatJSON}, b...), err
}

func decode(body []byte, into any) error {
	if len(body) == 0 || body[0] != formatJSON {
		return errors.New("the item was written by a newer Galley")
	}
	return json.Unmarshal(body[1:], into)
}

// put is the write of v under a key.
func put(i store.Item, v any, c store.Condition) (store.Write, error) {
	b, err := encode(v)
	i.Body = b
	return store.Put(i, c), err
}

func notFound(what, id string) error {
	return errs.New(errs.NotFound, "There is no %s with the id %q.", what, id)
}
