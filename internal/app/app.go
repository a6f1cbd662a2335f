// Package app puts Galley together: ports in, services and one HTTP handler out. What the ports are made of is the
// business of the packages below it, one for each home, so that neither links the other's.
package app

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"github.com/galley-cms/galley/admin"
	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/graph/delivery"
	"github.com/galley-cms/galley/graph/manage"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/blob"
	"github.com/galley-cms/galley/internal/cdn"
	"github.com/galley-cms/galley/internal/clock"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/queue"
	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/web"
	"github.com/galley-cms/galley/internal/webhook"
	"github.com/galley-cms/galley/media"
)

// Ports are what a home offers.
type Ports struct {
	Content  store.Table // the source of truth
	Index    store.Table // derived from it
	Files    blob.Bucket
	Variants blob.Bucket // of pictures, which can be made again; nil: in Files
	Uploads  blob.Presigner
	Upload   http.Handler // takes presigned uploads; nil where they go straight to a bucket
	Webhooks queue.Sender // deliveries of webhooks; the home hands its messages to App.Hooks.Handle
	Edge     cdn.Invalidator
}

// Options say how an App behaves; zero values stand for the defaults.
type Options struct {
	Space         string         // "main"
	Version       string         // of Galley
	PublicURL     *url.URL       // where people and frontends find this installation: required
	Proxies       []netip.Prefix // whose X-Forwarded-For is believed
	Connect       []string       // further origins that the admin may connect to
	AllowLoopback bool           // webhooks may reach this machine
	ReplyCache    int            // bytes of replies that are kept; only where no other process writes
	Clock         clock.Clock
	Log           *slog.Logger
}

// App is Galley: its services, and the handler that serves all routes.
type App struct {
	Content *content.Service
	Auth    *auth.Service
	Hooks   *webhook.Service
	Media   *media.Service
	Handler http.Handler

	edge cdn.Invalidator
}

// New puts the services together.
func New(p Ports, o Options) (*App, error) {
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
	secret, err := linkSecret(context.Background(), p.Content, o.Space)
	if err != nil {
		return nil, err
	}
	public := strings.TrimSuffix(o.PublicURL.String(), "/")
	links := media.NewLinks(public, secret)
	a := &App{edge: p.Edge}
	a.Content = content.New(p.Content, p.Index, content.Options{Space: o.Space, Clock: o.Clock, Log: o.Log})
	a.Auth = auth.New(p.Content, auth.Options{Space: o.Space, Clock: o.Clock})
	a.Hooks = webhook.New(p.Content, p.Webhooks, a.Content, webhook.Options{Space: o.Space, AllowLoopback: o.AllowLoopback, Clock: o.Clock, Log: o.Log})
	a.Media = media.New(a.Content, p.Files, p.Uploads, links, media.Options{Variants: p.Variants, Space: o.Space, Clock: o.Clock, Log: o.Log})
	a.Handler, err = web.New(web.Deps{
		Auth:   a.Auth,
		Manage: manage.NewHandler(a.resolver(p, o, public), o.Log),
		Content: delivery.New(a.Content, delivery.Options{
			MediaURL: mediaURL(links), Queries: delivery.StoredQueries(p.Content, o.Space, o.Clock), ReplyCache: o.ReplyCache, Log: o.Log,
		}),
		Media:     a.Media.Handler(),
		Upload:    p.Upload,
		Admin:     admin.Files(),
		Ready:     a.ready,
		Log:       o.Log,
		PublicURL: o.PublicURL,
		Proxies:   o.Proxies,
		Connect:   o.Connect,
	})
	return a, err
}

func (a *App) resolver(p Ports, o Options, public string) *manage.Resolver {
	return &manage.Resolver{
		Content: a.Content, Auth: a.Auth, Hooks: a.Hooks, Media: a.Media,
		SpaceID: o.Space, PublicURL: public, Version: o.Version,
		ListEvents: func(ctx context.Context, f event.Filter, limit int) (event.Page, error) {
			return event.List(ctx, p.Content, o.Space, f, limit)
		},
		SDL: func(ctx context.Context) (string, error) {
			sc, err := a.Content.Schema(ctx)
			if err != nil {
				return "", err
			}
			return delivery.SDL(sc), nil
		},
	}
}

// Dispatcher hands events to those who wait for them: first the edge drops what is stale, then others are told.
func (a *App) Dispatcher() *event.Dispatcher {
	return event.NewDispatcher(a.edge, a.Hooks)
}

// ready is nil once store and schema answer.
func (a *App) ready(ctx context.Context) error {
	_, err := a.Content.Schema(ctx)
	return err
}
