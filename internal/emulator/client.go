package emulator

import (
	"io"
	"net/http"
)

// Client is an HTTP client for AWS SDK clients that speak to the emulator, whose replies come faster than AWS's. The
// SDK closes a request's body as soon as the reply's head is there. Go's transport may just then be looking for bytes
// beyond the announced length; it meets the closed body and drops the connection, and with it the reply.
func Client() *http.Client {
	return &http.Client{Transport: exactBodies{http.DefaultTransport.(*http.Transport).Clone()}}
}

// exactBodies ends each request's body at its announced length, so that nobody reads it any further.
type exactBodies struct{ next http.RoundTripper }

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
