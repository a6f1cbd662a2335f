package content

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/store"
)

// planned is an action as the head of its entry holds it. The head decides what is planned; items of days, which are
// written and deleted in the same transactions, only find it when it is due.
type planned struct {
	ID         string         `json:"id"`
	Do         ScheduleAction `json:"do"`
	At         time.Time      `json:"at"`
	Locales    []string       `json:"locales,omitempty"`
	References bool           `json:"references,omitempty"`
	By         event.Actor    `json:"by"`
	CreatedAt  time.Time      `json:"createdAt"`
	Failure    string         `json:"failure,omitempty"` // why it could not be carried out
	FailedAt   time.Time      `json:"failedAt,omitzero"` //
}

const (
	maxPlanned = 20                  // actions of an entry: its head stays small
	failedAge  = 30 * 24 * time.Hour // for which an action that could not be carried out is kept
)

// actionMark parts the two halves of an action's id, that of its entry and its own. No id of an entry has it.
const actionMark = ":"

// dueTime is a moment in sort keys: of fixed width, so that their order is that of time.
const dueTime = "2006-01-02T15:04:05.000000Z"

// dueDay is a day in partitions: in UTC.
const dueDay = time.DateOnly

// sort is the place of an action among those of all entries.
func (p *planned) sort(entry string) string {
	return p.At.UTC().Format(dueTime) + "#" + entry + "#" + string(p.Do) + "#" + p.ID
}

// due is where an action is found: with others of its day, or with those that could not be carried out.
func (k keys) due(entry string, p *planned) store.Key {
	if p.Failure != "" {
		return store.Key{Partition: k.failed(), Sort: p.sort(entry)}
	}
	return store.Key{Partition: k.dueOn(p.At.UTC().Format(dueDay)), Sort: p.sort(entry)}
}

func (k keys) dueOn(day string) string { return k.space + "#due#" + day }
func (k keys) failed() string          { return k.space + "#due#failed" }

// HoldsSchedule tells whether a partition holds scheduled actions of a space: who runs them in the process that plans them
// can look there for what is new.
func HoldsSchedule(space, partition string) bool {
	return strings.HasPrefix(partition, keys{space}.dueOn(""))
}

// day is where a day is noted that may have actions.
func (k keys) day(day string) store.Key { return store.Key{Partition: k.space + "#due", Sort: day} }

// dueItem is an action as the item of a day holds it.
type dueItem struct {
	Entry string `json:"entry"`
	Model string `json:"model"`
	planned
	key store.Key
}

func decodeDue(i store.Item) (*dueItem, error) {
	d := &dueItem{key: i.Key}
	if len(i.Body) == 0 || i.Body[0] != formatJSON {
		return nil, fmt.Errorf("the scheduled action %s has an unknown format", i.Sort)
	}
	if err := json.Unmarshal(i.Body[1:], d); err != nil {
		return nil, fmt.Errorf("the scheduled action %s: %w", i.Sort, err)
	}
	return d, nil
}

// action makes a ScheduledAction.
func (p *planned) action(entry, model string) *ScheduledAction {
	return &ScheduledAction{ID: entry + actionMark + p.ID, Entry: entry, Model: model, Action: p.Do, At: p.At,
		Locales: p.Locales, WithReferences: p.References, By: p.By, CreatedAt: p.CreatedAt, Failure: p.Failure}
}

// sentence says what is planned, for the audit.
func (p *planned) sentence() string {
	words := map[ScheduleAction]string{SchedulePublish: "Publish", ScheduleUnpublish: "Unpublish"}[p.Do]
	if len(p.Locales) > 0 {
		words += " " + strings.Join(p.Locales, ", ")
	}
	if p.References {
		words += " with what it refers to"
	}
	return words + " at " + field.FormatDateTime(p.At) + "."
}

// over tells whether an action that could not be carried out is no longer kept.
func (p *planned) over(now time.Time) bool {
	return p.Failure != "" && !now.Before(p.FailedAt.Add(failedAge))
}

