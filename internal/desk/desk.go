// Package desk is what the admin tells people about their work and that of others: what they wrote last, how many entries
// there are, who has an entry open, lists that they saved, what happened. None of it is content: what it keeps can be lost
// and made again.
package desk

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/clock"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/job"
	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/webhook"
)

// Service answers for one space. It is safe for concurrent use.
type Service struct {
	table   store.Table
	content *content.Service
	auth    *auth.Service
	hooks   *webhook.Service
	jobs    *job.Service
	clock   clock.Clock
	space   string
	journal journal
}

// Deps are what a Service is made of.
type Deps struct {
	Table   store.Table // the content table
	Content *content.Service
	Auth    *auth.Service
	Hooks   *webhook.Service
	Jobs    *job.Service
	Clock   clock.Clock // the machine's
	Space   string
}

// New makes a service.
func New(d Deps) *Service {
	if d.Clock == nil {
		d.Clock = clock.System{}
	}
	return &Service{table: d.Table, content: d.Content, auth: d.Auth, hooks: d.Hooks, jobs: d.Jobs, clock: d.Clock, space: d.Space}
}

// itemFormat is the first byte of every item of this package: JSON follows.
const itemFormat = 1

func encode(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		panic("an item of the desk has no JSON form: " + err.Error()) // only a time beyond the year 9999 has none
	}
	return append([]byte{itemFormat}, text...)
}

func decode(i store.Item, into any) error {
	if len(i.Body) == 0 || i.Body[0] != itemFormat {
		return errors.New(i.Sort + " was written by a newer Galley")
	}
	return json.Unmarshal(i.Body[1:], into)
}

// list reads the items of a partition whose sort keys begin with a prefix.
func (s *Service) list(ctx context.Context, partition, prefix string, each func(store.Item) error) error {
	q := store.Query{Partition: partition, From: prefix, To: prefix + "\xff", Consistent: store.Consistent}
	return s.table.View(ctx, func(r store.Reader) error {
		for {
			p, err := r.Query(ctx, q)
			if err != nil {
				return err
			}
			for _, i := range p.Items {
				if err := each(i); err != nil {
					return err
				}
				q.After = i.Sort
			}
			if !p.More {
				return nil
			}
		}
	})
}

// get reads one item; false if there is none.
func (s *Service) get(ctx context.Context, k store.Key, into any) (version int64, found bool, err error) {
	err = s.table.View(ctx, func(r store.Reader) error {
		items, err := r.Get(ctx, store.Consistent, k)
		if err != nil || len(items) == 0 {
			return err
		}
		version, found = items[0].Version, true
		return decode(items[0], into)
	})
	return version, found, err
}

// maxTries is how often a write is tried that collides with others.
const maxTries = 8

// note writes an item together with an event that tells the audit of it in a sentence.
func (s *Service) note(ctx context.Context, sentence string, w store.Write) error {
	now := s.clock.Now()
	e := event.Event{ID: event.NextID(now, ""), Time: now, Space: s.space, Types: []event.Type{event.AccessChanged},
		Actor: auth.From(ctx).Ref(), Note: sentence}
	for try := 1; ; try++ {
		err := s.table.Transact(ctx, e.ID, w, e.Write())
		if try == maxTries || !errors.Is(err, store.ErrConflict) && !errors.Is(err, store.ErrUnknown) {
			return err
		}
		if err := s.pause(ctx, try); err != nil {
			return err
		}
	}
}

func isLost(err error) bool {
	var failed *store.ConditionError
	return errors.As(err, &failed) || errors.Is(err, store.ErrConflict)
}

// readable gives the entry, if the actor may read its draft.
func (s *Service) readable(ctx context.Context, entry string) error {
	_, err := s.content.Entry(ctx, entry)
	return err
}

func changedMeanwhile(what string) error {
	return errs.New(errs.Conflict, "Somebody else changed the %s at the same time: look at it again and repeat your change.", what)
}
