// Package app puts the services of Galley together: ports in, services out. What the ports are made of is the business of
// the packages below it, one for each home, so that neither links the other's. Package site serves the services over HTTP;
// it is apart, because functions in AWS that answer no requests do not link it.
package app

import (
	"context"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/blob"
	"github.com/galley-cms/galley/internal/bulk"
	"github.com/galley-cms/galley/internal/cdn"
	"github.com/galley-cms/galley/internal/clock"
	"github.com/galley-cms/galley/internal/desk"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/job"
	"github.com/galley-cms/galley/internal/queue"
	"github.com/galley-cms/galley/internal/search"
	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/webhook"
	"github.com/galley-cms/galley/media"
)

// Ports are what a home offers. A function in AWS leaves those nil that it has no use for.
type Ports struct {
	Content  store.Table // the source of truth
	Index    store.Table // derived from it
	Files    blob.Bucket
	Variants blob.Bucket    // of pictures, which can be made again; nil: in Files
	Uploads  blob.Presigner // nil: in a process that makes no addresses of files either
	Pictures media.Pictures // looks into what is uploaded, and renders; nil: another function does
	Webhooks queue.Sender   // deliveries of webhooks; the home hands its messages to App.Hooks.Handle
	Jobs     queue.Sender   // work that takes longer than a request; the home hands its messages to App.Jobs.Handle
	Edge     cdn.Invalidator

	Search     search.Index // finds words in entries; nil: nothing does
	SearchFeed queue.Sender // entries that changed, for those who index them; the home hands its messages to App.IndexForSearch
}

// Options say how an App behaves; zero values stand for the defaults.
type Options struct {
	Space         string     // "main"
	Version       string     // of Galley
	PublicURL     *url.URL   // where people and frontends find this installation: required by those who make addresses
	AllowLoopback bool       // webhooks may reach this machine
	Works         func(*App) // Works in a process that runs jobs; nil in others, which then do not link what jobs do
	Shared        bool       // the tables are those of many processes, which have little time each and may end at any moment
	ReadOnly      bool       // the tables may not be written
	MaxReply      int64      // bytes that a reply with a file may have; larger ones are redirected to the bucket. 0: any
	Budget        content.Budget
	Clock         clock.Clock
	Log           *slog.Logger
}

// App is the services of Galley, and what they were made of.
type App struct {
	Content *content.Service
	Auth    *auth.Service
	Hooks   *webhook.Service
	Jobs    *job.Service
	Bulk    *bulk.Service
	Media   *media.Service // nil without a bucket of files
	Desk    *desk.Service

	Ports   Ports   // its tables tell what they cost
	Options Options // with their defaults

	secret []byte // of links to pictures
}

// New puts the services together.
func New(ctx context.Context, p Ports, o Options) (*App, error) {
	if o.Space == "" {
		o.Space = "main"
	}
	if o.Clock == nil {
		o.Clock = clock.System{}
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	p.Content, p.Index = store.Meter(p.Content, store.MeterOptions{}), store.Meter(p.Index, store.MeterOptions{}) // replies tell their cost
	a := &App{Ports: p, Options: o}
	a.Auth = auth.New(p.Content, auth.Options{Space: o.Space, Clock: o.Clock, ReadOnly: o.ReadOnly})
	options := contentOptions(p, o, a.Auth)
	if o.Shared && p.SearchFeed != nil {
		options.RepairSearch = a.repairSearch
	}
	a.Content = content.New(p.Content, p.Index, options)
	a.Hooks = webhook.New(p.Content, p.Webhooks, a.Content, webhook.Options{Space: o.Space, AllowLoopback: o.AllowLoopback, Clock: o.Clock, Log: o.Log})
	a.Jobs = job.NewService(p.Content, p.Jobs, job.Options{Space: o.Space, Alone: !o.Shared, Present: a.Auth.Present, Clock: o.Clock, Log: o.Log})
	a.Bulk = bulk.New(a.Content, a.Jobs)
	if o.Works != nil {
		o.Works(a)
	}
	a.Jobs.Beside(a.backfills)
	a.Desk = desk.New(desk.Deps{Table: p.Content, Content: a.Content, Auth: a.Auth, Hooks: a.Hooks, Jobs: a.Jobs, Clock: o.Clock, Space: o.Space})
	if p.Files == nil {
		return a, nil
	}
	if p.Uploads != nil { // else nobody asks for addresses here
		var err error
		if a.secret, err = linkSecret(ctx, p.Content, o.Space); err != nil {
			return nil, err
		}
	}
	return a.At(o.PublicURL), nil
}

// At is the same App, found at another address.
func (a *App) At(public *url.URL) *App {
	moved := *a
	moved.Options.PublicURL = public
	if p, o := a.Ports, a.Options; p.Files != nil {
		moved.Media = media.New(a.Content, p.Files, p.Uploads, media.NewLinks(moved.Address(), a.secret), media.Options{
			Pictures: p.Pictures, Variants: p.Variants, Space: o.Space, MaxReply: o.MaxReply, Clock: o.Clock, Log: o.Log,
		})
	}
	return &moved
}

// Works registers what jobs do.
func Works(a *App) {
	a.Bulk.Register()
	a.Jobs.Register(buildSearch, a.buildSearchIndex)
}

// buildTime is how long a change of models may build indexes where a request has little time.
const buildTime = 10 * time.Second

func contentOptions(p Ports, o Options, people *auth.Service) content.Options {
	c := content.Options{Space: o.Space, Search: p.Search, Budget: o.Budget, Clock: o.Clock, Log: o.Log, HandOver: o.Shared && !o.ReadOnly,
		Present: people.Present}
	if o.Shared {
		c.BuildTime = buildTime
	}
	return c
}

// Address is the public URL without a slash at its end; "" if there is none.
func (a *App) Address() string {
	if a.Options.PublicURL == nil {
		return ""
	}
	return strings.TrimSuffix(a.Options.PublicURL.String(), "/")
}

// Dispatcher hands events to those who wait for them: first the edge drops what is stale, then others are told, files of what
// was purged are removed, and at last the entries are indexed for the search.
func (a *App) Dispatcher() *event.Dispatcher {
	consumers := []event.Consumer{a.Hooks, a.Desk}
	if a.Media != nil {
		consumers = append(consumers, a.Media)
	}
	if a.Ports.SearchFeed != nil {
		consumers = append(consumers, searchFeed{a})
	}
	return event.NewDispatcher(a.Ports.Edge, consumers...)
}
