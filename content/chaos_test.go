package content_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store/storetest"
)

// chaos is a history of several processes that write, read, delete and change models at once, over tables that fail.
type chaos struct {
	*tables
	seed      uint64
	processes []*space
	ids       []string // that writers work on
	calm      []string // that nobody writes after the start
	bulk      []string // that imports bring in; what else is done to them is not noted, as imports do not say which version they made

	mu     sync.Mutex
	acked  map[string]map[int64]acked // by entry and version
	loaded map[string]bool            // ids of bulk whose import was acknowledged
}

// acked is what a caller was told of a write of theirs.
type acked struct {
	entry *content.Entry
	patch map[string]json.RawMessage // by apiId
}

// TestHistoriesUnderFaults runs random concurrent histories while calls collide, are throttled, lost, late or repeated,
// commits show torn and processes die; when it is quiet again, the promises G1 to G6 of the protocol hold.
// GALLEY_CHAOS runs more of them.
func TestHistoriesUnderFaults(t *testing.T) { // F1, F4, F5, F7, F8, C6, C17
	r := newTrial("CHAOS", 6)
	t.Run("histories", func(t *testing.T) {
		for n := range r.many {
			t.Run(fmt.Sprintf("seed=%d", r.seed+uint64(n)), func(t *testing.T) {
				t.Parallel()
				newChaos(t, r.seed+uint64(n)).run()
				r.passed(1, 0)
			})
		}
	})
	fmt.Printf("%d histories keep the promises, from seed %d\n", r.counts.Load(), r.seed)
}

const chaosModel = `{"apiId":"article","titleField":"title","fields":[
	{"apiId":"title","kind":"TEXT","localized":true},
	{"apiId":"slug","kind":"SLUG","unique":true},
	{"apiId":"views","kind":"INTEGER"},
	{"apiId":"tags","kind":"TEXT","list":true,"filterable":%t},
	{"apiId":"author","kind":"REFERENCE","models":["author"]},
	{"apiId":"editor","kind":"REFERENCE","models":["author"],"onDelete":"RESTRICT"}],"shards":%d}`

// calmAuthor is whom the calm articles refer to.
const calmAuthor = "author9"

func newChaos(t testing.TB, seed uint64) *chaos {
	c := &chaos{tables: newTables(t), seed: seed, acked: map[string]map[int64]acked{}, loaded: map[string]bool{}}
	s := c.process(nil)
	s.apply(blog[0], fmt.Sprintf(chaosModel, true, 1+seed%2))
	s.must(s.SetLocales(s.ctx, []content.Locale{{Code: "en"}, {Code: "de", Fallback: "en"}}))
	for i := range 3 {
		c.ids = append(c.ids, fmt.Sprintf("author%d", i))
		s.create("author", c.ids[i], `{"name":"A"}`, true)
	}
	s.create("author", calmAuthor, `{"name":"Calm"}`, true)
	for i := range 8 {
		id := fmt.Sprintf("calm%d", i)
		c.calm = append(c.calm, id)
		s.create("article", id, fmt.Sprintf(`{"title":"calm","views":%d,"author":{"id":%q}}`, i%3, calmAuthor), true)
	}
	for i := range 40 {
		c.bulk = append(c.bulk, fmt.Sprintf("article9%02d", i))
	}
	for i := range []int{1, 2, 4, 8}[seed%4] { // few, so that writers meet; or many, so that they share unique values
		c.ids = append(c.ids, fmt.Sprintf("article%d", i))
		if i > 0 {
			s.create("article", c.ids[len(c.ids)-1], `{"title":"A","views":1}`, i > 1)
		}
	}
	return c
}

