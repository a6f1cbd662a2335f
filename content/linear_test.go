package content_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/errs"
)

// An entry as the sequential specification has it: one number, a draft and perhaps a live copy of it.
type register struct {
	there   bool
	trashed bool
	version int64
	draft   int
	live    int // 0: not live
}

// request is what somebody asked of an entry.
type request struct {
	do      string
	entry   string
	version int64 // that it is based on; 0: whatever is there
	n       int   // the number that is written, or looked for
	publish bool
}

func (q request) writes() bool { return q.do != "read" && q.do != "find" && q.do != "findLive" }

// reply is what they heard.
type reply struct {
	code  errs.Code // "": done
	moved int64     // of CONFLICT: the version that is there now
	lost  bool      // nobody can say whether it was done
	found bool      // of a search
	after register  // the entry, of what answers with it
}

// step tells what a request may make of a register, given the reply; nothing if such a reply is wrong.
func (r register) step(q request, a reply) []register {
	if q.do == "find" || q.do == "findLive" {
		return r.when(a.found == r.shows(q))
	}
	next, code := r.apply(q)
	switch {
	case a.lost: // done, or not
		return []register{r, next}
	case a.code == errs.Conflict && q.do == "delete": // another writer came between its steps
		return []register{r}
	case a.code != "" || code != "":
		return r.when(a.code == code && (code != errs.Conflict || q.do == "create" || a.moved == r.version))
	case q.do == "delete":
		return []register{next}
	case a.after != next:
		return nil
	}
	return []register{next}
}

func (r register) when(right bool) []register {
	if right {
		return []register{r}
	}
	return nil
}

// shows tells whether a search for a number shows the entry.
func (r register) shows(q request) bool {
	if q.do == "findLive" {
		return r.there && r.live == q.n
	}
	return r.there && !r.trashed && r.draft == q.n
}

// apply is the specification.
func (r register) apply(q request) (next register, code errs.Code) {
	switch {
	case q.do == "create" && r.there:
		return r, errs.Conflict
	case q.do == "create":
		next = register{there: true, version: r.version + 1, draft: q.n}
		if q.publish {
			next.live = q.n
		}
		return next, ""
	case !r.there, q.do == "restore" && !r.trashed, r.trashed && q.do != "read" && q.do != "restore":
		return r, errs.NotFound
	case q.do == "read", q.do == "unpublish" && r.live == 0:
		return r, ""
	case q.version != 0 && q.version != r.version:
		return r, errs.Conflict // C3
	}
	next = r
	next.version++
	switch q.do {
	case "save":
		if next.draft = q.n; q.publish {
			next.live = q.n
		}
	case "publish":
		next.live = r.draft // C4
	case "unpublish":
		next.live = 0
	case "delete":
		next.trashed, next.live = true, 0
	case "restore":
		next.trashed = false
	}
	return next, ""
}

var specification = porcupine.NondeterministicModel{
	Partition: func(all []porcupine.Operation) (parts [][]porcupine.Operation) {
		byEntry := map[string][]porcupine.Operation{}
		for _, o := range all {
			id := o.Input.(request).entry
			byEntry[id] = append(byEntry[id], o)
		}
		for _, part := range byEntry {
			parts = append(parts, part)
		}
		return parts
	},
	Init: func() []any { return []any{register{}} },
	Step: func(state, in, out any) (next []any) {
		for _, r := range state.(register).step(in.(request), out.(reply)) {
			next = append(next, r)
		}
		return next
	},
	DescribeOperation: func(in, out any) string { return fmt.Sprintf("%+v: %+v", in, out) },
}

// minutes notes requests and replies in the order in which they happened.
type minutes struct {
	now atomic.Int64
	mu  sync.Mutex
	all []porcupine.Operation
}

