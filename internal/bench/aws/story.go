package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"net/http"
	"net/url"
	"strings"

	"github.com/galley-cms/galley/internal/lambdatest"
)

// story counts what each step of a story asks of DynamoDB, in a function that is warm: its first request has read the
// models before.
func (b *run) story(ctx context.Context) error {
	s, err := b.newSite(ctx)
	if err != nil {
		return err
	}
	defer s.api.Close() //nolint:errcheck // it was killed
	media, err := b.start(ctx, "media")
	if err != nil {
		return err
	}
	defer media.Close() //nolint:errcheck // it was killed
	if err := s.warmUp(); err != nil {
		return err
	}
	section("steps, in a warm function", "calls  read units  write units   protocol")
	var id string
	mutation := func(query string, variables map[string]any) func() error {
		return func() error {
			d, err := s.ask(query, variables)
			for _, made := range d {
				if e, ok := made.(map[string]any); ok {
					id, _ = e["id"].(string)
				}
			}
			return err
		}
	}
	change := func(d int) func() error {
		return func() error {
			_, err := s.ask(`mutation($id: ID!, $v: JSON!) { updateEntry(id: $id, values: $v, locale: "en") { id } }`,
				map[string]any{"id": id, "v": map[string]any{"d": d}})
			return err
		}
	}
	publish := func() error {
		_, err := s.ask(`mutation($id: ID!) { publishEntry(id: $id) { id } }`, map[string]any{"id": id})
		return err
	}
	for _, step := range []struct {
		what, protocol string
		do             func() error
	}{
		{"create a draft, 8 fields in 2 locales", "28 written", mutation(createNote, note(false))},
		{"publish it", "33 written", publish},
		{"save one field", "14 written", change(100)},
		{"save it again", "12 written", change(101)},
		{"publish the changed field", "18 written", publish},
		{"create and publish at once", "55 written", mutation(createNote, note(true))},
		{"list of 20, anonymous", "10.5 read, and one copy to see whether there is more", s.query(listQuery)},
		{"list of 20 again", "", s.query(listQuery)},
		{"one by its slug, anonymous", "", s.query(slugQuery)},
		{"sign in", "", s.signIn},
		{"upload of a picture, api and media", "", func() error { return s.upload(media) }},
	} {
		s.account.take()
		if err := step.do(); err != nil {
			return fmt.Errorf("%s: %w", step.what, err)
		}
		c := s.account.take()
		fmt.Printf("%-46s %5d %11g %12g   %s\n", step.what, c.calls, c.reads, c.writes, step.protocol)
	}
	return nil
}

// warmUp lets the function read the models and the session.
func (s *site) warmUp() error {
	_, err := s.ask(`{ entries(model: "note", first: 1) { nodes { id } } }`, nil)
	return errors.Join(err, s.query(listQuery)())
}

const createNote = `mutation($v: JSON!, $p: Boolean!) { createEntry(model: "note", values: $v, publish: $p) { id } }`

// note is an entry of less than 2 KB, the live copy included, with all fields in two locales.
func note(publish bool) map[string]any {
	values := map[string]any{"body": strings.Repeat("Boats come in at five. ", 40)}
	for name, value := range map[string][2]any{
		"a": {"one", "eins"}, "b": {"two", "zwei"}, "c": {"three", "drei"}, "d": {1, 11}, "e": {2, 12}, "f": {3.5, 4.5}, "g": {true, false},
		"h": {"2026-01-02", "2026-01-03"},
	} {
		values[name] = map[string]any{"en": value[0], "de": value[1]}
	}
	return map[string]any{"v": values, "p": publish}
}

// query asks the content API without a key.
func (s *site) query(text string) func() error {
	return func() error {
		a, _, err := s.send(s.api, "GET", "/graphql?query="+url.QueryEscape(text), "")
		if err == nil && strings.Contains(a.Body, `"errors"`) {
			err = errors.New(a.Body)
		}
		return err
	}
}

// upload sends a picture as the admin does, and lets the function media look at it.
func (s *site) upload(media *lambdatest.Function) error {
	var file bytes.Buffer
	if err := jpeg.Encode(&file, image.NewRGBA(image.Rect(0, 0, 640, 480)), nil); err != nil {
		return err
	}
	d, err := s.ask(`mutation($n: Int!) { createUpload(fileName: "boats.jpg", mimeType: "image/jpeg", size: $n) { id url method headers } }`, map[string]any{"n": file.Len()})
	if err != nil {
		return err
	}
	made, _ := d["createUpload"].(map[string]any)
	address, _ := made["url"].(string)
	method, _ := made["method"].(string)
	r, err := http.NewRequest(method, address, &file)
	if err != nil {
		return err
	}
	headers, _ := made["headers"].(map[string]any)
	for name, value := range headers {
		r.Header.Set(name, fmt.Sprint(value))
	}
	if err := discard(http.DefaultClient.Do(r)); err != nil {
		return err
	}
	at, err := url.Parse(address)
	if err != nil {
		return err
	}
	event, err := arrival(strings.TrimPrefix(at.Path, "/files/"))
	if err != nil {
		return err
	}
	if out, _, err := invoke(media, event); err != nil || !bytes.Contains(out, []byte(`"batchItemFailures":[]`)) {
		return fmt.Errorf("the function media answers %s: %w", out, err)
	}
	_, err = s.ask(`mutation($id: ID!) { completeUpload(id: $id) { id } }`, map[string]any{"id": made["id"]})
	return err
}

// arrival is what the queue hands to the function media for a file.
func arrival(key string) ([]byte, error) {
	message, err := json.Marshal(map[string]any{"Records": []any{map[string]any{
		"eventName": "ObjectCreated:Put", "s3": map[string]any{"object": map[string]string{"key": strings.ReplaceAll(url.QueryEscape(key), "%2F", "/")}},
	}}})
	if err != nil {
		return nil, err
	}
	return json.Marshal(map[string]any{"Records": []any{map[string]any{
		"messageId": "1", "receiptHandle": "1", "eventSource": "aws:sqs", "body": string(message),
	}}})
}
