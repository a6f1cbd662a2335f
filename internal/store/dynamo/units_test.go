package dynamo_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/galley-cms/galley/internal/emulator"
	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/store/dynamo"
)

// bill asks the emulator for the units of every request, and adds them up.
type bill struct {
	next  dynamodb.HTTPClient
	mu    sync.Mutex
	units float64
}

func (b *bill) Do(r *http.Request) (*http.Response, error) {
	var in map[string]any
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return nil, err
	}
	in["ReturnConsumedCapacity"] = "TOTAL"
	body, err := json.Marshal(in)
	if err != nil {
		return nil, err
	}
	asked := r.Clone(r.Context())
	asked.Body, asked.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	reply, err := b.next.Do(asked)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(reply.Body)
	reply.Body.Close()
	reply.Body = io.NopCloser(bytes.NewReader(text))
	b.add(text)
	return reply, err
}

// add adds the units of a reply: one object, or one a table.
func (b *bill) add(reply []byte) {
	type capacity struct{ CapacityUnits float64 }
	var one struct{ ConsumedCapacity capacity }
	var many struct{ ConsumedCapacity []capacity }
	b.mu.Lock()
	defer b.mu.Unlock()
	if json.Unmarshal(reply, &one) == nil {
		b.units += one.ConsumedCapacity.CapacityUnits
	} else if json.Unmarshal(reply, &many) == nil {
		for _, c := range many.ConsumedCapacity {
			b.units += c.CapacityUnits
		}
	}
}

// TestTheMeterAgreesWithTheBill compares what the meter counts by size with what the emulator says it has consumed. Of
// reads it bills each item as if it were small, so here they are, and nothing for a BatchGetItem.
//
// The meter does not know what a write replaces or deletes, nor the item of a condition that failed. DynamoDB bills the
// bigger one of old and new, so it may ask for more, never for less: see the rows where the two differ.
func TestTheMeterAgreesWithTheBill(t *testing.T) {
	address := emulator.Start(t)
	b := &bill{next: emulator.Client()}
	client := dynamodb.New(newClient(address).Options(), func(o *dynamodb.Options) { o.HTTPClient = b })
	if err := dynamo.CreateTable(t.Context(), newClient(address), "table"); err != nil {
		t.Fatal(err)
	}
	table := store.Meter(dynamo.New(client, "table", dynamo.Options{}), store.MeterOptions{})
	sized := func(sort string, bytes int) store.Item {
		i := item(sort)
		i.Body = make([]byte, bytes)
		return i
	}
	key := func(sort string) store.Key { return item(sort).Key }
	batch := func(writes ...store.Write) func(context.Context) error {
		return func(ctx context.Context) error { return errors.Join(table.Batch(ctx, writes...)...) }
	}
	transact := func(writes ...store.Write) func(context.Context) error {
		return func(ctx context.Context) error { return table.Transact(ctx, "", writes...) }
	}
	view := func(read func(context.Context, store.Reader) error) func(context.Context) error {
		return func(ctx context.Context) error {
			return table.View(ctx, func(r store.Reader) error { return read(ctx, r) })
		}
	}
	for _, c := range []struct {
		what    string
		call    func(context.Context) error
		counted float64
		billed  float64
	}{
		{"put a new item of 3 KB", batch(store.Put(sized("a", 3000), store.Absent())), 3, 3},
		{"put several", batch(store.Put(sized("b", 100), store.Absent()), store.Put(sized("c", 1500), store.Absent())), 3, 3},
		{"put a bigger one over a small one", batch(store.Put(sized("b", 1100), store.Always())), 2, 2},
		{"put a small one over a bigger one", batch(store.Put(sized("b", 100), store.Always())), 1, 2},
		{"delete a small item", batch(store.Delete(key("b"), store.Exists())), 1, 1},
		{"delete a bigger item", batch(store.Delete(key("c"), store.Always())), 1, 2},
		{"delete what is not there", batch(store.Delete(key("c"), store.Always())), 1, 1},
		{"transact", transact(store.Put(sized("d", 100), store.Absent()), store.Put(sized("e", 2100), store.Absent())), 8, 8},
		{"transact over items of the size", transact(store.Put(sized("d", 200), store.Exists()), store.Put(sized("e", 2200), store.Exists())), 8, 8},
		{"transact with a delete", transact(store.Delete(key("d"), store.Exists()), store.Put(sized("d2", 900), store.Absent())), 4, 4},
		{"transact with the delete of a bigger item", transact(store.Delete(key("e"), store.Exists())), 2, 6},
		{"get one, consistently", view(reads["get of one"]), 1, 1},
		{"get two at one moment", view(reads["atomic get"]), 4, 4},
		{"query, eventually", view(reads["query"]), 0.5, 0.5},
	} {
		b.units = 0
		ctx, usage := store.WithUsage(t.Context())
		if err := c.call(ctx); err != nil {
			t.Errorf("%s: %v", c.what, err)
		}
		if got := usage.Totals(); got.ReadUnits+got.WriteUnits != c.counted || b.units != c.billed {
			t.Errorf("%s: counted %+v, billed %v; want %v and %v", c.what, got, b.units, c.counted, c.billed)
		}
	}
}
