// Package client speaks to the management API of a Galley, wherever it runs: over the network with a key, through the
// socket of a data folder, or inside this process.
package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/galley-cms/galley/internal/errs"
)

// Client is a connection to one Galley.
type Client struct {
	base *url.URL
	http *http.Client
	key  string
}

// Remote speaks to the Galley at an address, with an API key of the scope manage.
func Remote(address, key string) (*Client, error) {
	u, err := url.Parse(strings.TrimSuffix(address, "/"))
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, errs.New(errs.Invalid, "%q is not an address like https://cms.example.com.", address)
	}
	if key == "" {
		return nil, errs.New(errs.Unauthenticated, "An API key with the scope manage is needed: set GALLEY_KEY.")
	}
	return &Client{base: u, http: &http.Client{Timeout: 2 * time.Minute}, key: key}, nil
}

// Over speaks through an HTTP client that knows the way, like that of a socket.
func Over(c *http.Client) *Client {
	return &Client{base: &url.URL{Scheme: "http", Host: "galley"}, http: c}
}

// Inside speaks to a handler in this process.
func Inside(h http.Handler) *Client { return Over(&http.Client{Transport: direct{h}}) }

// replyError is how an error of the management API looks.
type replyError struct {
	Message    string `json:"message"`
	Extensions struct {
		Code     errs.Code      `json:"code"`
		Problems []errs.Problem `json:"problems"`
	} `json:"extensions"`
}

// Do sends an operation and decodes its data. The first error of the reply becomes an *errs.Error. Queries are sent again
// where that may help, mutations are not.
func (c *Client) Do(ctx context.Context, query string, variables map[string]any, data any) error {
	if strings.HasPrefix(strings.TrimSpace(query), "mutation") {
		return unmarked(c.do(ctx, query, variables, data))
	}
	return c.Repeat(ctx, query, variables, data)
}

func (c *Client) do(ctx context.Context, query string, variables map[string]any, data any) error {
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		return err
	}
	req, err := c.request(ctx, http.MethodPost, "/manage/graphql", bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := c.http.Do(req)
	if err != nil {
		return passing(errs.New(errs.Internal, "There is no answer from %s: %v.", c.base, rootOf(err)))
	}
	defer resp.Body.Close() //nolint:errcheck // it was only read
	var reply struct {
		Data   json.RawMessage `json:"data"`
		Errors []replyError    `json:"errors"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&reply); err != nil {
		return c.noReply(resp.StatusCode, err)
	}
	if reply.Data == nil && len(reply.Errors) == 0 {
		return c.noReply(resp.StatusCode, nil)
	}
	if len(reply.Errors) > 0 {
		e := reply.Errors[0]
		err := &errs.Error{Code: e.Extensions.Code, Message: e.Message, Problems: e.Extensions.Problems}
		if busy(resp.StatusCode) || err.Code == errs.Internal {
			return passing(err)
		}
		return err
	}
	if data == nil {
		return nil
	}
	return json.Unmarshal(reply.Data, data)
}

// noReply says that what came is not the reply of a Galley.
func (c *Client) noReply(status int, err error) error {
	var syntax *json.SyntaxError
	switch {
	case busy(status):
		return passing(errs.New(errs.Internal, "%s has no time for requests now (status %d). Try again later.", c.base, status))
	case err != nil && !errors.As(err, &syntax): // else a proxy or another server speaks
		return passing(errs.New(errs.Internal, "The reply of %s broke off: %v.", c.base, rootOf(err)))
	}
	return errs.New(errs.Internal, "%s does not answer as a Galley does (status %d). Is the address right?", c.base, status)
}

func (c *Client) request(ctx context.Context, method, path string, body io.Reader) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, method, c.base.String()+path, body)
	if err == nil && c.key != "" {
		req.Header.Set("Authorization", "Bearer "+c.key)
	}
	return req, err
}

// Send sends a file with the request of an upload. The address may be relative to that of the API.
func (c *Client) Send(ctx context.Context, method, address string, header map[string]string, file io.Reader, size int64) error {
	to, err := c.base.Parse(address)
	if err != nil {
		return fmt.Errorf("the address of the upload: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, method, to.String(), file)
	if err != nil {
		return err
	}
	req.ContentLength = size
	for name, value := range header {
		req.Header.Set(name, value)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close() //nolint:errcheck // it was only read
	if resp.StatusCode < 300 {
		return nil
	}
	text, _ := io.ReadAll(io.LimitReader(resp.Body, 1000))
	return fmt.Errorf("the upload was refused with status %d: %s", resp.StatusCode, bytes.TrimSpace(text))
}

// Get opens a file of the installation, like that of an asset. The caller closes it. What is not there is an error of code
// errs.NotFound.
func (c *Client) Get(ctx context.Context, path string) (io.ReadCloser, error) {
	req, err := c.request(ctx, http.MethodGet, path, nil)
	if err != nil {
		return nil, err
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, fmt.Errorf("fetch %s: %w", path, rootOf(err))
	}
	if resp.StatusCode == http.StatusOK {
		return resp.Body, nil
	}
	defer resp.Body.Close() //nolint:errcheck // it was only read
	if resp.StatusCode == http.StatusNotFound {
		return nil, errs.New(errs.NotFound, "it is not there any more")
	}
	return nil, fmt.Errorf("fetch %s: status %d", path, resp.StatusCode)
}

// Backup copies the data to w. Only who speaks through the socket of the data folder may.
func (c *Client) Backup(ctx context.Context, w io.Writer) error {
	return c.local(ctx, http.MethodGet, "/backup", func(body io.Reader) error {
		_, err := io.Copy(w, body)
		if errors.Is(err, io.ErrUnexpectedEOF) {
			return errs.New(errs.Internal, "The backup broke off. The log of the server says why.")
		}
		return err
	})
}

// Check has the data checked, and mended if repair is true; report becomes what was found. Only who speaks through the
// socket of the data folder may.
func (c *Client) Check(ctx context.Context, repair bool, report any) error {
	path := "/check"
	if repair {
		path += "?repair=true"
	}
	return c.local(ctx, http.MethodPost, path, func(body io.Reader) error { return json.NewDecoder(body).Decode(report) })
}

// local asks for what the socket alone offers.
func (c *Client) local(ctx context.Context, method, path string, read func(io.Reader) error) error {
	req, err := c.request(ctx, method, path, nil)
	if err != nil {
		return err
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close() //nolint:errcheck // it was only read
	if resp.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(io.LimitReader(resp.Body, 1000))
		return errs.New(errs.Internal, "%s", bytes.TrimSpace(text)) // a sentence of Galley's own
	}
	return read(resp.Body)
}

// rootOf is the error at the bottom, which says most in the fewest words.
func rootOf(err error) error {
	for {
		inner, ok := err.(interface{ Unwrap() error })
		if !ok || inner.Unwrap() == nil {
			return err
		}
		err = inner.Unwrap()
	}
}
