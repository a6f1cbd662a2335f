package dynamo_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/galley-cms/galley/internal/emulator"
	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/store/dynamo"
	"github.com/galley-cms/galley/internal/store/storetest"
)

// weather is a network between the adapter and the emulator, on which happens what the emulator never shows.
type weather struct {
	next   dynamodb.HTTPClient
	mu     sync.Mutex
	random *rand.Rand
	count  map[string]int // of what happened
}

func newWeather(seed uint64) *weather {
	return &weather{next: emulator.Client(), random: rand.New(rand.NewPCG(seed, 0)), count: map[string]int{}}
}

// lostAfter is a mishap after the request was carried out.
const lostAfter = "lost after"

// mishaps are what happens to requests, in place of their answers. The answer to a single write is never lost here: its
// outcome would be unknown, which the suite does not expect.
var mishaps = map[string][]string{
	"GetItem":            {throttled, broken, lost, lostAfter},
	"Query":              {throttled, broken, lost, lostAfter},
	"TransactGetItems":   {throttled, broken, lost, lostAfter},
	"BatchGetItem":       {throttled, broken, lost, lostAfter},
	"TransactWriteItems": {throttled, cancelled("ThrottlingError"), inProgress, broken, lost, lostAfter},
	"PutItem":            {throttled, conflict},
	"DeleteItem":         {throttled, conflict},
}

// pick tells what happens to a request, which is something to every fifth.
func (w *weather) pick(operation string) (mishap string, happens bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	list := mishaps[operation]
	if len(list) == 0 || w.random.IntN(5) > 0 {
		return "", false
	}
	w.count[operation]++
	return list[w.random.IntN(len(list))], true
}

func (w *weather) Do(r *http.Request) (*http.Response, error) {
	_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	mishap, happens := w.pick(operation)
	switch {
	case happens && mishap == lostAfter:
		reply, err := w.next.Do(r)
		if err == nil {
			reply.Body.Close()
		}
		return nil, errors.New("connection reset by peer")
	case happens:
		return (&script{answers: []string{mishap}}).Do(r)
	case operation == "BatchGetItem":
		return w.halve(r)
	}
	return w.next.Do(r)
}

// halve asks for the first half of the keys only and says so, as DynamoDB does under load.
func (w *weather) halve(r *http.Request) (*http.Response, error) {
	type keys struct {
		Keys           []json.RawMessage
		ConsistentRead bool
	}
	var in struct{ RequestItems map[string]keys }
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return nil, err
	}
	left := map[string]keys{}
	for table, k := range in.RequestItems {
		n := (len(k.Keys) + 1) / 2
		if n < len(k.Keys) {
			left[table] = keys{k.Keys[n:], k.ConsistentRead}
		}
		in.RequestItems[table] = keys{k.Keys[:n], k.ConsistentRead}
	}
	body, err := json.Marshal(in)
	if err != nil {
		return nil, err
	}
	asked := r.Clone(r.Context())
	asked.Body, asked.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	reply, err := w.next.Do(asked)
	if err != nil {
		return nil, err
	}
	defer reply.Body.Close()
	var out map[string]any
	if err := json.NewDecoder(reply.Body).Decode(&out); err != nil {
		return nil, err
	}
	out["UnprocessedKeys"] = left
	text, err := json.Marshal(out)
	if err != nil {
		return nil, err
	}
	return (&script{answers: []string{fmt.Sprintf("%d %s", reply.StatusCode, text)}}).Do(r)
}

// Bad weather delays the adapter and changes nothing: refusals for load, keys that were left out, failures and lost
// answers are made good by repeats, and what was carried out before its answer was lost happens once.
func TestSuiteInBadWeather(t *testing.T) { // F4, F5, F6, F8
	address, w := emulator.Start(t), newWeather(1)
	client := dynamodb.New(newClient(address).Options(), func(o *dynamodb.Options) { o.HTTPClient = w })
	var tables atomic.Int64
	storetest.Run(t, func(t *testing.T) store.Table {
		name := fmt.Sprintf("table-%d", tables.Add(1))
		if err := dynamo.CreateTable(t.Context(), newClient(address), name); err != nil {
			t.Fatal(err)
		}
		return dynamo.New(client, name, dynamo.Options{Attempts: 12})
	})
	for operation := range mishaps {
		if w.count[operation] == 0 && operation != "BatchGetItem" { // of which there are few
			t.Errorf("nothing happened to a %s", operation)
		}
	}
}

// TestSuiteWithTornCommits holds the adapter to the suite while commits show item by item and eventual reads are stale.
func TestSuiteWithTornCommits(t *testing.T) {
	client := newClient(emulator.Start(t))
	var tables atomic.Int64
	storetest.Run(t, func(t *testing.T) store.Table {
		name := fmt.Sprintf("table-%d", tables.Add(1))
		if err := dynamo.CreateTable(t.Context(), client, name); err != nil {
			t.Fatal(err)
		}
		return (&storetest.Faults{Torn: true, Stale: 5}).Wrap(dynamo.New(client, name, dynamo.Options{}))
	})
}
