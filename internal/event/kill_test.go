package event_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/store/embedded"
	"github.com/galley-cms/galley/internal/store/storetest"
)

// The test program plays a process that is killed, when the environment names its folder.
const folderVariable = "GALLEY_TEST_FOLDER"

func TestMain(m *testing.M) {
	if folder := os.Getenv(folderVariable); folder != "" {
		playWriter(folder)
	}
	os.Exit(m.Run())
}

// playWriter writes events without end and prints "written ID" for what was acknowledged, and "seen ID" for what the
// consumer was done with.
func playWriter(folder string) {
	var mu sync.Mutex
	say := func(word, id string) error {
		mu.Lock()
		defer mu.Unlock()
		_, err := fmt.Println(word, id)
		return err
	}
	r := event.NewRelay("main", quick)
	table, err := embedded.Open(filepath.Join(folder, "table.db"), embedded.Options{Watch: r.Watches, OnCommit: r.Committed})
	if err != nil {
		panic(err)
	}
	r.Start(table, event.NewDispatcher(nil, newConsumer("says", func(_ context.Context, e event.Event) error {
		time.Sleep(25 * time.Millisecond) // so that there is always something that was not seen yet
		return say("seen", e.ID)
	})))
	last := ""
	for n := 0; ; n++ {
		last = event.NextID(time.Now(), last)
		e := sample(fmt.Sprint("entry", n%20), last)
		if err := table.Transact(context.Background(), e.ID, e.Write()); err != nil {
			panic(err)
		}
		if say("written", e.ID) != nil {
			os.Exit(1)
		}
	}
}

func TestKilledProcessLosesNoEvent(t *testing.T) { // F1, F7, F11
	folder := t.TempDir()
	written, seen := map[string]bool{}, map[string]bool{}
	for range 3 {
		runAndKill(t, folder, written, seen)
	}
	h := openHome(t, filepath.Join(folder, "table.db"), quick)
	defer h.close(t)
	rest := newLog()
	h.relay.Start(h.table, event.NewDispatcher(nil, rest))
	var missing []event.Event
	for id := range written {
		if !seen[id] {
			missing = append(missing, event.Event{ID: id})
		}
	}
	if len(missing) == 0 {
		t.Fatal("the consumer kept up: the test shows nothing")
	}
	rest.await(t, missing...)
}

// runAndKill runs the writer for 100 acknowledged events and kills it.
func runAndKill(t *testing.T, folder string, written, seen map[string]bool) {
	t.Helper()
	c := exec.CommandContext(t.Context(), os.Args[0])
	c.Env = append(os.Environ(), folderVariable+"="+folder)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	n := 0
	for lines := bufio.NewScanner(out); lines.Scan(); {
		word, id, _ := strings.Cut(lines.Text(), " ")
		if len(id) != 26 {
			continue // cut short by the kill
		}
		map[string]map[string]bool{"written": written, "seen": seen}[word][id] = true
		if n++; n == 200 {
			_ = c.Process.Kill()
		}
	}
	_ = c.Wait()
}

// old makes rising events that were committed long ago, so that the margin of a replay does not reach them; all lie in
// one shard, and are of one entry or of one each.
func old(n int, oneEntry bool) []event.Event {
	var list []event.Event
	shard := event.Key("main", "old0", "").Partition
	last := event.NextID(time.Now().Add(-time.Hour), "")
	for i := 0; len(list) < n; i++ {
		e := sample(fmt.Sprint("old", i), last)
		if oneEntry {
			e.Entry = "old0"
		}
		if e.Key().Partition == shard {
			list = append(list, e)
			last = event.NextID(time.Time{}, last)
		}
	}
	return list
}

