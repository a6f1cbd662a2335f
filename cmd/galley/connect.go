package main

import (
	"cmp"
	"context"
	"log/slog"
	"net/url"
	"os"
	"time"

	"github.com/galley-cms/galley/internal/app/embedded"
	"github.com/galley-cms/galley/internal/client"
	"github.com/galley-cms/galley/internal/errs"
)

const (
	defaultData    = ".galley"
	defaultAddress = "127.0.0.1:4400"
)

// where is the Galley that a command speaks to.
type where struct {
	URL  string `name:"url" help:"Address of a running Galley; needs GALLEY_KEY, an API key of the scope manage." placeholder:"URL"`
	Data string `help:"Data folder to work on, whether a server holds it or not." default:"${data}" type:"path"`
	Key  string `hidden:"" name:"key" env:"GALLEY_KEY"`
}

// connect gives a client, and what ends it.
func (w where) connect(ctx context.Context, c console) (*client.Client, func() error, error) {
	if w.URL != "" {
		to, err := client.Remote(w.URL, w.Key)
		return to, func() error { return nil }, err
	}
	if held := embedded.Local(w.Data); held != nil {
		return client.Over(held), func() error { return nil }, nil
	}
	home, err := w.open(c)
	if err != nil {
		return nil, nil, err
	}
	leave := func() error {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		return home.Close(ctx)
	}
	return client.Inside(home.LocalHandler()), leave, nil
}

// open works on a data folder that no server holds. Nothing runs in the background: events wait for the next server.
// Links that it prints lead to where that server will be, as far as this is known.
func (w where) open(c console) (*embedded.Home, error) {
	collectLess()
	address := os.Getenv("GALLEY_PUBLIC_URL")
	if address == "" {
		address = "http://" + publicHost(cmp.Or(os.Getenv("GALLEY_ADDR"), defaultAddress))
	}
	public, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	log := slog.New(newPeopleHandler(c.err, slog.LevelWarn))
	return embedded.Open(w.Data, embedded.Options{Version: version, PublicURL: public, Log: log, AllowLoopback: loopbackAllowed()})
}

// with connects for the time of fn.
func (w where) with(ctx context.Context, c console, fn func(*client.Client) error) (err error) {
	to, leave, err := w.connect(ctx, c)
	if err != nil {
		return err
	}
	defer func() {
		if left := leave(); err == nil {
			err = left
		}
	}()
	return fn(to)
}

// existing is where for commands that only work on what is there: a mistyped folder is told, not made.
type existing struct{ where }

func (e existing) with(ctx context.Context, c console, fn func(*client.Client) error) error {
	if e.URL == "" && !embedded.Exists(e.Data) {
		return errs.New(errs.NotFound, "There is no data of Galley in %s. Name its folder by --data, or a running Galley by --url.", e.Data)
	}
	return e.where.with(ctx, c, fn)
}

func (e existing) do(ctx context.Context, c console, query string, variables map[string]any, data any) error {
	return e.with(ctx, c, func(to *client.Client) error { return to.Do(ctx, query, variables, data) })
}

// do carries out one operation of the management API.
func (w where) do(ctx context.Context, c console, query string, variables map[string]any, data any) error {
	return w.with(ctx, c, func(to *client.Client) error { return to.Do(ctx, query, variables, data) })
}

func loopbackAllowed() bool { return os.Getenv("GALLEY_ALLOW_LOOPBACK_WEBHOOKS") == "true" }
