package content_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
)

// chaos is a history of several processes that write, read, delete and change models at once, over tables that fail.
type chaos struct {
	*troupe
	ids  []string // that writers work on
	calm []string // that nobody writes after the start
	bulk []string // that imports bring in; what else is done to them is not noted, as imports do not say which version they made

	mu     sync.Mutex
	acked  map[string]map[int64]acked // by entry and version
	loaded map[string]bool            // ids of bulk whose import was acknowledged
}

// acked is what a caller was told of a write of theirs.
type acked struct {
	entry *content.Entry
	asked map[string]map[string]json.RawMessage // who heard of this version, as only one of them made it: their patches by apiId
}

// TestHistoriesUnderFaults runs random concurrent histories while calls collide, are throttled, lost, late or repeated,
// commits show torn and processes die. GALLEY_CHAOS runs more of them. These hold the promises of the protocol:
//
//	G1  findable (what is acknowledged is found at once), examine (and stays)
//	G2  walk (what a list returns matches)
//	G3  read (what nobody touches comes once in a walk under churn)
//	G4  examineUnique, verifyReferences, examine and follows (a commit is all or nothing, and builds on the one before)
//	G5  verifyEvents (one event a commit, in order), verify (a quiet store has exactly the rows that it needs)
//	G6  changeModels and examine (indexes come and go while writers write), read (never in part)
func TestHistoriesUnderFaults(t *testing.T) { // F1, F4, F5, F7, F8, C6, C17
	r := newTrial("CHAOS", 6)
	t.Run("histories", func(t *testing.T) {
		for n := range r.many {
			t.Run(fmt.Sprintf("seed=%d", r.seed+uint64(n)), func(t *testing.T) {
				t.Parallel()
				inBubble(t, func(t *testing.T) {
					c := newChaos(t, r.seed+uint64(n))
					c.run()
					if t.Failed() {
						t.Logf("GALLEY_CHAOS_SEED=%d repeats it (%s)", c.seed, c.troupe)
					}
				})
				r.passed(1, 0)
			})
		}
	})
	fmt.Printf("%d histories keep the promises, from seed %d\n", r.counts.Load(), r.seed)
}

const chaosAuthor = `{"id":"mauthor","apiId":"author","fields":[{"id":"gname","apiId":"name","kind":"TEXT","required":true}],"titleField":"name"}`

const chaosModel = `{"id":"marticle","apiId":"article","titleField":"title","fields":[
	{"id":"ftitle","apiId":"title","kind":"TEXT","localized":true},
	{"id":"fslug","apiId":"slug","kind":"SLUG","unique":true},
	{"id":"fviews","apiId":"views","kind":"INTEGER"},
	{"id":"ftags","apiId":"tags","kind":"TEXT","list":true,"filterable":%t},
	{"id":"fauthor","apiId":"author","kind":"REFERENCE","models":["author"]},
	{"id":"feditor","apiId":"editor","kind":"REFERENCE","models":["author"],"onDelete":"RESTRICT"}],"shards":%d}`

// calmAuthor is whom the calm articles refer to.
const calmAuthor = "author9"

func newChaos(t testing.TB, seed uint64) *chaos {
	c := &chaos{troupe: newTroupe(t, seed), acked: map[string]map[int64]acked{}, loaded: map[string]bool{}}
	s := c.process(nil)
	s.apply(chaosAuthor, fmt.Sprintf(chaosModel, true, 1+seed%2))
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
	c.open(1, 1)
	for n := range 4 {
		c.cast(fmt.Sprint("writer ", n), uint64(n), c.write)
	}
	c.cast("reader", 10, c.read)
	c.cast("modeller", 11, c.changeModels)
	c.examine(c.play())
}

// cast makes a player who has chances of their own.
func (c *chaos) cast(name string, n uint64, play func(context.Context, *rand.Rand)) {
	c.d.cast(c.ctx, name, func(ctx context.Context) { play(ctx, rand.New(rand.NewPCG(c.seed, n))) })
}

