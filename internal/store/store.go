// Package store is the table port: what Galley asks of DynamoDB, and of the embedded store that stands in for it.
//
// The limits of DynamoDB live here, so that every adapter refuses what it would refuse. storetest.Run holds all
// adapters to one suite. The port knows nothing of entries or models.
package store

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Limits of a table; sizes are in bytes.
const (
	MaxItem      = 400 << 10 // of one item: key, body and attributes
	MaxPartition = 2048      // of a partition key
	MaxSort      = 1024      // of a sort key
	MaxTransact  = 100       // writes in one transaction
	MaxTransfer  = 4 << 20   // of all items of one transaction
	MaxPage      = 1 << 20   // read by one page of a query
	MaxAtomic    = 100       // keys of one GetAtomic
	MaxToken     = 36        // of a transaction's token
)

// Table is one DynamoDB-shaped table: a partition key and a binary sort key. It is safe for concurrent use and must
// pass storetest.Run.
type Table interface {
	// View runs fn with a Reader. The bodies of the items that fn reads are lent: they are valid only until fn
	// returns, and must not be changed. fn must not write to this table, nor open another View of it, nor wait for
	// another service. A View may be a snapshot: what must see a write that came after its start needs a new View.
	View(ctx context.Context, fn func(Reader) error) error

	// Transact applies all writes or none. A transaction repeated with the same token within ten minutes is applied
	// once. A condition that does not hold is a *ConditionError; a collision with another transaction ErrConflict.
	Transact(ctx context.Context, token string, writes ...Write) error

	// Batch applies each put or delete alone, with its condition, in any order, and reports them one by one: the
	// result has one element a write, nil where it succeeded.
	Batch(ctx context.Context, writes ...Write) []error
}

// Reader reads a table inside a View. Several goroutines may use it at once, until the View ends.
type Reader interface {
	// Get returns the items that exist among keys, in any order; missing keys are absent, and a key given twice may
	// come once or twice. Consistency holds item by item; there is no promise of a snapshot.
	Get(ctx context.Context, c Consistency, keys ...Key) ([]Item, error)

	// GetAtomic returns the state that up to MaxAtomic different keys had at one moment, in any order; missing keys
	// are absent. A collision with a transaction is ErrConflict.
	GetAtomic(ctx context.Context, keys ...Key) ([]Item, error)

	// Query returns one page of one partition, in order of the sort key.
	Query(ctx context.Context, q Query) (Page, error)
}

// Consistency says how recent a read must be.
type Consistency bool

// The consistencies.
const (
	Eventual   Consistency = false // may miss writes of the last moments; costs half
	Consistent Consistency = true  // sees every write acknowledged before the View began
)

// Key names an item. Sort is binary; both parts are non-empty.
type Key struct {
	Partition string
	Sort      string
}

func (k Key) name() string { return fmt.Sprintf("%s / %q", k.Partition, k.Sort) }

// State is what the condition Open looks at.
type State uint8

// The states.
const (
	StateOpen State = iota
	StateClosing
	StateTrashed
	StatePurged
)

// Item is one item of a table. Zero values of the attributes are not stored.
type Item struct {
	Key
	Version int64     // what VersionIs compares
	Tag     int64     // what TagBelow compares
	State   State     // what Open looks at
	Expires time.Time // the item is gone for readers and conditions from this time on (whole seconds); zero: never
	Body    []byte
}

// Size is the item's size in bytes as limits and units count it.
func (i Item) Size() int {
	const names, number = 5, 9 // of keys and body; of an attribute with its name
	n := len(i.Partition) + len(i.Sort) + len(i.Body) + names
	if i.Version != 0 {
		n += number
	}
	if i.Tag != 0 {
		n += number
	}
	if i.State != 0 {
		n += number
	}
	if !i.Expires.IsZero() {
		n += number
	}
	return n
}

// Gone tells whether the item has expired at a time.
func (i Item) Gone(now time.Time) bool {
	return !i.Expires.IsZero() && now.Unix() >= i.Expires.Unix()
}

// Op is what a Write does.
type Op uint8

// The operations.
const (
	OpPut Op = iota
	OpDelete
	OpCheck
)

// Write is one put, delete or check, done only if its condition holds. Of a delete or check only Item.Key counts.
type Write struct {
	Op   Op
	Item Item
	If   Condition
}

