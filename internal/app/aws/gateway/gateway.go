// Package gateway answers HTTP requests in AWS: what API Gateway hands to a function becomes a request for the handler of
// Galley's routes, and what that answers becomes the function's reply.
package gateway

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"runtime/debug"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/galley-cms/galley/internal/app"
	"github.com/galley-cms/galley/internal/app/aws"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/web"
	"github.com/galley-cms/galley/media"
)

// Site makes the handler of a function's routes from the services.
type Site func(*app.App) (http.Handler, error)

// gateway is a function that answers requests.
type gateway struct {
	*aws.Home
	settings *aws.Settings
	site     Site

	mu      sync.Mutex
	address *url.URL // of the installation, as the handler knows it
	handler http.Handler
}

// API is the function that answers all requests but those for files.
func API(site Site) aws.Function {
	return func(h *aws.Home) aws.Handler {
		h.WithWebhooks()
		h.WithJobs()
		h.WithSearch()
		return serve(h, site)
	}
}

// Image is the function that sends files, and makes pictures of other sizes.
func Image(p media.Pictures) aws.Function {
	return func(h *aws.Home) aws.Handler {
		h.Ports.Pictures, h.Options.ReadOnly = p, true
		return serve(h, files)
	}
}

// files are the routes of Image.
func files(a *app.App) (http.Handler, error) {
	return web.NewFiles(web.Deps{Auth: a.Auth, Media: a.Media.Handler(), Log: a.Options.Log, PublicURL: a.Options.PublicURL}), nil
}

func serve(h *aws.Home, site Site) aws.Handler {
	h.WithFiles()
	h.WithVariants()
	h.Options.MaxReply = MaxReply
	g := &gateway{Home: h, settings: h.Settings(aws.PublicURL, aws.OriginSecret), site: site}
	return g.handle
}

// handle answers one request. Whatever happens, the client gets a reply that it can read.
func (g *gateway) handle(ctx context.Context, payload []byte) ([]byte, error) {
	var e event
	if err := json.Unmarshal(payload, &e); err != nil {
		return nil, fmt.Errorf("read a request: %w", err)
	}
	r, err := e.request(ctx)
	if err != nil {
		return nil, err
	}
	w := newRecorder()
	g.answer(w, r, &e)
	out, err := w.event(r.Method)
	if errors.Is(err, errTooLarge) {
		w = newRecorder()
		web.Refuse(w, r, http.StatusRequestEntityTooLarge, errs.New(errs.LimitExceeded, "The reply is larger than this installation can send in one piece. Ask for less at once."))
		return w.event(r.Method)
	}
	return out, err
}

// answer lets the handler answer; if it cannot be made yet, or breaks off, the reply says so.
func (g *gateway) answer(w *recorder, r *http.Request, e *event) {
	next, err := g.ready(r, e)
	if err != nil {
		g.Log.Error("the services are not ready", "error", err)
		w.header.Set("Retry-After", "5")
		web.Refuse(w, r, http.StatusServiceUnavailable, errs.New(errs.Internal, "Galley cannot reach what it needs. Try again in a moment."))
		return
	}
	defer func() {
		if p := recover(); p != nil {
			g.Log.Error("panic", "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			*w = *newRecorder()
			web.Refuse(w, r, http.StatusInternalServerError, errs.New(errs.Internal, "Something went wrong inside Galley. The log of the server says what."))
		}
	}()
	next.ServeHTTP(w, r)
	if w.status >= 500 && errors.Is(r.Context().Err(), context.DeadlineExceeded) {
		*w = *newRecorder()
		web.Refuse(w, r, http.StatusServiceUnavailable, errs.New(errs.LimitExceeded, "The request took longer than this installation allows. Ask for less at once, or try again."))
	}
}

// ready makes what a request needs: the client's address, and the handler for the address of the installation.
func (g *gateway) ready(r *http.Request, e *event) (http.Handler, error) {
	a, err := g.prepare(r.Context())
	if err != nil {
		return nil, err
	}
	via, err := g.viaCloudFront(r)
	if err != nil {
		return nil, err
	}
	r.RemoteAddr = client(r, e, via).String()
	r.Header.Del(originHeader)
	r.Header.Del(viewerHeader)
	public, err := g.public(r.Context(), e)
	if err != nil {
		return nil, err
	}
	return g.handlerAt(a, public)
}

// prepare gives the services. The first request waits for all that is to be fetched for it at once: parameters, the secret
// of links and the models.
func (g *gateway) prepare(ctx context.Context) (*app.App, error) {
	var a *app.App
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		_, err := g.settings.Get(ctx, aws.PublicURL)
		return err
	})
	group.Go(func() (err error) {
		a, err = g.App(ctx)
		return err
	})
	err := group.Wait()
	return a, err
}

// viaCloudFront tells whether a request shows the secret that CloudFront adds. One that does not match may be newer than
// the one that is known.
func (g *gateway) viaCloudFront(r *http.Request) (bool, error) {
	shown := r.Header.Get(originHeader)
	for _, get := range []func(context.Context, string) (string, error){g.settings.Get, g.settings.Renewed} {
		secret, err := get(r.Context(), aws.OriginSecret)
		if err != nil || shown == "" {
			return false, err
		}
		if secret != "" && subtle.ConstantTimeCompare([]byte(secret), []byte(shown)) == 1 {
			return true, nil
		}
	}
	return false, nil
}

// public is the address of the installation: that of CloudFront, or the API's own as long as there is no CloudFront.
func (g *gateway) public(ctx context.Context, e *event) (*url.URL, error) {
	address, err := g.settings.Get(ctx, aws.PublicURL)
	if err != nil {
		return nil, err
	}
	if address == "" {
		address = "https://" + e.RequestContext.DomainName
	}
	return url.Parse(address)
}

// handlerAt gives the handler of an address, which is made anew when the address has changed.
func (g *gateway) handlerAt(a *app.App, public *url.URL) (http.Handler, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.handler != nil && *g.address == *public {
		return g.handler, nil
	}
	h, err := g.site(a.At(public))
	if err != nil {
		return nil, err
	}
	g.address, g.handler = public, h
	return h, nil
}
