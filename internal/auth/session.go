package auth

import (
	"context"
	"slices"
	"time"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
)

// A session ends SessionTime after it was last used; its end is moved at most once in slideAfter.
const (
	SessionTime = 30 * 24 * time.Hour
	slideAfter  = 24 * time.Hour
)

// SignedIn is a new session. Token is the secret for the cookie; it is not kept.
type SignedIn struct {
	User  *User
	Token string
}

// session is what the store keeps of one, under the digest of its token.
type session struct {
	User       string    `json:"user"`
	Generation int64     `json:"generation,omitempty"` // of the user when it began
	CreatedAt  time.Time `json:"createdAt"`
}

func sessionKey(token string) store.Key {
	return store.Key{Partition: "session#" + digest(token), Sort: "session"}
}

// sessionWrites are the two items of a session: the one that is looked up, and the one that lists it with its user.
func (s *Service) sessionWrites(token string, v session, c store.Condition) ([]store.Write, error) {
	until := s.clock.Now().Add(SessionTime)
	own, err := put(store.Item{Key: sessionKey(token), Expires: until}, v, c)
	if err != nil {
		return nil, err
	}
	at := store.Key{Partition: userKey(v.User).Partition, Sort: "session#" + digest(token)}
	listed, err := put(store.Item{Key: at, Expires: until}, v, store.Always())
	return []store.Write{own, listed}, err
}

func badSignIn() error {
	return errs.New(errs.Unauthenticated, "The e-mail address or the password is not right.")
}

func tooManyAttempts() error {
	return errs.New(errs.RateLimited, "Too many attempts. Wait a minute, then try again.")
}

// SignIn begins a session. Address is the client's, for limiting attempts. Whether the user is unknown or disabled, has
// no password, or another: the error and the time are the same.
func (s *Service) SignIn(ctx context.Context, email, password, address string) (*SignedIn, error) {
	email = normalEmail(email)
	pair := "pair " + address + " " + email
	allowed, err := s.attempt(ctx, take{"address " + address, perAddress}, take{"account " + email, perAccount}, take{pair, perPair})
	if err != nil {
		return nil, err
	}
	if !allowed {
		return nil, tooManyAttempts()
	}
	id, err := s.holder(ctx, email)
	if err != nil {
		return nil, err
	}
	if id == "" {
		id = "nobody" // is looked up all the same
	}
	a, err := s.account(ctx, id)
	if err != nil {
		return nil, err
	}
	if a == nil {
		a = &account{}
	}
	ok, err := matches(ctx, a.Password, password)
	if err != nil {
		return nil, err
	}
	if !ok || a.Disabled {
		return nil, badSignIn()
	}
	return s.startSession(ctx, a.ID, forgive(pair))
}

// startSession begins a session of a user who has proved to be one, always under a new token. It makes further writes
// with it.
func (s *Service) startSession(ctx context.Context, id string, further ...store.Write) (*SignedIn, error) {
	token, err := newToken(s.random)
	if err != nil {
		return nil, err
	}
	var a *account
	err = s.commit(ctx, func() ([]store.Write, error) {
		if a, err = s.account(ctx, id); err != nil {
			return nil, err
		}
		if a == nil || a.Disabled {
			return nil, badSignIn()
		}
		a.LastSignIn = s.clock.Now()
		writes, err := a.writes()
		if err != nil {
			return nil, err
		}
		begun, err := s.sessionWrites(token, session{User: id, Generation: a.Generation, CreatedAt: a.LastSignIn}, store.Absent())
		return slices.Concat(writes, begun, further), err
	})
	if err != nil {
		return nil, err
	}
	return &SignedIn{User: a.user(s.space), Token: token}, nil
}

// BySession is the user whose session a token is; false if it is none, or has ended.
func (s *Service) BySession(ctx context.Context, token string) (a Actor, ok bool, err error) {
	defer errs.Wrap(&err, "look up a session")
	now, hash := s.clock.Now(), digest(token)
	if a, ok := s.cache.get(now, hash); ok {
		return a, true, nil
	}
	round := s.cache.begin()
	var v session
	item, ok, err := s.get(ctx, sessionKey(token), &v)
	if err != nil || !ok {
		return Public, false, err
	}
	user, err := s.account(ctx, v.User)
	if err != nil || user == nil || user.Disabled || user.Generation != v.Generation {
		return Public, false, err
	}
	if !s.readOnly && item.Expires.Sub(now) < SessionTime-slideAfter {
		if err := s.slide(ctx, token, v); err != nil {
			return Public, false, err
		}
	}
	a = user.actor(s.space)
	s.cache.put(now, round, hash, a)
	return a, true, nil
}

// slide moves the end of a session; one that ended meanwhile stays ended.
func (s *Service) slide(ctx context.Context, token string, v session) error {
	writes, err := s.sessionWrites(token, v, store.Exists())
	if err != nil {
		return err
	}
	if err = s.transact(ctx, writes); isLost(err) {
		return nil
	}
	return err
}

// SignOut ends a session; one that has ended is no error.
func (s *Service) SignOut(ctx context.Context, token string) error {
	var v session
	_, ok, err := s.get(ctx, sessionKey(token), &v)
	if err != nil || !ok {
		return err
	}
	return s.commit(ctx, func() ([]store.Write, error) {
		listed := store.Key{Partition: userKey(v.User).Partition, Sort: "session#" + digest(token)}
		return []store.Write{store.Delete(sessionKey(token), store.Always()), store.Delete(listed, store.Always())}, nil
	})
}

type sessionContext struct{}

// WithSession notes by which session's token the user of ctx acts.
func WithSession(ctx context.Context, token string) context.Context {
	return context.WithValue(ctx, sessionContext{}, token)
}

func sessionOf(ctx context.Context) string {
	token, _ := ctx.Value(sessionContext{}).(string)
	return token
}
