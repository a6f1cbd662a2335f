package story

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"
)

const (
	clients = 8
	kills   = 5 // GALLEY_SOAK_KILLS asks for more
)

// acknowledged is a publish that the server said was done.
type acknowledged struct {
	version int
	title   string
}

// writer creates notes, publishes and changes them, and remembers what was acknowledged.
type writer struct {
	url, key string
	name     int
	acks     map[string][]acknowledged // by entry, in order
	all      []string                  // entries, in order
}

// Clients write and publish while the process is killed again and again: what was acknowledged is there, is listed, and
// was told to the webhook. // F11
func TestKilled(t *testing.T) {
	t.Parallel()
	b := Start(t, "--no-sample")
	key, r := applyNotes(t, b).key, Listen(t)
	subscribe(t, &b.Home, r, "entry.published", "note")

	ctx, cancel := context.WithCancel(t.Context())
	writers := make([]*writer, clients)
	var running sync.WaitGroup
	for i := range writers {
		w := &writer{url: b.URL, key: key, name: i, acks: map[string][]acknowledged{}}
		writers[i] = w
		running.Go(func() { w.run(ctx) })
	}
	for range cycles(t) {
		time.Sleep(time.Duration(100+rand.IntN(400)) * time.Millisecond)
		b.stop(t, syscall.SIGKILL)
		b.start(t)
	}
	time.Sleep(200 * time.Millisecond)
	cancel()
	running.Wait()
	checkWrites(t, b, key, writers)
	checkEvents(t, r, writers)
	checkSearch(t, b.Client(t, key))
	checkIntegrity(t, b)
}

// checkSearch waits until a search finds all that is listed: its index hears of what was committed before a kill, too.
func checkSearch(t *testing.T, c *Client) {
	t.Helper()
	listed := listAll(t, c)
	Until(t, "all that is listed is found", func() bool { return maps.Equal(listed, listNotes(t, c, "client")) })
}

// checkIntegrity allows index rows of writes that were cut short: readers ignore them, and the sweeper takes them.
func checkIntegrity(t *testing.T, b *Binary) {
	t.Helper()
	out, _ := b.Run(t, "check", "--json")
	var report struct {
		Findings []struct{ Kind, Entry, Message string }
	}
	if err := json.Unmarshal([]byte(out), &report); err != nil {
		t.Fatalf("check --json prints %q: %v", out, err)
	}
	for _, f := range report.Findings {
		if f.Kind != "STRAY_ROW" {
			t.Errorf("%s %s: %s", f.Kind, f.Entry, f.Message)
		}
	}
}

func cycles(t *testing.T) int {
	text := os.Getenv("GALLEY_SOAK_KILLS")
	if text == "" {
		return kills
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("GALLEY_SOAK_KILLS must be a number, not %q", text)
	}
	return n
}

func (w *writer) run(ctx context.Context) {
	for n := 0; ctx.Err() == nil; n++ {
		title := fmt.Sprintf("client %d, note %d", w.name, n)
		const create = `mutation($t: String!, $n: Int) { note: createNote(data: {title: $t, count: $n}, publish: true) { id version title } }`
		id, err := w.send(ctx, create, Object{"t": title, "n": n})
		if err != nil {
			time.Sleep(5 * time.Millisecond) // nobody knows what became of it: it may be there or not
			continue
		}
		w.all = append(w.all, id)
		if n%3 == 0 {
			const update = `mutation($id: ID!, $t: String!) { note: updateNote(id: $id, data: {title: $t}, publish: true) { id version title } }`
			if _, err := w.send(ctx, update, Object{"id": id, "t": title + ", changed"}); err != nil {
				continue // likewise
			}
		}
	}
}

// send carries out a mutation, and notes what was acknowledged.
func (w *writer) send(ctx context.Context, query string, variables Object) (string, error) {
	body, err := json.Marshal(Object{"query": query, "variables": variables})
	if err != nil {
		return "", err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, w.url+"/graphql", bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+w.key)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	out, err := io.ReadAll(res.Body)
	if err != nil {
		return "", err
	}
	var answer struct {
		Data struct {
			Note *struct {
				ID, Title string
				Version   int
			}
		}
	}
	if err := json.Unmarshal(out, &answer); err != nil {
		return "", err
	}
	note := answer.Data.Note
	if note == nil {
		return "", errors.New(string(out))
	}
	w.acks[note.ID] = append(w.acks[note.ID], acknowledged{note.Version, note.Title})
	return note.ID, nil
}

// checkWrites lists all notes and compares them with what was acknowledged.
func checkWrites(t *testing.T, b *Binary, key string, writers []*writer) {
	t.Helper()
	listed := listAll(t, b.Client(t, key))
	total := 0
	for _, w := range writers {
		total += len(w.all)
		if len(w.all) == 0 {
			t.Errorf("client %d wrote nothing", w.name)
		}
		for id, acks := range w.acks {
			last := acks[len(acks)-1]
			title, there := listed[id]
			// A change whose answer was lost may have come in after the last one that was acknowledged.
			if !there || title != last.title && title != last.title+", changed" {
				t.Errorf("note %s: acknowledged as %q, listed as %q (%v)", id, last.title, title, there)
			}
		}
	}
	t.Logf("%d notes were acknowledged, %d are listed", total, len(listed))
}

// listAll pages through the published notes, and gives their titles by id.
func listAll(t *testing.T, c *Client) map[string]string {
	t.Helper()
	return listNotes(t, c, "")
}

// listNotes is listAll of those that a search finds.
func listNotes(t *testing.T, c *Client, words string) map[string]string {
	t.Helper()
	titles := map[string]string{}
	var after any
	for {
		d := c.Ask("/graphql", `query($a: String, $w: String) { notes(search: $w, first: 100, after: $a) { nodes { id title } pageInfo { hasNextPage endCursor } } }`, Object{"a": after, "w": words})
		for _, n := range List(d, "notes", "nodes") {
			if _, twice := titles[Text(n, "id")]; twice && words == "" { // what is indexed meanwhile moves what is found
				t.Errorf("note %s is listed twice", Text(n, "id"))
			}
			titles[Text(n, "id")] = Text(n, "title")
		}
		if At(d, "notes", "pageInfo", "hasNextPage") != true {
			return titles
		}
		after = At(d, "notes", "pageInfo", "endCursor")
	}
}

// checkEvents waits until each acknowledged publish has arrived at the webhook.
func checkEvents(t *testing.T, r *Receiver, writers []*writer) {
	t.Helper()
	missing := map[string]bool{}
	for _, w := range writers {
		for id, acks := range w.acks {
			for _, a := range acks {
				missing[fmt.Sprintf("%s version %d", id, a.version)] = true
			}
		}
	}
	all := len(missing)
	for deadline, seen := time.Now().Add(2*Patience), 0; len(missing) > 0; time.Sleep(50 * time.Millisecond) {
		calls := r.Calls()
		for _, c := range calls[seen:] {
			data := At(c.Event(), "data")
			delete(missing, fmt.Sprintf("%s version %.0f", Text(data, "id"), At(data, "version")))
		}
		seen = len(calls)
		if time.Now().After(deadline) {
			t.Fatalf("%d of %d publishes never arrived at the webhook (%d calls did), like %v", len(missing), all, seen, first(missing, 3))
		}
	}
	t.Logf("%d publishes arrived in %d calls", all, len(r.Calls()))
}

func first(set map[string]bool, n int) []string {
	var out []string
	for k := range set {
		if len(out) < n {
			out = append(out, k)
		}
	}
	return out
}
