// Package event is the outbox: what happened, once an entry and commit, in order per entry.
//
// An event is written in the transaction of the change it tells of, so there is never one without the other. It is
// the audit record; webhooks, invalidations, search and audit views are made from it. Consumers get each event at
// least once, in any order: they order by entry and id, and drop repeats.
package event

import "time"

// Type says what happened; webhooks subscribe to types.
type Type string

// The types of design section 6.
const (
	EntryCreated     Type = "entry.created"
	EntryUpdated     Type = "entry.updated"
	EntryPublished   Type = "entry.published"
	EntryUnpublished Type = "entry.unpublished"
	EntryDeleted     Type = "entry.deleted"
	EntryRestored    Type = "entry.restored"
	AssetCreated     Type = "asset.created" // an upload began: for the audit; no webhook gets it
	AssetReady       Type = "asset.ready"
	AssetFailed      Type = "asset.failed"
	AssetUpdated     Type = "asset.updated"
	AssetDeleted     Type = "asset.deleted"
	ModelCreated     Type = "model.created"
	ModelUpdated     Type = "model.updated"
	ModelDeleted     Type = "model.deleted"
	AccessChanged    Type = "access.changed" // users, keys, webhooks: for the audit; no webhook gets it
)

// Types for the audit only: no webhook gets them.
const (
	EntryArchived    Type = "entry.archived"
	EntryUnarchived  Type = "entry.unarchived"
	EntryPurged      Type = "entry.purged"
	EntryScheduled   Type = "entry.scheduled"   // an action was planned, or moved
	EntryUnscheduled Type = "entry.unscheduled" // a planned action was cancelled
	EntryMissed      Type = "entry.missed"      // a planned action could not be carried out: the note says why
	JobStarted       Type = "job.started"
	JobFinished      Type = "job.finished"
)

// Types lists the types that webhooks can subscribe to.
var Types = []Type{
	EntryCreated, EntryUpdated, EntryPublished, EntryUnpublished, EntryDeleted, EntryRestored,
	AssetReady, AssetFailed, AssetUpdated, AssetDeleted, ModelCreated, ModelUpdated, ModelDeleted,
}

// Event is one change. Its ID is a ULID; those of one entry rise.
type Event struct {
	ID       string    `json:"id"`
	Time     time.Time `json:"time"`
	Space    string    `json:"space"`
	Types    []Type    `json:"types"`             // in the order in which they happened
	Actor    Actor     `json:"actor"`             // who did it
	Model    string    `json:"model,omitempty"`   // model id of the entry
	Entry    string    `json:"entry,omitempty"`   // entry id
	Before   int64     `json:"before,omitempty"`  // version before; 0: none
	After    int64     `json:"after,omitempty"`   // version after
	Was      string    `json:"was,omitempty"`     // status before; empty: there was no such entry
	Status   string    `json:"status,omitempty"`  // status after; empty: it is gone
	Locales  []string  `json:"locales,omitempty"` // published or unpublished ones; empty: all
	Autosave bool      `json:"autosave,omitempty"`
	Job      string    `json:"job,omitempty"`  // that did it
	Note     string    `json:"note,omitempty"` // a sentence for the audit, where the types do not say all
}

// Actor is who did something, as events remember it.
type Actor struct {
	Kind string `json:"kind"` // user, key, public, local, system
	ID   string `json:"id,omitempty"`
	Name string `json:"name,omitempty"`
}
