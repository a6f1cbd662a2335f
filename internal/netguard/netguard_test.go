package netguard

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// closed are addresses that must never be reached, each in the forms that reach the same place.
var closed = map[string][]string{
	"W1": { // W1
		"127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
		"100.64.0.1", "100.100.100.200", "168.63.129.16", "192.0.0.192", "198.18.0.1", "224.0.0.1", "255.255.255.255",
		"192.0.2.1", "198.51.100.1", "203.0.113.1",
		"::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1",
	},
	"W2": { // W2
		"::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", // mapped
		"::7f00:1", "::ffff:0:7f00:1", // compatible, translated
		"2002:7f00:1::", "2002:a9fe:a9fe::1", // 6to4
		"64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::7f00:1", // NAT64
		"2001:0:7f00:1::", "2001::80ff:fffe", // Teredo
	},
}

func TestPublicKnowsClosedAddresses(t *testing.T) {
	for line, list := range closed {
		for _, a := range list {
			if Public(netip.MustParseAddr(a)) {
				t.Errorf("%s: %s counts as public", line, a)
			}
		}
	}
	for _, a := range []string{"1.1.1.1", "93.184.216.34", "172.32.0.1", "100.128.0.1", "::ffff:1.1.1.1", "2606:4700::1111", "2a00:1450::1"} {
		if !Public(netip.MustParseAddr(a)) {
			t.Errorf("%s does not count as public", a)
		}
	}
}

func TestCheckURL(t *testing.T) {
	tests := []struct {
		url     string
		options Options
		ok      bool
	}{
		{"https://example.com/hook?x=1", Options{}, true},
		{"http://example.com", Options{}, true},
		{"https://example.com:8443/", Options{HTTPSOnly: true}, true},
		{"https://1.1.1.1/", Options{}, true},
		{"https://[2606:4700::1111]/", Options{}, true},
		{"https://3com.example/", Options{}, true},
		{"http://example.com", Options{HTTPSOnly: true}, false},
		{"http://127.0.0.1/", Options{}, false},                       // W1
		{"http://localhost/", Options{}, false},                       // W1
		{"http://LOCALHOST./", Options{}, false},                      // W1
		{"http://a.localhost/", Options{}, false},                     // W1
		{"http://[::1]/", Options{}, false},                           // W1
		{"http://169.254.169.254/latest/meta-data", Options{}, false}, // W1
		{"http://127.0.0.1./", Options{}, false},                      // W1
		{"http://[::ffff:127.0.0.1]/", Options{}, false},              // W2
		{"http://[64:ff9b::a9fe:a9fe]/", Options{}, false},            // W2
		{"http://2130706433/", Options{}, false},                      // W3 decimal
		{"http://0177.0.0.1/", Options{}, false},                      // W3 octal
		{"http://0x7f000001/", Options{}, false},                      // W3 hexadecimal
		{"http://0x7f.0.0.0x1/", Options{}, false},                    // W3 mixed
		{"http://127.1/", Options{}, false},                           // W3 short
		{"http://0x/", Options{}, false},                              // W3 empty number
		{"http://user:secret@example.com/", Options{}, false},         // W6
		{"http://@example.com/", Options{}, false},                    // W6
		{"file:///etc/passwd", Options{}, false},                      // W6
		{"gopher://example.com/", Options{}, false},                   // W6
		{"https://example.com:22/", Options{}, false},                 // W6
		{"https://example.com:6379/", Options{}, false},               // W6
		{"https:///path", Options{}, false},
		{"//example.com/", Options{}, false},
		{"https://exa mple.com/", Options{}, false},
		{"http://localhost:3000/", Options{AllowLoopback: true, HTTPSOnly: true}, true},
		{"http://127.0.0.1:1/", Options{AllowLoopback: true}, true},
		{"http://[::1]:3000/", Options{AllowLoopback: true}, true},
		{"http://10.0.0.1/", Options{AllowLoopback: true}, false},
		{"https://example.com:3000/", Options{AllowLoopback: true}, false},
		{"http://u@localhost:3000/", Options{AllowLoopback: true}, false},
	}
	for _, test := range tests {
		err := CheckURL(test.url, test.options)
		if (err == nil) != test.ok {
			t.Errorf("CheckURL(%q, %+v) = %v", test.url, test.options, err)
		}
		if refused := new(Refused); err != nil && !errors.As(err, &refused) {
			t.Errorf("CheckURL(%q) is a %T", test.url, err)
		}
	}
}

// target is a server on this machine that counts what reaches it.
func target(t *testing.T, handler http.HandlerFunc) (url string, hits *atomic.Int32) {
	t.Helper()
	hits = new(atomic.Int32)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hits.Add(1)
		handler(w, r)
	}))
	t.Cleanup(s.Close)
	return s.URL, hits
}

func answer(addrs ...string) func(context.Context, string) ([]netip.Addr, error) {
	return func(context.Context, string) ([]netip.Addr, error) {
		var list []netip.Addr
		for _, a := range addrs {
			list = append(list, netip.MustParseAddr(a))
		}
		return list, nil
	}
}

