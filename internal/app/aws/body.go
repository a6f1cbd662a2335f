package aws

import (
	"io"
	"net/http"
)

// exactBodies ends each request's body at its announced length, so that nobody reads it any further. The SDK closes a
// body as soon as the reply's head is there. Go's transport may just then be looking for bytes beyond the length; it
// meets the closed body and drops the connection, and with it the reply. Emulators are quick enough for that.
type exactBodies struct{ next http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (t exactBodies) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body == nil || r.ContentLength <= 0 {
		return t.next.RoundTrip(r)
	}
	exact := r.Clone(r.Context())
	exact.Body = struct {
		io.Reader
		io.Closer
	}{io.LimitReader(r.Body, r.ContentLength), r.Body}
	return t.next.RoundTrip(exact)
}
