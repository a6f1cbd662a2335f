package gateway

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"unicode/utf8"
)

const (
	// maxEvent is how many bytes Lambda hands back at most, as JSON.
	maxEvent = 6 << 20
	// MaxReply is a number of bytes that always fit into a reply, however they are encoded.
	MaxReply = maxEvent/4*3 - 64<<10
)

// reply is an HTTP reply in the form that API Gateway takes.
type reply struct {
	Status  int               `json:"statusCode"`
	Headers map[string]string `json:"headers"`
	Cookies []string          `json:"cookies,omitempty"`
	Body    string            `json:"body"`
	Base64  bool              `json:"isBase64Encoded"`
}

// errTooLarge says that a reply is more than Lambda hands back.
var errTooLarge = errors.New("the reply is larger than Lambda allows")

// recorder keeps a reply. It stops taking more than can be handed back, so that memory stays bounded.
type recorder struct {
	header http.Header
	status int
	body   []byte
	over   bool
}

func newRecorder() *recorder { return &recorder{header: http.Header{}} }

// Header implements http.ResponseWriter.
func (w *recorder) Header() http.Header { return w.header }

// WriteHeader implements http.ResponseWriter. Only the first final status counts.
func (w *recorder) WriteHeader(status int) {
	if w.status == 0 && status >= 200 {
		w.status = status
	}
}

// Write implements http.ResponseWriter.
func (w *recorder) Write(b []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	if w.over = w.over || len(w.body)+len(b) > maxEvent; w.over {
		return 0, errTooLarge
	}
	w.body = append(w.body, b...)
	return len(b), nil
}

// event makes the reply to hand back. What is text goes as text, unless that is too large and base64 is not.
func (w *recorder) event(method string) ([]byte, error) {
	w.WriteHeader(http.StatusOK)
	if w.over {
		return nil, errTooLarge
	}
	if method == http.MethodHead {
		w.body = nil
	}
	r := reply{Status: w.status, Headers: map[string]string{}, Cookies: w.header.Values("Set-Cookie")}
	for name, values := range w.header {
		switch name {
		case "Set-Cookie", "Content-Length", "Connection", "Transfer-Encoding": // the gateway's own business
		default:
			r.Headers[name] = strings.Join(values, ", ")
		}
	}
	if utf8.Valid(w.body) {
		r.Body = string(w.body)
		if out, err := fit(r); err == nil {
			return out, nil
		}
	}
	r.Body, r.Base64 = base64.StdEncoding.EncodeToString(w.body), true
	return fit(r)
}

// fit is a reply as JSON, if it is not too large.
func fit(r reply) ([]byte, error) {
	var out bytes.Buffer
	out.Grow(len(r.Body) + 1024)
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false) // nobody shows it in a page
	if err := e.Encode(r); err != nil {
		return nil, err
	}
	if out.Len() > maxEvent {
		return nil, errTooLarge
	}
	return out.Bytes(), nil
}