func (c *chaos) run() {
	c.t.Logf("seed %d", c.seed)
	f := &storetest.Faults{Seed: c.seed, Torn: true, Stale: 5, Chance: map[storetest.Fault]float64{
		storetest.Conflict: 0.03, storetest.Throttle: 0.005, storetest.LostRequest: 0.005, storetest.LostReply: 0.01,
		storetest.LateRequest: 0.01, storetest.Repeat: 0.1}, Delay: 10 * int(1+c.seed%5)}
	c.processes = []*space{c.process(f), c.lambda(f)}
	// The processes share their faults, and so a death: some histories end by one.
	if c.seed%3 == 0 {
		f.At = map[int]storetest.Fault{500 + int(c.seed%2000): storetest.KillAfter}
	}
	var wg sync.WaitGroup
	for n := range 4 {
		wg.Go(func() { c.write(rand.New(rand.NewPCG(c.seed, uint64(n)))) })
	}
	wg.Go(func() { c.read(rand.New(rand.NewPCG(c.seed, 10))) })
	wg.Go(func() { c.changeModels(rand.New(rand.NewPCG(c.seed, 11))) })
	wg.Wait()
	if c.seed%2 == 0 {
		f.Arrive()
	}
	c.recover()
	f.Arrive() // some come very late
	s := c.recover()
	c.examine(s)
}

// write does random things, and notes what was acknowledged.
func (c *chaos) write(rnd *rand.Rand) {
	for range 60 {
		s := c.processes[rnd.IntN(len(c.processes))]
		id := c.ids[rnd.IntN(len(c.ids))]
		c.clock.advance(time.Duration(rnd.IntN(3)) * time.Millisecond)
		if rnd.IntN(8) == 0 {
			c.deed(rnd, s, c.bulk[rnd.IntN(len(c.bulk))]) // it may be refused
			continue
		}
		e, patch, err := c.deed(rnd, s, id)
		if err == nil && e != nil {
			c.note(acked{e, patch})
		}
	}
}

func (c *chaos) note(a acked) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.acked[a.entry.ID] == nil {
		c.acked[a.entry.ID] = map[int64]acked{}
	}
	// What changes nothing makes no version: several may hear of one, and one of them made it.
	for name, v := range c.acked[a.entry.ID][a.entry.Version].patch {
		if a.patch == nil {
			a.patch = map[string]json.RawMessage{}
		}
		a.patch[name] = v
	}
	c.acked[a.entry.ID][a.entry.Version] = a
}

func (c *chaos) deed(rnd *rand.Rand, s *space, id string) (e *content.Entry, patch map[string]json.RawMessage, err error) {
	model, values := "author", vals(fmt.Sprintf(`{"name":"B%d"}`, rnd.IntN(4)))
	if id[:2] == "ar" {
		model, values = "article", c.values(rnd)
	}
	change := content.Change{Values: values, Publish: rnd.IntN(2) == 0}
	switch rnd.IntN(13) {
	case 0:
		e, err = s.Create(s.ctx, model, id, change)
	case 1, 2, 3, 4, 5, 6:
		e, err = s.Update(s.ctx, id, change)
	case 7:
		e, err = s.Publish(s.ctx, id, content.PublishOptions{})
		values = nil
	case 8:
		e, err = s.Unpublish(s.ctx, id, content.PublishOptions{})
		values = nil
	case 9:
		err = s.Delete(s.ctx, id, 0)
	case 10:
		e, err = s.Restore(s.ctx, id)
		values = nil
	case 11:
		err = c.load(rnd, s)
	default:
		err = c.tidy(rnd, s)
	}
	return e, values, err
}

// load imports some articles at once, some of which others import or write at the same time.
func (c *chaos) load(rnd *rand.Rand, s *space) error {
	var all []content.ImportEntry
	first := rnd.IntN(len(c.bulk))
	for _, id := range c.bulk[first:min(first+2+rnd.IntN(12), len(c.bulk))] {
		all = append(all, content.ImportEntry{ID: id, Model: "article", Publish: rnd.IntN(3) > 0, Values: c.values(rnd)})
	}
	results, err := s.Import(s.ctx, all, false)
	if err != nil {
		return err
	}
	for i, r := range results {
		if r.ID != all[i].ID || r.Outcome == "" || r.Outcome == content.ImportFailed && r.Message == "" {
			c.t.Errorf("the import of %s ends with %+v", all[i].ID, r)
		}
		if r.Outcome == content.ImportCreated || r.Outcome == content.ImportUpdated {
			c.brought(r.ID)
		}
	}
	return nil
}

// brought notes that an import was acknowledged: its entry is there, whatever it has become.
func (c *chaos) brought(id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.loaded[id] = true
}

