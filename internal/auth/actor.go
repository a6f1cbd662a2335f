// Package auth knows who somebody is and what they may do: users, sessions, API keys and roles, and the pure
// function Can. Domain services ask it; resolvers never do.
package auth

import (
	"context"
	"slices"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
)

// Kind says what an actor is.
type Kind string

// The kinds of actors.
const (
	KindPublic  Kind = "public"  // nobody in particular: no key, no session
	KindUser    Kind = "user"    // a person with a session
	KindKey     Kind = "key"     // a program with an API key
	KindPreview Kind = "preview" // a frontend that shows drafts to somebody, for an hour
	KindLocal   Kind = "local"   // the command line, beside the store: the administrator
	KindSystem  Kind = "system"  // Galley itself: consumers, sweepers
)

// Role is what a person may do in a space.
type Role string

// The built-in roles.
const (
	RoleAdmin  Role = "admin"  // everything
	RoleEditor Role = "editor" // all content
	RoleAuthor Role = "author" // content, without publishing what others wrote
	RoleViewer Role = "viewer" // reading, drafts included
)

// Scope is what an API key may do. ScopeWrite includes publishing and deleting; ScopeManage includes all others.
type Scope string

// The scopes of API keys.
const (
	ScopeRead    Scope = "read"
	ScopePreview Scope = "preview"
	ScopeWrite   Scope = "write"
	ScopeManage  Scope = "manage"
)

// Actor is who asks for something.
type Actor struct {
	Kind   Kind
	ID     string
	Name   string
	Role   Role    // of users
	Scopes []Scope // of keys
}

// Ready-made actors.
var (
	Public = Actor{Kind: KindPublic}
	Local  = Actor{Kind: KindLocal, ID: "local", Name: "Command line", Role: RoleAdmin}
	System = Actor{Kind: KindSystem, ID: "system", Name: "Galley"}
)

// Ref is how events remember the actor.
func (a Actor) Ref() event.Actor { return event.Actor{Kind: string(a.Kind), ID: a.ID, Name: a.Name} }

// Action is something that an actor may or may not do.
type Action string

// The actions.
const (
	ReadPublished Action = "read"         // published entries
	ReadDrafts    Action = "readDrafts"   // drafts, revisions, trash
	Create        Action = "create"       // entries and assets
	Update        Action = "update"       // entries and assets
	Publish       Action = "publish"      // publish and unpublish
	Delete        Action = "delete"       // to the trash, and back
	Manage        Action = "manage"       // the management API as a whole
	ChangeModels  Action = "changeModels" // models, components and locales
	Administer    Action = "administer"   // users, keys, webhooks, settings, audit, imports with ids and times
)

// Resource is what an action is done to. Zero fields mean: not about one.
type Resource struct {
	Model      string // model id
	PublicRead bool   // of the model: anybody may read its published entries
	Owner      string // id of the user who created the entry
}

// Can tells whether the actor may do the action to the resource. It is the only place that decides.
func Can(a Actor, do Action, r Resource) bool {
	switch a.Kind {
	case KindSystem, KindLocal:
		return true
	case KindPublic:
		return do == ReadPublished && r.PublicRead
	case KindPreview:
		return do == ReadPublished || do == ReadDrafts
	case KindKey:
		return keyCan(a.Scopes, do)
	case KindUser:
		return userCan(a, do, r)
	}
	return false
}

func keyCan(scopes []Scope, do Action) bool {
	if slices.Contains(scopes, ScopeManage) {
		return true
	}
	switch do {
	case ReadPublished:
		return len(scopes) > 0
	case ReadDrafts:
		return slices.Contains(scopes, ScopePreview) || slices.Contains(scopes, ScopeWrite)
	case Create, Update, Publish, Delete:
		return slices.Contains(scopes, ScopeWrite)
	}
	return false
}

func userCan(a Actor, do Action, r Resource) bool {
	switch a.Role {
	case RoleAdmin:
		return true
	case RoleEditor:
		return do != ChangeModels && do != Administer
	case RoleAuthor:
		switch do {
		case ReadPublished, ReadDrafts, Create, Manage:
			return true
		case Update, Publish, Delete:
			return r.Owner == a.ID
		}
	case RoleViewer:
		return do == ReadPublished || do == ReadDrafts || do == Manage
	}
	return false
}

type actorKey struct{}

// With returns a context in which a acts.
func With(ctx context.Context, a Actor) context.Context { return context.WithValue(ctx, actorKey{}, a) }

// From is who acts in ctx; Public if nobody was set.
func From(ctx context.Context) Actor {
	if a, ok := ctx.Value(actorKey{}).(Actor); ok {
		return a
	}
	return Public
}

// Require returns nil if the actor of ctx may do the action, else an error that says what is missing: UNAUTHENTICATED
// for those without a name, FORBIDDEN for others.
func Require(ctx context.Context, do Action, r Resource) error {
	a := From(ctx)
	if Can(a, do, r) {
		return nil
	}
	if a.Kind == KindPublic {
		return errs.New(errs.Unauthenticated, "Sign in, or send an API key as Authorization: Bearer KEY.")
	}
	if a.Kind == KindKey {
		return errs.New(errs.Forbidden, "This API key may not %s: it needs the scope %s.", do.words(), scopeOf(do))
	}
	if a.Kind == KindPreview {
		return errs.New(errs.Forbidden, "A preview may read, and not %s.", do.words())
	}
	return errs.New(errs.Forbidden, "Your role, %s, does not let you %s.", a.Role, do.words())
}

// words say what an action is, after "may not".
func (a Action) words() string {
	switch a {
	case ReadPublished:
		return "read this"
	case ReadDrafts:
		return "read drafts"
	case Create:
		return "create this"
	case Update:
		return "change this"
	case Publish:
		return "publish or unpublish this"
	case Delete:
		return "delete or restore this"
	case Manage:
		return "use this part of the management API"
	case ChangeModels:
		return "change models and locales"
	case Administer:
		return "administer this installation"
	}
	return string(a)
}

// scopeOf names the smallest scopes that let a key do something.
func scopeOf(do Action) string {
	switch do {
	case ReadPublished:
		return "read"
	case ReadDrafts:
		return "preview or write"
	case Create, Update, Publish, Delete:
		return "write"
	}
	return "manage"
}
