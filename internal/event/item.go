package event

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"strconv"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
)

// Shards is the number of partitions that the outbox of a space is spread over. All events of an entry lie in one.
const Shards = 8

// itemFormat is the first byte of a stored event; JSON follows.
const itemFormat = 1

// ErrUnknown says that there is no such event.
var ErrUnknown = errors.New("there is no such event")

// Partition is the partition key of a shard (0 to Shards-1) of a space's outbox.
func Partition(space string, shard int) string {
	return space + "#outbox#" + strconv.Itoa(shard)
}

// Key is where an event lies. entry is empty for what has no entry.
func Key(space, entry, id string) store.Key {
	return store.Key{Partition: Partition(space, shardOf(entry, id)), Sort: id}
}

func shardOf(entry, id string) int {
	if entry == "" {
		entry = id
	}
	h := fnv.New32a()
	h.Write([]byte(entry)) // never fails
	return int(h.Sum32() % Shards)
}

// Key is where the event lies.
func (e Event) Key() store.Key { return Key(e.Space, e.Entry, e.ID) }

// Write puts the event into the outbox. It belongs into the transaction of the change that the event tells of.
func (e Event) Write() store.Write {
	text, err := json.Marshal(e)
	if err != nil {
		panic(fmt.Sprintf("event %s has no JSON form: %v", e.ID, err)) // only a time beyond the year 9999 has none
	}
	return store.Put(store.Item{Key: e.Key(), Body: append([]byte{itemFormat}, text...)}, store.Absent())
}

// Decode reads an event from its item.
func Decode(i store.Item) (e Event, err error) {
	defer errs.Wrap(&err, "decode event %s", i.Sort)
	if len(i.Body) == 0 || i.Body[0] != itemFormat {
		return Event{}, errors.New("unknown format")
	}
	err = json.Unmarshal(i.Body[1:], &e)
	return e, err
}

// Get reads one event; entry is empty for what has no entry. The error is ErrUnknown if there is none.
func Get(ctx context.Context, t store.Table, space, entry, id string) (Event, error) {
	return Read(ctx, t, Key(space, entry, id))
}

// Read reads the event of a key. The error is ErrUnknown if there is none.
func Read(ctx context.Context, t store.Table, k store.Key) (e Event, err error) {
	defer errs.Wrap(&err, "get event %s", k.Sort)
	err = t.View(ctx, func(r store.Reader) error {
		items, err := r.Get(ctx, store.Consistent, k)
		if err != nil {
			return err
		}
		if len(items) == 0 {
			return ErrUnknown
		}
		e, err = Decode(items[0])
		return err
	})
	return e, err
}