// tidy does what is done in the background, while others write, in slices of a moment.
func (c *chaos) tidy(rnd *rand.Rand, s *space) (err error) {
	ctx := c.within(time.Duration(rnd.IntN(20)) * time.Millisecond)
	switch rnd.IntN(5) {
	case 0:
		_, err = s.Check(s.ctx, true)
	case 1:
		_, err = s.CheckSlice(ctx, true)
	case 2:
		err = s.Resume(ctx)
	case 3:
		_, err = s.Sweep(ctx)
	default:
		_, err = s.Sweep(s.ctx)
	}
	return err
}

func (c *chaos) values(rnd *rand.Rand) map[string]json.RawMessage {
	all := []string{
		fmt.Sprintf(`"title":{"en":"T%d"}`, rnd.IntN(3)), fmt.Sprintf(`"title":{"de":"D%d","en":null}`, rnd.IntN(3)),
		fmt.Sprintf(`"slug":"s%d"`, rnd.IntN(3)), `"slug":null`, fmt.Sprintf(`"views":%d`, rnd.IntN(4)),
		fmt.Sprintf(`"tags":["x","t%d"]`, rnd.IntN(3)), `"tags":[]`,
		fmt.Sprintf(`"editor":{"id":"author%d"}`, rnd.IntN(3)), `"editor":null`, fmt.Sprintf(`"author":{"id":"author%d"}`, rnd.IntN(3)),
	}
	rnd.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	text := "{"
	for i, m := range all[:5] {
		if i > 0 {
			text += ","
		}
		text += m
	}
	return vals(text + "}")
}

// changeModels switches an index on and off, and divides all among more and fewer shards.
func (c *chaos) changeModels(rnd *rand.Rand) {
	for n := range 8 {
		time.Sleep(time.Duration(rnd.IntN(5)) * time.Millisecond)
		s := c.processes[rnd.IntN(len(c.processes))]
		s.ApplyModels(s.ctx, raw([]string{fmt.Sprintf(chaosModel, n%2 == 1, 1+n%3)}), false, true) // it may fail
	}
}

// read walks over lists and holds each copy against the query, and the entries that nobody touches against the list.
func (c *chaos) read(rnd *rand.Rand) {
	for range 25 {
		s := c.processes[rnd.IntN(len(c.processes))]
		c.readLinked(s)
		for _, order := range []string{`[{"views":"ASC"}]`, `[{"createdAt":"DESC"},{"views":"ASC"}]`, `[{"title":"ASC"},{"id":"DESC"}]`} {
			least := rnd.IntN(2)
			seen, err := c.walk(s, order, least, 2+rnd.IntN(4))
			if err != nil {
				continue // a fault; no short list
			}
			for i, id := range c.calm {
				if want := i%3 >= least; (seen[id] == 1) != want || seen[id] > 1 {
					c.t.Errorf("a walk by %s from views %d shows the untouched %s %d times", order, least, id, seen[id])
				}
			}
		}
	}
}

// readLinked lists authors by what refers to them: the untouched one, to whom untouched articles refer, is always met by
// that.
func (c *chaos) readLinked(s *space) {
	for where, want := range map[string]int{
		`{"linkedFrom":{"articlesByAuthor":{"some":{"title":{"eq":"calm"}}}}}`:    1,
		`{"linkedFrom":{"articlesByAuthor":{"some":{}}}}`:                         1,
		`{"not":{"linkedFrom":{"articlesByAuthor":{"some":{"views":{"eq":2}}}}}}`: 0,
		`{"linkedFrom":{"articlesByAuthor":{"isNull":true}}}`:                     0,
	} {
		sc, err := s.Schema(s.ctx)
		if err != nil {
			continue
		}
		q, err := content.Prepare(sc, content.QuerySpec{Model: sc.Model("author"), Stage: content.Draft, Where: object(where)})
		s.must(err)
		var ids []string
		err = s.View(s.ctx, content.Draft, func(r *content.Reader) error {
			p, err := r.List(s.ctx, q, content.PageArgs{})
			if err == nil {
				ids = p.IDs
			}
			return err
		})
		if got := len(slices.DeleteFunc(ids, func(id string) bool { return id != calmAuthor })); err == nil && got != want {
			c.t.Errorf("%s finds the untouched author %d times", where, got)
		}
	}
}

