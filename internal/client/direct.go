package client

import (
	"errors"
	"io"
	"net/http"
)

// direct hands requests to a handler in this process. Replies stream, as over a connection.
type direct struct{ handler http.Handler }

// RoundTrip implements http.RoundTripper.
func (d direct) RoundTrip(req *http.Request) (*http.Response, error) {
	in := req.Clone(req.Context())
	if in.Body == nil {
		in.Body = http.NoBody
	}
	in.RequestURI, in.RemoteAddr, in.Host = in.URL.RequestURI(), "local", req.URL.Host
	body, w := io.Pipe()
	rw := &pipeWriter{header: http.Header{}, body: w, begun: make(chan struct{})}
	go func() {
		defer rw.end()
		d.handler.ServeHTTP(rw, in)
	}()
	<-rw.begun
	return &http.Response{Status: http.StatusText(rw.status), StatusCode: rw.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: rw.sent, Body: body, ContentLength: -1, Request: req}, nil
}

// pipeWriter is the ResponseWriter of a direct request.
type pipeWriter struct {
	header, sent http.Header
	status       int
	body         *io.PipeWriter
	begun        chan struct{} // closed when status and header are known
}

func (w *pipeWriter) Header() http.Header { return w.header }

func (w *pipeWriter) WriteHeader(status int) {
	if w.status == 0 && status >= 200 {
		w.status, w.sent = status, w.header.Clone()
		close(w.begun)
	}
}

func (w *pipeWriter) Write(b []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(b)
}

// end closes the reply; one that panicked ends with an error.
func (w *pipeWriter) end() {
	var broken error
	if p := recover(); p != nil {
		broken = errors.New("the reply broke off")
		w.WriteHeader(http.StatusInternalServerError)
	}
	w.WriteHeader(http.StatusOK)
	w.body.CloseWithError(broken)
}
