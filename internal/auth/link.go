package auth

import (
	"context"
	"time"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
)

// linkTime is how long a link to set a password can be used.
const linkTime = 24 * time.Hour

// setupKey holds the digest of the setup link's token. There is one at most: a new one replaces it.
var setupKey = store.Key{Partition: "setup", Sort: "link"}

func linkKey(token string) store.Key {
	return store.Key{Partition: "link#" + digest(token), Sort: "link"}
}

// link is what the store keeps of a one-time link.
type link struct {
	Hash       string `json:"hash,omitempty"` // of the setup link
	User       string `json:"user,omitempty"`
	Generation int64  `json:"generation,omitempty"`
}

func badLink() error {
	return errs.New(errs.Unauthenticated, "This link was used already, or is too old. Ask for a new one.")
}

// SetupLink makes the token of the one-time link by which the first user is made; "" if there are users. It voids the
// one before.
func (s *Service) SetupLink(ctx context.Context) (token string, err error) {
	has, err := s.HasUsers(ctx)
	if err != nil || has {
		return "", err
	}
	if token, err = newToken(s.random); err != nil {
		return "", err
	}
	w, err := put(store.Item{Key: setupKey}, link{Hash: digest(token)}, store.Always())
	if err != nil {
		return "", err
	}
	return token, s.transact(ctx, []store.Write{w})
}

// Setup makes the first user, an administrator, and signs them in.
func (s *Service) Setup(ctx context.Context, token string, n NewUser) (*SignedIn, error) {
	n.Role = RoleAdmin
	if err := checkPassword(n.Password); err != nil {
		return nil, err
	}
	if err := s.checkSetup(ctx, token); err != nil {
		return nil, err
	}
	a, err := s.newAccount(ctx, n)
	if err != nil {
		return nil, err
	}
	err = s.commit(With(ctx, a.actor(s.space)), func() ([]store.Write, error) {
		if err := s.checkSetup(ctx, token); err != nil {
			return nil, err
		}
		writes, err := s.addition(With(ctx, a.actor(s.space)), a)
		for i := range writes {
			if writes[i].Item.Key == setupKey {
				writes[i].If = store.Exists() // two at once: one wins
			}
		}
		return writes, err
	})
	if err != nil {
		return nil, err
	}
	return s.startSession(ctx, a.ID)
}

func (s *Service) checkSetup(ctx context.Context, token string) error {
	var l link
	_, ok, err := s.get(ctx, setupKey, &l)
	if err != nil {
		return err
	}
	if !ok || !isDigest(l.Hash, token) {
		return badLink()
	}
	has, err := s.HasUsers(ctx)
	if err == nil && has {
		err = badLink()
	}
	return err
}

// linkWrite stores a link by which the user sets a password.
func (s *Service) linkWrite(a *account, token string) (store.Write, error) {
	i := store.Item{Key: linkKey(token), Expires: s.clock.Now().Add(linkTime)}
	return put(i, link{User: a.ID, Generation: a.Generation}, store.Absent())
}

// ResetUser ends the sessions of a user and makes the token of a link by which they set a new password. Earlier links
// are void.
func (s *Service) ResetUser(ctx context.Context, id string) (u *User, token string, err error) {
	if err := Require(ctx, Administer, Resource{}); err != nil {
		return nil, "", err
	}
	if token, err = newToken(s.random); err != nil {
		return nil, "", err
	}
	a, err := s.account(ctx, id)
	if err != nil {
		return nil, "", err
	}
	if a == nil {
		return nil, "", notFound("user", id)
	}
	if a.Disabled { // nobody takes the links of those who are locked out
		return nil, "", errs.New(errs.Conflict, "%s is locked out. Let them in again first, then make the link.", a.Email)
	}
	a.Generation++
	w, err := s.linkWrite(a, token)
	if err != nil {
		return nil, "", err
	}
	u, err = s.change(ctx, id, func(b *account) (string, error) {
		if b.Generation != a.Generation-1 {
			return "", errs.New(errs.Conflict, "Somebody else changed this user just now. Try again.")
		}
		b.Generation++
		return "Made a link to reset the password of " + b.Email + ".", nil
	}, w)
	return u, token, err
}

// SetPassword sets the password of the user that a one-time link was made for, ends their sessions, and signs them in.
func (s *Service) SetPassword(ctx context.Context, token, password string) (*SignedIn, error) {
	if err := checkPassword(password); err != nil {
		return nil, err
	}
	var l link
	_, ok, err := s.get(ctx, linkKey(token), &l)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, badLink()
	}
	hash, err := hashPassword(ctx, s.random, password)
	if err != nil {
		return nil, err
	}
	as := With(ctx, Actor{Kind: KindUser, ID: l.User})
	_, err = s.change(as, l.User, func(a *account) (string, error) {
		if a.Generation != l.Generation || a.Disabled {
			return "", badLink()
		}
		a.Password = hash
		a.Generation++
		return "Set the password of " + a.Email + " by a link.", nil
	}, store.Delete(linkKey(token), store.Exists()))
	if err != nil {
		return nil, err
	}
	return s.startSession(ctx, l.User)
}

// ChangePassword sets another password for the user of ctx, and ends their other sessions.
func (s *Service) ChangePassword(ctx context.Context, now, next string) error {
	actor := From(ctx)
	if actor.Kind != KindUser {
		return errs.New(errs.Forbidden, "Only a person who is signed in has a password to change.")
	}
	if err := checkPassword(next); err != nil {
		return err
	}
	a, err := s.account(ctx, actor.ID)
	if err != nil {
		return err
	}
	if a == nil {
		return notFound("user", actor.ID)
	}
	allowed, err := s.attempt(ctx, take{"password " + a.ID, perPair})
	if err != nil {
		return err
	}
	if !allowed {
		return tooManyAttempts()
	}
	ok, err := matches(ctx, a.Password, now)
	if err != nil {
		return err
	}
	if !ok {
		return errs.New(errs.Invalid, "The current password is not right.")
	}
	hash, err := hashPassword(ctx, s.random, next)
	if err != nil {
		return err
	}
	return s.changeOwnPassword(ctx, a, hash)
}

func (s *Service) changeOwnPassword(ctx context.Context, a *account, hash string) error {
	var keep []store.Write
	if token := sessionOf(ctx); token != "" {
		w, err := s.sessionWrites(token, session{User: a.ID, Generation: a.Generation + 1, CreatedAt: s.clock.Now()}, store.Exists())
		if err != nil {
			return err
		}
		keep = w
	}
	_, err := s.change(ctx, a.ID, func(b *account) (string, error) {
		if b.Password != a.Password || b.Generation != a.Generation {
			return "", errs.New(errs.Conflict, "The password was changed elsewhere just now.")
		}
		b.Password = hash
		b.Generation++
		return "Changed the own password of " + b.Email + ".", nil
	}, keep...)
	return err
}
