// Package exactbody keeps connections to an emulator of AWS whole.
//
// The SDK closes a request's body as soon as the reply's head is there. Go's transport may just then be looking for bytes
// beyond the announced length; it meets the closed body and drops the connection, and with it the reply. AWS is never
// quick enough for that, an emulator is.
package exactbody

import (
	"io"
	"net/http"
)

// Transport ends each request's body at its announced length, so that nobody reads it any further.
type Transport struct{ Next http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (t Transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body == nil || r.ContentLength <= 0 {
		return t.Next.RoundTrip(r)
	}
	exact := r.Clone(r.Context())
	exact.Body = struct {
		io.Reader
		io.Closer
	}{io.LimitReader(r.Body, r.ContentLength), r.Body}
	return t.Next.RoundTrip(exact)
}
