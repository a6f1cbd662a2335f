package embedded

import (
	"encoding/binary"
	"errors"

	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/store/embedded/wal"
)

// A record of the log holds the changes of one commit, in order: what is done, the length of the key, the key, and for
// a put the length of the value and the value.
const (
	changeDelete = 0
	changePut    = 1
)

// roomFor is about how many bytes the writes of a group need in the log.
func roomFor(group []*request) int {
	const header = 24 // of a change and its value, mostly
	n := wal.Header
	for _, r := range group {
		for i := range r.writes {
			item := &r.writes[i].Item
			n += len(item.Partition) + len(item.Sort) + len(item.Body) + header
		}
	}
	return n
}

// appendDelete appends a delete, and tells where its key lies.
func appendDelete(b, key []byte) (out, kept []byte) {
	return appendBytes(append(b, changeDelete), key)
}

// appendPut appends a put, and tells where key and value lie.
func appendPut(b, key []byte, i *store.Item) (out, kept, value []byte) {
	b, kept = appendBytes(append(b, changePut), key)
	b = binary.AppendUvarint(b, uint64(headerSize(i)+len(i.Body)))
	at := len(b)
	b = append(appendHeader(b, i), i.Body...)
	return b, kept, b[at:len(b):len(b)]
}

func appendBytes(b, what []byte) (out, kept []byte) {
	b = binary.AppendUvarint(b, uint64(len(what)))
	at := len(b)
	b = append(b, what...)
	return b, b[at:len(b):len(b)]
}

var errRecord = errors.New("the log holds a change in an unknown form: was a newer release here?")

// changes tells of each change in a record. A nil value is a delete.
func changes(record []byte, tell func(key, value []byte)) error {
	for len(record) > 0 {
		op := record[0]
		key, rest, ok := cutBytes(record[1:])
		if !ok || op > changePut {
			return errRecord
		}
		var value []byte
		if op == changePut {
			if value, rest, ok = cutBytes(rest); !ok || len(value) == 0 {
				return errRecord
			}
		}
		tell(key, value)
		record = rest
	}
	return nil
}

func cutBytes(b []byte) (what, rest []byte, ok bool) {
	n, size := binary.Uvarint(b)
	if size <= 0 || n > uint64(len(b)-size) {
		return nil, nil, false
	}
	end := size + int(n)
	return b[size:end:end], b[end:], true
}
