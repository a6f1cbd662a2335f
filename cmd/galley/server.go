package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"github.com/galley-cms/galley/internal/app/embedded"
	"github.com/galley-cms/galley/internal/errs"
)

// serverFlags are those of dev and serve.
type serverFlags struct {
	Data          string     `help:"Data folder." default:"${data}" type:"path"`
	Addr          string     `help:"Host and port to listen on." default:"${addr}" placeholder:"HOST:PORT"`
	PublicURL     string     `name:"public-url" help:"Where people and frontends find this installation, if it is behind a proxy." placeholder:"URL"`
	TrustedProxy  []string   `help:"Address or network of a proxy whose X-Forwarded-For is believed; repeat for several." placeholder:"CIDR"`
	AllowLoopback bool       `name:"allow-loopback-webhooks" help:"Let webhooks reach this machine."`
	ReplyCache    int        `help:"Megabytes of replies of the content API to keep until the content changes; 0 keeps none." default:"64" placeholder:"MB"`
	ListRows      int        `help:"Index rows that one list may read; beyond that it is refused as too expensive." default:"5000" placeholder:"N"`
	ListEntries   int        `help:"Entries that one list may read." default:"1000" placeholder:"N"`
	LogLevel      slog.Level `help:"What to log: debug, info, warn or error." default:"info"`
}

type devCommand struct {
	serverFlags
	Sample bool `help:"Load the sample content into an empty store." default:"true" negatable:""`
}

// Run serves until ctx ends.
func (d *devCommand) Run(ctx context.Context, c console) error {
	d.AllowLoopback = true
	s := &server{serverFlags: d.serverFlags, console: c, dev: true, sample: d.Sample,
		log: slog.New(newPeopleHandler(c.err, d.LogLevel))}
	return s.run(ctx)
}

type serveCommand struct{ serverFlags }

// Run serves until ctx ends.
func (f *serveCommand) Run(ctx context.Context, c console) error {
	s := &server{serverFlags: f.serverFlags, console: c,
		log: slog.New(slog.NewJSONHandler(c.err, &slog.HandlerOptions{Level: f.LogLevel, ReplaceAttr: inUTC}))}
	return s.run(ctx)
}

// inUTC makes all times of a log comparable.
func inUTC(_ []string, a slog.Attr) slog.Attr {
	if a.Value.Kind() == slog.KindTime {
		a.Value = slog.TimeValue(a.Value.Time().UTC())
	}
	return a
}

// server is a running Galley.
type server struct {
	serverFlags
	console
	dev, sample bool
	log         *slog.Logger
	home        *embedded.Home
	public      *url.URL
}

// patience is how long requests and consumers may take to end after the order to stop.
const patience = 10 * time.Second

// Galley lives on little memory, so collecting it less often costs little and saves a third of the CPU of a request.
// Above the limit it is collected as often as it takes. GOGC and GOMEMLIMIT say otherwise.
const (
	garbagePercent = 400
	memoryLimit    = 256 << 20
)

func collectLess() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbagePercent)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
}

func (s *server) run(ctx context.Context) (err error) {
	slog.SetDefault(s.log)
	collectLess()
	l, err := net.Listen("tcp", s.Addr)
	if err != nil {
		return errs.New(errs.Invalid, "Galley cannot listen on %s: %v. Choose another address by --addr HOST:PORT.", s.Addr, listenReason(err))
	}
	if err := s.open(l.Addr()); err != nil {
		return errors.Join(err, l.Close())
	}
	defer func() { err = errors.Join(err, s.close(ctx)) }()
	if err := s.prepare(ctx); err != nil {
		return errors.Join(err, l.Close())
	}
	local, err := s.home.ListenLocal()
	if err != nil {
		return errors.Join(err, l.Close())
	}
	return s.serve(ctx, l, local)
}

// listenReason is why an address cannot be listened on, without the address itself.
func listenReason(err error) error {
	var wrong *net.AddrError
	if errors.As(err, &wrong) {
		return errors.New(wrong.Err)
	}
	return reasonOf(err)
}

