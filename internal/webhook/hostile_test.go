package webhook_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/galley-cms/galley/internal/queue/local"
	"github.com/galley-cms/galley/internal/webhook"
)

func TestRedirectsAreNotFollowed(t *testing.T) { // W5
	target := receive(t, nil)
	f := setup(t)
	r := receive(t, func(w http.ResponseWriter, _ int) {
		w.Header().Set("Location", target.url)
		w.WriteHeader(http.StatusTemporaryRedirect)
	})
	h, _ := f.add(r.url)
	f.happen(published("a"))
	f.work()
	if n := len(target.all()); n != 0 {
		t.Errorf("the target was reached %d times", n)
	}
	if d := f.only(h.ID); d.State != webhook.Failed || !strings.Contains(d.Attempts[0].Error, "redirect") {
		t.Errorf("ledger %+v", d)
	}
}

// The name was public when the webhook was added. Now it leads to this machine.
func TestReboundNamesAreNotReached(t *testing.T) {
	for line, addr := range map[string]string{"W1": "127.0.0.1", "W2": "::ffff:169.254.169.254", "W4": "10.0.0.1"} { // W1 W2 W4
		f := setupWith(t, webhook.Options{Resolve: resolve(addr)})
		h, _ := f.add("https://rebound.example/hook")
		f.happen(published("a"))
		f.work()
		if d := f.only(h.ID); d.State != webhook.Failed || !strings.Contains(d.Attempts[0].Error, "no public address") {
			t.Errorf("%s: ledger %+v", line, d)
		}
	}
}

func TestEndlessRepliesAreCut(t *testing.T) { // W8
	f := setup(t)
	r := receive(t, func(w http.ResponseWriter, _ int) {
		for {
			if _, err := w.Write([]byte(strings.Repeat("ä", 1000))); err != nil {
				return
			}
		}
	})
	h, _ := f.add(r.url)
	f.happen(published("a"))
	f.work()
	if d := f.only(h.ID); d.State != webhook.Delivered || len(d.Attempts[0].Reply) > 1100 || !strings.HasPrefix(d.Attempts[0].Reply, "ää") {
		t.Errorf("%s, %d bytes of the reply kept", d.State, len(d.Attempts[0].Reply))
	}
}

func TestUnreachableReceiverIsExplained(t *testing.T) {
	f, r := setup(t), receive(t, nil)
	h, _ := f.add("http://127.0.0.1:1/hook?token=receivers-own")
	f.happen(published("a"))
	f.work()
	d := f.only(h.ID)
	if d.Attempts[0].Status != 0 || !strings.Contains(d.Attempts[0].Error, "cannot be reached") || strings.Contains(d.Attempts[0].Error, "token") ||
		strings.Contains(d.Attempts[0].Error, "127.0.0.1") {
		t.Errorf("error %q", d.Attempts[0].Error)
	}
	if len(r.all()) != 0 {
		t.Error("somebody else got it")
	}
}

// One receiver never answers. The others must not feel it.
func TestDeadReceiverDelaysNoOther(t *testing.T) { // W19
	f := setup(t)
	end := make(chan struct{})
	dead := receive(t, func(http.ResponseWriter, int) { <-end })
	defer close(end)
	arrived := make(chan struct{}, 100)
	alive := receive(t, func(http.ResponseWriter, int) { arrived <- struct{}{} })
	f.add(dead.url)
	f.add(alive.url)
	const n = 40
	for i := range n {
		f.happen(published(fmt.Sprint("entry", i)))
	}
	broker := local.Open(filepath.Join(t.TempDir(), "queue.db"))
	q := broker.Queue("webhooks", local.Options{Workers: 8, PerGroup: 4, MaxAttempts: webhook.QueueAttempts, Visibility: webhook.QueueVisibility, Log: slog.New(slog.DiscardHandler)})
	defer func() {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_ = broker.Close(ctx)
	}()
	if err := q.Send(t.Context(), f.queue.take()...); err != nil {
		t.Fatal(err)
	}
	q.Start(f.Handle)
	for i := range n {
		select {
		case <-arrived:
		case <-time.After(10 * time.Second):
			t.Fatalf("only %d of %d deliveries came", i, n)
		}
	}
}
