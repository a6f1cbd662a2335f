package wordpress

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/galley-cms/galley/internal/transfer"
	"github.com/galley-cms/galley/internal/transfer/transfertest"
)

// endless is an export of many posts that exists nowhere as a whole.
type endless struct {
	items int
	words int    // of a post
	word  string // each of them
	at    int
	rest  string
}

func (e *endless) Read(p []byte) (int, error) {
	for e.rest == "" {
		switch {
		case e.at == 0:
			e.rest = `<rss xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>`
		case e.at <= e.items:
			e.rest = fmt.Sprintf(`<item><title>Post %d</title><content:encoded>%s</content:encoded><wp:post_id>%d</wp:post_id>`+
				`<wp:post_name>p%d</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item>`,
				e.at, strings.Repeat(e.word+" ", e.words), e.at, e.at)
		case e.at == e.items+1:
			e.rest = "</channel></rss>"
		default:
			return 0, io.EOF
		}
		e.at++
	}
	n := copy(p, e.rest)
	e.rest = e.rest[n:]
	return n, nil
}

func (e *endless) Seek(offset int64, whence int) (int64, error) {
	if offset != 0 || whence != io.SeekStart {
		return 0, errors.New("only to the start")
	}
	e.at, e.rest = 0, ""
	return 0, nil
}

// forgetful is a space that keeps nothing.
type forgetful struct {
	*transfertest.Space
	entries int
	watch   bool
	largest uint64 // bytes of the heap, at the most
}

func (f *forgetful) Import(_ context.Context, entries []transfer.Entry, _ bool) ([]transfer.Result, error) {
	out := make([]transfer.Result, len(entries))
	for i, e := range entries {
		out[i] = transfer.Result{ID: e.ID, Outcome: transfer.Created}
	}
	f.entries += len(entries)
	if f.watch {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		f.largest = max(f.largest, m.HeapAlloc)
	}
	return out, nil
}

// TestLargeFile streams 7 MB in two readings, and keeps less than half of it in memory at any time. // I2
func TestLargeFile(t *testing.T) {
	space := &forgetful{Space: transfertest.New(), watch: true}
	report, err := Import(context.Background(), &endless{items: 150, words: 300, word: strings.Repeat("long", 40)}, space, transfer.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if report.Created != 150 || space.entries != 150 {
		t.Errorf("%d of 150 posts came in", report.Created)
	}
	if space.largest > 7<<19 {
		t.Errorf("%d KB were in memory at once", space.largest>>10)
	}
}

// TestLongElement has one item that never ends. // I2
func TestLongElement(t *testing.T) {
	file := io.MultiReader(strings.NewReader(`<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><item><title>`), &letters{})
	err := walkWithin(file, visitor{}, 1<<20)
	if err == nil || !strings.Contains(err.Error(), "line 1: one element is longer than 1 MB") {
		t.Errorf("got %v", err)
	}
}

// letters is a text without an end.
type letters struct{}

func (letters) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'a'
	}
	return len(p), nil
}

// BenchmarkImport measures how many posts a second are read, converted and handed over.
func BenchmarkImport(b *testing.B) {
	space := &forgetful{Space: transfertest.New()}
	for b.Loop() {
		if _, err := Import(b.Context(), &endless{items: 1_000, words: 300, word: "word"}, space, transfer.Options{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(space.entries)/b.Elapsed().Seconds(), "posts/s")
}
