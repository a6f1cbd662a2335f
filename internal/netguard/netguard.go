// Package netguard reaches public addresses only. Whatever URL a person or a document gives, the client made here
// never speaks to the machine it runs on, to its network, or to the metadata service of a cloud.
//
// The decision is made on the address that is dialled: names are resolved here, the addresses checked, and one of
// the checked addresses is dialled. A name that changes its address between check and use gains nothing.
package netguard

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"time"
)

// DefaultTimeout bounds a whole exchange, from looking up the name to the last byte of the reply.
const DefaultTimeout = 15 * time.Second

// Bounds of the steps of an exchange, for clients with a longer Timeout: a host that is down shows soon.
const (
	dialTime   = 10 * time.Second // to connect to one address, and for the TLS handshake
	headerTime = 30 * time.Second // for the reply to begin
)

// maxReplyHeader is what the headers of a reply may take, in bytes.
const maxReplyHeader = 64 << 10

// Options say what a client may do beyond reaching public hosts on their usual ports.
type Options struct {
	AllowLoopback bool          // this machine too, by http and on any port: for development
	HTTPSOnly     bool          // refuse plain http, but on this machine if AllowLoopback is set
	Redirects     int           // how many redirects are followed, each checked like the first URL; 0: none, the reply is the redirect
	Timeout       time.Duration // of a whole exchange; 0: DefaultTimeout

	// Resolve gives the addresses of a host; nil: those of the system's resolver.
	Resolve func(ctx context.Context, host string) ([]netip.Addr, error)
}

// Refused says that a URL or an address is not allowed, in a sentence for the person who gave it.
type Refused struct{ Reason string }

func (r *Refused) Error() string { return r.Reason }

func refuse(format string, args ...any) error { return &Refused{fmt.Sprintf(format, args...)} }

// ErrTooLarge says that a reply is larger than its reader allows.
var ErrTooLarge = errors.New("the reply is too large")

// Read reads at most limit bytes. If there is more it returns the first limit bytes and ErrTooLarge.
func Read(r io.Reader, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if int64(len(data)) > limit {
		return data[:limit], ErrTooLarge
	}
	return data, err
}

// Client makes a client that only reaches what o allows. It sends no cookies, asks no proxy, and does not unpack
// compressed replies. What is not allowed fails with a *Refused inside the *url.Error.
func Client(o Options) *http.Client {
	if o.Timeout == 0 {
		o.Timeout = DefaultTimeout
	}
	if o.Resolve == nil {
		o.Resolve = lookup
	}
	return &http.Client{
		Timeout:       o.Timeout,
		CheckRedirect: o.checkRedirect,
		Transport: &guard{o, &http.Transport{
			DialContext:            o.dial,
			ForceAttemptHTTP2:      true,
			DisableCompression:     true,
			TLSHandshakeTimeout:    dialTime,
			ResponseHeaderTimeout:  headerTime,
			MaxResponseHeaderBytes: maxReplyHeader,
			MaxIdleConns:           64,
			IdleConnTimeout:        30 * time.Second,
		}},
	}
}

// guard checks each request's URL, those of redirects included, before it is sent.
type guard struct {
	options Options
	next    *http.Transport
}

// RoundTrip sends the request if its URL is allowed.
func (g *guard) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := g.options.check(r.URL); err != nil {
		return nil, err
	}
	return g.next.RoundTrip(r)
}

// CloseIdleConnections lets http.Client.CloseIdleConnections reach the connections.
func (g *guard) CloseIdleConnections() { g.next.CloseIdleConnections() }

func (o Options) checkRedirect(_ *http.Request, via []*http.Request) error {
	if o.Redirects == 0 {
		return http.ErrUseLastResponse
	}
	if len(via) > o.Redirects {
		return refuse("More than %d redirects.", o.Redirects)
	}
	return nil
}

// dial connects to the first allowed address of a host that answers.
func (o Options) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	addrs, err := o.addresses(ctx, host)
	if err != nil {
		return nil, err
	}
	dialer := net.Dialer{Timeout: dialTime}
	var failures []error
	for _, a := range addrs {
		c, err := dialer.DialContext(ctx, network, net.JoinHostPort(a.String(), port))
		if err == nil {
			return c, nil
		}
		failures = append(failures, err)
	}
	return nil, errors.Join(failures...)
}

// addresses gives the allowed addresses of a host; it is an error if there are none.
func (o Options) addresses(ctx context.Context, host string) ([]netip.Addr, error) {
	all := []netip.Addr{}
	if a, err := netip.ParseAddr(host); err == nil {
		all = append(all, a)
	} else if all, err = o.Resolve(ctx, host); err != nil {
		return nil, err
	}
	var allowed []netip.Addr
	for _, a := range all {
		if o.allows(host, a) {
			allowed = append(allowed, a.Unmap())
		}
	}
	if len(allowed) == 0 {
		return nil, refuse("The host %s has no public address.", host)
	}
	return allowed, nil
}

// allows tells whether a host may be reached at an address. Names of this machine reach nothing else, because their
// ports and schemes were not checked.
func (o Options) allows(host string, a netip.Addr) bool {
	loopback := a.Zone() == "" && a.Unmap().IsLoopback()
	if o.AllowLoopback && (loopback || namesLoopback(host)) {
		return loopback
	}
	return Public(a)
}

func lookup(ctx context.Context, host string) ([]netip.Addr, error) {
	return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
}
