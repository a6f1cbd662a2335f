// Package site makes the one HTTP handler of all routes from the services of an App.
package site

import (
	"context"
	"io/fs"
	"net/http"
	"net/netip"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/graph/delivery"
	"github.com/galley-cms/galley/graph/manage"
	"github.com/galley-cms/galley/internal/app"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/web"
	"github.com/galley-cms/galley/media"
	"github.com/galley-cms/galley/media/picture"
)

// Options are what differs from one home to the other; zero values are fine.
type Options struct {
	Upload     http.Handler   // takes presigned uploads; nil where they go straight to a bucket
	Admin      fs.FS          // the built admin; nil where others serve it
	Proxies    []netip.Prefix // whose X-Forwarded-For is believed
	Connect    []string       // further origins that the admin may connect to
	ReplyCache int            // bytes of replies that are kept; only where no other process writes
	MaxReply   int            // bytes of a reply of the content API; 0: its own limit
}

// New makes the handler.
func New(a *app.App, o Options) (http.Handler, error) {
	return web.New(web.Deps{
		Auth:   a.Auth,
		Manage: manage.NewHandler(resolver(a), a.Options.Log),
		Content: delivery.New(a.Content, delivery.Options{
			MediaURL: mediaURL(a.Media.Links()), Limits: delivery.Limits{Reply: o.MaxReply}, ReplyCache: o.ReplyCache, Log: a.Options.Log,
			Parallel: parallel(a.Options),
			Queries:  delivery.StoredQueries(a.Ports.Content, a.Options.Space, a.Options.Clock),
		}),
		Media:     a.Media.Handler(),
		Upload:    o.Upload,
		Admin:     o.Admin,
		Ready:     func(ctx context.Context) error { return ready(ctx, a) },
		Log:       a.Options.Log,
		PublicURL: a.Options.PublicURL,
		Proxies:   o.Proxies,
		Connect:   o.Connect,
	})
}

// parallel is how many lists of one request are read at once: where tables are shared by processes they are far away.
func parallel(o app.Options) int {
	if o.Shared {
		return 8
	}
	return 1
}

func resolver(a *app.App) *manage.Resolver {
	return &manage.Resolver{
		Content: a.Content, Auth: a.Auth, Hooks: a.Hooks, Media: a.Media, Desk: a.Desk, Work: a.Jobs, Bulk: a.Bulk,
		SpaceID: a.Options.Space, PublicURL: a.Address(), Version: a.Options.Version,
		Rebuild: a.RebuildSearch,
		ListEvents: func(ctx context.Context, f event.Filter, limit int) (event.Page, error) {
			return event.List(ctx, a.Ports.Content, a.Options.Space, f, limit)
		},
		SDL: func(ctx context.Context) (string, error) {
			sc, err := a.Content.Schema(ctx)
			if err != nil {
				return "", err
			}
			return delivery.SDL(sc, a.Content.Searches()), nil
		},
	}
}

// ready is nil once store and schema answer.
func ready(ctx context.Context, a *app.App) error {
	_, err := a.Content.Schema(ctx)
	return err
}

// mediaURL makes the addresses of files, and of pictures made from them, that the content API gives. A picture that
// cannot be made as asked for is given as it is.
func mediaURL(links media.Links) func(c *content.Copy, i delivery.Image) string {
	return func(c *content.Copy, i delivery.Image) string {
		a := media.AssetOfCopy(c)
		v := media.Variant{Width: i.Width, Height: i.Height, Fit: picture.Fit(i.Fit), Format: i.Format, Quality: i.Quality}
		if v != (media.Variant{}) {
			if address, err := links.Variant(a, v); err == nil {
				return address
			}
		}
		return links.Original(a)
	}
}
