package lambda

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/search"
)

// Client calls a function. It implements search.Index, but applies nothing. It signs its own requests: the SDK's client of
// Lambda is larger than all else that calls it.
type Client struct {
	config aws.Config
	url    string
	signer *v4.Signer
}

// New makes a client of a function, NAME or NAME:ALIAS.
func New(config aws.Config, function string) *Client {
	u := endpoint(config) + "/2015-03-31/functions/" + url.QueryEscape(function) + "/invocations"
	return &Client{config, u, v4.NewSigner()}
}

func endpoint(c aws.Config) string {
	if c.BaseEndpoint != nil {
		return strings.TrimSuffix(*c.BaseEndpoint, "/")
	}
	host := "https://lambda." + c.Region + ".amazonaws.com"
	if strings.HasPrefix(c.Region, "cn-") {
		host += ".cn"
	}
	return host
}

// Apply implements search.Index.
func (*Client) Apply(context.Context, ...search.Change) error {
	return errors.New("the search index is written by a function of its own, from its queue")
}

// Search implements search.Index.
func (c *Client) Search(ctx context.Context, q search.Query) (*search.Result, error) {
	if err := q.Check(); err != nil {
		return nil, err
	}
	r, err := c.call(ctx, call{Search: &q})
	if err == nil && r.Search == nil {
		err = errEmpty
	}
	return r.Search, err
}

// Copies implements search.Index.
func (c *Client) Copies(ctx context.Context, after search.CopyKey, limit int) ([]search.Copy, error) {
	r, err := c.call(ctx, call{Copies: &copies{after, limit}})
	return r.Copies, err
}

// Referring implements search.Index.
func (c *Client) Referring(ctx context.Context, entry string, limit int) ([]search.CopyKey, error) {
	r, err := c.call(ctx, call{Referring: &referring{entry, limit}})
	return r.Referring, err
}

// Status implements search.Index.
func (c *Client) Status(ctx context.Context) (search.Status, error) {
	r, err := c.call(ctx, call{Status: true})
	if err != nil {
		return search.Status{}, err
	}
	if r.Status == nil {
		return search.Status{}, errEmpty
	}
	return *r.Status, nil
}

var errEmpty = errors.New("the search function answers with nothing")

// Attempts at a call that Lambda did not take, and the pause after the first of them.
const (
	attempts = 4
	pause    = 50 * time.Millisecond
)

// maxReply is more than a function can answer with.
const maxReply = 8 << 20

// call calls the function, again if it was not taken.
func (c *Client) call(ctx context.Context, what call) (r reply, err error) {
	defer errs.Wrap(&err, "call the search function")
	payload, err := json.Marshal(what)
	if err != nil {
		return r, err
	}
	for n := 0; ; n++ {
		body, again, err := c.once(ctx, payload)
		if err == nil {
			return read(body)
		}
		if !again || n == attempts-1 {
			return r, err
		}
		select {
		case <-time.After(pause<<n + rand.N(pause<<n)):
		case <-ctx.Done():
			return r, ctx.Err()
		}
	}
}

func read(body []byte) (r reply, err error) {
	if err := json.Unmarshal(body, &r); err != nil {
		return r, err
	}
	if r.Error != nil {
		return r, errs.New(r.Error.Code, "%s", r.Error.Message)
	}
	return r, nil
}

// once sends a call; again says that another attempt may do better.
func (c *Client) once(ctx context.Context, payload []byte) (body []byte, again bool, err error) {
	req, err := c.request(ctx, payload)
	if err != nil {
		return nil, false, err
	}
	resp, err := c.config.HTTPClient.Do(req)
	if err != nil {
		return nil, ctx.Err() == nil, err
	}
	body, err = io.ReadAll(io.LimitReader(resp.Body, maxReply))
	if err = errors.Join(err, resp.Body.Close()); err != nil {
		return nil, ctx.Err() == nil, err
	}
	if resp.StatusCode != http.StatusOK {
		again = resp.StatusCode == http.StatusTooManyRequests || resp.StatusCode >= http.StatusInternalServerError
		return nil, again, fmt.Errorf("status %d: %.500s", resp.StatusCode, body)
	}
	if resp.Header.Get("X-Amz-Function-Error") != "" {
		return nil, false, fmt.Errorf("it failed: %.200s", body)
	}
	return body, false, nil
}

// request is a signed request.
func (c *Client) request(ctx context.Context, payload []byte) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url, bytes.NewReader(payload))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	who, err := c.config.Credentials.Retrieve(ctx)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(payload)
	return req, c.signer.SignHTTP(ctx, who, req, hex.EncodeToString(sum[:]), "lambda", c.config.Region, time.Now())
}
