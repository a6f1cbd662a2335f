package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/oklog/ulid/v2"

	"github.com/galley-cms/galley/internal/store"
)

// before are the states in which a condition may meet an item; nil for none.
var before = map[string]*store.Item{
	"absent":  nil,
	"plain":   {},
	"version": {Version: 3},
	"tag":     {Tag: 5},
	"closing": {Version: 3, State: store.StateClosing},
	"trashed": {Tag: 5, State: store.StateTrashed},
	"purged":  {State: store.StatePurged},
	"later":   {Version: 3, Tag: 5, Expires: time.Now().Add(time.Hour)},
	"expired": {Version: 3, Tag: 5, Expires: time.Now().Add(-time.Hour)},
}

var conditions = []store.Condition{
	store.Always(), store.Absent(), store.Exists(), store.Open(),
	store.VersionIs(0), store.VersionIs(2), store.VersionIs(3),
	store.TagBelow(-1), store.TagBelow(0), store.TagBelow(1), store.TagBelow(5), store.TagBelow(6),
}

// writers are the ways to make a conditional write; they tell whether it was done.
var writers = map[string]func(*probe, store.Item, store.Condition) error{
	"transact put": func(p *probe, i store.Item, c store.Condition) error {
		return p.table.Transact(p.ctx, "", store.Put(i, c))
	},
	"transact delete": func(p *probe, i store.Item, c store.Condition) error {
		return p.table.Transact(p.ctx, "", store.Delete(i.Key, c))
	},
	"transact check": func(p *probe, i store.Item, c store.Condition) error {
		return p.table.Transact(p.ctx, "", store.Check(i.Key, c))
	},
	"batch put": func(p *probe, i store.Item, c store.Condition) error {
		return p.table.Batch(p.ctx, store.Put(i, c))[0]
	},
	"batch delete": func(p *probe, i store.Item, c store.Condition) error {
		return p.table.Batch(p.ctx, store.Delete(i.Key, c))[0]
	},
}

func conditionsHold(p *probe) {
	for state, old := range before {
		for _, c := range conditions {
			for how, write := range writers {
				k := key(state, fmt.Sprint(c, how))
				if old != nil {
					was := *old
					was.Key = k
					p.put(was)
				}
				p.meets(fmt.Sprintf("%s: %s if %s", state, how, c), old, c, write(p, item(k.Partition, k.Sort, "new"), c))
			}
		}
	}
}

// meets compares the outcome of a conditional write with Condition.Holds.
func (p *probe) meets(what string, old *store.Item, c store.Condition, err error) {
	p.Helper()
	if old != nil && old.Gone(time.Now()) {
		old = nil
	}
	var failed *store.ConditionError
	switch {
	case c.Holds(old) && err != nil:
		p.Errorf("%s: %v", what, err)
	case !c.Holds(old) && !errors.As(err, &failed):
		p.Errorf("%s: want a ConditionError, got %v", what, err)
	case failed != nil && (failed.Write != 0 || failed.If != c):
		p.Errorf("%s: the error names write %d and %s", what, failed.Write, failed.If)
	}
}

func allOrNothing(p *probe) {
	p.put(store.Item{Key: key("p", "old"), Version: 1})
	writes := []store.Write{
		store.Put(item("p", "new", "N"), store.Absent()),
		store.Delete(key("p", "old"), store.VersionIs(1)),
		store.Check(key("q", "other"), store.Exists()),
		store.Check(key("q", "another"), store.Exists()),
	}
	err := p.table.Transact(p.ctx, "", writes...)
	var failed *store.ConditionError
	if !errors.As(err, &failed) {
		p.Fatalf("want a ConditionError, got %v", err)
	}
	p.same("the first write that failed", store.ConditionError{Write: 2, Key: key("q", "other"), If: store.Exists()}, *failed)
	p.same("nothing was done", []string{"old"}, sorts(p.page(store.Query{Partition: "p"}).Items))

	p.put(item("q", "other", ""), item("q", "another", ""))
	p.transact(writes...)
	p.same("all was done", []string{"new"}, sorts(p.page(store.Query{Partition: "p"}).Items))
	p.same("a check writes nothing", []store.Item{item("q", "other", "")}, p.get(key("q", "other")))
}

func tokenOnce(p *probe) {
	token := ulid.Make().String() // DynamoDB knows tokens across tables
	create := store.Put(item("p", "a", "A"), store.Absent())
	for range 3 {
		if err := p.table.Transact(p.ctx, token, create); err != nil {
			p.Fatalf("repeated with its token: %v", err)
		}
	}
	p.transact(store.Delete(key("p", "a"), store.Always()))
	if err := p.table.Transact(p.ctx, token, create); err != nil {
		p.Fatal(err)
	}
	if p.has(key("p", "a")) {
		p.Error("a repeated transaction was applied again")
	}
	p.refused("another transaction with a used token",
		p.table.Transact(p.ctx, token, store.Put(item("p", "b", "B"), store.Absent())))
	if p.has(key("p", "b")) {
		p.Error("another transaction with a used token was applied")
	}
}

