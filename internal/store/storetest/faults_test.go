package storetest_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/store/storetest"
)

func TestSuiteWithTornCommits(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Table {
		f := &storetest.Faults{Torn: true, Stale: 5}
		return f.Wrap(storetest.New(t))
	})
}

var ctx = context.Background()

func put(sort string, version int64) store.Write {
	return store.Put(store.Item{Key: store.Key{Partition: "p", Sort: sort}, Version: version, Body: []byte(sort)}, store.Always())
}

// versions reads the versions of items a, b and c; 0 for none.
func versions(t *testing.T, table store.Table, c store.Consistency) (v [3]int64) {
	t.Helper()
	err := table.View(ctx, func(r store.Reader) error {
		items, err := r.Get(ctx, c, put("a", 0).Item.Key, put("b", 0).Item.Key, put("c", 0).Item.Key)
		for _, i := range items {
			v[i.Sort[0]-'a'] = i.Version
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestFaultsOfWrites(t *testing.T) {
	for _, c := range []struct {
		fault   storetest.Fault
		want    error // of the call
		applied bool  // right after it
		late    bool  // after late requests have come
	}{
		{storetest.None, nil, true, true},
		{storetest.Conflict, store.ErrConflict, false, false},
		{storetest.Throttle, store.ErrThrottled, false, false},
		{storetest.LostRequest, store.ErrUnknown, false, false},
		{storetest.LostReply, store.ErrUnknown, true, true},
		{storetest.LateRequest, store.ErrUnknown, false, true},
		{storetest.Kill, storetest.ErrKilled, false, false},
		{storetest.KillAfter, storetest.ErrKilled, true, true},
	} {
		for how, write := range map[string]func(store.Table) error{
			"transact": func(t store.Table) error { return t.Transact(ctx, "token", put("a", 1)) },
			"batch":    func(t store.Table) error { return t.Batch(ctx, put("a", 1))[0] },
		} {
			plain := storetest.New(t)
			f := &storetest.Faults{At: map[int]storetest.Fault{1: c.fault}}
			if err := write(f.Wrap(plain)); !errors.Is(err, c.want) {
				t.Errorf("%s, fault %d: want %v, got %v", how, c.fault, c.want, err)
			}
			if applied := versions(t, plain, store.Consistent)[0] == 1; applied != c.applied {
				t.Errorf("%s, fault %d: applied is %t", how, c.fault, applied)
			}
			f.Arrive()
			if applied := versions(t, plain, store.Consistent)[0] == 1; applied != c.late {
				t.Errorf("%s, fault %d: applied in the end is %t", how, c.fault, applied)
			}
		}
	}
}

func TestKillEndsAllTables(t *testing.T) {
	f := &storetest.Faults{At: map[int]storetest.Fault{2: storetest.Kill}}
	one, other := f.Wrap(storetest.New(t)), f.Wrap(storetest.New(t))
	if err := one.Transact(ctx, "", put("a", 1)); err != nil {
		t.Fatal(err)
	}
	if err := other.Batch(ctx, put("a", 1))[0]; !errors.Is(err, storetest.ErrKilled) {
		t.Errorf("the second call: %v", err)
	}
	err := one.View(ctx, func(r store.Reader) error {
		_, err := r.Query(ctx, store.Query{Partition: "p"})
		return err
	})
	if !errors.Is(err, storetest.ErrKilled) {
		t.Errorf("a call after the death: %v", err)
	}
	if f.Calls() != 2 {
		t.Errorf("%d calls were counted, 2 were made", f.Calls())
	}
}

func TestRepeatComesLater(t *testing.T) {
	plain := storetest.New(t)
	f := &storetest.Faults{At: map[int]storetest.Fault{1: storetest.Repeat}}
	table := f.Wrap(plain)
	if err := table.Batch(ctx, put("a", 1))[0]; err != nil {
		t.Fatal(err)
	}
	if err := plain.Batch(ctx, store.Delete(put("a", 0).Item.Key, store.Always()))[0]; err != nil {
		t.Fatal(err)
	}
	f.Arrive()
	if versions(t, plain, store.Consistent)[0] != 1 {
		t.Error("the write did not come again")
	}
}

func TestTornCommitShowsItemByItem(t *testing.T) {
	var seen []string
	var table store.Table
	f := &storetest.Faults{Torn: true}
	f.During = func() {
		seen = append(seen, fmt.Sprint(versions(t, table, store.Consistent)))
		atomic := table.View(ctx, func(r store.Reader) error {
			_, err := r.GetAtomic(ctx, put("a", 0).Item.Key, put("c", 0).Item.Key)
			return err
		})
		if !errors.Is(atomic, store.ErrConflict) {
			t.Errorf("an atomic read during the commit: %v", atomic)
		}
		if err := table.Batch(ctx, put("b", 9))[0]; !errors.Is(err, store.ErrConflict) {
			t.Errorf("another write during the commit: %v", err)
		}
	}
	table = f.Wrap(storetest.New(t))
	if err := table.Transact(ctx, "", put("a", 1), put("b", 1), put("c", 1)); err != nil {
		t.Fatal(err)
	}
	if len(seen) != 2 {
		t.Fatalf("a commit of 3 items was seen half done %d times: %v", len(seen), seen)
	}
	for n, v := range seen {
		var a, b, c int
		if _, err := fmt.Sscanf(v, "[%d %d %d]", &a, &b, &c); err != nil || a+b+c != n+1 {
			t.Errorf("look %d saw %s", n+1, v)
		}
	}
	if v := versions(t, table, store.Consistent); v != [3]int64{1, 1, 1} {
		t.Errorf("after the commit: %v", v)
	}
}

func TestStaleReadsMissTheLastWrites(t *testing.T) {
	f := &storetest.Faults{Stale: 2}
	table := f.Wrap(storetest.New(t))
	for _, w := range []store.Write{put("a", 1), put("a", 2), put("a", 3), put("b", 1)} {
		if err := table.Batch(ctx, w)[0]; err != nil {
			t.Fatal(err)
		}
	}
	got, rows := map[int64]bool{}, map[int]bool{}
	for range 100 {
		if v := versions(t, table, store.Consistent); v != [3]int64{3, 1, 0} {
			t.Fatalf("a consistent read: %v", v)
		}
		got[versions(t, table, store.Eventual)[0]] = true
		err := table.View(ctx, func(r store.Reader) error {
			page, err := r.Query(ctx, store.Query{Partition: "p"})
			rows[len(page.Items)] = true
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if !got[2] || !got[3] || got[1] || got[0] {
		t.Errorf("eventual gets saw the versions %v", got)
	}
	if !rows[1] || !rows[2] || len(rows) != 2 {
		t.Errorf("eventual queries saw so many rows: %v", rows)
	}
}

// TestStaleQueriesShowAnEarlierState compares eventual queries with what they would find now or a few writes ago.
func TestStaleQueriesShowAnEarlierState(t *testing.T) {
	const stale = 3
	sorts := []string{"a", "b", "c", "d", "e", "f"}
	f := &storetest.Faults{Stale: stale}
	plain := storetest.New(t)
	table := f.Wrap(plain)
	rnd := rand.New(rand.NewPCG(3, 4))
	pick := func() string { return append(sorts, "", "", "")[rnd.IntN(len(sorts)+3)] }
	states := [][]string{nil} // the sort keys there are, oldest state first
	for range 4000 {
		s := sorts[rnd.IntN(len(sorts))]
		last := slices.DeleteFunc(slices.Clone(states[len(states)-1]), func(o string) bool { return o == s })
		write := store.Delete(put(s, 0).Item.Key, store.Always())
		if rnd.IntN(2) == 0 {
			write = put(s, 1)
			last = slices.Sorted(slices.Values(append(last, s)))
		}
		if err := table.Batch(ctx, write)[0]; err != nil {
			t.Fatal(err)
		}
		states = append(states, last)
		states = states[max(0, len(states)-stale-1):]
		q := store.Query{Partition: "p", From: pick(), To: pick(), After: pick(), Descending: rnd.IntN(2) == 0, Limit: rnd.IntN(4)}
		checkOneOf(t, q, states, query(t, table, q))
	}
}

func query(t *testing.T, table store.Table, q store.Query) (found []string) {
	t.Helper()
	err := table.View(ctx, func(r store.Reader) error {
		page, err := r.Query(ctx, q)
		for _, i := range page.Items {
			found = append(found, i.Sort)
		}
		if len(found) == 0 && page.More {
			t.Errorf("%+v: an empty page says that there is more", q)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// checkOneOf also accepts a page that ends early, as pages may.
func checkOneOf(t *testing.T, q store.Query, states [][]string, found []string) {
	t.Helper()
	for _, state := range states {
		if want := inRange(q, state); slices.Equal(found, want[:min(len(found), len(want))]) && (len(found) > 0 || len(want) == 0) {
			return
		}
	}
	t.Errorf("%+v found %q, the states are %q", q, found, states)
}

func inRange(q store.Query, state []string) (want []string) {
	for _, s := range state {
		if s < q.From || q.To != "" && s >= q.To || q.After != "" && (s == q.After || q.Descending == (s > q.After)) {
			continue
		}
		want = append(want, s)
	}
	if q.Descending {
		slices.Reverse(want)
	}
	return want
}

func TestLentBodiesEndWithTheView(t *testing.T) {
	table := new(storetest.Faults).Wrap(storetest.New(t))
	if err := table.Transact(ctx, "", put("a", 1)); err != nil {
		t.Fatal(err)
	}
	var kept []byte
	err := table.View(ctx, func(r store.Reader) error {
		items, err := r.Get(ctx, store.Consistent, put("a", 0).Item.Key)
		kept = items[0].Body
		return err
	})
	if err != nil || string(kept) == "a" {
		t.Errorf("a body that was kept still reads %q (%v)", kept, err)
	}
}

func TestSameSeedSameFaults(t *testing.T) {
	run := func(seed uint64) (outcomes []string) {
		f := &storetest.Faults{Seed: seed, Chance: map[storetest.Fault]float64{
			storetest.Conflict: 0.2, storetest.Throttle: 0.2, storetest.LostReply: 0.2, storetest.LateRequest: 0.2,
		}}
		table := f.Wrap(storetest.New(t))
		for range 20 {
			for _, err := range table.Batch(ctx, put("a", 1), put("b", 2), put("c", 3)) {
				outcomes = append(outcomes, fmt.Sprint(err))
			}
		}
		return outcomes
	}
	first, again, other := fmt.Sprint(run(1)), fmt.Sprint(run(1)), fmt.Sprint(run(2))
	if first != again {
		t.Error("the same seed gave other faults")
	}
	if first == other {
		t.Error("another seed gave the same faults")
	}
}