func wantRefused(t *testing.T, err error) {
	t.Helper()
	if refused := new(Refused); !errors.As(err, &refused) {
		t.Errorf("got %v, want a refusal", err)
	}
}

// A name may pass every check of its text: what counts is the address behind it.
func TestClientChecksTheDialledAddress(t *testing.T) {
	for line, list := range closed {
		for _, a := range list {
			c := Client(Options{Resolve: answer(a)})
			_, err := c.Get("http://rebound.example/")
			if refused := new(Refused); !errors.As(err, &refused) {
				t.Errorf("%s: a name of %s: got %v, want a refusal", line, a, err) // W1 W2
			}
		}
	}
}

// The attacker's name server gives a public address when it is asked first and a private one from then on.
func TestClientIsNotFooledByRebinding(t *testing.T) {
	asked := 0
	c := Client(Options{Resolve: func(ctx context.Context, host string) ([]netip.Addr, error) {
		if asked++; asked == 1 {
			return answer("93.184.216.34")(ctx, host)
		}
		return answer("127.0.0.1")(ctx, host)
	}})
	if addrs, err := c.Transport.(*guard).options.addresses(t.Context(), "rebound.example"); err != nil || len(addrs) != 1 {
		t.Fatalf("first look-up: %v, %v", addrs, err)
	}
	_, err := c.Get("http://rebound.example/") // W4
	wantRefused(t, err)
	if asked != 2 {
		t.Errorf("asked %d times: the address dialled is not the one that was checked", asked)
	}
}

// A client without AllowLoopback does not even connect to a server on this machine.
func TestClientReachesLoopbackOnlyIfAllowed(t *testing.T) {
	url, hits := target(t, func(http.ResponseWriter, *http.Request) {})
	_, err := Client(Options{}).Get(url)
	wantRefused(t, err)
	_, err = Client(Options{Resolve: answer("127.0.0.1")}).Get("http://0x7f000001:8080/") // W3
	wantRefused(t, err)
	if hits.Load() != 0 {
		t.Fatalf("the guarded client reached the server %d times", hits.Load())
	}
	res, err := Client(Options{AllowLoopback: true, HTTPSOnly: true}).Get(url)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if hits.Load() != 1 {
		t.Errorf("%d hits, want 1", hits.Load())
	}
}

// A name of this machine skips the checks of port and scheme, so it must lead nowhere else.
func TestLocalhostLeadsNowhereElse(t *testing.T) {
	c := Client(Options{AllowLoopback: true, Resolve: answer("93.184.216.34")})
	_, err := c.Get("http://localhost:6379/")
	wantRefused(t, err)
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	secret, reached := target(t, func(http.ResponseWriter, *http.Request) {})
	url, _ := target(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, secret, http.StatusFound) })
	res, err := Client(Options{AllowLoopback: true}).Get(url) // W5
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusFound || reached.Load() != 0 {
		t.Errorf("status %d, the target was reached %d times", res.StatusCode, reached.Load())
	}
}

func TestFollowedRedirectsAreChecked(t *testing.T) {
	tests := map[string]struct {
		to      string
		refused bool
	}{
		"to the same place": {"/end", false},
		"to a network":      {"http://10.0.0.1/", true},
		"to a file":         {"file:///etc/passwd", true},
		"round and round":   {"/", true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			url, _ := target(t, func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/" {
					http.Redirect(w, r, test.to, http.StatusFound)
				}
			})
			res, err := Client(Options{AllowLoopback: true, Redirects: 3}).Get(url + "/")
			if test.refused {
				wantRefused(t, err)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			res.Body.Close()
		})
	}
}

func TestCertificatesAreVerified(t *testing.T) {
	s := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	defer s.Close()
	if _, err := Client(Options{AllowLoopback: true}).Get(s.URL); err == nil { // W9
		t.Error("a certificate of nobody's was accepted")
	}
}

func TestSlowRepliesEnd(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, err = Client(Options{AllowLoopback: true, Timeout: 20 * time.Millisecond}).Get("http://" + l.Addr().String()) // W7
	var timeout net.Error
	if !errors.As(err, &timeout) || !timeout.Timeout() {
		t.Errorf("got %v, want a timeout", err)
	}
}

func TestReadStopsAtItsLimit(t *testing.T) {
	endless := io.MultiReader(strings.NewReader("abc"), endlessReader{})
	data, err := Read(endless, 64<<10) // W8
	if !errors.Is(err, ErrTooLarge) || len(data) != 64<<10 || !bytes.HasPrefix(data, []byte("abc")) {
		t.Errorf("read %d bytes, %v", len(data), err)
	}
	data, err = Read(strings.NewReader("abc"), 3)
	if err != nil || string(data) != "abc" {
		t.Errorf("read %q, %v", data, err)
	}
}

type endlessReader struct{}

func (endlessReader) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