func tokenAfterFailure(p *probe) {
	token := ulid.Make().String()
	update := store.Put(item("p", "a", "A"), store.Exists())
	var failed *store.ConditionError
	if err := p.table.Transact(p.ctx, token, update); !errors.As(err, &failed) {
		p.Fatalf("want a ConditionError, got %v", err)
	}
	p.put(item("p", "a", ""))
	if err := p.table.Transact(p.ctx, token, update); err != nil {
		p.Fatalf("the condition holds now: %v", err)
	}
	p.same("it was applied", []store.Item{item("p", "a", "A")}, p.get(key("p", "a")))
}

// atomicUnderConcurrency lets writers raise two counters together while a reader looks at both.
func atomicUnderConcurrency(p *probe) {
	const writers, rounds = 4, 8
	a, b := key("p", "a"), key("q", "b")
	p.transact(store.Put(store.Item{Key: a, Version: 1}, store.Absent()), store.Put(store.Item{Key: b, Version: 1}, store.Absent()))
	var won atomic.Int64
	failed := make([]error, writers)
	var wait sync.WaitGroup
	for w := range writers {
		wait.Go(func() {
			for range rounds {
				done, err := raise(p.ctx, p.table, a, b)
				failed[w] = errors.Join(failed[w], err)
				if done {
					won.Add(1)
				}
			}
		})
	}
	wait.Wait()
	if err := errors.Join(failed...); err != nil {
		p.Fatal(err)
	}
	for _, i := range p.getAtomic(a, b) {
		if i.Version != won.Load()+1 {
			p.Errorf("%d transactions succeeded, but the version of %s is %d", won.Load(), i.Sort, i.Version)
		}
	}
	if won.Load() == 0 {
		p.Error("no transaction succeeded")
	}
}

// raise adds one to both versions, unless somebody else is faster.
func raise(ctx context.Context, table store.Table, a, b store.Key) (done bool, err error) {
	var seen []int64
	err = table.View(ctx, func(r store.Reader) error {
		items, err := r.GetAtomic(ctx, a, b)
		for _, i := range items {
			seen = append(seen, i.Version)
		}
		return err
	})
	switch {
	case errors.Is(err, store.ErrConflict):
		return false, nil
	case err != nil:
		return false, err
	case len(seen) != 2 || seen[0] != seen[1]:
		return false, fmt.Errorf("a torn read: versions %v", seen)
	}
	n := seen[0]
	err = table.Transact(ctx, "", store.Put(store.Item{Key: a, Version: n + 1}, store.VersionIs(n)),
		store.Put(store.Item{Key: b, Version: n + 1}, store.VersionIs(n)))
	var failed *store.ConditionError
	if errors.As(err, &failed) || errors.Is(err, store.ErrConflict) {
		return false, nil
	}
	return err == nil, err
}

func oneCreatorWins(p *probe) {
	const creators = 6
	results := make([]error, creators)
	var wait sync.WaitGroup
	for i := range creators {
		wait.Go(func() {
			write := store.Put(item("p", "a", fmt.Sprint(i)), store.Absent())
			if i%2 == 0 {
				results[i] = p.table.Transact(p.ctx, "", write)
			} else {
				results[i] = p.table.Batch(p.ctx, write)[0]
			}
		})
	}
	wait.Wait()
	winner := ""
	for i, err := range results {
		var failed *store.ConditionError
		switch {
		case err == nil && winner != "":
			p.Error("two creators won")
		case err == nil:
			winner = fmt.Sprint(i)
		case !errors.As(err, &failed) && !errors.Is(err, store.ErrConflict):
			p.Error(err)
		}
	}
	p.same("the winner's item", []store.Item{item("p", "a", winner)}, p.get(key("p", "a")))
}

func batchReports(p *probe) {
	p.put(item("p", "here", ""), item("p", "old", ""))
	result := p.table.Batch(p.ctx,
		store.Put(item("p", "new", ""), store.Absent()),
		store.Put(item("p", "here", "changed"), store.Absent()),
		store.Delete(key("p", "old"), store.Exists()),
		store.Check(key("p", "here"), store.Exists()),
		store.Put(item("p", "", ""), store.Always()),
		store.Delete(key("p", "none"), store.TagBelow(3)),
	)
	if len(result) != 6 {
		p.Fatalf("6 writes, but %d results", len(result))
	}
	var failed *store.ConditionError
	if !errors.As(result[1], &failed) || failed.Write != 1 || failed.Key != key("p", "here") {
		p.Errorf("write 1: want its ConditionError, got %v", result[1])
	}
	p.refused("a check in a batch", result[3])
	p.refused("an empty sort key", result[4])
	for _, i := range []int{0, 2, 5} {
		if result[i] != nil {
			p.Errorf("write %d: %v", i, result[i])
		}
	}
	p.same("items afterwards", []store.Item{item("p", "here", ""), item("p", "new", "")},
		p.page(store.Query{Partition: "p"}).Items)
	if n := len(p.table.Batch(p.ctx)); n != 0 {
		p.Errorf("no writes, but %d results", n)
	}
}

func batchManyWrites(p *probe) {
	var items []store.Item
	for i := range 120 {
		items = append(items, item("p", fmt.Sprintf("%03d", i), fmt.Sprint(i)))
	}
	for i, err := range p.table.Batch(p.ctx, puts(items)...) {
		if err != nil {
			p.Errorf("write %d: %v", i, err)
		}
	}
	got, _ := p.walk(store.Query{Partition: "p"})
	p.same("items afterwards", items, got)
}
