package auth

import (
	"context"
	"strings"
	"time"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/store"
)

// A preview code stands in an address, so it is good once and not for long; the grant that it is traded for never does.
const (
	PreviewCodeTime  = 5 * time.Minute
	PreviewGrantTime = time.Hour
)

// grantPrefix begins the secret of a preview grant.
const grantPrefix = "glp_"

// preview is what the store keeps of a code, and of a grant: who made the code.
type preview struct {
	Space string      `json:"space"`
	By    event.Actor `json:"by"`
}

func codeKey(code string) store.Key {
	return store.Key{Partition: "preview#" + digest(code), Sort: "code"}
}
func grantKey(grant string) store.Key {
	return store.Key{Partition: "preview#" + digest(grant), Sort: "grant"}
}

// PreviewCode makes a code with which a frontend shows drafts to the actor of ctx. It needs the permission to read drafts;
// who has a grant only cannot make themselves another.
func (s *Service) PreviewCode(ctx context.Context) (code string, until time.Time, err error) {
	if err := Require(ctx, ReadDrafts, Resource{}); err != nil {
		return "", until, err
	}
	if From(ctx).Kind == KindPreview {
		return "", until, errs.New(errs.Forbidden, "A preview cannot make another one: open it from the admin.")
	}
	if code, err = newToken(s.random); err != nil {
		return "", until, err
	}
	until = s.clock.Now().Add(PreviewCodeTime)
	w, err := put(store.Item{Key: codeKey(code), Expires: until}, preview{Space: s.space, By: From(ctx).Ref()}, store.Absent())
	if err != nil {
		return "", until, err
	}
	return code, until, s.transact(ctx, []store.Write{w})
}

// TradePreview gives the secret of a preview grant for a code: a bearer that reads drafts until the time that is returned,
// as long as who made the code may sign in. The code is void afterwards.
func (s *Service) TradePreview(ctx context.Context, code string) (grant string, until time.Time, err error) {
	var p preview
	_, ok, err := s.get(ctx, codeKey(code), &p)
	if err != nil {
		return "", until, err
	}
	if !ok || p.Space != s.space {
		return "", until, badCode()
	}
	token, err := newToken(s.random)
	if err != nil {
		return "", until, err
	}
	grant, until = grantPrefix+token, s.clock.Now().Add(PreviewGrantTime)
	w, err := put(store.Item{Key: grantKey(grant), Expires: until}, p, store.Absent())
	if err != nil {
		return "", until, err
	}
	err = s.transact(ctx, []store.Write{w, store.Delete(codeKey(code), store.Exists())})
	if isLost(err) {
		err = badCode() // another request traded it
	}
	return grant, until, err
}

func badCode() error {
	return errs.New(errs.Unauthenticated, "This preview was opened already, or waited too long. Open it again from the admin.")
}

// byGrant is the actor of a preview grant; false if it is none, has ended, or was made by somebody who is out by now.
func (s *Service) byGrant(ctx context.Context, grant string) (a Actor, ok bool, err error) {
	now, hash := s.clock.Now(), digest(grant)
	if a, ok := s.cache.get(now, hash); ok {
		return a, true, nil
	}
	round := s.cache.begin()
	var p preview
	item, ok, err := s.get(ctx, grantKey(grant), &p)
	if err != nil || !ok || p.Space != s.space || item.Gone(now) {
		return Public, false, err
	}
	if ok, err = s.stillThere(ctx, p.By); err != nil || !ok {
		return Public, false, err
	}
	a = Actor{Kind: KindPreview, ID: p.By.ID, Name: "Preview of " + p.By.Name}
	s.cache.put(now, round, hash, a)
	return a, true, nil
}

// stillThere tells whether an actor that is remembered could ask for something now.
func (s *Service) stillThere(ctx context.Context, by event.Actor) (bool, error) {
	switch Kind(by.Kind) {
	case KindUser:
		a, err := s.account(ctx, by.ID)
		return a != nil && !a.Disabled && Can(a.actor(s.space), ReadDrafts, Resource{}), err
	case KindKey:
		var k storedKey
		_, ok, err := s.get(ctx, s.listedKey(by.ID), &k)
		return ok, err
	}
	return true, nil
}

// isGrant tells whether a secret looks like that of a preview grant.
func isGrant(secret string) bool {
	return strings.HasPrefix(secret, grantPrefix) && len(secret) == len(grantPrefix)+tokenChars
}
