package manage

import (
	"context"
	"slices"
	"strings"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/event"
)

func userOf(u *auth.User) *User {
	return &User{ID: u.ID, Email: u.Email, Name: u.Name, Role: roleOf(u.Role), Disabled: u.Disabled,
		CreatedAt: u.CreatedAt, LastSignIn: moment(u.LastSignIn)}
}

// newUserOf makes a user with the link by which they set a password.
func (r *Resolver) newUserOf(u *auth.User, token string, err error) (*NewUser, error) {
	if err != nil {
		return nil, err
	}
	out := &NewUser{User: userOf(u)}
	if token != "" {
		out.Link = text(r.PublicURL + "/admin/reset?token=" + token)
	}
	return out, nil
}

func keyOf(k *auth.Key) *Key {
	by := k.CreatedBy
	return &Key{ID: k.ID, Name: k.Name, CreatedAt: k.CreatedAt, CreatedBy: &by, LastUsed: moment(k.LastUsed),
		Scopes: of(k.Scopes, func(s auth.Scope) Scope { return Scope(strings.ToUpper(string(s))) })}
}

// Roles and scopes are enumerations in GraphQL, so in upper case there.

func roleOf(r auth.Role) Role { return Role(strings.ToUpper(string(r))) }

func (e Role) role() auth.Role { return auth.Role(strings.ToLower(string(e))) }

func (e Scope) scope() auth.Scope { return auth.Scope(strings.ToLower(string(e))) }

// me is who acts in ctx.
func (r *Resolver) me(ctx context.Context) (*Me, error) {
	a := auth.From(ctx)
	out := &Me{Kind: string(a.Kind), ID: a.ID, Name: a.Name, Can: abilities(a)}
	if a.Kind == auth.KindLocal {
		admin := RoleAdmin
		out.Role = &admin
	}
	u, err := r.Auth.Self(ctx)
	if err != nil || u == nil {
		return out, err
	}
	role := roleOf(u.Role)
	out.Email, out.Role = text(u.Email), &role
	return out, nil
}

// abilities lists the actions that an actor may do to any entry, and with the ending Own those to own entries only.
func abilities(a auth.Actor) []string {
	out := []string{}
	for _, do := range []auth.Action{auth.ReadPublished, auth.ReadDrafts, auth.Create, auth.Update, auth.Publish,
		auth.Delete, auth.Manage, auth.ChangeModels, auth.Administer} {
		switch {
		case auth.Can(a, do, auth.Resource{PublicRead: true}):
			out = append(out, string(do))
		case auth.Can(a, do, auth.Resource{Owner: a.ID}):
			out = append(out, string(do)+"Own")
		}
	}
	return out
}

// events lists what happened; it is the audit record.
func (r *Resolver) events(ctx context.Context, f event.Filter, first int) ([]*Event, error) {
	do := auth.Administer
	if f.Entry != "" {
		do = auth.ReadDrafts
	}
	if err := auth.Require(ctx, do, auth.Resource{}); err != nil {
		return nil, err
	}
	p, err := r.ListEvents(ctx, f, first)
	if err != nil {
		return nil, err
	}
	return r.eventsOf(ctx, p.Events)
}

// eventsOf makes events of a reply, with the names that models have now.
func (r *Resolver) eventsOf(ctx context.Context, all []event.Event) ([]*Event, error) {
	sc, err := r.Content.Schema(ctx)
	if err != nil {
		return nil, err
	}
	return of(all, func(e event.Event) *Event {
		out := &Event{ID: e.ID, Time: e.Time, Actor: &e.Actor, Entry: text(e.Entry), Note: text(e.Note),
			Types: of(e.Types, typeName), Before: number(e.Before), After: number(e.After)}
		if e.Model != "" {
			out.Model = text(e.Model)
			if i := slices.IndexFunc(sc.Types, func(m *content.Model) bool { return m.ID == e.Model }); i >= 0 {
				out.Model = text(sc.Types[i].APIID)
			}
		}
		return out
	}), nil
}

// number gives nil for a number that is not there.
func number(n int64) *int {
	if n == 0 {
		return nil
	}
	i := int(n)
	return &i
}
