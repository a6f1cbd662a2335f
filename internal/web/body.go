package web

import (
	"io"
	"net/http"
	"time"
)

// bodyTime is how long a client may take to send a request's body; files have no such limit.
const bodyTime = 30 * time.Second

// timedBody is a body that must arrive in time. Only the reading is timed, not the work on the request.
type timedBody struct {
	io.ReadCloser
	conn  *http.ResponseController
	begun bool
}

func timed(w http.ResponseWriter, r *http.Request) {
	if r.Body != nil && r.Body != http.NoBody {
		r.Body = &timedBody{ReadCloser: r.Body, conn: http.NewResponseController(w)}
	}
}

// Read implements io.Reader.
func (b *timedBody) Read(p []byte) (int, error) {
	if !b.begun {
		b.begun = true
		b.until(time.Now().Add(bodyTime))
	}
	n, err := b.ReadCloser.Read(p)
	if err != nil {
		b.until(time.Time{})
	}
	return n, err
}

// until sets the deadline. What is no connection, as in tests or inside the process, has none.
func (b *timedBody) until(t time.Time) { _ = b.conn.SetReadDeadline(t) }
