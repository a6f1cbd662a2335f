package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

const (
	listQuery = `{ articles(first: 20, orderBy: [{publishedAt: DESC}]) { nodes { id title slug excerpt publishedAt author { name } } pageInfo { hasNextPage endCursor } } }`
	slugQuery = `{ article(slug: "a-field-guide-to-fog") { id title slug excerpt publishedOn readingMinutes body { json } author { name } } }`
	anyQuery  = `{ __typename }`
	startRuns = 9
)

// starts measures second starts, with the sample and with nothing.
func (b *run) starts(ctx context.Context) error {
	for _, c := range []struct {
		what, dir, query, target string
		flags                    []string
	}{
		{"start to the first reply, sample content", "sample", listQuery, "≤ 100 ms", nil},
		{"start to the first reply, nothing to do", "empty", anyQuery, "≤ 24 ms", []string{"--no-sample"}},
	} {
		data := filepath.Join(b.dir, c.dir)
		all := make([]time.Duration, 0, startRuns)
		for i := range startRuns + 1 {
			s, err := b.galley(ctx, data, c.query, c.flags...)
			if err != nil {
				return err
			}
			s.stop()
			if i > 0 { // the first one makes the store
				all = append(all, s.took)
			}
		}
		b.row(c.what, fmt.Sprintf("%.1f ms", median(all).Seconds()*1000), c.target)
	}
	return nil
}

// requests measures the two requests that frontends send most, with the cache of replies and without it.
func (b *run) requests(ctx context.Context) error {
	for _, c := range []struct{ what, query, target string }{
		{"list of 20 articles with author", listQuery, "≤ 0.15 ms"},
		{"one article by slug", slugQuery, "≤ 0.05 ms"},
	} {
		if err := b.request(ctx, c.what, c.query, c.target); err != nil {
			return err
		}
	}
	return nil
}

func (b *run) request(ctx context.Context, what, query, target string) error {
	size := 0
	cpu := map[string]load{}
	for _, megabytes := range []string{"0", "64"} {
		s, err := b.galley(ctx, filepath.Join(b.dir, "sample"), anyQuery, "--reply-cache", megabytes)
		if err != nil {
			return err
		}
		l, n, err := s.measured(query, b.length)
		s.stop()
		if err != nil {
			return err
		}
		size, cpu[megabytes] = n, l
	}
	bare, err := constantServer(ctx, size)
	if err != nil {
		return err
	}
	floor, err := bare.repeat(request("/", query, "", bare.addr), b.length)
	bare.stop()
	if err != nil {
		return err
	}
	b.rows(what, cpu["0"], target)
	b.rows(what+", reply cached", cpu["64"], "")
	b.rows(fmt.Sprintf("the same %d bytes from a bare net/http server", size), floor, "")
	b.row("  as many times the bare server's CPU", fmt.Sprintf("%.1f", cpu["0"].cpu.Seconds()/float64(cpu["0"].requests)/(floor.cpu.Seconds()/float64(floor.requests))), "")
	return nil
}

func (b *run) rows(what string, l load, target string) {
	b.row(what, fmt.Sprintf("%.0f/s", l.rate()), "")
	b.row("  CPU of the server for each", l.cpuEach(), target)
}

// measured is a load, and the size of its reply.
func (s *server) measured(query string, length time.Duration) (load, int, error) {
	r := request("/graphql", query, "", s.addr)
	c, err := dial(s.addr)
	if err != nil {
		return load{}, 0, err
	}
	body, err := c.send(r)
	if err = errors.Join(err, c.Close()); err != nil {
		return load{}, 0, err
	}
	l, err := s.repeat(r, length)
	return l, len(body), err
}

// noteModel has 8 filterable scalar fields and a body: what the costs of the protocol are told for.
const noteModel = `{"apiId": "note", "titleField": "a", "fields": [
	{"apiId": "a", "kind": "TEXT"}, {"apiId": "b", "kind": "TEXT"}, {"apiId": "c", "kind": "TEXT"}, {"apiId": "d", "kind": "INTEGER"},
	{"apiId": "e", "kind": "INTEGER"}, {"apiId": "f", "kind": "FLOAT"}, {"apiId": "g", "kind": "BOOLEAN"}, {"apiId": "h", "kind": "DATE"},
	{"apiId": "body", "kind": "LONG_TEXT"}]}`

// writing starts a server with the model note, and gives a key to write with.
func (b *run) writing(ctx context.Context, name string) (*server, string, error) {
	models, data := filepath.Join(b.dir, name+"-models"), filepath.Join(b.dir, name)
	err := errors.Join(os.Mkdir(models, 0o700), os.WriteFile(filepath.Join(models, "note.json"), []byte(noteModel), 0o600))
	if err != nil {
		return nil, "", err
	}
	if _, err := b.cli(ctx, data, "models", "apply", models); err != nil {
		return nil, "", err
	}
	key, err := b.cli(ctx, data, "key", "create", "--name", "bench", "--scope", "write")
	if err != nil {
		return nil, "", err
	}
	s, err := b.galley(ctx, data, anyQuery, "--no-sample")
	return s, key, err
}

