//go:build remote

package story

import (
	"os"
	"testing"
)

// The main story is told to an environment that somebody has deployed: make e2e URL=… It works on names of its own and
// takes away what it made.
func TestRemote(t *testing.T) {
	h := &Home{URL: os.Getenv("GALLEY_URL"), Key: os.Getenv("GALLEY_KEY"), Inhabited: true}
	if link := os.Getenv("SETUP_LINK"); link != "" {
		h.SetupLink, h.Email, h.Password = func(testing.TB) string { return link }, os.Getenv("EMAIL"), os.Getenv("PASSWORD")
	}
	if h.URL == "" || h.Key == "" && (h.Email == "" || h.Password == "") {
		t.Fatal("Say which environment: make e2e URL=https://… with GALLEY_KEY, or with SETUP_LINK, EMAIL and PASSWORD.")
	}
	if public := os.Getenv("RECEIVER"); public != "" {
		h.Receive = ListenAt(os.Getenv("RECEIVER_ADDR"), public)
	}
	Tell(t, h)
}
