package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/galley-cms/galley/internal/lambdatest"
)

const (
	public   = "https://galley.example" // the address of the installation
	email    = "ada@example.com"
	password = "correct horse battery staple"

	listQuery = `{ pages(first: 20, orderBy: [{views: DESC}]) { nodes { id title views } pageInfo { hasNextPage endCursor } } }`
	slugQuery = `{ page(slug: "page-7") { id title text } }`
)

// pages are what lists are made of.
const pages = 30

// models: note has what the costs of the protocol are told for, 8 filterable localised fields and a body.
const models = `[
	{"apiId": "note", "titleField": "a", "fields": [
		{"apiId": "a", "kind": "TEXT", "localized": true}, {"apiId": "b", "kind": "TEXT", "localized": true},
		{"apiId": "c", "kind": "TEXT", "localized": true}, {"apiId": "d", "kind": "INTEGER", "localized": true},
		{"apiId": "e", "kind": "INTEGER", "localized": true}, {"apiId": "f", "kind": "FLOAT", "localized": true},
		{"apiId": "g", "kind": "BOOLEAN", "localized": true}, {"apiId": "h", "kind": "DATE", "localized": true},
		{"apiId": "body", "kind": "LONG_TEXT"}]},
	{"apiId": "page", "titleField": "title", "fields": [
		{"apiId": "title", "kind": "TEXT"}, {"apiId": "slug", "kind": "SLUG", "unique": true},
		{"apiId": "views", "kind": "INTEGER"}, {"apiId": "text", "kind": "LONG_TEXT"}]}]`

// site is an installation with a user and content.
type site struct {
	account *account
	api     *lambdatest.Function
	cookie  string
}

// newSite makes the first user by the link that the function schedule gives, models, locales and pages.
func (b *run) newSite(ctx context.Context) (*site, error) {
	link, err := b.setupLink(ctx)
	if err != nil {
		return nil, err
	}
	api, err := b.start(ctx, "api")
	if err != nil {
		return nil, err
	}
	s := &site{account: b.account, api: api}
	if link != "" {
		_, token, _ := strings.Cut(link, "token=")
		return s, errors.Join(s.enter("/auth/setup", map[string]string{"token": token, "name": "Ada", "email": email, "password": password}), s.fill())
	}
	return s, s.signIn()
}

// setupLink is "" where there is a user.
func (b *run) setupLink(ctx context.Context) (string, error) {
	f, err := b.start(ctx, "schedule")
	if err != nil {
		return "", err
	}
	defer f.Close() //nolint:errcheck // it was killed
	out, _, err := invoke(f, []byte(`{"task":"setup-link"}`))
	if err != nil && strings.Contains(err.Error(), "users already") {
		return "", nil
	}
	var made struct{ Link string }
	return made.Link, errors.Join(err, json.Unmarshal(out, &made))
}

func (s *site) signIn() error {
	return s.enter("/auth/login", map[string]string{"email": email, "password": password})
}

// enter begins a session.
func (s *site) enter(path string, form map[string]string) error {
	text, err := json.Marshal(form)
	if err != nil {
		return err
	}
	r, _, err := s.send(s.api, "POST", path, string(text))
	if err == nil && len(r.Cookies) != 1 {
		err = fmt.Errorf("%s begins no session: %s", path, r.Body)
	}
	if err != nil {
		return err
	}
	s.cookie, _, _ = strings.Cut(r.Cookies[0], ";")
	return nil
}

// fill makes models, locales and pages.
func (s *site) fill() error {
	var list []any
	if err := json.Unmarshal([]byte(models), &list); err != nil {
		return err
	}
	_, err := s.ask(`mutation { setLocales(locales: [{code: "en"}, {code: "de", fallback: "en"}]) { id } }`, nil)
	if err == nil { // after the locales: indexes that are being built anew cost twice
		_, err = s.ask(`mutation($m: [JSON!]!) { applyModels(models: $m) { applied } }`, map[string]any{"m": list})
	}
	for n := range pages {
		if err != nil {
			return err
		}
		values := map[string]any{"title": fmt.Sprint("Page ", n), "slug": fmt.Sprint("page-", n), "views": n * 7 % pages, "text": strings.Repeat("Boats come in at five. ", 60)}
		_, err = s.ask(`mutation($v: JSON!) { createEntry(model: "page", values: $v, publish: true) { id } }`, map[string]any{"v": values})
	}
	return err
}

// answer is a reply as API Gateway gets it.
type answer struct {
	StatusCode      int
	Body            string
	IsBase64Encoded bool
	Cookies         []string
}

// send hands a request to a function as API Gateway does.
func (s *site) send(f *lambdatest.Function, method, path, body string) (answer, time.Duration, error) {
	at, query, _ := strings.Cut(path, "?")
	headers := map[string]string{"content-type": "application/json", "origin": public, "sec-fetch-site": "same-origin", "accept": "*/*"}
	if s.cookie != "" && method == "POST" {
		headers["cookie"] = s.cookie
	}
	event, err := json.Marshal(map[string]any{
		"version": "2.0", "routeKey": "$default", "rawPath": at, "rawQueryString": query, "headers": headers, "body": body,
		"requestContext": map[string]any{"domainName": "api.example", "http": map[string]string{"method": method, "sourceIp": "192.0.2.1"}},
	})
	if err != nil {
		return answer{}, 0, err
	}
	out, took, err := invoke(f, event)
	if err != nil {
		return answer{}, 0, err
	}
	var a answer
	if err := json.Unmarshal(out, &a); err != nil {
		return answer{}, 0, err
	}
	if a.IsBase64Encoded {
		text, err := base64.StdEncoding.DecodeString(a.Body)
		if err != nil {
			return answer{}, 0, err
		}
		a.Body = string(text)
	}
	if a.StatusCode/100 != 2 {
		err = fmt.Errorf("%s %s answered %d: %s", method, at, a.StatusCode, a.Body)
	}
	return a, took, err
}

// timed makes one anonymous request, and tells how long it took and how long without waiting for AWS.
func (s *site) timed(f *lambdatest.Function, path, query string) (took, own time.Duration, err error) {
	if query != "" {
		path += "?query=" + url.QueryEscape(query)
	}
	s.account.take()
	a, took, err := s.send(f, "GET", path, "")
	if err == nil && strings.Contains(a.Body, `"errors"`) {
		err = errors.New(a.Body)
	}
	return took, took - s.account.take().waited, err
}

// ask asks the management API, and gives the data.
func (s *site) ask(query string, variables map[string]any) (map[string]any, error) {
	text, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		return nil, err
	}
	a, _, err := s.send(s.api, "POST", "/manage/graphql", string(text))
	if err != nil {
		return nil, err
	}
	var r struct {
		Data   map[string]any
		Errors []struct{ Message string }
	}
	if err := json.Unmarshal([]byte(a.Body), &r); err != nil {
		return nil, err
	}
	if len(r.Errors) > 0 {
		return nil, errors.New(r.Errors[0].Message)
	}
	return r.Data, nil
}
