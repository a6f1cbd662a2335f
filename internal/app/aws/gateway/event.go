package gateway

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

// event is a request as API Gateway hands it to a function: its payload format 2.0, as far as it matters here.
type event struct {
	RawPath         string            `json:"rawPath"`
	RawQueryString  string            `json:"rawQueryString"`
	Cookies         []string          `json:"cookies"`
	Headers         map[string]string `json:"headers"` // in lower case; those that came several times are joined by commas
	Body            string            `json:"body"`
	IsBase64Encoded bool              `json:"isBase64Encoded"`
	RequestContext  struct {
		DomainName string `json:"domainName"`
		HTTP       struct {
			Method   string `json:"method"`
			SourceIP string `json:"sourceIp"`
		} `json:"http"`
	} `json:"requestContext"`
}

// Headers that CloudFront adds: a secret, which shows that the request came through CloudFront, and the client's address,
// which our function at the edge sets. Nobody behind this package needs them.
const (
	originHeader = "X-Galley-Origin"
	viewerHeader = "X-Galley-Viewer"
)

// request makes an HTTP request of an event. Its RemoteAddr is a place holder until somebody knows the client.
func (e *event) request(ctx context.Context) (*http.Request, error) {
	body := []byte(e.Body)
	if e.IsBase64Encoded {
		var err error
		if body, err = base64.StdEncoding.DecodeString(e.Body); err != nil {
			return nil, fmt.Errorf("read the body of a request: %w", err)
		}
	}
	r, err := http.NewRequestWithContext(ctx, e.RequestContext.HTTP.Method, "/", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.URL = e.url()
	r.RequestURI = r.URL.RequestURI()
	r.Host = e.RequestContext.DomainName
	for name, value := range e.Headers {
		r.Header.Set(name, value)
	}
	r.Header.Del("Host")
	if len(e.Cookies) > 0 {
		r.Header.Set("Cookie", strings.Join(e.Cookies, "; "))
	}
	return r, nil
}

// url reads the path, which API Gateway decodes for some requests and leaves as it is for others.
func (e *event) url() *url.URL {
	path, err := url.PathUnescape(e.RawPath)
	if err != nil {
		path = e.RawPath
	}
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	return &url.URL{Path: path, RawPath: e.RawPath, RawQuery: e.RawQueryString}
}

// client is the address of whoever sent a request to CloudFront, or to the API itself. Nothing else that a request says
// about its way counts.
func client(r *http.Request, e *event, viaCloudFront bool) netip.AddrPort {
	if viaCloudFront {
		if a, err := netip.ParseAddr(r.Header.Get(viewerHeader)); err == nil {
			return netip.AddrPortFrom(a, 0)
		}
	}
	a, err := netip.ParseAddr(e.RequestContext.HTTP.SourceIP)
	if err != nil {
		return netip.AddrPortFrom(netip.IPv4Unspecified(), 0)
	}
	return netip.AddrPortFrom(a, 0)
}
