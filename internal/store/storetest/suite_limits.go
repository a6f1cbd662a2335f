package storetest

import (
	"fmt"
	"strings"

	"github.com/galley-cms/galley/internal/store"
)

// sized makes an item of exactly n bytes.
func sized(sort string, n int) store.Item {
	i := item("p", sort, "")
	i.Body = make([]byte, n-i.Size())
	for at := range i.Body {
		i.Body[at] = byte(at * 31)
	}
	return i
}

func largeItems(p *probe) {
	for _, n := range []int{300 << 10, 399 << 10, store.MaxItem} {
		i := sized(fmt.Sprint(n), n)
		p.transact(store.Put(i, store.Always()))
		if err := p.table.Batch(p.ctx, store.Put(i, store.Exists()))[0]; err != nil {
			p.Errorf("%d bytes: %v", n, err)
		}
		p.same(fmt.Sprintf("%d bytes", n), []store.Item{i}, p.get(i.Key))
	}
	for _, n := range []int{store.MaxItem + 1, 401 << 10} {
		big := store.Put(sized("big", n), store.Always())
		p.refused("too big for Transact", p.table.Transact(p.ctx, "", big))
		p.refused("too big for Batch", p.table.Batch(p.ctx, big)[0])
	}
	if p.has(key("p", "big")) {
		p.Error("an item over the limit was written")
	}
}

func limitsRefused(p *probe) {
	for what, k := range map[string]store.Key{
		"no partition":          key("", "s"),
		"a long partition":      key(strings.Repeat("p", store.MaxPartition+1), "s"),
		"NUL in the partition":  key("p\x00", "s"),
		"no sort key":           key("p", ""),
		"a long sort key":       key("p", strings.Repeat("s", store.MaxSort+1)),
		"a bad key among good":  key("q", ""),
		"a NUL at its very end": key("q\x00", "\x00"),
	} {
		put := store.Put(store.Item{Key: k}, store.Always())
		good := store.Put(item("p", "good", ""), store.Always())
		p.refused(what+" in Transact", p.table.Transact(p.ctx, "", good, put))
		p.refused(what+" in Batch", p.table.Batch(p.ctx, put)[0])
		p.readRefused(what+" in Get", func(r store.Reader) error {
			_, err := r.Get(p.ctx, store.Consistent, key("p", "good"), k)
			return err
		})
	}
	p.transactionLimits()
	p.readLimits()
	p.same("nothing was written", []string{}, sorts(p.page(store.Query{Partition: "p"}).Items))
	longest := store.Item{Key: key(strings.Repeat("p", store.MaxPartition), strings.Repeat("\xff", store.MaxSort))}
	p.put(longest)
	p.same("the longest key", []store.Item{longest}, p.get(longest.Key))
}

func (p *probe) transactionLimits() {
	var writes []store.Write
	for i := range store.MaxTransact + 1 {
		writes = append(writes, store.Put(item("p", fmt.Sprint(i), ""), store.Always()))
	}
	p.refused("a write too many", p.table.Transact(p.ctx, "", writes...))
	p.refused("no writes", p.table.Transact(p.ctx, ""))
	p.refused("a key twice", p.table.Transact(p.ctx, "", writes[0], store.Check(key("p", "0"), store.Always())))
	p.refused("a long token", p.table.Transact(p.ctx, strings.Repeat("t", store.MaxToken+1), writes[0]))

	var big []store.Write
	for i := range 11 {
		big = append(big, store.Put(sized(fmt.Sprintf("big %02d", i), 390<<10), store.Always()))
	}
	p.refused("too many bytes", p.table.Transact(p.ctx, "", big...))
}

func (p *probe) readLimits() {
	keys := make([]store.Key, store.MaxAtomic+1)
	for i := range keys {
		keys[i] = key("p", fmt.Sprint(i))
	}
	p.readRefused("a key too many", func(r store.Reader) error {
		_, err := r.GetAtomic(p.ctx, keys...)
		return err
	})
	p.readRefused("a key twice", func(r store.Reader) error {
		_, err := r.GetAtomic(p.ctx, keys[0], keys[0])
		return err
	})
	for what, q := range map[string]store.Query{
		"no partition":     {},
		"a NUL":            {Partition: "\x00"},
		"a negative limit": {Partition: "p", Limit: -1},
		"a long bound":     {Partition: "p", To: strings.Repeat("s", store.MaxSort+1)},
	} {
		p.readRefused("a query with "+what, func(r store.Reader) error {
			_, err := r.Query(p.ctx, q)
			return err
		})
	}
	p.atomicBytes()
}

// atomicBytes reads more at one moment than a transaction may carry.
func (p *probe) atomicBytes() {
	var keys []store.Key
	for i := range 11 {
		big := sized(fmt.Sprint(i), 390<<10)
		big.Partition = "q"
		keys = append(keys, big.Key)
		p.put(big)
	}
	p.readRefused("an atomic read of too many bytes", func(r store.Reader) error {
		_, err := r.GetAtomic(p.ctx, keys...)
		return err
	})
	if n := len(p.get(keys...)); n != len(keys) {
		p.Errorf("Get found %d of %d large items", n, len(keys))
	}
}

func (p *probe) readRefused(what string, fn func(store.Reader) error) {
	p.Helper()
	p.refused(what, p.table.View(p.ctx, fn))
}
