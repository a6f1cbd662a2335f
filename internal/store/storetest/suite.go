package storetest

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"reflect"
	"slices"
	"testing"

	diff "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/galley-cms/galley/internal/store"
)

// Run holds an adapter to what the port promises. open makes an empty table; it is called once a case.
func Run(t *testing.T, open func(t *testing.T) store.Table) {
	for name, run := range map[string]func(*probe){
		"items come back as they were put":           itemsComeBack,
		"put replaces the whole item":                putReplaces,
		"get finds what is there":                    getFinds,
		"get takes many keys":                        getManyKeys,
		"a reader serves several goroutines":         readerIsShared,
		"view gives back the error of its function":  viewGivesError,
		"a cancelled context stops everything":       cancelled,
		"expired items are gone":                     expiredAreGone,
		"conditions hold as the port says":           conditionsHold,
		"a transaction is all or nothing":            allOrNothing,
		"a token makes a transaction happen once":    tokenOnce,
		"a failed transaction leaves its token free": tokenAfterFailure,
		"transactions are atomic under concurrency":  atomicUnderConcurrency,
		"one of many creators wins":                  oneCreatorWins,
		"batch reports writes one by one":            batchReports,
		"batch takes many writes":                    batchManyWrites,
		"large items fit until the limit":            largeItems,
		"limits are refused and nothing is done":     limitsRefused,
		"queries keep to their range and order":      queriesKeepRange,
		"pages join to the whole":                    pagesJoin,
		"partitions do not leak":                     partitionsDoNotLeak,
		"a page ends at its limit of bytes":          pageEndsAtBytes,
		"keys only leaves out bodies":                keysOnly,
		"expired items make no empty page":           noEmptyPage,
	} {
		t.Run(name, func(t *testing.T) {
			run(&probe{T: t, table: open(t), ctx: context.Background()})
		})
	}
}

// probe is a table under test; its methods fail the test on any error.
type probe struct {
	*testing.T
	table store.Table
	ctx   context.Context
}

func key(partition, sort string) store.Key { return store.Key{Partition: partition, Sort: sort} }

func item(partition, sort, body string) store.Item {
	return store.Item{Key: key(partition, sort), Body: []byte(body)}
}

func (p *probe) put(items ...store.Item) {
	p.Helper()
	for _, i := range items {
		p.transact(store.Put(i, store.Always()))
	}
}

func (p *probe) transact(writes ...store.Write) {
	p.Helper()
	if err := p.table.Transact(p.ctx, "", writes...); err != nil {
		p.Fatal(err)
	}
}

// view runs fn in a View that must succeed.
func (p *probe) view(fn func(store.Reader) error) {
	p.Helper()
	if err := p.table.View(p.ctx, fn); err != nil {
		p.Fatal(err)
	}
}

// get reads items consistently, copies them, and sorts them by their keys.
func (p *probe) get(keys ...store.Key) (items []store.Item) {
	p.Helper()
	p.view(func(r store.Reader) error {
		got, err := r.Get(p.ctx, store.Consistent, keys...)
		items = copied(got)
		return err
	})
	return items
}

func (p *probe) getAtomic(keys ...store.Key) (items []store.Item) {
	p.Helper()
	p.view(func(r store.Reader) error {
		got, err := r.GetAtomic(p.ctx, keys...)
		items = copied(got)
		return err
	})
	return items
}

func (p *probe) has(k store.Key) bool {
	p.Helper()
	return len(p.get(k)) == 1
}

// page reads one page consistently and copies it.
func (p *probe) page(q store.Query) (page store.Page) {
	p.Helper()
	q.Consistent = store.Consistent
	p.view(func(r store.Reader) (err error) {
		page, err = r.Query(p.ctx, q)
		for i := range page.Items {
			page.Items[i].Body = slices.Clone(page.Items[i].Body)
		}
		return err
	})
	if page.More && len(page.Items) == 0 {
		p.Fatalf("the page of %+v is empty, and says that there is more", q)
	}
	return page
}

// walk reads all pages of a query.
func (p *probe) walk(q store.Query) (items []store.Item, pages int) {
	p.Helper()
	for {
		page := p.page(q)
		items = append(items, page.Items...)
		pages++
		if !page.More {
			return items, pages
		}
		q.After = page.Items[len(page.Items)-1].Sort
	}
}

// equal compares bodies at once: byte by byte takes seconds for large ones. Nil equals empty.
var equal = diff.Options{
	diff.Comparer(bytes.Equal),
	diff.FilterPath(func(p diff.Path) bool { return p.Last().Type() != reflect.TypeFor[[]byte]() }, cmpopts.EquateEmpty()),
}

func (p *probe) same(what string, want, got any) {
	p.Helper()
	if d := diff.Diff(want, got, equal); d != "" {
		p.Errorf("%s: (-want +got)\n%s", what, d)
	}
}

// refused fails the test unless err is a *store.LimitError.
func (p *probe) refused(what string, err error) {
	p.Helper()
	var limit *store.LimitError
	if !errors.As(err, &limit) {
		p.Errorf("%s: want a LimitError, got %v", what, err)
	}
}

func copied(items []store.Item) []store.Item {
	out := slices.Clone(items)
	for i := range out {
		out[i].Body = slices.Clone(out[i].Body)
	}
	slices.SortFunc(out, func(a, b store.Item) int {
		return cmp.Or(cmp.Compare(a.Partition, b.Partition), cmp.Compare(a.Sort, b.Sort))
	})
	return out
}

func sorts(items []store.Item) []string {
	out := make([]string, len(items))
	for i := range items {
		out[i] = items[i].Sort
	}
	return out
}