// mutate sends one mutation and gives the note that it answers with, and the units it wrote.
func (s *server) mutate(query, key string) (id string, writes float64, err error) {
	c, err := dial(s.addr)
	if err != nil {
		return "", 0, err
	}
	defer c.Close() //nolint:errcheck // the reply was read
	body, err := c.send(request("/graphql", query, key, s.addr))
	if err != nil {
		return "", 0, err
	}
	var reply struct {
		Data       struct{ Note struct{ ID string } }
		Extensions struct{ Cost struct{ Writes float64 } }
		Errors     []struct{ Message string }
	}
	if err := json.Unmarshal(body, &reply); err != nil {
		return "", 0, err
	}
	if len(reply.Errors) > 0 {
		return "", 0, errors.New(reply.Errors[0].Message)
	}
	return reply.Data.Note.ID, reply.Extensions.Cost.Writes, nil
}

// notes is how many drafts each client publishes.
const notes = 400

// publishes makes drafts, then publishes them with all clients at once.
func (b *run) publishes(ctx context.Context) error {
	s, key, err := b.writing(ctx, "publishes")
	if err != nil {
		return err
	}
	defer s.stop()
	made := make([][]string, clients)
	for i := range clients * notes {
		id, _, err := s.mutate(fmt.Sprintf(`mutation { note: createNote(data: {a: "Note %d", b: "b", d: %d, body: "text"}) { id } }`, i, i), key)
		if err != nil {
			return err
		}
		made[i%clients] = append(made[i%clients], id)
	}
	l, err := s.press(func(client int) []byte {
		if len(made[client]) == 0 {
			return nil
		}
		id := made[client][0]
		made[client] = made[client][1:]
		return request("/graphql", fmt.Sprintf(`mutation { publishNote(id: %q) { id } }`, id), key, s.addr)
	})
	if err != nil {
		return err
	}
	b.row("publishes by 8 clients, each on disk before its reply", fmt.Sprintf("%.0f/s", l.rate()), "≥ 1000/s")
	return nil
}

// units tells what a save and a publish write, as the replies tell it.
func (b *run) units(ctx context.Context) error {
	s, key, err := b.writing(ctx, "units")
	if err != nil {
		return err
	}
	defer s.stop()
	text := strings.Repeat("Boats come in at five. ", 60)
	id, _, err := s.mutate(fmt.Sprintf(`mutation { note: createNote(data: {a: "a", b: "b", c: "c", d: 1, e: 2, f: 3.5, g: true, h: "2026-01-02", body: %q}, publish: true) { id } }`, text), key)
	if err != nil {
		return err
	}
	save := func(d int) (float64, error) {
		_, writes, err := s.mutate(fmt.Sprintf(`mutation { note: updateNote(id: %q, data: {d: %d}) { id } }`, id, d), key)
		return writes, err
	}
	if _, err := save(10); err != nil { // the first one after a publish also writes the status
		return err
	}
	saved, err := save(11)
	if err != nil {
		return err
	}
	_, published, err := s.mutate(fmt.Sprintf(`mutation { note: publishNote(id: %q) { id } }`, id), key)
	if err != nil {
		return err
	}
	b.row("write units of a save of one field", fmt.Sprintf("%g", saved), "12")
	b.row("write units of a publish of one changed field", fmt.Sprintf("%g", published), "18")
	return nil
}

// imports brings a WordPress export into an empty folder.
func (b *run) imports(ctx context.Context) error {
	path := filepath.Join("internal", "transfer", "wordpress", "testdata", "blog.xml")
	if shared := os.Getenv("GALLEY_SHARED_DATA"); shared != "" {
		path = filepath.Join(shared, "themeunittestdata.wordpress.xml")
	}
	data := filepath.Join(b.dir, "imports")
	begun := time.Now()
	out, err := exec.CommandContext(ctx, b.bin, "import", "wordpress", path, "--json", "--data", data).Output()
	if err != nil {
		return fmt.Errorf("import %s: %w", path, err)
	}
	took := time.Since(begun)
	var report struct{ Created int }
	if err := json.Unmarshal(out, &report); err != nil {
		return err
	}
	b.row(fmt.Sprintf("import of %s, %d entries", filepath.Base(path), report.Created), fmt.Sprintf("%.0f/s", float64(report.Created)/took.Seconds()), "")
	return nil
}

// size tells how large the binary is.
func (b *run) size(context.Context) error {
	info, err := os.Stat(b.bin)
	if err != nil {
		return err
	}
	b.row("size of the binary, the admin inside", fmt.Sprintf("%.1f MB", float64(info.Size())/1e6), "≤ 45 MB")
	return nil
}
