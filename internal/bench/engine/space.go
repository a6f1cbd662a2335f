package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/store/embedded"
)

// model has five fields with indexes, and one that gets its index when there are entries, with one on several fields.
const model = `{"apiId": "article", "fields": [
	{"apiId": "title", "kind": "TEXT"}, {"apiId": "slug", "kind": "SLUG", "unique": true}, {"apiId": "views", "kind": "INTEGER"},
	{"apiId": "featured", "kind": "BOOLEAN"}, {"apiId": "category", "kind": "TEXT"},
	{"apiId": "rank", "kind": "INTEGER", "filterable": %t}], "indexes": [%s]}`

var categories = []string{"coast", "fog", "harbour", "lights", "tides"}

// indexMemory is that of the binary.
const indexMemory = 32 << 20

// space is a store with n articles, all of them live.
type space struct {
	*content.Service
	n       int
	dir     string
	tables  []*embedded.Table
	library *content.Schema
	memory  int64 // the most that was seen, in bytes
}

// open makes an empty store in a folder of its own.
func open(ctx context.Context, dir string, n int) (_ *space, err error) {
	s := &space{n: n}
	if s.dir, err = os.MkdirTemp(dir, "galley-bench-engine"); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.close())
		}
	}()
	metered := make([]store.Table, 2)
	for i, name := range []string{"content.db", "index.db"} {
		t, err := embedded.Open(filepath.Join(s.dir, name), embedded.Options{Memory: i * indexMemory})
		if err != nil {
			return s, err
		}
		s.tables = append(s.tables, t)
		metered[i] = store.Meter(t, store.MeterOptions{})
	}
	s.Service = content.New(metered[0], metered[1], content.Options{})
	return s, s.apply(asAdmin(ctx), false)
}

// close throws everything away.
func (s *space) close() (err error) {
	for _, t := range s.tables {
		err = errors.Join(err, t.Close())
	}
	return errors.Join(err, os.RemoveAll(s.dir))
}

func asAdmin(ctx context.Context) context.Context { return auth.With(ctx, auth.Local) }

// apply defines the model; indexed gives the rank its index, and the model one on several fields.
func (s *space) apply(ctx context.Context, indexed bool) error {
	several := ""
	if indexed {
		several = `{"fields": ["featured", "category", "views"]}`
	}
	_, err := s.ApplyModels(ctx, []json.RawMessage{json.RawMessage(fmt.Sprintf(model, indexed, several))}, false, false)
	if err == nil {
		s.library, err = s.Schema(ctx)
	}
	return err
}

func id(i int) string   { return fmt.Sprintf("a%09d", i) }
func slug(i int) string { return fmt.Sprintf("article-%d", i) }

// article makes an entry: half are featured, a fifth is in each category, and few have the same views.
func article(i int, rnd *rand.Rand) content.ImportEntry {
	text := func(v any) json.RawMessage {
		b, _ := json.Marshal(v) // texts, numbers and truth values
		return b
	}
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(i) * time.Second)
	return content.ImportEntry{ID: id(i), Model: "article", Publish: true, CreatedAt: at, UpdatedAt: at, PublishedAt: at,
		Values: map[string]json.RawMessage{
			"title": text(fmt.Sprintf("Boats come in at five, number %d", rnd.IntN(1_000_000))), "slug": text(slug(i)), "views": text(rnd.IntN(1_000_000)),
			"featured": text(rnd.IntN(2) == 0), "category": text(categories[rnd.IntN(len(categories))]), "rank": text(rnd.IntN(1000)),
		}}
}

// settle waits until everything is in the tables' own files.
func (s *space) settle() (err error) {
	for _, t := range s.tables {
		err = errors.Join(err, t.Checkpoint())
	}
	return err
}

// look notes how much memory of its own the process has now, by RssAnon. Where the kernel does not tell, it stays 0.
func (s *space) look() { s.memory = max(s.memory, kernel("status", "RssAnon:")<<10) }

// written is how many bytes the process has written to files by now; 0 where the kernel does not tell.
func written() int64 { return kernel("io", "wchar:") }

// kernel is a number that the kernel tells of this process.
func kernel(file, name string) int64 {
	f, err := os.Open("/proc/self/" + file)
	if err != nil {
		return 0
	}
	defer f.Close() //nolint:errcheck // it was read
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if rest, ok := strings.CutPrefix(lines.Text(), name); ok {
			n, _ := strconv.ParseInt(strings.Fields(rest)[0], 10, 64) // the kernel's own form
			return n
		}
	}
	return 0
}