// write does random things, and notes what was acknowledged.
func (c *chaos) write(ctx context.Context, rnd *rand.Rand) {
	for n := range 60 {
		me := auth.Local
		me.ID = fmt.Sprint(ctx.Value(role{}), " ", n) // a name for each request
		s := c.enter(auth.With(ctx, me), rnd.IntN(2))
		id := c.ids[rnd.IntN(len(c.ids))]
		c.clock.advance(time.Duration(rnd.IntN(3)) * time.Millisecond)
		if rnd.IntN(8) == 0 {
			c.deed(rnd, s, c.bulk[rnd.IntN(len(c.bulk))]) // it may be refused
			continue
		}
		e, patch, err := c.deed(rnd, s, id)
		if err == nil && e != nil {
			c.note(e, me.ID, patch)
			c.findable(c.enter(ctx, rnd.IntN(2)), e)
		}
	}
}

// findable looks for an entry by what it was just acknowledged to be, from any process. // G1
func (c *chaos) findable(s *space, e *content.Entry) {
	views := e.Model.Field("views")
	if views == nil || e.Values[views.ID] == nil {
		return
	}
	spec := content.QuerySpec{Stage: content.Draft, Where: map[string]any{"views": map[string]any{"eq": json.Number(e.Values[views.ID])}}}
	found, err := c.walk(s, spec, 20, func(*content.Copy) {})
	now, err2 := s.Entry(s.ctx, e.ID)
	if err == nil && err2 == nil && now.Version == e.Version && found[e.ID] != 1 {
		c.t.Errorf("version %d of %s was acknowledged, but a list by its views shows it %d times", e.Version, e.ID, found[e.ID])
	}
}

func (c *chaos) note(e *content.Entry, who string, patch map[string]json.RawMessage) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.acked[e.ID] == nil {
		c.acked[e.ID] = map[int64]acked{}
	}
	a := acked{e, c.acked[e.ID][e.Version].asked}
	if a.asked == nil {
		a.asked = map[string]map[string]json.RawMessage{}
	}
	a.asked[who] = patch
	c.acked[e.ID][e.Version] = a
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
	ctx := hasty{s.ctx, time.Now().Add(time.Duration(rnd.IntN(20)) * time.Millisecond)}
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
func (c *chaos) changeModels(ctx context.Context, rnd *rand.Rand) {
	for n := range 8 {
		s := c.enter(ctx, rnd.IntN(2))
		s.ApplyModels(s.ctx, raw([]string{fmt.Sprintf(chaosModel, n%2 == 1, 1+n%3)}), false, true) // it may fail
	}
}

// read walks over lists and holds each copy against the query, and the entries that nobody touches against the list.
func (c *chaos) read(ctx context.Context, rnd *rand.Rand) {
	for range 25 {
		s := c.enter(ctx, rnd.IntN(2))
		c.readLinked(s)
		for _, order := range []string{`[{"views":"ASC"}]`, `[{"createdAt":"DESC"},{"views":"ASC"}]`, `[{"title":"ASC"},{"id":"DESC"}]`} {
			least := rnd.IntN(2)
			seen, err := c.walkFrom(s, order, least, 2+rnd.IntN(4))
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
	for n, where := range []string{
		`{"not":{"linkedFrom":{"articlesByAuthor":{"some":{"views":{"eq":2}}}}}}`,
		`{"linkedFrom":{"articlesByAuthor":{"isNull":true}}}`,
		`{"linkedFrom":{"articlesByAuthor":{"some":{"title":{"eq":"calm"}}}}}`,
		`{"linkedFrom":{"articlesByAuthor":{"some":{}}}}`,
	} {
		want := n / 2
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

// walkFrom walks over the articles with some views or more, in an order.
func (c *chaos) walkFrom(s *space, order string, least, size int) (map[string]int, error) {
	spec := content.QuerySpec{Stage: content.Draft, Where: map[string]any{"views": map[string]any{"gte": least}}}
	mustDecode(json.RawMessage(order), &spec.OrderBy)
	return c.walk(s, spec, size, func(copied *content.Copy) {
		views, err := strconv.Atoi(string(copied.Value(copied.Model.Slot(copied.Model.Field("views").ID), nil)))
		if err != nil || views < least { // G2
			c.t.Errorf("%s comes with views %d, asked for %d and more (%v)", copied.ID, views, least, err)
		}
	})
}

// walk counts how often each article comes in a list, and looks at each.
func (c *chaos) walk(s *space, spec content.QuerySpec, size int, look func(*content.Copy)) (map[string]int, error) {
	sc, err := s.Schema(s.ctx)
	if err != nil {
		return nil, err
	}
	spec.Model = sc.Model("article")
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
				look(copied)
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