// walk counts how often each entry comes.
func (c *chaos) walk(s *space, order string, least, size int) (map[string]int, error) {
	sc, err := s.Schema(s.ctx)
	if err != nil {
		return nil, err
	}
	spec := content.QuerySpec{Model: sc.Model("article"), Stage: content.Draft, Where: map[string]any{"views": map[string]any{"gte": least}}}
	mustDecode(json.RawMessage(order), &spec.OrderBy)
	q, err := content.Prepare(sc, spec)
	if err != nil {
		return nil, err
	}
	seen, args := map[string]int{}, content.PageArgs{First: &size}
	for more := true; more; {
		err := s.View(s.ctx, content.Draft, func(r *content.Reader) error {
			p, err := r.List(s.ctx, q, args)
			if err != nil {
				return err
			}
			for i, copied := range p.Copies {
				seen[p.IDs[i]]++
				views, err := strconv.Atoi(string(copied.Value(copied.Model.Slot(copied.Model.Field("views").ID), nil)))
				if err != nil || views < least { // G2
					c.t.Errorf("%s comes with views %d, asked for %d and more (%v)", p.IDs[i], views, least, err)
				}
			}
			if more = p.HasNext; more {
				args.After = p.Cursor(len(p.IDs) - 1)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return seen, nil
}

// examine holds the quiet space against the promises.
func (c *chaos) examine(s *space) {
	s.apply(fmt.Sprintf(chaosModel, true, 1+c.seed%3)) // whatever the last change was
	s = c.recover()
	ids := slices.Concat(c.ids, c.calm, c.bulk, []string{calmAuthor})
	c.verify(s, ids)
	committed := c.verifyEvents(s, ids)
	for id := range c.loaded {
		if _, err := s.Entry(s.ctx, id); err != nil { // G1
			c.t.Errorf("the import of %s was acknowledged, but it is not there: %v", id, err)
		}
	}
	for id, versions := range c.acked {
		e, err := s.Entry(s.ctx, id)
		s.must(err)
		for v, a := range versions {
			if _, ok := committed[id][v]; !ok { // G1
				c.t.Errorf("version %d of %s was acknowledged, but has no event", v, id)
			}
			if v == e.Version {
				equal(c.t, []any{e.Status, e.Values, e.LiveValues}, []any{a.entry.Status, a.entry.Values, a.entry.LiveValues})
			}
			if before, ok := versions[v-1]; ok {
				c.follows(before.entry, a)
			}
		}
	}
	c.examineUnique(s)
}

// follows holds a version against the one before it: nothing but the patch has changed.
func (c *chaos) follows(before *content.Entry, a acked) {
	c.t.Helper()
	for _, f := range before.Model.Fields {
		was, is := before.Values[f.ID], a.entry.Values[f.ID]
		if _, patched := a.patch[f.APIID]; !patched && string(was) != string(is) {
			c.t.Errorf("%s of %s was %s in version %d; one later, which did not touch it, it is %s", f.APIID, before.ID, was, before.Version, is)
		}
	}
}

// examineUnique looks every unique value up. // G4
func (c *chaos) examineUnique(s *space) {
	holders := map[string]string{}
	for _, id := range slices.Concat(c.ids[3:], c.bulk) {
		e, err := s.Entry(s.ctx, id)
		if errs.CodeOf(err) == errs.NotFound {
			continue
		}
		s.must(err)
		slug := e.LiveValues[e.Model.Field("slug").ID]
		if slug == nil {
			continue
		}
		if other := holders[string(slug)]; other != "" {
			c.t.Errorf("%s and %s are live with the slug %s", other, id, slug)
		}
		holders[string(slug)] = id
		var value string
		mustDecode(slug, &value)
		s.must(s.View(s.ctx, content.Live, func(r *content.Reader) error {
			found, err := r.Lookup(s.ctx, e.Model, "slug", "en", value)
			if found != id {
				c.t.Errorf("the slug %s finds %q, not %s", slug, found, id)
			}
			return err
		}))
	}
}