func (s *server) open(at net.Addr) (err error) {
	if s.public, err = s.publicAddress(at); err != nil {
		return err
	}
	proxies, err := networks(s.TrustedProxy)
	if err != nil {
		return err
	}
	if s.ListRows < 1 || s.ListEntries < 1 {
		return usageError{"--list-rows and --list-entries must be 1 at least."}
	}
	s.home, err = embedded.Open(s.Data, embedded.Options{
		Version: version, PublicURL: s.public, Proxies: proxies, AllowLoopback: s.AllowLoopback || loopbackAllowed(),
		ReplyCache: s.ReplyCache << 20, ListRows: s.ListRows, ListEntries: s.ListEntries, Log: s.log,
	})
	return err
}

// publicAddress is where people find this server: as they were told, or where it listens.
func (s *server) publicAddress(at net.Addr) (*url.URL, error) {
	if s.PublicURL == "" {
		return url.Parse("http://" + publicHost(at.String()))
	}
	u, err := url.Parse(strings.TrimSuffix(s.PublicURL, "/"))
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.Path != "" || u.RawQuery != "" {
		return nil, usageError{fmt.Sprintf("--public-url must be like https://cms.example.com, not %q.", s.PublicURL)}
	}
	return u, nil
}

// publicHost is the host and port that a browser on this machine takes to reach an address.
func publicHost(address string) string {
	at, err := netip.ParseAddrPort(address)
	if err == nil && (at.Addr().IsLoopback() || at.Addr().IsUnspecified()) {
		return fmt.Sprintf("localhost:%d", at.Port())
	}
	return address
}

// networks reads addresses and networks; an address is a network of one.
func networks(texts []string) ([]netip.Prefix, error) {
	out := make([]netip.Prefix, len(texts))
	for i, t := range texts {
		p, err := netip.ParsePrefix(t)
		if err != nil {
			a, err := netip.ParseAddr(t)
			if err != nil {
				return nil, usageError{fmt.Sprintf("--trusted-proxy must be an address or a network like 10.0.0.0/8, not %q.", t)}
			}
			p = netip.PrefixFrom(a, a.BitLen())
		}
		out[i] = p
	}
	return out, nil
}

// serve answers until ctx ends or a listener fails, then lets running requests end.
func (s *server) serve(ctx context.Context, tcp, local net.Listener) error {
	outside, inside := s.httpServer(s.home.Handler), s.httpServer(s.home.LocalHandler())
	failed := make(chan error, 2)
	go func() { failed <- outside.Serve(tcp) }()
	go func() { failed <- inside.Serve(local) }()
	s.home.Start()
	if err := s.greet(ctx); err != nil {
		return err
	}
	var err error
	select {
	case err = <-failed:
	case <-ctx.Done():
		s.say("Stopping.")
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	return errors.Join(err, shut(ctx, outside), shut(ctx, inside))
}

// shut ends a server; requests that do not end in time are broken off.
func shut(ctx context.Context, s *http.Server) error {
	if err := s.Shutdown(ctx); err != nil {
		return s.Close()
	}
	return nil
}

func (s *server) httpServer(h http.Handler) *http.Server {
	return &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelDebug)}
}

// greet tells people where everything is, and programs the address alone.
func (s *server) greet(ctx context.Context) error {
	token, err := s.home.Auth.SetupLink(ctx)
	if err != nil {
		return err
	}
	if s.dev {
		s.say("  Admin    %s/admin/\n  GraphQL  %s/graphql", s.public, s.public)
	}
	link := fmt.Sprintf("%s/admin/setup?token=%s", s.public, token)
	switch {
	case token == "":
	case s.dev:
		s.say("  There are no users yet. Make the first one by this link, which works once:\n  %s", link)
	default:
		s.log.Warn("there are no users yet: make the first one by this link, which works once", "link", link)
	}
	_, err = fmt.Fprintf(s.out, "Galley answers at %s\n", s.public)
	return err
}

func (s *server) close(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	return s.home.Close(ctx)
}
