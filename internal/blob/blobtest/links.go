package blobtest

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/galley-cms/galley/internal/blob"
	"github.com/galley-cms/galley/internal/errs"
)

// Links is an empty bucket that gives out addresses of its objects.
type Links struct {
	Bucket blob.Bucket
	Linker blob.Linker
	// Pass lets so much time go by for whoever checks presigned addresses.
	Pass func(time.Duration)
}

// RunLinks holds a linker, and the storage behind its addresses, to the promises of the port.
func RunLinks(t *testing.T, open func(t *testing.T) Links) {
	for name, test := range map[string]func(*testing.T, Links){
		"an address gives its object":      testLink,
		"any other is refused":             testOtherLinks,
		"an address ends":                  testLateLink,
		"bad keys are refused":             testBadLink,
		"an address of nothing gives none": testLinkOfNothing,
	} {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

var linked = blob.Download{
	Key: "up/Straße 1.txt", ContentType: "text/plain", Disposition: `attachment; filename="a b.txt"`,
	CacheControl: "private, no-store", Expires: 2 * time.Second,
}

func link(t *testing.T, l Links) string {
	t.Helper()
	address, err := l.Linker.PresignDownload(t.Context(), linked)
	if err != nil {
		t.Fatal(err)
	}
	return address
}

// follow asks for an address and returns the reply with its body.
func follow(t *testing.T, address, span string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	if span != "" {
		r.Header.Set("Range", span)
	}
	reply, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(reply.Body)
	if err := errors.Join(err, reply.Body.Close()); err != nil {
		t.Fatal(err)
	}
	return reply, string(body)
}

func testLink(t *testing.T, l Links) {
	put(t, l.Bucket, linked.Key, "0123456789")
	reply, body := follow(t, link(t, l), "")
	if reply.StatusCode != http.StatusOK || body != "0123456789" {
		t.Errorf("answered %d: %s", reply.StatusCode, body)
	}
	for name, want := range map[string]string{
		"Content-Type": linked.ContentType, "Content-Disposition": linked.Disposition, "Cache-Control": linked.CacheControl,
	} {
		if got := reply.Header.Get(name); got != want {
			t.Errorf("%s is %q", name, got)
		}
	}
	if reply, body := follow(t, link(t, l), "bytes=2-4"); reply.StatusCode != http.StatusPartialContent || body != "234" {
		t.Errorf("a range is answered with %d: %s", reply.StatusCode, body)
	}
}

func testOtherLinks(t *testing.T, l Links) {
	put(t, l.Bucket, linked.Key, "secret")
	put(t, l.Bucket, strings.Replace(linked.Key, "1", "2", 1), "another secret")
	address := link(t, l)
	for name, other := range map[string]string{
		"other key":  strings.Replace(address, "1.txt", "2.txt", 1),
		"other type": strings.Replace(address, "plain", "html", 1),
		"tampered":   tamper(address),
	} {
		if reply, body := follow(t, other, ""); reply.StatusCode/100 != 4 || other == address {
			t.Errorf("%s: answered %d: %s", name, reply.StatusCode, body)
		}
	}
}

func testLateLink(t *testing.T, l Links) {
	put(t, l.Bucket, linked.Key, "secret")
	address := link(t, l)
	l.Pass(3 * time.Second)
	if reply, body := follow(t, address, ""); reply.StatusCode/100 != 4 {
		t.Errorf("answered %d: %s", reply.StatusCode, body)
	}
}

// M12
func testBadLink(t *testing.T, l Links) {
	if _, err := l.Linker.PresignDownload(t.Context(), blob.Download{Key: "../x", Expires: time.Minute}); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("got %v", err)
	}
}

func testLinkOfNothing(t *testing.T, l Links) {
	if reply, body := follow(t, link(t, l), ""); reply.StatusCode != http.StatusNotFound {
		t.Errorf("answered %d: %s", reply.StatusCode, body)
	}
}
