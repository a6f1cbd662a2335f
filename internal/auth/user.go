package auth

import (
	"context"
	"net/mail"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
)

// User is a person who can sign in.
type User struct {
	ID         string
	Email      string
	Name       string
	Role       Role // in this space; empty if none
	Disabled   bool
	CreatedAt  time.Time
	LastSignIn time.Time // zero: never
}

// Roles lists the built-in roles, the mightiest first.
var Roles = []Role{RoleAdmin, RoleEditor, RoleAuthor, RoleViewer}

// account is a user as the store holds it.
type account struct {
	ID         string          `json:"id"`
	Email      string          `json:"email"`
	Name       string          `json:"name"`
	Roles      map[string]Role `json:"roles"` // by space
	Disabled   bool            `json:"disabled,omitempty"`
	CreatedAt  time.Time       `json:"createdAt"`
	LastSignIn time.Time       `json:"lastSignIn,omitzero"`
	Password   string          `json:"password,omitempty"`   // hash; empty: none was set yet. Left out of the list of users
	Generation int64           `json:"generation,omitempty"` // sessions and links of an earlier one are void
	version    int64           // of the item
}

func (a *account) user(space string) *User {
	return &User{ID: a.ID, Email: a.Email, Name: a.Name, Role: a.Roles[space], Disabled: a.Disabled,
		CreatedAt: a.CreatedAt, LastSignIn: a.LastSignIn}
}

func (a *account) actor(space string) Actor {
	name := a.Name
	if name == "" {
		name = a.Email
	}
	return Actor{Kind: KindUser, ID: a.ID, Name: name, Role: a.Roles[space]}
}

func (a *account) admin(space string) bool { return !a.Disabled && a.Roles[space] == RoleAdmin }

// The partition that lists all users.
const usersPartition = "users"

func userKey(id string) store.Key   { return store.Key{Partition: "user#" + id, Sort: "user"} }
func listedKey(id string) store.Key { return store.Key{Partition: usersPartition, Sort: id} }

func emailKey(email string) store.Key {
	return store.Key{Partition: "email#" + digest(email), Sort: "claim"}
}

// writes are the two items of an account: the one that counts, on condition that nobody changed it, and the listed one.
func (a *account) writes() ([]store.Write, error) {
	own, err := put(store.Item{Key: userKey(a.ID), Version: a.version + 1}, a, store.VersionIs(a.version))
	if err != nil {
		return nil, err
	}
	open := *a
	open.Password = ""
	listed, err := put(store.Item{Key: listedKey(a.ID)}, &open, store.Always())
	return []store.Write{own, listed}, err
}

// account reads a user; nil if there is none.
func (s *Service) account(ctx context.Context, id string) (*account, error) {
	var a account
	i, ok, err := s.get(ctx, userKey(id), &a)
	if err != nil || !ok {
		return nil, err
	}
	a.version = i.Version
	return &a, nil
}

// claim is what the store keeps under an e-mail address.
type claim struct {
	User string `json:"user"`
}

// holder is the id of the user with an e-mail address in its normal form; "" if there is none.
func (s *Service) holder(ctx context.Context, email string) (string, error) {
	var c claim
	_, _, err := s.get(ctx, emailKey(email), &c)
	return c.User, err
}

// HasUsers tells whether there is any user. As long as there is none, the setup link makes the first.
func (s *Service) HasUsers(ctx context.Context) (has bool, err error) {
	err = s.table.View(ctx, func(r store.Reader) error {
		p, err := r.Query(ctx, store.Query{Partition: usersPartition, Limit: 1, KeysOnly: true, Consistent: store.Consistent})
		has = len(p.Items) > 0
		return err
	})
	return has, err
}

// Users lists all users, ordered by e-mail address.
func (s *Service) Users(ctx context.Context) (users []*User, err error) {
	if err := Require(ctx, Administer, Resource{}); err != nil {
		return nil, err
	}
	err = s.list(ctx, usersPartition, "", "", func(i store.Item) error {
		var a account
		if err := decode(i.Body, &a); err != nil {
			return err
		}
		users = append(users, a.user(s.space))
		return nil
	})
	slices.SortFunc(users, func(a, b *User) int { return strings.Compare(a.Email, b.Email) })
	return users, err
}

// Self is the user who acts in ctx; nil if it is not a user.
func (s *Service) Self(ctx context.Context) (*User, error) {
	actor := From(ctx)
	if actor.Kind != KindUser {
		return nil, nil
	}
	a, err := s.account(ctx, actor.ID)
	if err != nil || a == nil {
		return nil, err
	}
	return a.user(s.space), nil
}

// NewUser is a person to be added. Without a password they get a link to set one.
type NewUser struct {
	Email    string
	Name     string
	Role     Role
	Password string
}

// check gives the user with the e-mail address in its normal form, or says what is wrong.
func (u NewUser) check() (NewUser, error) {
	u.Email = normalEmail(u.Email)
	at, err := mail.ParseAddress(u.Email)
	if err != nil || at.Address != u.Email || len(u.Email) > 254 {
		return u, errs.New(errs.Invalid, "%q is not an e-mail address.", u.Email)
	}
	if u.Name, err = checkName(u.Name); err != nil {
		return u, err
	}
	if !slices.Contains(Roles, u.Role) {
		return u, errs.New(errs.Invalid, "There is no role %q: use admin, editor, author or viewer.", u.Role)
	}
	if u.Password != "" {
		err = checkPassword(u.Password)
	}
	return u, err
}

// normalEmail is the one form of an e-mail address under which a user is found.
func normalEmail(email string) string {
	return strings.ToLower(norm.NFC.String(strings.TrimSpace(email)))
}

