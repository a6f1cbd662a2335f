// Package embedded is Galley at home in one process: tables, queues and files in one folder, nothing else running.
package embedded

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/galley-cms/galley/admin"
	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/app"
	"github.com/galley-cms/galley/internal/app/site"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/blob/disk"
	"github.com/galley-cms/galley/internal/cdn"
	"github.com/galley-cms/galley/internal/clock"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/job"
	"github.com/galley-cms/galley/internal/queue/local"
	"github.com/galley-cms/galley/internal/store"
	table "github.com/galley-cms/galley/internal/store/embedded"
	"github.com/galley-cms/galley/internal/webhook"
	"github.com/galley-cms/galley/media/raster"
)

// space is the one space of this home.
const space = "main"

// Files of the data folder.
const (
	contentFile = "content.db" // the source of truth; its lock is the lock of the folder
	indexFile   = "index.db"
	queueFile   = "queue.db"
	filesFolder = "files"
)

// indexMemory is how many bytes of index rows gather before they go to the file. They lie scattered in it, by value, so
// it takes many of them for some to share a page.
const indexMemory = 32 << 20

// Options say how a Home behaves.
type Options struct {
	Version       string         // of Galley
	PublicURL     *url.URL       // where people and frontends find this installation
	Proxies       []netip.Prefix // whose X-Forwarded-For is believed
	AllowLoopback bool           // webhooks may reach this machine
	ReplyCache    int            // bytes of replies to keep
	ListRows      int            // index rows that one list may read; 0: the default
	ListEntries   int            // and entries
	Log           *slog.Logger
}

// Home is Galley on a data folder. It serves requests as soon as it is open; consumers of events and background work
// run between Start and Close.
type Home struct {
	*app.App
	Handler http.Handler // of all routes

	content, index *gated
	relay          *event.Relay
	broker         *local.Broker
	deliveries     *local.Queue
	jobs           *local.Queue
	changes        *local.Queue // of entries, for the search index
	search         *lazySearch
	alarm          *alarm
	dir            string
	socketFolder   string // of the socket, where it had to be outside of dir
	log            *slog.Logger

	stop context.CancelFunc
	busy sync.WaitGroup // with what stop ends
}

// Open opens the data folder and makes what is missing in it. Only one process can hold it.
func Open(dir string, o Options) (_ *Home, err error) {
	defer errs.Wrap(&err, "open the data in %s", dir)
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		reason := err
		if wrong := new(fs.PathError); errors.As(err, &wrong) {
			reason = wrong.Err
		}
		return nil, errs.New(errs.Invalid, "The data folder %s cannot be made: %v.", dir, reason)
	}
	h := &Home{dir: dir, log: o.Log, relay: event.NewRelay(space, event.RelayOptions{Log: o.Log}),
		broker: local.Open(filepath.Join(dir, queueFile)), alarm: newAlarm(clock.System{})}
	if err := h.build(o); err != nil {
		return nil, errors.Join(err, h.closeTables())
	}
	return h, nil
}

// build opens what lies in the folder and puts the services together.
func (h *Home) build(o Options) error {
	if err := h.openTables(); err != nil {
		return err
	}
	files, err := disk.Open(filepath.Join(h.dir, filesFolder), disk.Options{Log: o.Log})
	if err != nil {
		return err
	}
	h.deliveries = h.broker.Queue("webhooks", local.Options{MaxAttempts: webhook.QueueAttempts, Visibility: webhook.QueueVisibility, Log: o.Log})
	h.jobs = h.broker.Queue("jobs", local.Options{Workers: job.QueueWorkers, MaxAttempts: job.QueueAttempts, Visibility: job.QueueVisibility, Log: o.Log})
	h.changes = h.broker.Queue("search", local.Options{Workers: app.SearchWorkers, MaxAttempts: app.SearchAttempts, Visibility: app.SearchVisibility, Log: o.Log})
	h.search = &lazySearch{dir: filepath.Join(h.dir, searchFolder)}
	h.App, err = app.New(context.Background(), app.Ports{
		Content: h.content, Index: h.index, Files: files, Uploads: files, Pictures: raster.Decoder{}, Webhooks: h.deliveries, Jobs: h.jobs, Edge: cdn.None{},
		Search: h.search, SearchFeed: h.changes,
	}, app.Options{Space: space, Version: o.Version, Works: app.Works, PublicURL: o.PublicURL, AllowLoopback: o.AllowLoopback, Budget: content.Budget{Rows: o.ListRows, Copies: o.ListEntries}, Log: o.Log})
	if err != nil {
		return err
	}
	h.Handler, err = site.New(h.App, site.Options{
		Upload: files.UploadHandler(), Admin: admin.Files(), Proxies: o.Proxies, ReplyCache: o.ReplyCache,
	})
	return err
}

