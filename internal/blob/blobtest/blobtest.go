// Package blobtest is the conformance suite of the bucket port: every adapter runs it in its tests.
package blobtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/galley-cms/galley/internal/blob"
	"github.com/galley-cms/galley/internal/errs"
)

// Run holds a bucket to the promises of the port; open makes an empty one for each case.
func Run(t *testing.T, open func(t *testing.T) blob.Bucket) {
	for name, test := range map[string]func(*testing.T, blob.Bucket){
		"what is put can be read":              testRoundTrip,
		"a second put replaces":                testReplace,
		"missing objects are not found":        testMissing,
		"another size than announced is wrong": testWrongSize,
		"bad keys are refused":                 testBadKeys,
		"any good key works":                   testGoodKeys,
		"delete takes several, missing too":    testDelete,
		"list goes in order by prefix":         testList,
		"a cancelled put leaves nothing":       testCancelled,
		"a broken body leaves the old object":  testBrokenBody,
		"readers see whole objects":            testAtomic,
	} {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

func put(t *testing.T, b blob.Bucket, key, body string) {
	t.Helper()
	err := b.Put(t.Context(), key, strings.NewReader(body), blob.PutOptions{Size: int64(len(body)), ContentType: "text/plain"})
	if err != nil {
		t.Fatalf("Put(%.40q): %v", key, err)
	}
}

func get(t *testing.T, b blob.Bucket, key string) (string, blob.Info) {
	t.Helper()
	r, info, err := b.Get(t.Context(), key)
	if err != nil {
		t.Fatalf("Get(%.40q): %v", key, err)
	}
	body, err := io.ReadAll(r)
	if err := errors.Join(err, r.Close()); err != nil {
		t.Fatalf("read %.40q: %v", key, err)
	}
	return string(body), info
}

func testRoundTrip(t *testing.T, b blob.Bucket) {
	for _, size := range []int64{5, -1} {
		o := blob.PutOptions{Size: size, ContentType: "image/png", CacheControl: "public, max-age=60"}
		if err := b.Put(t.Context(), "a/b.png", strings.NewReader("hello"), o); err != nil {
			t.Fatal(err)
		}
		body, info := get(t, b, "a/b.png")
		stat, err := b.Stat(t.Context(), "a/b.png")
		if err != nil || stat != info {
			t.Errorf("Stat gives %+v, %v; Get gives %+v", stat, err, info)
		}
		want := blob.Info{Key: "a/b.png", Size: 5, ContentType: o.ContentType, CacheControl: o.CacheControl, ETag: info.ETag, Modified: info.Modified}
		if body != "hello" || info != want || info.ETag == "" || info.Modified.IsZero() {
			t.Errorf("got %q with %+v", body, info)
		}
	}
	put(t, b, "empty", "")
	if body, info := get(t, b, "empty"); body != "" || info.Size != 0 {
		t.Errorf("an empty object reads as %q with %+v", body, info)
	}
}

func testReplace(t *testing.T, b blob.Bucket) {
	put(t, b, "k", "a longer first body")
	_, first := get(t, b, "k")
	put(t, b, "k", "second")
	body, second := get(t, b, "k")
	if body != "second" || second.Size != 6 || second.ETag == first.ETag {
		t.Errorf("got %q with %+v after %+v", body, second, first)
	}
}

func testMissing(t *testing.T, b blob.Bucket) {
	put(t, b, "there/inner", "x")
	for _, key := range []string{"no", "there", "there/", "there/inner/more"} {
		if _, _, err := b.Get(t.Context(), key); !errors.Is(err, blob.ErrNotFound) {
			t.Errorf("Get(%q) gives %v, not ErrNotFound", key, err)
		}
		if _, err := b.Stat(t.Context(), key); !errors.Is(err, blob.ErrNotFound) {
			t.Errorf("Stat(%q) gives %v, not ErrNotFound", key, err)
		}
	}
}

func testWrongSize(t *testing.T, b blob.Bucket) {
	put(t, b, "k", "old")
	for _, body := range []string{"four", "sixsix"} {
		if err := b.Put(t.Context(), "k", strings.NewReader(body), blob.PutOptions{Size: 5}); err == nil {
			t.Errorf("a body of %d bytes instead of 5 was taken", len(body))
		}
	}
	if body, _ := get(t, b, "k"); body != "old" {
		t.Errorf("the refused put left %q", body)
	}
}

// M12
func testBadKeys(t *testing.T, b blob.Bucket) {
	for _, key := range []string{
		"", "..", ".", "../x", "a/../../x", "a/./b", "a/..", "nul\x00", "bad\xff", strings.Repeat("k", 1025),
	} {
		err := b.Put(t.Context(), key, strings.NewReader("x"), blob.PutOptions{Size: 1})
		if errs.CodeOf(err) != errs.Invalid {
			t.Errorf("Put(%.40q) gives %v", key, err)
		}
		if _, _, err := b.Get(t.Context(), key); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("Get(%.40q) gives %v", key, err)
		}
		if _, err := b.Stat(t.Context(), key); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("Stat(%.40q) gives %v", key, err)
		}
		if err := b.Delete(t.Context(), key); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("Delete(%.40q) gives %v", key, err)
		}
	}
}

