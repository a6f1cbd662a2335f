package auth

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/store"
)

// Key is an API key of the space, without its secret.
type Key struct {
	ID        string
	Name      string
	Scopes    []Scope
	CreatedAt time.Time
	CreatedBy event.Actor
	LastUsed  time.Time // zero: never; within the hour
}

// Scopes lists the scopes that a key can have.
var Scopes = []Scope{ScopeRead, ScopePreview, ScopeWrite, ScopeManage}

// touchAfter is how stale LastUsed may be: noting each use would be a write a request.
const touchAfter = time.Hour

// storedKey is a key as the store holds it: found by its hash, and listed with its space.
type storedKey struct {
	ID        string      `json:"id"`
	Hash      string      `json:"hash"` // of the secret
	Space     string      `json:"space"`
	Name      string      `json:"name"`
	Scopes    []Scope     `json:"scopes"`
	CreatedAt time.Time   `json:"createdAt"`
	CreatedBy event.Actor `json:"createdBy"`
	LastUsed  time.Time   `json:"lastUsed,omitzero"`
}

func (k *storedKey) key() *Key {
	return &Key{ID: k.ID, Name: k.Name, Scopes: k.Scopes, CreatedAt: k.CreatedAt, CreatedBy: k.CreatedBy, LastUsed: k.LastUsed}
}

func hashedKey(hash string) store.Key { return store.Key{Partition: "key#" + hash, Sort: "key"} }

func (s *Service) listedKey(id string) store.Key {
	return store.Key{Partition: s.space + "#keys", Sort: id}
}

func (s *Service) keyWrites(k *storedKey, c store.Condition) ([]store.Write, error) {
	own, err := put(store.Item{Key: hashedKey(k.Hash)}, k, c)
	if err != nil {
		return nil, err
	}
	listed, err := put(store.Item{Key: s.listedKey(k.ID)}, k, c)
	return []store.Write{own, listed}, err
}

// CreateKey makes a key. The secret is returned this once, and not kept.
func (s *Service) CreateKey(ctx context.Context, name string, scopes []Scope) (_ *Key, secret string, err error) {
	if err := Require(ctx, Administer, Resource{}); err != nil {
		return nil, "", err
	}
	if name, err = checkName(name); err != nil {
		return nil, "", err
	}
	if name == "" {
		return nil, "", errs.New(errs.Invalid, "A key needs a name that says who uses it.")
	}
	if scopes, err = checkScopes(scopes); err != nil {
		return nil, "", err
	}
	token, err := newToken(s.random)
	if err != nil {
		return nil, "", err
	}
	secret = keyPrefix + token
	k := &storedKey{Hash: digest(secret), Space: s.space, Name: name, Scopes: scopes,
		CreatedAt: s.clock.Now(), CreatedBy: From(ctx).Ref()}
	if k.ID, err = s.newID(); err != nil {
		return nil, "", err
	}
	err = s.commit(ctx, func() ([]store.Write, error) {
		writes, err := s.keyWrites(k, store.Absent())
		if err != nil {
			return nil, err
		}
		event, err := s.note(ctx, "Made the API key %q with the scopes %s.", name, joinScopes(scopes))
		return append(writes, event), err
	})
	return k.key(), secret, err
}

// checkScopes gives the scopes in order and once each.
func checkScopes(scopes []Scope) (out []Scope, err error) {
	for _, sc := range scopes {
		if !slices.Contains(Scopes, sc) {
			return nil, errs.New(errs.Invalid, "There is no scope %q: use read, preview, write or manage.", sc)
		}
	}
	for _, sc := range Scopes {
		if slices.Contains(scopes, sc) {
			out = append(out, sc)
		}
	}
	if len(out) == 0 {
		return nil, errs.New(errs.Invalid, "A key needs at least one scope: read, preview, write or manage.")
	}
	return out, nil
}

func joinScopes(scopes []Scope) string {
	names := make([]string, len(scopes))
	for i, sc := range scopes {
		names[i] = string(sc)
	}
	return strings.Join(names, ", ")
}

// Keys lists the keys of the space, the oldest first.
func (s *Service) Keys(ctx context.Context) (keys []*Key, err error) {
	if err := Require(ctx, Administer, Resource{}); err != nil {
		return nil, err
	}
	err = s.list(ctx, s.listedKey("").Partition, "", "", func(i store.Item) error {
		var k storedKey
		if err := decode(i.Body, &k); err != nil {
			return err
		}
		keys = append(keys, k.key())
		return nil
	})
	return keys, err
}

// RevokeKey ends a key: other processes refuse it within half a minute.
func (s *Service) RevokeKey(ctx context.Context, id string) error {
	if err := Require(ctx, Administer, Resource{}); err != nil {
		return err
	}
	return s.commit(ctx, func() ([]store.Write, error) {
		var k storedKey
		_, ok, err := s.get(ctx, s.listedKey(id), &k)
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, notFound("key", id)
		}
		event, err := s.note(ctx, "Revoked the API key %q.", k.Name)
		return []store.Write{
			store.Delete(s.listedKey(id), store.Exists()),
			store.Delete(hashedKey(k.Hash), store.Always()),
			event,
		}, err
	})
}

// ByKey is the program that holds a secret, that of a preview grant included; false if it is no key of this space.
func (s *Service) ByKey(ctx context.Context, secret string) (a Actor, ok bool, err error) {
	defer errs.Wrap(&err, "look up a key")
	if isGrant(secret) {
		return s.byGrant(ctx, secret)
	}
	if !strings.HasPrefix(secret, keyPrefix) || len(secret) != len(keyPrefix)+tokenChars {
		return Public, false, nil
	}
	now, hash := s.clock.Now(), digest(secret)
	if a, ok := s.cache.get(now, hash); ok {
		return a, true, nil
	}
	round := s.cache.begin()
	var k storedKey
	_, ok, err = s.get(ctx, hashedKey(hash), &k)
	if err != nil || !ok || !isDigest(k.Hash, secret) || k.Space != s.space {
		return Public, false, err
	}
	if !s.readOnly && now.Sub(k.LastUsed) > touchAfter {
		if err := s.touch(ctx, k, now); err != nil {
			return Public, false, err
		}
	}
	a = Actor{Kind: KindKey, ID: k.ID, Name: k.Name, Scopes: k.Scopes}
	s.cache.put(now, round, hash, a)
	return a, true, nil
}

// touch notes that a key was used. A key that was revoked meanwhile stays revoked.
func (s *Service) touch(ctx context.Context, k storedKey, now time.Time) error {
	k.LastUsed = now
	writes, err := s.keyWrites(&k, store.Exists())
	if err != nil {
		return err
	}
	if err = s.transact(ctx, writes); isLost(err) {
		return nil
	}
	return err
}
