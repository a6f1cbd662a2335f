package delivery_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/galley-cms/galley/graph/delivery"
	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/store/storetest"
)

// busy is a document with lists, look-ups and reverse lists, on each level several.
const busy = `{
	a: articles(first: 3, orderBy: [{views: ASC}]) { totalCount nodes { id title author { name linkedFrom { articlesByAuthor(first: 2, orderBy: [{views: DESC}]) { nodes { id author { name } } } } } } }
	b: articles(last: 2, orderBy: [{views: ASC}]) { nodes { id linkedFrom { articlesByRelated(orderBy: [{views: ASC}]) { nodes { id } } } } }
	c: people(orderBy: [{name: ASC}]) { nodes { name linkedFrom { articlesByAuthor { totalCount } } } }
	d: article(slug: "s3") { title related { id title } }
	e: article(slug: "none") { title }
	f: person(id: "p1") { name best { title } }
	g: articles(where: {slug: {eq: "s5"}}) { nodes { id } }
	homepage { headline }
}`

func (s *space) shelves() {
	for i := range 3 {
		s.create("person", fmt.Sprintf("p%d", i), fmt.Sprintf(`{"name":"P%d"}`, i))
	}
	for i := range 9 {
		s.create("article", fmt.Sprintf("a%d", i), fmt.Sprintf(
			`{"title":"T%d","slug":"s%d","views":%d,"author":{"id":"p%d"},"related":[{"id":"a%d"},{"id":"a%d"}]}`, i, i, i, i%3, (i+1)%9, (i+4)%9))
	}
}

// However many are read at once, the reply is the same.
func TestParallelSearchesAnswerTheSame(t *testing.T) {
	var want string
	for _, parallel := range []int{1, 2, 8} {
		s := newSpace(t, delivery.Options{Parallel: parallel})
		s.shelves()
		s.update("p1", `{"best":{"id":"a7"}}`, "", true)
		for range 5 {
			got := s.query(busy)
			if want == "" {
				want = got
			}
			if got != want {
				t.Fatalf("parallel %d:\n%s\nnot\n%s", parallel, got, want)
			}
		}
	}
}

// meeting is a table whose queries wait until as many as are expected are on their way at once.
type meeting struct {
	store.Table
	expected atomic.Int32 // 0: nobody waits
	here     atomic.Int32
	all      chan struct{}
}

type meetingReader struct {
	store.Reader
	*meeting
}

func (m *meeting) View(ctx context.Context, fn func(store.Reader) error) error {
	return m.Table.View(ctx, func(r store.Reader) error { return fn(meetingReader{r, m}) })
}

func (r meetingReader) Query(ctx context.Context, q store.Query) (store.Page, error) {
	if n := r.expected.Load(); n > 0 {
		if r.here.Add(1) == n {
			close(r.all)
		}
		select {
		case <-r.all:
		case <-time.After(10 * time.Second):
			return store.Page{}, errors.New("the others do not come")
		}
	}
	return r.Reader.Query(ctx, q)
}

// Lists of the root, and reverse lists of one level, are on their way to a distant store together.
func TestSearchesOfALevelGoTogether(t *testing.T) {
	for query, together := range map[string]int32{
		`{ a: articles { nodes { id } } b: articles(last: 3) { nodes { id } } c: people { nodes { id } } }`:                                                     3,
		`{ a: person(id: "p0") { linkedFrom { articlesByAuthor { nodes { id } } } } b: person(id: "p1") { linkedFrom { articlesByAuthor { nodes { id } } } } }`: 2,
	} {
		m := &meeting{Table: storetest.New(t), all: make(chan struct{})}
		s := newSpaceOver(t, storetest.New(t), m, delivery.Options{Parallel: 4})
		s.shelves()
		m.expected.Store(together)
		if got := s.query(query); len(got) < 50 {
			t.Errorf("%s: %s", query, got)
		}
	}
}