// A consumer is in the middle of one of five events when the process dies. What it had not finished comes again.
func TestMarkStaysBelowWhatIsNotDone(t *testing.T) { // F1, F11
	tests := map[string]struct {
		early    bool // the events are there before the relay starts
		oneEntry bool
		fails    bool // instead of taking long
		at       int  // position of the event that fails or takes long
	}{
		"events from memory":       {oneEntry: true, at: 2},
		"the last one from memory": {oneEntry: true, at: 4},
		"events from the table":    {early: true, oneEntry: true, at: 2},
		"a failed event":           {fails: true, at: 2},
		"events behind a failure":  {fails: true, oneEntry: true, at: 2},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			o := quick
			o.Backoff, o.MaxBackoff = time.Hour, time.Hour
			o.SavePause = 20 * time.Millisecond // so that the mark is stored when that event is reached
			path, list := filepath.Join(t.TempDir(), "table.db"), old(5, test.oneEntry)
			if test.early {
				writeUnheard(t, path, list...)
			}
			h := openHome(t, path, o)
			defer abandon(t, h)
			reached, end := make(chan struct{}), make(chan struct{})
			defer close(end)
			seen := newLog()
			seen.fail = func(e event.Event, _ int) error {
				if e.ID != list[test.at].ID {
					return nil
				}
				close(reached)
				if test.fails {
					return errors.New("down")
				}
				<-end
				return nil
			}
			h.relay.Start(h.table, event.NewDispatcher(nil, seen))
			if !test.early {
				time.Sleep(50 * time.Millisecond) // the relay is done with the table and hears of what follows
				write(t, h.table, list...)
			}
			<-reached
			awaitMark(t, h.table, list[0])
			again := openHome(t, snapshot(t, h.table), quick)
			defer again.close(t)
			rest := newLog()
			again.relay.Start(again.table, event.NewDispatcher(nil, rest))
			rest.await(t, list[test.at:]...)
		})
	}
}

// writeUnheard writes events of which no relay hears.
func writeUnheard(t *testing.T, path string, events ...event.Event) {
	t.Helper()
	table, err := embedded.Open(path, embedded.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	write(t, table, events...)
	if err := table.Close(); err != nil {
		t.Fatal(err)
	}
}

// awaitMark returns when the stored mark of an event's shard has reached the event.
func awaitMark(t *testing.T, table store.Table, e event.Event) {
	t.Helper()
	shard := e.Key().Partition[len("main#outbox#"):]
	key := store.Key{Partition: "main#outbox", Sort: "watermark#" + shard}
	mark := ""
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(time.Millisecond) {
		err := table.View(t.Context(), func(r store.Reader) error {
			items, err := r.Get(t.Context(), store.Consistent, key)
			if len(items) == 1 {
				mark = string(items[0].Body[1:])
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if mark >= e.ID {
			return
		}
	}
	t.Fatalf("the mark %q never reached %s", mark, e.ID)
}

// snapshot is what a process finds that starts after the present one was killed.
func snapshot(t *testing.T, table *embedded.Table) (path string) {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "snapshot.db"))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(table.Backup(f), f.Close()); err != nil {
		t.Fatal(err)
	}
	return f.Name()
}

// The process dies at some call of the relay to the store.
func TestDeathAtAnyStoreCallLosesNoEvent(t *testing.T) { // F1
	for call := 1; call <= 12; call++ {
		path := filepath.Join(t.TempDir(), "table.db")
		early := of("a", 3)
		writeUnheard(t, path, early...)
		h := openHome(t, path, quick)
		faults := &storetest.Faults{At: map[int]storetest.Fault{call: storetest.Kill}}
		first := newLog()
		h.relay.Start(faults.Wrap(h.table), event.NewDispatcher(nil, first))
		late := of("b", 3)
		write(t, h.table, late...)
		for end := time.Now().Add(patience); faults.Calls() < call && time.Now().Before(end); time.Sleep(time.Millisecond) {
			write(t, h.table, of("c", 1)...)
		}
		_ = h.relay.Close(context.Background()) // it cannot store its marks
		if err := h.table.Close(); err != nil {
			t.Fatal(err)
		}
		h = openHome(t, path, quick)
		second := newLog()
		h.relay.Start(h.table, event.NewDispatcher(nil, second))
		var missing []event.Event
		for _, e := range append(early, late...) {
			if !slices.Contains(first.got(), e.ID) {
				missing = append(missing, e)
			}
		}
		second.await(t, missing...)
		h.close(t)
	}
}

// The store cannot be read when the relay starts, and the process is ended.
func TestRelayThatNeverBeganStoresNoMarks(t *testing.T) {
	path, list := filepath.Join(t.TempDir(), "table.db"), old(3, true)
	writeUnheard(t, path, list...)
	h := openHome(t, path, quick)
	h.relay.Start(blind{h.table}, event.NewDispatcher(nil))
	write(t, h.table, of("a", 1)...)
	h.close(t)
	h = openHome(t, path, quick)
	defer h.close(t)
	seen := newLog()
	h.relay.Start(h.table, event.NewDispatcher(nil, seen))
	seen.await(t, list...)
}

// blind is a table that cannot be read.
type blind struct{ store.Table }

func (blind) View(context.Context, func(store.Reader) error) error { return errors.New("cannot read") }