// Put writes the whole item.
func Put(i Item, c Condition) Write { return Write{OpPut, i, c} }

// Delete removes an item; one that does not exist is no error.
func Delete(k Key, c Condition) Write { return Write{OpDelete, Item{Key: k}, c} }

// Check writes nothing; in a transaction it makes the others depend on its condition.
func Check(k Key, c Condition) Write { return Write{OpCheck, Item{Key: k}, c} }

// CondKind is the kind of a Condition.
type CondKind uint8

// The kinds of conditions; the functions below make them.
const (
	CondNone CondKind = iota
	CondAbsent
	CondExists
	CondVersion
	CondTagBelow
	CondOpen
)

// Condition is tested on the item as it is before the write.
type Condition struct {
	Kind CondKind
	N    int64
}

// Always holds.
func Always() Condition { return Condition{} }

// Absent holds if the item does not exist or has expired.
func Absent() Condition { return Condition{Kind: CondAbsent} }

// Exists holds if the item exists and has not expired.
func Exists() Condition { return Condition{Kind: CondExists} }

// VersionIs holds if the item's version is n; 0 means that it is absent.
func VersionIs(n int64) Condition { return Condition{Kind: CondVersion, N: n} }

// TagBelow holds if the item's tag is below n, or the item is absent.
func TagBelow(n int64) Condition { return Condition{Kind: CondTagBelow, N: n} }

// Open holds if the item exists and its state is StateOpen.
func Open() Condition { return Condition{Kind: CondOpen} }

func (c Condition) String() string {
	switch c.Kind {
	case CondAbsent:
		return "absent"
	case CondExists:
		return "exists"
	case CondVersion:
		return fmt.Sprintf("version is %d", c.N)
	case CondTagBelow:
		return fmt.Sprintf("tag below %d", c.N)
	case CondOpen:
		return "open"
	}
	return "always"
}

// Holds tells whether the condition holds of old, which is nil if the item is absent or expired.
func (c Condition) Holds(old *Item) bool {
	switch c.Kind {
	case CondAbsent:
		return old == nil
	case CondExists:
		return old != nil
	case CondVersion:
		return (old == nil && c.N == 0) || (old != nil && c.N != 0 && old.Version == c.N)
	case CondTagBelow:
		return old == nil || old.Tag < c.N
	case CondOpen:
		return old != nil && old.State == StateOpen
	}
	return true
}

// Query asks for one page of a partition.
type Query struct {
	Partition  string
	From       string // first sort key, inclusive; "" for the start
	To         string // first sort key no longer wanted; "" for the end
	After      string // go on after this sort key (in the direction of the query); "" from the range's start
	Descending bool
	Limit      int  // items of the page at most; 0 for as many as MaxPage allows
	KeysOnly   bool // leave out bodies; tags and versions are read
	Consistent Consistency
}

// PrefixEnd is the To of a query for all sort keys that begin with prefix (whose From is prefix).
func PrefixEnd(prefix string) string {
	for n := len(prefix) - 1; n >= 0; n-- {
		if prefix[n] != 0xff {
			return prefix[:n] + string([]byte{prefix[n] + 1})
		}
	}
	return ""
}

// Page is the answer to a Query. If More is true there may be more items: ask again with After set to the sort key
// of the last item. A page ends early at MaxPage bytes and is never empty while More is true.
type Page struct {
	Items []Item
	More  bool
	Read  int // bytes read for the page, left-out bodies and expired items included: what the page costs
}

// ConditionError says which condition of a Transact or Batch did not hold.
type ConditionError struct {
	Write int // position of the write
	Key   Key
	If    Condition
}

func (e *ConditionError) Error() string {
	return fmt.Sprintf("condition failed on write %d (%s): %s", e.Write, e.Key.name(), e.If)
}

var (
	// ErrConflict says that another transaction was writing one of the same items: nothing was done, try again.
	ErrConflict = errors.New("transaction conflict")
	// ErrThrottled says that the table refused for its load after all retries: nothing was done, try later.
	ErrThrottled = errors.New("the table is throttled")
	// ErrUnknown says that a write may or may not have been applied: repeat it with the same token.
	ErrUnknown = errors.New("outcome unknown")
)

// LimitError says that a request breaks a limit of the port; nothing was done.
type LimitError struct{ Reason string }

func (e *LimitError) Error() string { return "store limit: " + e.Reason }
