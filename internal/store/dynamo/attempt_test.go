package dynamo_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/store/dynamo"
)

// reads are all kinds of reads of the items a and b.
var reads = map[string]func(context.Context, store.Reader) error{
	"get of one": func(ctx context.Context, r store.Reader) error {
		_, err := r.Get(ctx, store.Consistent, item("a").Key)
		return err
	},
	"get": func(ctx context.Context, r store.Reader) error {
		_, err := r.Get(ctx, store.Consistent, item("a").Key, item("b").Key)
		return err
	},
	"atomic get": func(ctx context.Context, r store.Reader) error {
		_, err := r.GetAtomic(ctx, item("a").Key, item("b").Key)
		return err
	},
	"query": func(ctx context.Context, r store.Reader) error {
		_, err := r.Query(ctx, store.Query{Partition: "p"})
		return err
	},
}

func TestReadsUnderFaults(t *testing.T) { // F4, F6
	for what, c := range map[string]struct {
		answers  []string
		want     any // nil, an error, or a pointer to an error's type
		requests int
	}{
		"throttled once":           {[]string{throttled, done}, nil, 2},
		"throttled for good":       {[]string{throttled}, store.ErrThrottled, 3},
		"broken once":              {[]string{broken, done}, nil, 2},
		"broken and lost":          {[]string{broken, lost, done}, nil, 3},
		"lost for good":            {[]string{lost}, new(error), 3},
		"the reason was lost once": {[]string{torn, done}, nil, 2},
		"refused for good":         {[]string{badRequest}, new(error), 1},
	} {
		for name, read := range reads {
			table, script := scripted(nil, c.answers...)
			err := table.View(t.Context(), func(r store.Reader) error { return read(t.Context(), r) })
			check(t, name+", "+what, err, c.want)
			if errors.Is(err, store.ErrUnknown) {
				t.Errorf("%s, %s: a read that failed has written something: %v", name, what, err)
			}
			if len(script.bodies) != c.requests {
				t.Errorf("%s, %s: %d requests, not %d", name, what, len(script.bodies), c.requests)
			}
		}
	}
}

// network is a DynamoDB that takes its time.
type network struct {
	takes       func(nth int64) time.Duration
	asked, busy atomic.Int64
	most        atomic.Int64 // requests at once
}

func (n *network) Do(r *http.Request) (*http.Response, error) {
	busy := n.busy.Add(1)
	defer n.busy.Add(-1)
	for most := n.most.Load(); busy > most && !n.most.CompareAndSwap(most, busy); most = n.most.Load() {
	}
	select {
	case <-time.After(n.takes(n.asked.Add(1))):
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
	return (&script{answers: []string{done}}).Do(r)
}

func (n *network) table() *dynamo.Table {
	client := dynamodb.New(dynamodb.Options{
		Region: "eu-central-1", HTTPClient: n, Credentials: credentials.NewStaticCredentialsProvider("test", "test", ""),
	})
	return dynamo.New(client, "t", dynamo.Options{})
}

// A connection that died must not hold up a request until the caller's own time is over.
func TestAttemptsAreLimitedInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &network{takes: func(nth int64) time.Duration {
			if nth == 1 {
				return time.Hour
			}
			return time.Millisecond
		}}
		begin := time.Now()
		if err := n.table().Transact(t.Context(), "token", store.Put(item("a"), store.Absent())); err != nil {
			t.Error(err)
		}
		if took := time.Since(begin); took < 3*time.Second || took > 4*time.Second || n.asked.Load() != 2 {
			t.Errorf("%d attempts took %s", n.asked.Load(), took)
		}
	})
}