// goodKeys would collide on a file system that they reach unescaped.
var goodKeys = []string{
	"a", "a/b", "a/", "A", "a/B", "a//b", "/a", "~", "+", "=", "%", "%41", "a b", "a:b", `a\b`, "con", "…", ".hidden", "..a",
	"日本/語.png", "nul", strings.Repeat("k", 1024), strings.Repeat("é", 512), "x/" + strings.Repeat("%", 1000), "q?x=1#y",
}

func testGoodKeys(t *testing.T, b blob.Bucket) {
	for _, key := range goodKeys {
		put(t, b, key, "body of "+key)
	}
	for _, key := range goodKeys {
		if body, info := get(t, b, key); body != "body of "+key || info.Key != key {
			t.Errorf("%.40q reads as %.40q under the key %.40q", key, body, info.Key)
		}
	}
	infos, err := b.List(t.Context(), "", "", 1000)
	if err != nil || len(infos) != len(goodKeys) {
		t.Errorf("List gives %d keys of %d, %v", len(infos), len(goodKeys), err)
	}
}

func testDelete(t *testing.T, b blob.Bucket) {
	for _, key := range []string{"a/1", "a/2", "a/3"} {
		put(t, b, key, key)
	}
	if err := b.Delete(t.Context(), "a/1", "a/none", "a/3"); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"a/2"}, list(t, b, "", "", 10)); diff != "" {
		t.Error(diff)
	}
	if err := b.Delete(t.Context()); err != nil {
		t.Errorf("deleting nothing: %v", err)
	}
}

func list(t *testing.T, b blob.Bucket, prefix, after string, limit int) (keys []string) {
	t.Helper()
	infos, err := b.List(t.Context(), prefix, after, limit)
	if err != nil {
		t.Fatal(err)
	}
	for _, info := range infos {
		stat, err := b.Stat(t.Context(), info.Key)
		want := blob.Info{Key: stat.Key, Size: stat.Size, ETag: stat.ETag, Modified: info.Modified}
		if err != nil || info != want || info.Modified.Sub(stat.Modified).Abs() >= time.Second { // lists may round
			t.Errorf("List gives %+v, Stat %+v, %v", info, stat, err)
		}
		keys = append(keys, info.Key)
	}
	return keys
}

func testList(t *testing.T, b blob.Bucket) {
	for _, key := range []string{"b/2", "b/10", "b", "a/z", "b/1/x", "bc", "B/1", "b-"} {
		put(t, b, key, key)
	}
	for _, c := range []struct {
		prefix, after string
		limit         int
		want          []string
	}{
		{"", "", 100, []string{"B/1", "a/z", "b", "b-", "b/1/x", "b/10", "b/2", "bc"}},
		{"b/", "", 100, []string{"b/1/x", "b/10", "b/2"}},
		{"b/1", "", 100, []string{"b/1/x", "b/10"}},
		{"b", "b/1/x", 2, []string{"b/10", "b/2"}},
		{"b", "", 1, []string{"b"}},
		{"none/", "", 100, nil},
		{"b/", "b/2", 100, nil},
	} {
		if diff := cmp.Diff(c.want, list(t, b, c.prefix, c.after, c.limit)); diff != "" {
			t.Errorf("List(%q, %q, %d): %s", c.prefix, c.after, c.limit, diff)
		}
	}
}

func testCancelled(t *testing.T, b blob.Bucket) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := b.Put(ctx, "k", strings.NewReader("x"), blob.PutOptions{Size: 1}); !errors.Is(err, context.Canceled) {
		t.Errorf("Put gives %v", err)
	}
	if keys := list(t, b, "", "", 10); keys != nil {
		t.Errorf("it left %q", keys)
	}
}

func testBrokenBody(t *testing.T, b blob.Bucket) {
	put(t, b, "k", "old")
	broken := errors.New("the line is cut")
	body := io.MultiReader(strings.NewReader("ne"), errorReader{broken})
	if err := b.Put(t.Context(), "k", body, blob.PutOptions{Size: -1}); !errors.Is(err, broken) {
		t.Errorf("Put gives %v", err)
	}
	if body, _ := get(t, b, "k"); body != "old" {
		t.Errorf("the broken put left %q", body)
	}
}

type errorReader struct{ err error }

func (r errorReader) Read([]byte) (int, error) { return 0, r.err }

func testAtomic(t *testing.T, b blob.Bucket) {
	const size, writers, rounds = 100_000, 4, 10
	put(t, b, "k", strings.Repeat("a", size))
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for range rounds {
				put(t, b, "k", strings.Repeat(string(rune('a'+w)), size))
			}
		})
	}
	for range rounds * writers {
		if err := checkWhole(t.Context(), b, size); err != nil {
			t.Error(err)
		}
	}
	wg.Wait()
}

func checkWhole(ctx context.Context, b blob.Bucket, size int) error {
	r, info, err := b.Get(ctx, "k")
	if err != nil {
		return err
	}
	body, err := io.ReadAll(r)
	if err := errors.Join(err, r.Close()); err != nil {
		return err
	}
	if len(body) != size || info.Size != int64(size) || len(bytes.Trim(body, string(body[:1]))) != 0 {
		return fmt.Errorf("a reader saw %d bytes of several writers", len(body))
	}
	return nil
}
