package local

import (
	"bytes"
	"encoding/binary"
	"errors"
	"strconv"
	"time"

	"go.etcd.io/bbolt"

	"github.com/galley-cms/galley/internal/queue"
)

// The buckets of a queue. An id is eight bytes; a due key is group, 0, due time and id, so that the messages of a
// group lie together in the order in which they are due.
var (
	bucketMessages = []byte("messages") // id: record of each message that is waiting or claimed
	bucketDue      = []byte("due")      // due key of each message that waits
	bucketClaimed  = []byte("claimed")  // id of each message that is being handled
	bucketDead     = []byte("dead")     // id: record of each message that was set aside
)

// shelf is the stored form of one queue inside a transaction.
type shelf struct{ messages, due, claimed, dead *bbolt.Bucket }

// shelfOf opens the buckets of a queue, and makes them in a transaction that writes. A queue that has none yet is nil.
func shelfOf(tx *bbolt.Tx, name string) (*shelf, error) {
	top, err := child(tx, tx.Writable(), []byte(name))
	if top == nil || err != nil {
		return nil, err
	}
	var four [4]*bbolt.Bucket
	for i, key := range [...][]byte{bucketMessages, bucketDue, bucketClaimed, bucketDead} {
		if four[i], err = child(top, tx.Writable(), key); err != nil {
			return nil, err
		}
	}
	return &shelf{four[0], four[1], four[2], four[3]}, nil
}

// parent is a bucket or a transaction.
type parent interface {
	Bucket(key []byte) *bbolt.Bucket
	CreateBucketIfNotExists(key []byte) (*bbolt.Bucket, error)
}

func child(p parent, make bool, key []byte) (*bbolt.Bucket, error) {
	if make {
		return p.CreateBucketIfNotExists(key)
	}
	return p.Bucket(key), nil
}

// add stores a new message.
func (s *shelf) add(m queue.Message, due time.Time) error {
	n, err := s.messages.NextSequence()
	if err != nil {
		return err
	}
	id := binary.BigEndian.AppendUint64(nil, n)
	return errors.Join(
		s.messages.Put(id, record{Group: m.Group, Body: m.Body}.encode()),
		s.due.Put(dueKey(m.Group, due, id), nil),
	)
}

// claim takes a message out of those that wait, and counts the attempt.
func (s *shelf) claim(key []byte) (job, error) {
	id := bytes.Clone(key[len(key)-8:])
	r, err := decode(s.messages.Get(id))
	if err != nil {
		return job{}, err
	}
	r.Attempts++
	err = errors.Join(s.due.Delete(key), s.claimed.Put(id, nil), s.messages.Put(id, r.encode()))
	name := strconv.FormatUint(binary.BigEndian.Uint64(id), 10)
	return job{id, queue.Message{ID: name, Group: r.Group, Body: r.Body, Attempts: r.Attempts}}, err
}

// finish forgets a claimed message.
func (s *shelf) finish(id []byte) error {
	return errors.Join(s.claimed.Delete(id), s.messages.Delete(id))
}

// again lets a claimed message wait until due.
func (s *shelf) again(id []byte, group string, due time.Time) error {
	return errors.Join(s.claimed.Delete(id), s.due.Put(dueKey(group, due, id), nil))
}

// bury sets a claimed message aside.
func (s *shelf) bury(id []byte) error {
	return errors.Join(s.dead.Put(id, bytes.Clone(s.messages.Get(id))), s.finish(id))
}

// recover lets all claimed messages wait until due: their handlers died with the process before this one. Those that
// had their last attempt are set aside, for they may be what it died of.
func (s *shelf) recover(due time.Time, maxAttempts int) error {
	var ids [][]byte
	err := s.claimed.ForEach(func(id, _ []byte) error {
		ids = append(ids, bytes.Clone(id))
		return nil
	})
	for _, id := range ids {
		r, bad := decode(s.messages.Get(id))
		if bad != nil || r.Attempts >= maxAttempts {
			err = errors.Join(err, s.bury(id))
			continue
		}
		err = errors.Join(err, s.again(id, r.Group, due))
	}
	return err
}

// head is where the waiting messages of one group begin.
type head struct {
	group string
	due   time.Time
}

// heads gives the first waiting message of each group.
func (s *shelf) heads() []head {
	var list []head
	c := s.due.Cursor()
	for key, _ := c.First(); key != nil; {
		group, due := splitDue(key)
		list = append(list, head{group, due})
		key, _ = c.Seek(append([]byte(group), 1))
	}
	return list
}

// waiting gives the keys of up to n messages of a group that are due at now.
func (s *shelf) waiting(group string, now time.Time, n int) [][]byte {
	var keys [][]byte
	prefix := append([]byte(group), 0)
	c := s.due.Cursor()
	for key, _ := c.Seek(prefix); key != nil && len(keys) < n && bytes.HasPrefix(key, prefix); key, _ = c.Next() {
		if _, due := splitDue(key); due.After(now) {
			break
		}
		keys = append(keys, bytes.Clone(key))
	}
	return keys
}

func dueKey(group string, due time.Time, id []byte) []byte {
	key := append([]byte(group), 0)
	key = binary.BigEndian.AppendUint64(key, uint64(due.UnixNano()))
	return append(key, id...)
}

func splitDue(key []byte) (group string, due time.Time) {
	at := len(key) - 16
	return string(key[:at-1]), time.Unix(0, int64(binary.BigEndian.Uint64(key[at:]))).UTC()
}

// recordFormat is the first byte of a stored message.
const recordFormat = 1

// record is a stored message: format, attempts, length of the group's name, the name, the body.
type record struct {
	Attempts int
	Group    string
	Body     []byte
}

func (r record) encode() []byte {
	data := []byte{recordFormat}
	data = binary.AppendUvarint(data, uint64(r.Attempts))
	data = binary.AppendUvarint(data, uint64(len(r.Group)))
	data = append(data, r.Group...)
	return append(data, r.Body...)
}

func decode(data []byte) (record, error) {
	if len(data) == 0 || data[0] != recordFormat {
		return record{}, errors.New("a stored message is missing or of an unknown format")
	}
	attempts, n := binary.Uvarint(data[1:])
	rest := data[1+n:]
	size, n := binary.Uvarint(rest)
	rest = rest[n:]
	if size > uint64(len(rest)) {
		return record{}, errors.New("a stored message is cut short")
	}
	return record{int(attempts), string(rest[:size]), bytes.Clone(rest[size:])}, nil
}
