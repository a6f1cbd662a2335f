package netguard

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// ports are those on which public hosts may be reached.
var ports = []string{"", "80", "443", "8080", "8443"}

// CheckURL tells whether a URL may be asked for under o, as far as its text shows: the addresses behind a name are
// checked when it is dialled. The error is a *Refused.
func CheckURL(raw string, o Options) error {
	u, err := url.Parse(raw)
	if err != nil {
		return refuse("This is not a URL.")
	}
	return o.check(u)
}

func (o Options) check(u *url.URL) error {
	host := strings.TrimSuffix(u.Hostname(), ".")
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return refuse("The URL must begin with https:// or http://.")
	case host == "":
		return refuse("The URL names no host.")
	case u.User != nil:
		return refuse("The URL must not carry a user name or password.")
	case o.AllowLoopback && namesLoopback(host):
		return nil
	case o.HTTPSOnly && u.Scheme != "https":
		return refuse("The URL must begin with https://.")
	case !slices.Contains(ports, u.Port()):
		return refuse("The port %s is not allowed: use one of 80, 443, 8080 and 8443.", u.Port())
	}
	return checkHost(host)
}

// checkHost refuses addresses that are not public, and numbers that some resolvers take for addresses.
func checkHost(host string) error {
	a, err := netip.ParseAddr(host)
	switch {
	case err == nil && !Public(a), namesLoopback(host):
		return refuse("The host %s is not a public address.", host)
	case err != nil && endsInNumber(host):
		return refuse("The host %s is neither a name nor an address in the usual form.", host)
	}
	return nil
}

// namesLoopback tells whether a host is this machine by its very text.
func namesLoopback(host string) bool {
	if a, err := netip.ParseAddr(host); err == nil {
		return a.Zone() == "" && a.Unmap().IsLoopback()
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	return host == "localhost" || strings.HasSuffix(host, ".localhost")
}

// endsInNumber tells whether a host's last label is a decimal, octal or hexadecimal number, which no public name is.
func endsInNumber(host string) bool {
	last := strings.ToLower(host[strings.LastIndexByte(host, '.')+1:])
	digits := "0123456789"
	if rest, hex := strings.CutPrefix(last, "0x"); hex {
		last, digits = rest, "0123456789abcdef"
	}
	return strings.Trim(last, digits) == ""
}
