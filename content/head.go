package content

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/store"
)

// Status says where an entry stands.
type Status string

// The statuses.
const (
	StatusDraft     Status = "DRAFT"     // never published, or unpublished
	StatusPublished Status = "PUBLISHED" // live, and the draft is the same
	StatusChanged   Status = "CHANGED"   // live, and the draft differs
	StatusArchived  Status = "ARCHIVED"  // put away: not live, and nobody changes it
	StatusTrashed   Status = "TRASHED"   // deleted, can be restored
)

// head is the small item at the centre of an entry: every commit replaces it under the condition that its sequence
// number is the one that was read. The zero head is that of an entry that was never written.
type head struct {
	Epoch      int64       `json:"epoch"`               // the entry's rows are complete in every index with since <= epoch
	DraftSeq   int64       `json:"draft,omitempty"`     // seq of the commit that wrote the draft; 0: there is none
	LiveSeq    int64       `json:"live,omitempty"`      // the same for the live copy
	LastEvent  string      `json:"event,omitempty"`     // id of the entry's last event
	Model      string      `json:"model,omitempty"`     // model id
	Version    int64       `json:"version,omitempty"`   // what users see and send
	Changed    bool        `json:"changed,omitempty"`   // the draft differs from the live copy
	Kept       bool        `json:"kept,omitempty"`      // a revision of the draft's version exists: it was saved and published at once
	CreatedAt  time.Time   `json:"createdAt,omitzero"`  //
	UpdatedAt  time.Time   `json:"updatedAt,omitzero"`  // of the draft
	First      time.Time   `json:"first,omitzero"`      // first published; survives unpublishing
	CreatedBy  event.Actor `json:"createdBy,omitzero"`  //
	UpdatedBy  event.Actor `json:"updatedBy,omitzero"`  //
	ClosingAt  time.Time   `json:"closingAt,omitzero"`  // when a delete closed the entry
	ArchivedAt time.Time   `json:"archivedAt,omitzero"` // zero: it is not in the archive
	TrashedAt  time.Time   `json:"trashedAt,omitzero"`  // of what is in the trash
	PurgedTo   int64       `json:"purgedTo,omitempty"`  // the highest version of a life of the id that was purged: revisions up to it are gone
	Unclaimed  []string    `json:"unclaimed,omitempty"` // of unique fields that the live copy holds no claims of: those that claimName gives
	Planned    []planned   `json:"planned,omitempty"`   // actions to come, and those that could not be carried out; in order
	seq        int64       // the item's version
	state      store.State // open, closing, trashed, purged
}

// status is computed from the head alone.
func (h *head) status() Status {
	switch {
	case h.state == store.StateTrashed:
		return StatusTrashed
	case !h.ArchivedAt.IsZero():
		return StatusArchived
	case h.LiveSeq == 0:
		return StatusDraft
	case h.Changed:
		return StatusChanged
	}
	return StatusPublished
}

func (h *head) item(k store.Key) (store.Item, error) {
	b, err := json.Marshal(h)
	if err != nil {
		return store.Item{}, err
	}
	return store.Item{Key: k, Version: h.seq, State: h.state, Body: append([]byte{formatJSON}, b...)}, nil
}

func decodeHead(i store.Item) (h head, err error) {
	if len(i.Body) == 0 || i.Body[0] != formatJSON {
		return h, fmt.Errorf("head of %s has an unknown format", i.Partition)
	}
	if err := json.Unmarshal(i.Body[1:], &h); err != nil {
		return h, fmt.Errorf("head of %s: %w", i.Partition, err)
	}
	h.seq, h.state = i.Version, i.State
	return h, nil
}