func checkName(name string) (string, error) {
	name = norm.NFC.String(strings.TrimSpace(name))
	if utf8.RuneCountInString(name) > 200 || strings.ContainsFunc(name, func(r rune) bool { return r < ' ' }) {
		return "", errs.New(errs.Invalid, "A name has at most 200 characters, without line breaks.")
	}
	return name, nil
}

// CreateUser adds a person. If no password was given, link is the token of a one-time link that sets it.
func (s *Service) CreateUser(ctx context.Context, n NewUser) (u *User, link string, err error) {
	if err := Require(ctx, Administer, Resource{}); err != nil {
		return nil, "", err
	}
	a, err := s.newAccount(ctx, n)
	if err != nil {
		return nil, "", err
	}
	if n.Password == "" {
		if link, err = newToken(s.random); err != nil {
			return nil, "", err
		}
	}
	err = s.commit(ctx, func() ([]store.Write, error) {
		writes, err := s.addition(ctx, a)
		if err != nil || link == "" {
			return writes, err
		}
		w, err := s.linkWrite(a, link)
		return append(writes, w), err
	})
	return a.user(s.space), link, err
}

func (s *Service) newAccount(ctx context.Context, n NewUser) (*account, error) {
	n, err := n.check()
	if err != nil {
		return nil, err
	}
	a := &account{Email: n.Email, Name: n.Name, Roles: map[string]Role{s.space: n.Role}, CreatedAt: s.clock.Now()}
	if a.ID, err = s.newID(); err != nil || n.Password == "" {
		return a, err
	}
	a.Password, err = hashPassword(ctx, s.random, n.Password)
	return a, err
}

// addition are the writes that add an account. They end the setup link.
func (s *Service) addition(ctx context.Context, a *account) ([]store.Write, error) {
	holder, err := s.holder(ctx, a.Email)
	if err != nil {
		return nil, err
	}
	if holder != "" {
		return nil, errs.New(errs.Conflict, "There is already a user with the e-mail address %s.", a.Email)
	}
	writes, err := a.writes()
	if err != nil {
		return nil, err
	}
	claimed, err := put(store.Item{Key: emailKey(a.Email)}, claim{a.ID}, store.Absent())
	if err != nil {
		return nil, err
	}
	event, err := s.note(ctx, "Added the user %s as %s.", a.Email, a.Roles[s.space])
	if err != nil {
		return nil, err
	}
	admins, err := s.adminWrites(ctx, a)
	return append(append(writes, claimed, event, store.Delete(setupKey, store.Always())), admins...), err
}

// UserChange is a change of a user; nil fields stay as they are.
type UserChange struct {
	Name     *string
	Role     *Role
	Disabled *bool
}

// UpdateUser changes a user. Disabling ends their sessions. The last administrator can be neither disabled nor demoted.
func (s *Service) UpdateUser(ctx context.Context, id string, c UserChange) (*User, error) {
	if err := Require(ctx, Administer, Resource{}); err != nil {
		return nil, err
	}
	return s.change(ctx, id, func(a *account) (note string, err error) {
		if c.Name != nil {
			if a.Name, err = checkName(*c.Name); err != nil {
				return "", err
			}
			note += " Name changed."
		}
		if c.Role != nil {
			if !slices.Contains(Roles, *c.Role) {
				return "", errs.New(errs.Invalid, "There is no role %q: use admin, editor, author or viewer.", *c.Role)
			}
			a.Roles[s.space] = *c.Role
			note += " Role is now " + string(*c.Role) + "."
		}
		if c.Disabled != nil && *c.Disabled != a.Disabled {
			a.Disabled = *c.Disabled
			a.Generation++
			note += map[bool]string{true: " Disabled.", false: " Enabled."}[a.Disabled]
		}
		return "Changed the user " + a.Email + "." + note, nil
	})
}

// change commits what edit does to a user, with edit's note for the audit and further writes.
func (s *Service) change(ctx context.Context, id string, edit func(*account) (string, error), more ...store.Write) (*User, error) {
	var changed *account
	err := s.commit(ctx, func() ([]store.Write, error) {
		a, err := s.account(ctx, id)
		if err != nil {
			return nil, err
		}
		if a == nil {
			return nil, notFound("user", id)
		}
		changed = a
		note, err := edit(a)
		if err != nil {
			return nil, err
		}
		writes, err := a.writes()
		if err != nil {
			return nil, err
		}
		event, err := s.note(ctx, "%s", note)
		if err != nil {
			return nil, err
		}
		admins, err := s.adminWrites(ctx, a)
		return append(append(append(writes, event), admins...), more...), err
	})
	if err != nil {
		return nil, err
	}
	return changed.user(s.space), nil
}

// adminWrites keep the list of administrators beside a change of a: every change of it is conditional on the list that
// was read, so that two administrators cannot remove each other at once.
func (s *Service) adminWrites(ctx context.Context, a *account) ([]store.Write, error) {
	k := store.Key{Partition: s.space + "#admins", Sort: "list"}
	var ids []string
	i, _, err := s.get(ctx, k, &ids)
	if err != nil || slices.Contains(ids, a.ID) == a.admin(s.space) {
		return nil, err
	}
	if a.admin(s.space) {
		ids = append(ids, a.ID)
	} else {
		ids = slices.DeleteFunc(ids, func(id string) bool { return id == a.ID })
	}
	if len(ids) == 0 {
		return nil, errs.New(errs.Conflict, "%s is the last administrator: make somebody else one first.", a.Email)
	}
	w, err := put(store.Item{Key: k, Version: i.Version + 1}, ids, store.VersionIs(i.Version))
	return []store.Write{w}, err
}
