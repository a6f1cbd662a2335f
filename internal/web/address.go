package web

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// sender is whose attempts count together: an address, or the network that one subscriber has of IPv6, who can send from
// each of its addresses.
func (s *server) sender(r *http.Request) string {
	at, err := netip.ParseAddr(s.address(r))
	if err != nil || at.Is4() {
		return s.address(r)
	}
	return netip.PrefixFrom(at.WithZone(""), 64).Masked().String()
}

// address is the client's: the nearest one in X-Forwarded-For that is not a trusted proxy's, if the request comes from
// such a proxy; else the connection's.
func (s *server) address(r *http.Request) string {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return "local"
	}
	at := peer.Addr().Unmap()
	if !s.trusts(at) {
		return at.String()
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		next, err := netip.ParseAddr(strings.TrimSpace(hop))
		if err != nil {
			break
		}
		if at = next.Unmap(); !s.trusts(at) {
			break
		}
	}
	return at.String()
}

func (s *server) trusts(a netip.Addr) bool {
	return slices.ContainsFunc(s.Proxies, func(p netip.Prefix) bool { return p.Contains(a) })
}
