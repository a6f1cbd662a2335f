package embedded

import (
	"encoding/binary"
	"fmt"
	"time"

	"github.com/galley-cms/galley/internal/store"
)

// format is the first byte of every stored item. Version, tag, state and expiry (Unix seconds, 0 for never) follow as
// varints, then the body.
const format = 1

// maxHeader is the longest that stands before a body, in bytes.
const maxHeader = 1 + 4*binary.MaxVarintLen64

// appendKey appends the bbolt key of an item: the partition, which holds no NUL, a NUL, and the sort key. So a
// partition's items lie together, in the order of the sort key.
func appendKey(b []byte, partition, sort string) []byte {
	b = append(b, partition...)
	b = append(b, 0)
	return append(b, sort...)
}

// headerSize is how long what appendHeader appends is.
func headerSize(i *store.Item) int {
	var b [maxHeader]byte
	return len(appendHeader(b[:0], i))
}

// appendHeader appends what stands before the body.
func appendHeader(b []byte, i *store.Item) []byte {
	b = append(b, format)
	b = binary.AppendVarint(b, i.Version)
	b = binary.AppendVarint(b, i.Tag)
	b = binary.AppendUvarint(b, uint64(i.State))
	return binary.AppendVarint(b, seconds(i.Expires))
}

// decode fills in all of i but its key. The body is lent: it is a part of b.
func decode(b []byte, i *store.Item) error {
	if len(b) == 0 || b[0] != format {
		return fmt.Errorf("%q / %q is stored in an unknown format: was a newer release here?", i.Partition, i.Sort)
	}
	at, sound := 1, true
	next := func() int64 {
		v, n := binary.Varint(b[at:])
		sound = sound && n > 0
		at += max(n, 0)
		return v
	}
	i.Version = next()
	i.Tag = next()
	state, n := binary.Uvarint(b[at:])
	i.State = store.State(state)
	at += max(n, 0)
	expires := next()
	if !sound || n <= 0 {
		return fmt.Errorf("%q / %q is damaged", i.Partition, i.Sort)
	}
	if expires != 0 {
		i.Expires = time.Unix(expires, 0).UTC()
	}
	if at < len(b) {
		i.Body = b[at:len(b):len(b)]
	}
	return nil
}

// seconds is a time in Unix seconds; 0 for the zero time.
func seconds(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}
