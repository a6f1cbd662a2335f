// Package job is work that takes longer than a request: a durable record of how far it has come, a report of what became
// of each entry, and a runner that goes on with it after any crash, in either home.
//
// A job is driven by messages of a queue. Who takes one up holds the job under a lease, so that two do not work at once;
// nothing rests on that, since each report is one transaction with the record as it was read. The package knows nothing of
// what is done: works are registered by name.
package job

import (
	"time"

	"github.com/galley-cms/galley/internal/event"
)

// Kind says what a job is for.
type Kind string

// The kinds.
const (
	Bulk     Kind = "BULK"     // the same action on many entries
	Import   Kind = "IMPORT"   // of a client that moves content in
	Export   Kind = "EXPORT"   // of a client that moves content out
	Backfill Kind = "BACKFILL" // indexes are built
	Search   Kind = "SEARCH"   // the search index is built
)

// State says where a job stands.
type State string

// The states. The last three are final.
const (
	Waiting   State = "WAITING"
	Running   State = "RUNNING"
	Done      State = "DONE"
	Cancelled State = "CANCELLED"
	Failed    State = "FAILED"
)

// Final tells whether nothing comes after the state.
func (s State) Final() bool { return s == Done || s == Cancelled || s == Failed }

// Outcome says what became of an entry.
type Outcome string

// The outcomes.
const (
	OutcomeDone      Outcome = "DONE"
	OutcomeUnchanged Outcome = "UNCHANGED" // it was so already
	OutcomeFailed    Outcome = "FAILED"
)

// Job is what people see of a job.
type Job struct {
	ID         string      `json:"-"`
	Kind       Kind        `json:"kind"`
	Title      string      `json:"title"`
	Model      string      `json:"model,omitempty"` // id of the model; "": work that is not of one
	By         event.Actor `json:"by"`
	State      State       `json:"state"`
	CreatedAt  time.Time   `json:"createdAt"`
	UpdatedAt  time.Time   `json:"updatedAt"`
	FinishedAt time.Time   `json:"finishedAt,omitzero"`
	Done       int         `json:"done,omitempty"`  // entries that were looked at
	Total      int         `json:"total,omitempty"` // of how many; 0: not known
	Succeeded  int         `json:"succeeded,omitempty"`
	Unchanged  int         `json:"unchanged,omitempty"`
	Failed     int         `json:"failed,omitempty"`
	Message    string      `json:"message,omitempty"` // why it failed as a whole, or what else is to be said
}

// Item says what became of one entry.
type Item struct {
	Position int     `json:"n"` // in the order of the work; set by the report
	Entry    string  `json:"entry"`
	Title    string  `json:"title,omitempty"`
	Outcome  Outcome `json:"outcome"`
	Message  string  `json:"message,omitempty"`
}

// Limits of a job.
const (
	MaxItems   = 1000    // of one report
	MaxArgs    = 350_000 // bytes of the arguments of a work
	MaxNote    = 100_000 // bytes of one note
	MaxTitle   = 200     // bytes of a title, of a job or an entry
	MaxMessage = 500     // bytes of a message
)

// keep is how long a job, and what belongs to it, stays after it was last written.
const keep = 30 * 24 * time.Hour

// record is a job as it is stored.
type record struct {
	Job
	Work   string    `json:"work,omitempty"`   // name of what is done; "": a client does it
	Stop   bool      `json:"stop,omitempty"`   // somebody asked that it ends
	Cursor []byte    `json:"cursor,omitempty"` // how far the work has come, in its own words
	Items  int       `json:"items,omitempty"`  // reported ones
	Tries  int       `json:"tries,omitempty"`  // runs since it last came further
	Holder string    `json:"holder,omitempty"` // who works on it
	Until  time.Time `json:"until,omitzero"`   // how long that is believed

	version int64 // of the item
}

// count adds an item to the sums.
func (j *Job) count(i Item) {
	j.Done++
	switch i.Outcome {
	case OutcomeDone:
		j.Succeeded++
	case OutcomeUnchanged:
		j.Unchanged++
	case OutcomeFailed:
		j.Failed++
	}
}

// held tells whether somebody works on the job, as far as is known.
func (r *record) held(now time.Time) bool { return r.Holder != "" && now.Before(r.Until) }

// release lets others work on the job.
func (r *record) release() { r.Holder, r.Until = "", time.Time{} }
