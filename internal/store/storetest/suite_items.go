package storetest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"sync"
	"time"

	"github.com/galley-cms/galley/internal/store"
)

func itemsComeBack(p *probe) {
	later := time.Now().Add(time.Hour).UTC().Truncate(time.Second)
	items := []store.Item{
		{Key: key("p", "1 bare")},
		{Key: key("p", "2 body"), Body: []byte("\x00\xffbinary")},
		{Key: key("p", "3 all"), Version: 7, Tag: 9, State: store.StateTrashed, Expires: later, Body: []byte("b")},
		{Key: key("p", "4 bounds"), Version: math.MaxInt64, Tag: math.MinInt64, State: store.StatePurged},
		{Key: key("main#model", "\x00\xff\x80 any bytes \n"), Body: []byte("x")},
	}
	p.put(items...)
	keys := make([]store.Key, len(items))
	for i := range items {
		keys[i] = items[i].Key
	}
	p.same("Get", copied(items), p.get(keys...))
	p.same("GetAtomic", copied(items), p.getAtomic(keys...))
	p.same("Query", items[:4], p.page(store.Query{Partition: "p"}).Items)
}

func putReplaces(p *probe) {
	p.put(store.Item{Key: key("p", "s"), Version: 7, Tag: 9, State: store.StateClosing,
		Expires: time.Now().Add(time.Hour), Body: []byte("old")})
	p.put(item("p", "s", "new"))
	p.same("after the second put", []store.Item{item("p", "s", "new")}, p.get(key("p", "s")))
	p.transact(store.Delete(key("p", "s"), store.Always()))
	p.transact(store.Delete(key("p", "s"), store.Always())) // what is not there can be deleted
	p.same("after the delete", []store.Item{}, p.get(key("p", "s")))
}

func getFinds(p *probe) {
	p.put(item("p", "a", "A"), item("q", "a", "Q"), item("p", "b", "B"))
	p.same("some keys are missing", []store.Item{item("p", "a", "A"), item("q", "a", "Q")},
		p.get(key("q", "a"), key("p", "c"), key("p", "a"), key("r", "a")))
	p.same("no keys", []store.Item{}, p.get())
	p.same("no atomic keys", []store.Item{}, p.getAtomic())
	if n := len(p.get(key("p", "a"), key("p", "a"))); n != 1 && n != 2 {
		p.Errorf("a key given twice came %d times", n)
	}
	p.view(func(r store.Reader) error {
		_, err := r.Get(p.ctx, store.Eventual, key("p", "a"))
		return err
	})
}

func getManyKeys(p *probe) {
	var want []store.Item
	var keys []store.Key
	for i := range 230 {
		it := item("p", fmt.Sprintf("%03d", i), fmt.Sprint(i))
		keys = append(keys, it.Key)
		if i%3 != 0 {
			want = append(want, it)
		}
	}
	for _, err := range p.table.Batch(p.ctx, puts(want)...) {
		if err != nil {
			p.Fatal(err)
		}
	}
	p.same("Get", want, p.get(keys...))
	p.same("GetAtomic", want[:66], p.getAtomic(keys[:store.MaxAtomic]...))
}

func puts(items []store.Item) []store.Write {
	writes := make([]store.Write, len(items))
	for i := range items {
		writes[i] = store.Put(items[i], store.Always())
	}
	return writes
}

// readerIsShared also reads lent bodies, in the View that they are lent for.
func readerIsShared(p *probe) {
	const n = 8
	for i := range n {
		p.put(item("p", fmt.Sprint(i), strings.Repeat(fmt.Sprint(i), 5000)))
	}
	p.view(func(r store.Reader) error {
		var wait sync.WaitGroup
		failed := make([]error, n)
		for i := range n {
			wait.Go(func() { failed[i] = readShared(p.ctx, r, i) })
		}
		wait.Wait()
		return errors.Join(failed...)
	})
}

func readShared(ctx context.Context, r store.Reader, i int) error {
	want := strings.Repeat(fmt.Sprint(i), 5000)
	for range 5 {
		items, err := r.Get(ctx, store.Consistent, key("p", fmt.Sprint(i)))
		if err != nil {
			return err
		}
		page, err := r.Query(ctx, store.Query{Partition: "p", From: fmt.Sprint(i), Limit: 1, Consistent: true})
		if err != nil {
			return err
		}
		if len(items) != 1 || string(items[0].Body) != want || len(page.Items) != 1 || string(page.Items[0].Body) != want {
			return fmt.Errorf("goroutine %d read another body", i)
		}
	}
	return nil
}

func viewGivesError(p *probe) {
	mine := errors.New("mine")
	if err := p.table.View(p.ctx, func(store.Reader) error { return mine }); !errors.Is(err, mine) {
		p.Errorf("want the function's error, got %v", err)
	}
}

func cancelled(p *probe) {
	p.put(item("p", "a", "A"))
	ctx, cancel := context.WithCancel(p.ctx)
	cancel()
	check := func(what string, err error) {
		if !errors.Is(err, context.Canceled) {
			p.Errorf("%s: want context.Canceled, got %v", what, err)
		}
	}
	check("Get", p.table.View(ctx, func(r store.Reader) error {
		_, err := r.Get(ctx, store.Consistent, key("p", "a"))
		return err
	}))
	check("Query", p.table.View(ctx, func(r store.Reader) error {
		_, err := r.Query(ctx, store.Query{Partition: "p"})
		return err
	}))
	check("Transact", p.table.Transact(ctx, "", store.Put(item("p", "b", ""), store.Always())))
	check("Batch", p.table.Batch(ctx, store.Put(item("p", "c", ""), store.Always()))[0])
	p.same("nothing was written", []string{"a"}, sorts(p.page(store.Query{Partition: "p"}).Items))
}

func expiredAreGone(p *probe) {
	now := time.Now()
	for sort, at := range map[string]time.Time{"past": now.Add(-time.Hour), "future": now.Add(time.Hour), "never": {}} {
		p.put(store.Item{Key: key("p", sort), Version: 1, Expires: at})
	}
	keys := []store.Key{key("p", "past"), key("p", "future"), key("p", "never")}
	want := []string{"future", "never"}
	p.same("Get", want, sorts(p.get(keys...)))
	p.same("GetAtomic", want, sorts(p.getAtomic(keys...)))
	p.same("Query", want, sorts(p.page(store.Query{Partition: "p"}).Items))
	p.same("Query descending", []string{"never", "future"},
		sorts(p.page(store.Query{Partition: "p", Descending: true}).Items))
	p.put(item("p", "past", "back"))
	p.same("a put over it", []store.Item{item("p", "past", "back")}, p.get(keys[0]))
}
