package content

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
)

// A request that carries an idempotency key leaves a record of it in its transaction, which names the entry: sent again by
// the same actor, for the same thing to be done, it is answered with that entry as it is then.

// idempotencyAge is how long a repeated request is recognised.
const idempotencyAge = 24 * time.Hour

// errRepeated says that the request with this idempotency key was already carried out.
var errRepeated = errors.New("already done")

// request names what an actor asks for under an idempotency key; "" without one.
func request(ctx context.Context, key string, what ...string) string {
	if key == "" {
		return ""
	}
	actor := auth.From(ctx)
	return strings.Join(append([]string{key, string(actor.Kind), actor.ID}, what...), "\x00")
}

// once runs an operation for a request, or gives the entry as it is when the request was carried out before.
func (s *Service) once(ctx context.Context, request, id string, op operation) (*Entry, error) {
	return s.onceBy(ctx, request, func() (*Entry, error) { return s.first(ctx, request, id, op) })
}

// onceBy does something for a request, as once does; it has to leave the record.
func (s *Service) onceBy(ctx context.Context, request string, do func() (*Entry, error)) (*Entry, error) {
	done, err := s.doneBefore(ctx, request)
	if err != nil {
		return nil, err
	}
	if done == "" {
		e, err := do()
		if err == nil || request == "" {
			return e, err
		}
		if done, _ = s.doneBefore(ctx, request); done == "" { // nobody did it meanwhile
			return nil, unrepeated(err)
		}
	}
	return s.Entry(ctx, done)
}

// first runs an operation. Where it has nothing to change, that is what was done for the request.
func (s *Service) first(ctx context.Context, request, id string, op operation) (*Entry, error) {
	st, written, err := s.commit(ctx, id, op)
	if err == nil && !written && request != "" {
		err = s.single(ctx, s.content, s.idempotencyRecord(request, id))
	}
	if err != nil {
		return nil, err
	}
	return s.entry(ctx, st)
}

// unrepeated is the error of a request that was not carried out: not by this call, and not by another one.
func unrepeated(err error) error {
	if isRepeated(err) {
		return errs.New(errs.Conflict, "The request was carried out just over a day ago. Send it with another idempotency key.")
	}
	return err
}

func (s *Service) idempotencyRecord(request, id string) store.Write {
	return store.Put(store.Item{
		Key: s.keys.idempotency(request), Expires: s.clock.Now().Add(idempotencyAge),
		Body: append([]byte{formatJSON}, appendJSON(nil, id)...),
	}, store.Absent())
}

// doneBefore finds the entry that an earlier call for the same request wrote; "" if there was none.
func (s *Service) doneBefore(ctx context.Context, request string) (id string, err error) {
	if request == "" {
		return "", nil
	}
	err = s.content.View(ctx, func(r store.Reader) error {
		id, err = s.holder(ctx, r, s.keys.idempotency(request))
		return err
	})
	return id, err
}

func isRepeated(err error) bool { return errors.Is(err, errRepeated) }
