package job

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/store"
)

// format is the first byte of what is stored; JSON follows.
const format = 1

// chunkSize is how many results of entries lie in one item.
const chunkSize = 100

// The sort keys beside records, which have ULIDs; those of other packages in this partition have letters, too.
const (
	openPrefix = "open#" // one a job that is not finished
	keyPrefix  = "key#"  // of a request that is recognised when it is repeated
)

// The sort keys of what belongs to a job.
const (
	argsSort      = "args"
	notePrefix    = "n#"
	resultPrefix  = "r#" // results, in the order of the work
	failurePrefix = "f#" // those of them that failed, once more
)

// keys builds the keys of one space.
type keys struct{ space string }

func (k keys) partition() string { return k.space + "#jobs" }

func (k keys) record(id string) store.Key { return store.Key{Partition: k.partition(), Sort: id} }

func (k keys) open(id string) store.Key {
	return store.Key{Partition: k.partition(), Sort: openPrefix + id}
}

// request is where the job of a request is noted; two actors may use the same key.
func (k keys) request(by event.Actor, key string) store.Key {
	sum := sha256.Sum256([]byte(by.Kind + "\x00" + by.ID + "\x00" + key))
	return store.Key{Partition: k.partition(), Sort: keyPrefix + hex.EncodeToString(sum[:])}
}

func (k keys) part(id, sort string) store.Key {
	return store.Key{Partition: k.partition() + "#" + id, Sort: sort}
}

// chunkSort is the sort key of the chunk whose first result has this position.
func chunkSort(prefix string, position int) string { return fmt.Sprintf("%s%010d", prefix, position) }

// item is what is stored under a key until nobody asks for it any more.
func item(k store.Key, version int64, v any, now time.Time) (store.Item, error) {
	text, err := json.Marshal(v)
	return store.Item{Key: k, Version: version, Expires: now.Add(keep), Body: append([]byte{format}, text...)}, err
}

func decode(i store.Item, v any) error {
	if len(i.Body) == 0 || i.Body[0] != format {
		return fmt.Errorf("%s of a job was written by a newer Galley", i.Sort)
	}
	if err := json.Unmarshal(i.Body[1:], v); err != nil {
		return fmt.Errorf("%s of a job: %w", i.Sort, err)
	}
	return nil
}

func decodeRecord(i store.Item) (*record, error) {
	r := &record{version: i.Version}
	if err := decode(i, r); err != nil {
		return nil, err
	}
	r.ID = i.Sort
	return r, nil
}

// write is the record in place of the one that was read.
func (k keys) write(r *record, now time.Time) (store.Write, error) {
	r.UpdatedAt = now
	i, err := item(k.record(r.ID), r.version+1, r, now)
	return store.Put(i, store.VersionIs(r.version)), err
}

// results are the writes of the results of a report, which begin at a position.
func (k keys) results(id string, items []Item, now time.Time) (out []store.Write, err error) {
	for len(items) > 0 && err == nil {
		n := min(len(items), chunkSize)
		var failures []Item
		for _, i := range items[:n] {
			if i.Outcome == OutcomeFailed {
				failures = append(failures, i)
			}
		}
		out, err = k.chunk(out, id, resultPrefix, items[0].Position, items[:n], now)
		if err == nil && len(failures) > 0 {
			out, err = k.chunk(out, id, failurePrefix, items[0].Position, failures, now)
		}
		items = items[n:]
	}
	return out, err
}

func (k keys) chunk(to []store.Write, id, prefix string, position int, items []Item, now time.Time) ([]store.Write, error) {
	i, err := item(k.part(id, chunkSort(prefix, position)), 0, items, now)
	return append(to, store.Put(i, store.Always())), err
}

// placed gives items their positions, and cuts what is too long.
func placed(items []Item, first int) []Item {
	out := make([]Item, len(items))
	for n, i := range items {
		i.Position, i.Title, i.Message = first+n, cut(i.Title, MaxTitle), cut(i.Message, MaxMessage)
		out[n] = i
	}
	return out
}

// cut shortens a text to so many bytes, at the end of a character.
func cut(s string, most int) string {
	const dots = "…"
	if len(s) <= most {
		return s
	}
	end := most - len(dots)
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + dots
}
