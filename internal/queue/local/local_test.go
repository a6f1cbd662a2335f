package local

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/galley-cms/galley/internal/queue"
	"github.com/galley-cms/galley/internal/queue/queuetest"
)

const tick = 20 * time.Millisecond

var quiet = slog.New(slog.DiscardHandler)

type subject struct{ *Queue }

func (s subject) Dead() (int, error) {
	c, err := s.Counts()
	return c.Dead, err
}

func TestConformance(t *testing.T) {
	queuetest.Run(t, tick, func(t *testing.T, o queuetest.Options) queuetest.Queue {
		b := Open(filepath.Join(t.TempDir(), "queue.db"))
		t.Cleanup(func() { shut(t, b) })
		return subject{b.Queue("q", Options{MaxAttempts: o.MaxAttempts, Visibility: o.Visibility, Backoff: tick, Log: quiet})}
	})
}

// shut closes a broker without waiting long for handlers that are stuck by intention.
func shut(t *testing.T, b *Broker) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), tick)
	defer cancel()
	if err := b.Close(ctx); err != nil {
		t.Error(err)
	}
}

func text(s string) queue.Message { return queue.Message{Body: []byte(s)} }

func TestNothingIsTouchedBeforeTheFirstMessage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "queue.db")
	b := Open(path)
	q := b.Queue("q", Options{Log: quiet})
	q.Start(func(context.Context, queue.Message) error { return nil })
	if c, err := q.Counts(); err != nil || c != (Counts{}) {
		t.Errorf("counts %+v, %v", c, err)
	}
	shut(t, b)
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the file was made: %v", err)
	}
}

func TestQueuesOfOneFileAreApart(t *testing.T) {
	b := Open(filepath.Join(t.TempDir(), "queue.db"))
	defer shut(t, b)
	one, other := b.Queue("one", Options{Log: quiet}), b.Queue("other", Options{Log: quiet})
	got := make(chan string, 2)
	one.Start(func(_ context.Context, m queue.Message) error { got <- "one " + string(m.Body); return nil })
	if err := errors.Join(other.Send(t.Context(), text("a")), one.Send(t.Context(), text("b"))); err != nil {
		t.Fatal(err)
	}
	if g := <-got; g != "one b" {
		t.Errorf("got %q", g)
	}
	if c, err := other.Counts(); err != nil || c.Live != 1 {
		t.Errorf("counts of the other: %+v, %v", c, err)
	}
}

// One message keeps its handler busy for long; the next one is due soon, and nothing else happens that would wake the
// queue.
func TestBusyHandlerHidesNoLaterMessage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "queue.db")
	b := Open(path)
	later := queue.Message{Body: []byte("later"), Delay: 5 * tick}
	if err := b.Queue("q", Options{}).Send(t.Context(), text("busy"), later); err != nil {
		t.Fatal(err)
	}
	shut(t, b)
	b = Open(path)
	defer shut(t, b)
	came, end := make(chan struct{}), make(chan struct{})
	defer close(end)
	b.Queue("q", Options{Log: quiet}).Start(func(_ context.Context, m queue.Message) error {
		if string(m.Body) == "busy" {
			<-end
			return nil
		}
		close(came)
		return nil
	})
	select {
	case <-came:
	case <-time.After(20 * time.Second):
		t.Error("the later message never came")
	}
}

// A queue without work, or with work for tomorrow only, must not look at its file.
func TestIdleQueueRests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := Open(filepath.Join(t.TempDir(), "queue.db"))
		q := b.Queue("q", Options{Log: quiet})
		q.Start(func(_ context.Context, m queue.Message) error {
			if m.Attempts == 1 {
				return queue.RetryAfter(queue.MaxRetry, nil)
			}
			return nil
		})
		if err := q.Send(t.Context(), text("a")); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		db, err := b.open()
		if err != nil {
			t.Fatal(err)
		}
		looks := db.Stats()
		time.Sleep(11 * time.Hour)
		if n := db.Stats().TxN - looks.TxN; n != 0 {
			t.Errorf("%d looks at the file while there was nothing to do", n)
		}
		time.Sleep(2 * time.Hour)
		if c, err := q.Counts(); err != nil || c.Live != 0 {
			t.Errorf("the message was not taken up in time: %+v, %v", c, err)
		}
		shut(t, b)
	})
}

func TestCloseWaitsForHandlers(t *testing.T) {
	b := Open(filepath.Join(t.TempDir(), "queue.db"))
	q := b.Queue("q", Options{Log: quiet})
	begun, goOn := make(chan struct{}), make(chan struct{})
	var ended atomic.Bool
	q.Start(func(ctx context.Context, _ queue.Message) error {
		close(begun)
		<-goOn
		ended.Store(ctx.Err() == nil)
		return nil
	})
	if err := q.Send(t.Context(), text("a")); err != nil {
		t.Fatal(err)
	}
	<-begun
	go close(goOn)
	if err := b.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !ended.Load() {
		t.Error("Close returned before the handler, or cancelled it")
	}
	if err := q.Send(t.Context(), text("b")); !errors.Is(err, ErrClosed) {
		t.Errorf("a closed queue answered %v", err)
	}
}

