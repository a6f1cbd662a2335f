package delivery_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/galley-cms/galley/graph/delivery"
)

// corpus fills a space with articles of 2.3 KB.
func corpus(b *testing.B, o delivery.Options) *space {
	s := newSpace(b, o)
	body := strings.Repeat("Lorem ipsum dolor sit amet. ", 75)
	for i := range 10 {
		s.create("person", fmt.Sprintf("p%d", i), fmt.Sprintf(`{"name":"Person %d"}`, i))
	}
	for i := range 200 {
		s.create("article", fmt.Sprintf("a%03d", i), fmt.Sprintf(`{"title":"Title %d","slug":"slug-%d","views":%d,"featured":%t,"day":"2026-01-02","link":"https://example.org/%d",
			"extra":%q,"author":{"id":"p%d"}}`, i, i, i, i%3 == 0, i, body, i%10))
	}
	return s
}

const (
	listQuery = `{"query":"{articles(first:20,orderBy:[{publishedAt:DESC}]){nodes{id title slug extra views featured publishedAt createdAt updatedAt author{name}}}}"}`
	oneQuery  = `{"query":"query($s:String){article(slug:$s){id title slug extra views featured publishedAt author{name}}}","variables":{"s":"slug-42"}}`
	pageQuery = `{"query":"{articles(where:{featured:{eq:true},views:{gt:10}},orderBy:[{views:DESC}],first:20){nodes{id title slug views} pageInfo{endCursor hasNextPage}}}"}`
)

// overHTTP measures a request over a connection that is kept open. The time is of client and server together; the
// client's share shows in BenchmarkConstant.
func overHTTP(b *testing.B, h http.Handler, body string) {
	server := httptest.NewServer(h)
	defer server.Close()
	client := &http.Client{Transport: &http.Transport{DisableCompression: true}}
	send := func() int64 {
		resp, err := client.Post(server.URL+"/graphql", "application/json", strings.NewReader(body))
		if err != nil {
			b.Fatal(err)
		}
		n, err := io.Copy(io.Discard, resp.Body)
		if err != nil || resp.StatusCode != http.StatusOK {
			b.Fatal(resp.Status, err)
		}
		resp.Body.Close()
		return n
	}
	n := send()
	b.ReportAllocs()
	start := processor()
	for b.Loop() {
		send()
	}
	b.ReportMetric(float64((processor()-start).Microseconds())/float64(b.N), "cpu-us/op")
	b.ReportMetric(float64(n)/1024, "KB/reply")
}

// inProcess measures the handler alone.
func inProcess(b *testing.B, s *space, body string) {
	w := &discard{header: http.Header{}}
	b.ReportAllocs()
	start := processor()
	for b.Loop() {
		r := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(body))
		r.Header["Content-Type"] = []string{"application/json"}
		clear(w.header)
		s.handler.ServeHTTP(w, r)
	}
	b.ReportMetric(float64((processor()-start).Microseconds())/float64(b.N), "cpu-us/op")
	b.ReportMetric(float64(w.n)/1024/float64(b.N), "KB/reply")
}

// processor is the processor time that this process has used: wall time says little on a busy machine.
func processor() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

type discard struct {
	header http.Header
	n      int
}

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) WriteHeader(int)             {}
func (d *discard) Write(b []byte) (int, error) { d.n += len(b); return len(b), nil }

func BenchmarkList(b *testing.B) { inProcess(b, corpus(b, delivery.Options{}), listQuery) }
func BenchmarkOne(b *testing.B)  { inProcess(b, corpus(b, delivery.Options{}), oneQuery) }
func BenchmarkPage(b *testing.B) { inProcess(b, corpus(b, delivery.Options{}), pageQuery) }
func BenchmarkCached(b *testing.B) {
	inProcess(b, corpus(b, delivery.Options{ReplyCache: 1 << 20}), listQuery)
}
func BenchmarkListHTTP(b *testing.B) { overHTTP(b, corpus(b, delivery.Options{}).handler, listQuery) }
func BenchmarkOneHTTP(b *testing.B)  { overHTTP(b, corpus(b, delivery.Options{}).handler, oneQuery) }
func BenchmarkCachedHTTP(b *testing.B) {
	overHTTP(b, corpus(b, delivery.Options{ReplyCache: 1 << 20}).handler, listQuery)
}

// BenchmarkConstant is a constant reply of the size of the list: what HTTP alone costs.
func BenchmarkConstant(b *testing.B) {
	body := []byte(strings.Repeat("x", 49<<10))
	overHTTP(b, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			b.Error(err)
		}
		w.Header()["Content-Length"] = []string{fmt.Sprint(len(body))}
		if _, err := w.Write(body); err != nil {
			b.Error(err)
		}
	}), listQuery)
}