// plannedAction is the action with an id; nil if it is not planned.
func (h *head) plannedAction(id string) *planned {
	for i := range h.Planned {
		if h.Planned[i].ID == id {
			return &h.Planned[i]
		}
	}
	return nil
}

// awaits tells whether an action is still planned just so.
func (h *head) awaits(p *planned) bool {
	now := h.plannedAction(p.ID)
	return now != nil && now.Failure == "" && now.At.Equal(p.At)
}

// twin is an action that is planned already and the same in all that matters; nil if there is none.
func (h *head) twin(p *planned) *planned {
	for i := range h.Planned {
		t := &h.Planned[i]
		if t.Failure == "" && t.Do == p.Do && t.At.Equal(p.At) && slices.Equal(t.Locales, p.Locales) && t.References == p.References {
			return t
		}
	}
	return nil
}

// first is the action of an entry that comes before its others; nil if none is to come.
func (h *head) first() *planned {
	for i := range h.Planned {
		if h.Planned[i].Failure == "" {
			return &h.Planned[i]
		}
	}
	return nil
}

// replanned are the actions, in order, without one and with another one. Those that were kept long enough go.
func (h *head) replanned(away, put *planned, now time.Time) []planned {
	var list []planned
	for _, p := range h.Planned {
		if (away == nil || p.ID != away.ID) && !p.over(now) {
			list = append(list, p)
		}
	}
	if put != nil {
		list = append(list, *put)
	}
	slices.SortFunc(list, func(a, b planned) int { return cmp.Compare(a.sort(""), b.sort("")) })
	return list
}

// scheduled are the actions of an entry, in order.
func (st *state) scheduled(now time.Time) (out []*ScheduledAction) {
	for i := range st.head.Planned {
		if p := &st.head.Planned[i]; !p.over(now) {
			out = append(out, p.action(st.id, st.head.Model))
		}
	}
	return out
}

// unplan is the write that takes away the item by which an action is found.
func (s *Service) unplan(entry string, p *planned) also {
	return also{write: store.Delete(s.keys.due(entry, p), store.Always())}
}

// unfailed takes away what could not be carried out and is kept for nobody any more. What is still to come stays, and is
// found to be missed when it is due.
func (s *Service) unfailed(st *state) (out []also) {
	for i := range st.head.Planned {
		if p := &st.head.Planned[i]; p.Failure != "" {
			out = append(out, s.unplan(st.id, p))
		}
	}
	return out
}

// planItem are the writes by which an action is found: its item, if its day is noted. One that failed is kept for a while.
func (s *Service) planItem(ctx context.Context, entry, model string, p *planned) ([]also, error) {
	b, err := json.Marshal(&dueItem{Entry: entry, Model: model, planned: *p})
	if err != nil {
		return nil, err
	}
	item := store.Item{Key: s.keys.due(entry, p), Body: append([]byte{formatJSON}, b...)}
	if p.Failure != "" {
		item.Expires = p.FailedAt.Add(failedAge)
		return []also{{write: store.Put(item, store.Always())}}, nil
	}
	day := p.At.UTC().Format(dueDay)
	noted := also{store.Check(s.keys.day(day), store.Open()), func() error { return s.noteDay(ctx, day) }}
	return []also{{write: store.Put(item, store.Always())}, noted}, nil
}

// noteDay notes a day that is to have actions; errAgain says that this was done.
func (s *Service) noteDay(ctx context.Context, day string) error {
	err := s.single(ctx, s.content, store.Put(store.Item{Key: s.keys.day(day), Body: []byte{formatJSON}}, store.Absent()))
	switch {
	case err == nil:
		return errAgain
	case failedCondition(err) && s.now().Format(dueDay) > day:
		return errs.New(errs.Invalid, "The day %s is over: choose a moment to come.", day)
	case failedCondition(err):
		return errAgain // somebody else noted it just now
	}
	return err
}