func TestCloseCancelsHandlersInTheEnd(t *testing.T) {
	path := filepath.Join(t.TempDir(), "queue.db")
	b := Open(path)
	q := b.Queue("q", Options{Log: quiet})
	begun := make(chan struct{})
	q.Start(func(ctx context.Context, _ queue.Message) error {
		close(begun)
		<-ctx.Done()
		return ctx.Err()
	})
	if err := q.Send(t.Context(), text("a")); err != nil {
		t.Fatal(err)
	}
	<-begun
	shut(t, b)
	again := Open(path)
	defer shut(t, again)
	if c, err := again.Queue("q", Options{}).Counts(); err != nil || c.Live != 1 {
		t.Errorf("after the restart: %+v, %v", c, err)
	}
}

func TestBackoffGrowsToItsLimit(t *testing.T) {
	q := Open("").Queue("q", Options{Backoff: time.Second, MaxBackoff: 10 * time.Second})
	var got []time.Duration
	for n := 1; n <= 6; n++ {
		got = append(got, q.backoff(n)/time.Second)
	}
	if fmt.Sprint(got) != fmt.Sprint([]time.Duration{1, 2, 4, 8, 10, 10}) {
		t.Errorf("seconds: %d", got)
	}
}

func TestUnknownFormatsAreErrors(t *testing.T) {
	for _, data := range []string{"", "\x02", "\x01\x00\x09abc"} {
		if r, err := decode([]byte(data)); err == nil {
			t.Errorf("decode(%q) = %+v", data, r)
		}
	}
}

// The test program plays a process that is killed, when the environment names its part and its file.
const (
	partVariable = "GALLEY_TEST_PART"
	fileVariable = "GALLEY_TEST_FILE"
)

func TestMain(m *testing.M) {
	switch os.Getenv(partVariable) {
	case "sender":
		playSender(os.Getenv(fileVariable))
	case "victim":
		playVictim(os.Getenv(fileVariable))
	}
	os.Exit(m.Run())
}

// playSender sends without end, prints what was acknowledged, and handles some of it.
func playSender(path string) {
	q := Open(path).Queue("q", Options{Log: quiet})
	q.Start(func(_ context.Context, m queue.Message) error {
		return queue.RetryAfter(time.Hour, nil)
	})
	for n := 0; ; n++ {
		if err := q.Send(context.Background(), text(fmt.Sprint(n))); err != nil {
			os.Exit(1)
		}
		fmt.Println(n)
	}
}

// playVictim dies of the message "poison" and leaves when it handles another one.
func playVictim(path string) {
	q := Open(path).Queue("q", Options{MaxAttempts: 2, Workers: 1, Log: quiet})
	q.Start(func(_ context.Context, m queue.Message) error {
		if string(m.Body) == "poison" {
			os.Exit(3)
		}
		fmt.Println("handled", string(m.Body))
		os.Exit(0)
		return nil
	})
	select {}
}

func play(t *testing.T, part, path string) *exec.Cmd {
	t.Helper()
	c := exec.CommandContext(t.Context(), os.Args[0])
	c.Env = append(os.Environ(), partVariable+"="+part, fileVariable+"="+path)
	return c
}

func TestKilledProcessLosesNothing(t *testing.T) { // F11
	path := filepath.Join(t.TempDir(), "queue.db")
	c := play(t, "sender", path)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	acknowledged := 0
	for lines := bufio.NewScanner(out); lines.Scan(); acknowledged++ {
		if acknowledged == 50 {
			_ = c.Process.Kill()
		}
	}
	_ = c.Wait()
	b := Open(path)
	defer shut(t, b)
	if n, err := b.Queue("q", Options{}).Counts(); err != nil || n.Live < acknowledged {
		t.Errorf("%d messages are there, %d were acknowledged (%v)", n.Live, acknowledged, err)
	}
}

func TestMessageThatKillsTheProcessIsSetAside(t *testing.T) { // F3, F11
	path := filepath.Join(t.TempDir(), "queue.db")
	sendFrom(t, path, "poison")
	for n := 1; n <= 2; n++ {
		if out, err := play(t, "victim", path).Output(); err == nil {
			t.Fatalf("start %d: the message did not kill: %s", n, out)
		}
	}
	sendFrom(t, path, "good")
	out, err := play(t, "victim", path).Output()
	if err != nil || !strings.Contains(string(out), "handled good") {
		t.Errorf("the third start: %q, %v", out, err)
	}
	b := Open(path)
	defer shut(t, b)
	if c, err := b.Queue("q", Options{}).Counts(); err != nil || c.Dead != 1 {
		t.Errorf("counts %+v, %v", c, err)
	}
}

// sendFrom sends one message from a process of its own life.
func sendFrom(t *testing.T, path, body string) {
	t.Helper()
	b := Open(path)
	defer shut(t, b)
	if err := b.Queue("q", Options{}).Send(t.Context(), text(body)); err != nil {
		t.Fatal(err)
	}
}
