package snapshot_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/galley-cms/galley/internal/blob"
	"github.com/galley-cms/galley/internal/blob/disk"
	"github.com/galley-cms/galley/internal/search"
	"github.com/galley-cms/galley/internal/search/bleve"
	"github.com/galley-cms/galley/internal/search/searchtest"
	"github.com/galley-cms/galley/internal/search/snapshot"
)

// account is a bucket, and processes that begin with empty folders.
type account struct {
	t      *testing.T
	bucket *faulty
	mu     sync.Mutex
	time   time.Time
}

func newAccount(t *testing.T) *account {
	t.Helper()
	b, err := disk.Open(t.TempDir(), disk.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return &account{t: t, bucket: &faulty{Bucket: b}, time: time.Now()}
}

func (a *account) now() time.Time {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.time
}

func (a *account) pass(d time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.time = a.time.Add(d)
}

func (a *account) writer() *snapshot.Writer {
	w := snapshot.NewWriter(snapshot.NewStore(a.bucket, "search/"), a.t.TempDir(), func(dir string) (snapshot.Written, error) { return bleve.Open(dir) }, a.now)
	a.t.Cleanup(func() { a.must(w.Close()) })
	return w
}

func (a *account) reader() *snapshot.Reader {
	r := snapshot.NewReader(snapshot.NewStore(a.bucket, "search/"), a.t.TempDir(), func(dir string) (snapshot.Opened, error) { return bleve.OpenReadOnly(dir) }, a.now)
	a.t.Cleanup(func() { a.must(r.Close()) })
	return r
}

func (a *account) must(err error) {
	a.t.Helper()
	if err != nil {
		a.t.Fatal(err)
	}
}

// write applies a change and publishes it.
func (a *account) write(w *snapshot.Writer, entry string, seq int64, text string) {
	a.t.Helper()
	a.must(a.apply(w, entry, seq, text))
	a.must(w.Publish(a.t.Context()))
}

func (a *account) apply(w *snapshot.Writer, entry string, seq int64, text string) error {
	x, err := w.Begin(a.t.Context())
	if err != nil {
		return err
	}
	return x.Apply(a.t.Context(), search.Change{Entry: entry, Stage: search.Live, Seq: seq, Documents: []search.Document{
		{Model: "m", Fields: []search.Field{{ID: "f", Text: text}}},
	}})
}

// finds fails unless a search gives so many.
func (a *account) finds(x search.Index, text string, n int) {
	a.t.Helper()
	a.pass(snapshot.LookEvery)
	r, err := x.Search(a.t.Context(), search.Query{Text: text, Stage: search.Live, Limit: 100})
	a.must(err)
	if len(r.Hits) != n {
		a.t.Errorf("%q finds %d, not %d", text, len(r.Hits), n)
	}
}

// faulty is a bucket whose puts or gets can fail, and that counts them.
type faulty struct {
	blob.Bucket
	putsLeft int // then they fail; 0: never
	puts     []string
	gets     []string
}

var errFault = errors.New("the bucket does not answer")

func (f *faulty) Put(ctx context.Context, key string, body io.Reader, o blob.PutOptions) error {
	if f.putsLeft > 0 {
		if f.putsLeft--; f.putsLeft == 0 {
			f.putsLeft = 1
			return errFault
		}
	}
	f.puts = append(f.puts, key)
	return f.Bucket.Put(ctx, key, body, o)
}

func (f *faulty) Get(ctx context.Context, key string) (io.ReadCloser, blob.Info, error) {
	f.gets = append(f.gets, key)
	return f.Bucket.Get(ctx, key)
}

func (f *faulty) keys(t *testing.T) []string {
	t.Helper()
	all, err := f.List(t.Context(), "search/", "", 1000)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, i := range all {
		out = append(out, i.Key)
	}
	return out
}

func TestReadersSeeWhatIsPublished(t *testing.T) {
	a := newAccount(t)
	r, w := a.reader(), a.writer()
	st, err := r.Status(t.Context())
	if a.must(err); st.ID != snapshot.NoSnapshot {
		t.Errorf("without a snapshot the status is %+v", st)
	}
	a.finds(r, "lamp", 0)
	a.write(w, "a", 1, "lamp")
	a.finds(r, "lamp", 1)
	a.must(a.apply(w, "b", 1, "lamp"))
	a.finds(r, "lamp", 1)
	a.must(w.Publish(t.Context()))
	a.finds(r, "lamp", 2)
	a.bucket.gets = nil
	a.finds(r, "lamp", 2)
	if len(a.bucket.gets) > 0 {
		t.Errorf("a snapshot that is here is fetched again: %q", a.bucket.gets)
	}
	copies, err := r.Copies(t.Context(), search.CopyKey{}, 10)
	if a.must(err); len(copies) != 2 {
		t.Errorf("the copies are %+v", copies)
	}
	if r.Apply(t.Context()) == nil {
		t.Error("a reader writes")
	}
}

func TestOnlyNewSegmentsTravel(t *testing.T) {
	a := newAccount(t)
	w, r := a.writer(), a.reader()
	a.write(w, "a", 1, strings.Repeat("long ", 5000))
	a.finds(r, "long", 1)
	a.bucket.puts, a.bucket.gets = nil, nil
	a.write(w, "b", 1, "short")
	a.finds(r, "short", 1)
	if len(a.bucket.puts) > 3 || len(a.bucket.gets) > 3 { // a segment, the list of them, the manifest
		t.Errorf("a small change takes %q and %q", a.bucket.puts, a.bucket.gets)
	}
}

func TestAnotherWriterGoesOn(t *testing.T) {
	a := newAccount(t)
	first, second, r := a.writer(), a.writer(), a.reader()
	a.write(first, "a", 5, "one")
	a.write(second, "b", 1, "two")
	a.must(a.apply(first, "c", 1, "three")) // it has seen what the second one published
	a.must(first.Publish(t.Context()))
	for _, text := range []string{"one", "two", "three"} {
		a.finds(r, text, 1)
	}
	a.write(a.writer(), "a", 4, "late")
	a.finds(r, "late", 0)
	a.finds(r, "one", 1)
}

// F1, F8
func TestWritersThatDieLeaveTheOldSnapshot(t *testing.T) {
	a := newAccount(t)
	a.write(a.writer(), "a", 1, "lamp")
	r := a.reader()
	for puts := 1; ; puts++ {
		w := a.writer()
		a.must(a.apply(w, "b", 1, "table"))
		a.bucket.putsLeft = puts
		err := w.Publish(t.Context())
		a.bucket.putsLeft = 0
		a.finds(r, "lamp", 1)
		if err == nil {
			break
		}
		a.finds(r, "table", 0)
		a.finds(a.reader(), "table", 0)
		a.must(a.apply(w, "c", 1, "chair")) // the same process goes on from what is published
		if puts > 10 {
			t.Fatal("it never succeeds")
		}
	}
	a.finds(r, "table", 1)
	a.finds(r, "chair", 0)
}

func TestOldFilesAreDeleted(t *testing.T) {
	a := newAccount(t)
	w := a.writer()
	for i := range 30 {
		a.write(w, fmt.Sprint("e", i), 1, "lamp")
		a.pass(10 * time.Minute)
	}
	a.pass(2 * time.Hour)
	a.must(a.bucket.Put(t.Context(), "search/files/stray", strings.NewReader("x"), blob.PutOptions{Size: 1}))
	a.must(a.bucket.Put(t.Context(), "other/files/stray", strings.NewReader("x"), blob.PutOptions{Size: 1}))
	a.write(w, "last", 1, "lamp")
	before := len(a.bucket.keys(t))
	a.pass(25 * time.Hour)
	a.write(w, "last", 2, "lamp")
	keys := a.bucket.keys(t)
	for _, k := range keys {
		if filepath.Base(k) == "stray" {
			t.Error("a stray file stays")
		}
	}
	if before > 40 || len(keys) > before {
		t.Errorf("%d, then %d files stay", before, len(keys))
	}
	if _, err := a.bucket.Stat(t.Context(), "other/files/stray"); err != nil {
		t.Error("a file of others is deleted")
	}
	a.finds(a.reader(), "lamp", 31)
}

func TestFilesThatChangedAreNotOpened(t *testing.T) {
	a := newAccount(t)
	a.write(a.writer(), "a", 1, "lamp")
	for _, k := range a.bucket.keys(t) {
		if strings.Contains(k, "/files/") {
			a.must(a.bucket.Bucket.Put(t.Context(), k, strings.NewReader("spoilt"), blob.PutOptions{Size: 6}))
		}
	}
	if _, err := a.reader().Status(t.Context()); err == nil {
		t.Error("a spoilt snapshot is read")
	}
}

// published is an index that publishes what is applied, and reads what is published.
type published struct {
	*snapshot.Reader
	mu sync.Mutex
	w  *snapshot.Writer
	a  *account
}

func (p *published) Apply(ctx context.Context, changes ...search.Change) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	x, err := p.w.Begin(ctx)
	if err != nil {
		return err
	}
	if err := x.Apply(ctx, changes...); err != nil {
		return err
	}
	p.a.pass(snapshot.LookEvery)
	return p.w.Publish(ctx)
}

func TestSnapshotsAreAnIndex(t *testing.T) {
	searchtest.Run(t, func(t *testing.T) search.Index {
		a := newAccount(t)
		p := &published{Reader: a.reader(), w: a.writer(), a: a}
		_, err := p.w.Begin(t.Context())
		a.must(err)
		a.must(p.w.Publish(t.Context()))
		return p
	})
}