func (h *Home) openTables() (err error) {
	gate := &gate{}
	h.content, err = gate.open(filepath.Join(h.dir, contentFile), table.Options{Watch: h.watches, OnCommit: h.committed})
	if err != nil {
		return err
	}
	h.index, err = gate.open(filepath.Join(h.dir, indexFile), table.Options{Memory: indexMemory})
	return err
}

// watches picks the partitions whose commits are listened to.
func (h *Home) watches(partition string) bool {
	return h.relay.Watches(partition) || content.HoldsSchedule(space, partition)
}

// committed hears of commits.
func (h *Home) committed(items []store.Item) {
	h.relay.Committed(items)
	if slices.ContainsFunc(items, func(i store.Item) bool { return content.HoldsSchedule(space, i.Partition) }) {
		h.alarm.ring()
	}
}

func (h *Home) closeTables() error {
	var all []error
	for _, t := range []*gated{h.index, h.content} {
		if t != nil {
			all = append(all, t.Close())
		}
	}
	return errors.Join(all...)
}

// Exists tells whether there is data of Galley in dir.
func Exists(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, contentFile))
	return err == nil
}

// Start begins the background work: events go to their consumers, webhooks are delivered, what is scheduled happens, what
// is over is swept.
func (h *Home) Start() {
	ctx, cancel := context.WithCancel(context.Background())
	h.stop = cancel
	h.relay.Start(h.content, h.Dispatcher())
	h.deliveries.Start(h.Hooks.Handle)
	h.jobs.Start(h.Jobs.Handle)
	h.changes.Start(h.IndexForSearch)
	h.busy.Go(func() { h.sweep(ctx) })
	h.busy.Go(func() { h.runDue(ctx) })
}

// runDue carries out scheduled actions at their moments.
func (h *Home) runDue(ctx context.Context) {
	ctx = auth.With(ctx, auth.System)
	h.alarm.run(ctx, func() time.Time {
		next, err := h.Content.RunDue(ctx)
		if err != nil && ctx.Err() == nil {
			h.log.Error("scheduled actions", "error", err)
		}
		return next
	})
}

// How often what is over is swept: rows that readers had doubts about, expired items, and what nobody came across.
const (
	rowPause     = time.Minute
	expiredPause = time.Hour
	checkPause   = 24 * time.Hour
	firstSweep   = 300 * time.Millisecond // after a start, so that it does not slow down the first requests
	firstCheck   = 20 * time.Minute       // after a start: the rows that a crash left behind are old enough by then
)

func (h *Home) sweep(ctx context.Context) {
	ctx = auth.With(ctx, auth.System)
	rows, expired, all := time.NewTicker(rowPause), time.NewTicker(expiredPause), time.NewTimer(firstCheck)
	defer rows.Stop()
	defer expired.Stop()
	defer all.Stop()
	first := time.NewTimer(firstSweep)
	defer first.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return
		case <-rows.C:
			_, err = h.Content.Sweep(ctx)
			err = errors.Join(err, h.Jobs.Resume(ctx), h.EnsureSearch(ctx))
		case <-first.C: // what a crash broke off
			err = errors.Join(h.Content.Resume(ctx), h.Jobs.Resume(ctx), h.Desk.Begin(ctx), h.EnsureSearch(ctx))
		case <-expired.C:
			_, err = h.content.Sweep(ctx)
		case <-all.C:
			all.Reset(checkPause)
			_, err = h.Content.Check(ctx, true)
		}
		if err != nil && ctx.Err() == nil {
			h.log.Error("sweep", "error", err)
		}
	}
}

// Close ends the background work and lets go of the folder. When ctx is done it does not wait for consumers any
// longer; they go on from there at the next start.
func (h *Home) Close(ctx context.Context) error {
	var all []error
	if h.stop != nil {
		h.stop()
		h.Jobs.Close()
		h.busy.Wait()
		all = append(all, h.relay.Close(ctx))
	}
	all = append(all, h.broker.Close(ctx), h.search.Close(), h.dropSocketFolder(), h.closeTables())
	return errors.Join(all...)
}