// ask makes a request of a space and notes it.
func (m *minutes) ask(s *space, client int, q request) reply {
	call := m.now.Add(1)
	a := s.answer(q)
	o := porcupine.Operation{ClientId: client, Input: q, Output: a, Call: call, Return: m.now.Add(1)}
	if a.lost {
		o.Return = math.MaxInt64 // it may be done at any time from now on
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if q.writes() || !a.lost {
		m.all = append(m.all, o)
	}
	return a
}

// wrote is one of the numbers that were written into an entry, or may have been, last.
func (m *minutes) wrote(entry string, rnd *rand.Rand) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	for n := len(m.all) - 1; n >= 0; n-- {
		if q := m.all[n].Input.(request); q.entry == entry && q.n > 0 && q.writes() && rnd.IntN(2) == 0 {
			return q.n
		}
	}
	return 1
}

// check holds the minutes against the specification.
func (m *minutes) check(t testing.TB, replay string) {
	t.Helper()
	model := specification.ToModel()
	result := porcupine.CheckOperationsTimeout(model, m.all, 20*time.Second)
	if result == porcupine.Ok {
		return
	}
	var story []string
	slices.SortFunc(m.all, func(a, b porcupine.Operation) int { return int(a.Call - b.Call) })
	for _, o := range m.all {
		story = append(story, fmt.Sprintf("%d-%d %+v: %+v", o.Call, o.Return, o.Input, o.Output))
	}
	t.Errorf("%s: the history is not linearizable (%s)\n%s", replay, result, strings.Join(story, "\n"))
}

// answer carries a request out.
func (s *space) answer(q request) reply {
	var e *content.Entry
	var err error
	found := false
	switch q.do {
	case "create":
		e, err = s.Create(s.ctx, "note", q.entry, content.Change{Values: number(q.n), Publish: q.publish})
	case "save":
		e, err = s.Update(s.ctx, q.entry, content.Change{Values: number(q.n), Version: q.version, Publish: q.publish})
	case "publish":
		e, err = s.Publish(s.ctx, q.entry, content.PublishOptions{Version: q.version})
	case "unpublish":
		e, err = s.Unpublish(s.ctx, q.entry, content.PublishOptions{Version: q.version})
	case "delete":
		err = s.Delete(s.ctx, q.entry, q.version)
	case "restore":
		e, err = s.Restore(s.ctx, q.entry)
	case "read":
		e, err = s.Entry(s.ctx, q.entry)
	case "find":
		found, err = s.shows(content.Draft, q)
	case "findLive":
		found, err = s.shows(content.Live, q)
	}
	return replyOf(e, err, found)
}

func number(n int) map[string]json.RawMessage { return vals(fmt.Sprintf(`{"n":%d}`, n)) }

func replyOf(e *content.Entry, err error, found bool) reply {
	a := reply{code: errs.CodeOf(err), found: found}
	var told *errs.Error
	switch {
	case errors.As(err, &told) && told.Code == errs.Conflict:
		a.moved, _ = told.Details["version"].(int64)
		a.lost = told.Cause != nil // many at once: an attempt may still be under way
	case a.code != "" && a.code != errs.NotFound:
		a.lost = true
	case e != nil:
		f := e.Model.Field("n").ID
		a.after = register{there: true, trashed: e.Status == content.StatusTrashed, version: e.Version, draft: numberIn(e.Values[f]), live: numberIn(e.LiveValues[f])}
	}
	return a
}

func numberIn(v json.RawMessage) int {
	n, _ := strconv.Atoi(string(v))
	return n
}

// shows tells whether a list of what has a number shows an entry.
func (s *space) shows(stage content.Stage, q request) (found bool, err error) {
	sc, err := s.Schema(s.ctx)
	if err != nil {
		return false, err
	}
	list, err := content.Prepare(sc, content.QuerySpec{Model: sc.Model("note"), Stage: stage, Where: map[string]any{"n": map[string]any{"eq": q.n}}})
	if err != nil {
		return false, err
	}
	err = s.View(s.ctx, stage, func(r *content.Reader) error {
		p, err := r.List(s.ctx, list, content.PageArgs{})
		if err == nil {
			found = slices.Contains(p.IDs, q.entry)
		}
		return err
	})
	return found, err
}
