package event

import (
	"time"

	"github.com/oklog/ulid/v2"
)

// NextID makes the id of an event at a time: a ULID that is greater than last, the id of the entry's last event, even
// if clocks differ. last is empty if there was none.
func NextID(now time.Time, last string) string {
	id := ulid.MustNew(uint64(max(0, now.UnixMilli())), ulid.DefaultEntropy())
	before, err := ulid.ParseStrict(last)
	if err != nil || id.Compare(before) > 0 {
		return id.String()
	}
	return successor(before).String()
}

// successor is the ULID after id.
func successor(id ulid.ULID) ulid.ULID {
	for i := len(id) - 1; i >= 0; i-- {
		if id[i]++; id[i] != 0 {
			break
		}
	}
	return id
}

// floorID is the least id of a time.
func floorID(t time.Time) string {
	var id ulid.ULID
	_ = id.SetTime(ulid.Timestamp(t)) // fails only after the year 10889
	return id.String()
}

// TimeOf is the time of an id; the zero time if it is no id.
func TimeOf(id string) time.Time {
	u, err := ulid.ParseStrict(id)
	if err != nil {
		return time.Time{}
	}
	return u.Timestamp().UTC()
}
