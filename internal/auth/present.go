package auth

import (
	"context"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
)

// Present is somebody whom an event remembers as they are now, with the rights that they have now. The error says why they
// may do nothing any more.
func (s *Service) Present(ctx context.Context, was event.Actor) (Actor, error) {
	switch Kind(was.Kind) {
	case KindUser:
		return s.presentUser(ctx, was)
	case KindKey:
		return s.presentKey(ctx, was)
	case KindLocal:
		return Local, nil
	case KindSystem:
		return System, nil
	}
	return Public, nil
}

func (s *Service) presentUser(ctx context.Context, was event.Actor) (Actor, error) {
	a, err := s.account(ctx, was.ID)
	switch {
	case err != nil:
		return Public, err
	case a == nil:
		return Public, errs.New(errs.Forbidden, "The user %s is gone.", was.Name)
	case a.Disabled:
		return Public, errs.New(errs.Forbidden, "The user %s is disabled.", was.Name)
	}
	return a.actor(s.space), nil
}

func (s *Service) presentKey(ctx context.Context, was event.Actor) (Actor, error) {
	var k storedKey
	_, ok, err := s.get(ctx, s.listedKey(was.ID), &k)
	if err == nil && !ok {
		err = errs.New(errs.Forbidden, "The API key %q was revoked.", was.Name)
	}
	if err != nil {
		return Public, err
	}
	return Actor{Kind: KindKey, ID: k.ID, Name: k.Name, Scopes: k.Scopes}, nil
}