func TestDeadConnectionsEndInAnError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &network{takes: func(int64) time.Duration { return time.Hour }}
		table, begin := n.table(), time.Now()
		check(t, "a write", table.Batch(t.Context(), store.Put(item("a"), store.Absent()))[0], store.ErrUnknown)
		err := table.View(t.Context(), func(r store.Reader) error { return reads["query"](t.Context(), r) })
		check(t, "a read", err, context.DeadlineExceeded)
		if took := time.Since(begin); n.asked.Load() != 16 || took > time.Minute {
			t.Errorf("%d attempts in %s", n.asked.Load(), took)
		}
	})
}

func TestCancelledCallsMakeNoFurtherAttempts(t *testing.T) { // G28
	synctest.Test(t, func(t *testing.T) {
		n := &network{takes: func(int64) time.Duration { return time.Hour }}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		for name, read := range reads {
			n.asked.Store(0)
			if err := n.table().View(t.Context(), func(r store.Reader) error { return read(ctx, r) }); err == nil || n.asked.Load() > 1 {
				t.Errorf("%s: %d attempts, %v", name, n.asked.Load(), err)
			}
		}
	})
}

// TestRoundTrips counts how often a call waits for the network, by the time that goes by.
func TestRoundTrips(t *testing.T) {
	const trip = 10 * time.Millisecond
	keys := make([]store.Key, 1000)
	writes := make([]store.Write, 38)
	for i := range keys {
		keys[i] = item(fmt.Sprint(i)).Key
	}
	for i := range writes {
		writes[i] = store.Put(item(fmt.Sprint(i)), store.TagBelow(7))
	}
	for what, c := range map[string]struct {
		call     func(context.Context, store.Table) error
		requests int64
		trips    int
	}{
		"a page of 100 copies": {get(keys[:100]), 1, 1},
		"1,000 copies":         {get(keys), 10, 1},
		"rows of a publish":    {func(ctx context.Context, t store.Table) error { return errors.Join(t.Batch(ctx, writes...)...) }, 38, 3},
		"a transaction":        {func(ctx context.Context, t store.Table) error { return t.Transact(ctx, "", writes...) }, 1, 1},
	} {
		synctest.Test(t, func(t *testing.T) {
			n, begin := &network{takes: func(int64) time.Duration { return trip }}, time.Now()
			if err := c.call(t.Context(), n.table()); err != nil {
				t.Error(err)
			}
			if trips := int(time.Since(begin) / trip); n.asked.Load() != c.requests || trips != c.trips || n.most.Load() > 16 {
				t.Errorf("%s: %d requests, %d at once, took %d round trips", what, n.asked.Load(), n.most.Load(), trips)
			}
		})
	}
}

func get(keys []store.Key) func(context.Context, store.Table) error {
	return func(ctx context.Context, t store.Table) error {
		return t.View(ctx, func(r store.Reader) error {
			_, err := r.Get(ctx, store.Eventual, keys...)
			return err
		})
	}
}

// A reply whose body stops half-way is as dead as one that never begins.
func TestBodiesAreLimitedInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stalled := func(r *http.Request) (*http.Response, error) {
			reply := http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: stalling{r.Context()}, Request: r}
			return &reply, nil
		}
		client := dynamodb.New(dynamodb.Options{
			Region: "eu-central-1", HTTPClient: doFunc(stalled), Credentials: credentials.NewStaticCredentialsProvider("test", "test", ""),
		})
		table, begin := dynamo.New(client, "t", dynamo.Options{Attempts: 2}), time.Now()
		err := table.View(t.Context(), func(r store.Reader) error { return reads["query"](t.Context(), r) })
		if err == nil || !strings.Contains(err.Error(), "deadline") || time.Since(begin) > 10*time.Second {
			t.Errorf("after %s: %v", time.Since(begin), err)
		}
	})
}

type doFunc func(*http.Request) (*http.Response, error)

func (f doFunc) Do(r *http.Request) (*http.Response, error) { return f(r) }

// stalling is a body that never comes.
type stalling struct{ ctx context.Context }

func (s stalling) Read([]byte) (int, error) {
	<-s.ctx.Done()
	return 0, s.ctx.Err()
}

func (s stalling) Close() error { return nil }
