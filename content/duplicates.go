package content

import (
	"context"
	"fmt"
	"hash/maphash"
	"sync"

	"github.com/galley-cms/galley/content/index"
)

// duplicates finds out which values of a field are shared by entries, in bounded memory.
type duplicates struct {
	seed   maphash.Seed
	mu     sync.Mutex
	seen   map[uint64]struct{}
	shared map[uint64]int // by value: entries that have it, but for the first
	full   bool           // not all values are remembered
}

func newDuplicates() *duplicates {
	return &duplicates{seed: maphash.MakeSeed(), seen: map[uint64]struct{}{}, shared: map[uint64]int{}}
}

// note tells whether an entry before had the value.
func (d *duplicates) note(locale string, claim []byte) (again bool) {
	h := maphash.Bytes(d.seed, append([]byte(locale+"#"), claim...))
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, again = d.seen[h]; again {
		d.shared[h]++
		return true
	}
	if len(d.seen) < maxNeeded {
		d.seen[h] = struct{}{}
	} else {
		d.full = true
	}
	return false
}

// entries is how many entries share a value with another one.
func (d *duplicates) entries() (n int) {
	for _, more := range d.shared {
		n += more + 1
	}
	return n
}

// shares asks whether a live copy has a value of a field that becomes unique which another one has.
func (d *duplicates) shares(c claiming) func(context.Context, *examined) (verdictOn, error) {
	return func(_ context.Context, x *examined) (v verdictOn, err error) {
		if x.st.live == nil || x.now == nil {
			return v, nil
		}
		f := x.now.FieldByID(c.field.ID)
		eachLocale(f, x.now.stored(f, x.st.live.values), func(locale string, own []byte) {
			v.affected = true
			if d.note(locale, index.ClaimForm(f.Kind, own)) {
				v.problem = fmt.Sprintf("%s is that of another published entry: %s", f.APIID, shortValue(own))
			}
		})
		return v, nil
	}
}

// shortValue is the beginning of a stored value.
func shortValue(stored []byte) string {
	const most = 80
	if len(stored) <= most {
		return string(stored)
	}
	return fmt.Sprintf("%.*s…", most, stored)
}

// tell puts into words which entries are in the way of a field that is to be unique.
func (d *duplicates) tell(c *ModelChange) {
	if c.Partial = c.Partial || d.full; len(d.shared) == 0 {
		return
	}
	c.Failing, c.Refused = max(c.Failing, d.entries()), true
	values := "1 value"
	if n := len(d.shared); n > 1 {
		values = fmt.Sprintf("%d values", n)
	}
	c.Message += fmt.Sprintf(": %s share %s; give each its own first, or unpublish it", c.atLeast(d.entries(), "published "), values)
}
