package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/galley-cms/galley/internal/errs"
)

// probe is one request of the smoke test, and what its reply must be.
type probe struct {
	method, path, body string
	good               func(body []byte) bool
}

// probes reach every part that a request passes: CloudFront, the API with its tables, GraphQL, and the admin's files.
var probes = []probe{
	{http.MethodGet, "/readyz", "", func([]byte) bool { return true }},
	{http.MethodPost, "/graphql", `{"query":"{ __typename }"}`, isQuery},
	{http.MethodGet, "/admin/", "", func(b []byte) bool { return strings.Contains(string(b), "<html") }},
}

func isQuery(body []byte) bool {
	var reply struct {
		Data struct {
			Typename string `json:"__typename"`
		}
	}
	return json.Unmarshal(body, &reply) == nil && reply.Data.Typename == "Query"
}

// smoke sees whether the environment answers. The name of a new distribution takes a moment to be known everywhere.
func (d *deployment) smoke(ctx context.Context, url string) error {
	d.say("Trying it out …")
	ctx, cancel := context.WithTimeout(ctx, d.patience)
	defer cancel()
	for _, p := range probes {
		for {
			err := d.try(ctx, url, p)
			if err == nil {
				break
			}
			select {
			case <-ctx.Done():
				return errs.New(errs.Internal, "The deploy ended well, but %s %s%s does not answer as it should: %v.", p.method, url, p.path, err)
			case <-time.After(d.between):
			}
		}
	}
	return nil
}

// try sends one request.
func (d *deployment) try(ctx context.Context, url string, p probe) error {
	req, err := d.request(ctx, url, p)
	if err != nil {
		return err
	}
	resp, err := d.http.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close() //nolint:errcheck // it was only read
	body, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	switch {
	case err != nil:
		return err
	case resp.StatusCode != http.StatusOK:
		return fmt.Errorf("the status is %s", resp.Status)
	case !p.good(body):
		return fmt.Errorf("the reply is not Galley's")
	}
	return nil
}

// request is the request of a probe. An emulator stands at its own address for all of CloudFront: it is told the name.
func (d *deployment) request(ctx context.Context, url string, p probe) (*http.Request, error) {
	base := url
	if local := d.emulator(); local != "" {
		base = local
	}
	req, err := http.NewRequestWithContext(ctx, p.method, base+p.path, strings.NewReader(p.body))
	if err != nil {
		return nil, err
	}
	if base != url {
		req.Host = strings.TrimPrefix(url, "https://")
		req.Header.Set("X-Forwarded-Proto", "https")
	}
	if p.body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	return req, nil
}
