package content

import (
	"context"
	"slices"
	"strings"

	"github.com/galley-cms/galley/content/index"
	"github.com/galley-cms/galley/internal/store"
)

// rowRef is one row of an index: its key, the encoded value by which it is ordered, and the entry. The first two are
// empty where an entry is known without a row.
type rowRef struct {
	sort string
	enc  string
	id   string
}

// rowSource gives the rows of a list in its order, some at a time. done says that there are no more.
type rowSource interface {
	next(ctx context.Context, r store.Reader, limit int) (rows []rowRef, done bool, err error)
}

// scan walks one range of an index by value, and by id among equal values, each in a direction of its own. It
// gives runs of equal values whole if the list has further sort keys.
type scan struct {
	shardReader
	from, to string // sort keys: inclusive, exclusive
	prefix   string // of all of them: the values of the first parts of an index on several fields
	depth    int    // how many parts after those the order has, if there is a prefix or several; else it is that of the value
	keyDesc  bool
	idDesc   bool
	whole    bool
	c        store.Consistency

	after   string   // where to go on in the direction of keyDesc
	run     *runScan // the run that is too long for a page and is walked by itself
	pending []rowRef // of whole runs: the beginning of the one that is not complete yet
	ended   bool     // the range is exhausted
}

// runScan walks the rows of one value.
type runScan struct {
	enc   string
	after string
}

// startAfter makes the scan begin behind a position.
func (s *scan) startAfter(enc, id string) {
	switch {
	case s.whole && s.keyDesc:
		s.to = minKey(s.to, after([]byte(s.prefix+enc)))
	case s.whole:
		s.from = max(s.from, s.prefix+enc)
	case s.keyDesc == s.idDesc:
		s.after = s.prefix + enc + id
	default:
		s.run = &runScan{enc: enc, after: s.prefix + enc + id}
	}
}

func minKey(a, b string) string {
	if a == "" || b < a {
		return b
	}
	return a
}

func (s *scan) next(ctx context.Context, r store.Reader, limit int) ([]rowRef, bool, error) {
	switch {
	case s.run != nil:
		return s.nextOfRun(ctx, r, limit)
	case s.ended:
		return nil, true, nil
	case s.whole:
		return s.nextRuns(ctx, r, limit)
	case s.keyDesc == s.idDesc:
		rows, more, err := s.page(ctx, r, s.bounds(), limit)
		s.ended = !more
		return rows, s.ended, err
	}
	return s.nextMixed(ctx, r, limit)
}

func (s *scan) bounds() store.Query {
	return store.Query{From: s.from, To: s.to, After: s.after, Descending: s.keyDesc}
}

// page reads a page of rows and moves after behind it.
func (s *scan) page(ctx context.Context, r store.Reader, q store.Query, limit int) (rows []rowRef, more bool, err error) {
	if q.To != "" && q.From >= q.To {
		return nil, false, nil
	}
	q.Limit, q.KeysOnly, q.Consistent = limit, true, s.c
	p, err := s.query(ctx, r, q)
	if err != nil {
		return nil, false, err
	}
	rows = make([]rowRef, len(p.Items))
	for i, item := range p.Items {
		rows[i] = s.ref(item.Sort)
	}
	if n := len(p.Items); n > 0 && q.Descending == s.keyDesc {
		s.after = p.Items[n-1].Sort
	}
	return rows, p.More, nil
}

// ref takes the key of a row apart.
func (s *scan) ref(key string) rowRef {
	enc, id := index.SplitRow(key)
	enc = strings.TrimPrefix(enc, s.prefix)
	if s.depth > 0 {
		enc = index.Cut(enc, s.depth)
	}
	return rowRef{sort: key, enc: enc, id: id}
}

// nextOfRun goes on inside one run, and leaves it at its end.
func (s *scan) nextOfRun(ctx context.Context, r store.Reader, limit int) ([]rowRef, bool, error) {
	begin := s.prefix + s.run.enc
	end := after([]byte(begin))
	q := store.Query{From: begin, To: end, After: s.run.after, Descending: s.idDesc}
	keep := s.after
	rows, more, err := s.page(ctx, r, q, limit)
	s.after = keep
	if err != nil {
		return nil, false, err
	}
	if more {
		s.run.after = rows[len(rows)-1].sort
		return rows, false, nil
	}
	if s.keyDesc {
		s.to = begin
	} else {
		s.from = end
	}
	s.run, s.after = nil, ""
	return rows, false, nil
}

// nextMixed reads a page and turns the runs in it round. A run that the page cuts is read again, alone if it fills the
// page. One row beyond the page shows that its last run is whole.
func (s *scan) nextMixed(ctx context.Context, r store.Reader, limit int) ([]rowRef, bool, error) {
	before := s.after
	rows, more, err := s.page(ctx, r, s.bounds(), limit+1)
	if err != nil || !more {
		s.ended = true
		return s.sortRuns(rows), true, err
	}
	cut := runStart(rows)
	if cut == 0 {
		s.run, s.after = &runScan{enc: rows[0].enc}, before
		return s.nextOfRun(ctx, r, limit)
	}
	s.after = rows[cut-1].sort
	return s.sortRuns(rows[:cut]), false, nil
}

// nextRuns reads until at least one run is complete. One row beyond the page shows that its last run is whole.
func (s *scan) nextRuns(ctx context.Context, r store.Reader, limit int) ([]rowRef, bool, error) {
	rows, more, err := s.page(ctx, r, s.bounds(), limit+1)
	if err != nil {
		return nil, false, err
	}
	rows = append(s.pending, rows...)
	if !more {
		s.pending, s.ended = nil, true
		return rows, true, nil
	}
	cut := runStart(rows)
	s.pending = slices.Clone(rows[cut:])
	return rows[:cut], false, nil
}

// runStart is where the last run of equal values begins.
func runStart(rows []rowRef) int {
	i := len(rows) - 1
	for i > 0 && rows[i-1].enc == rows[i].enc {
		i--
	}
	return i
}

// sortRuns puts the ids of each run into the direction of idDesc.
func (s *scan) sortRuns(rows []rowRef) []rowRef {
	for start := 0; start < len(rows); {
		end := start + 1
		for end < len(rows) && rows[end].enc == rows[start].enc {
			end++
		}
		slices.Reverse(rows[start:end])
		start = end
	}
	return rows
}

// registryScan walks the ids of a model in order, merging the shards of its registry, which are in the content table.
type registryScan struct {
	table  store.Reader
	keys   keys
	model  string
	desc   bool
	after  string
	read   *int
	c      store.Consistency
	shards [registryShards]struct {
		ids  []string
		more bool
	}
	begun bool
}

func (s *registryScan) next(ctx context.Context, _ store.Reader, limit int) (rows []rowRef, done bool, err error) {
	for len(rows) < limit {
		if err := s.fill(ctx, limit); err != nil {
			return nil, false, err
		}
		best := -1
		for i := range s.shards {
			ids := s.shards[i].ids
			if len(ids) > 0 && (best < 0 || (strings.Compare(ids[0], s.shards[best].ids[0]) < 0) != s.desc) {
				best = i
			}
		}
		if best < 0 {
			return rows, true, nil
		}
		s.after = s.shards[best].ids[0]
		s.shards[best].ids = s.shards[best].ids[1:]
		rows = append(rows, rowRef{id: s.after})
	}
	return rows, false, nil
}

// fill reads ahead in every shard that has run dry.
func (s *registryScan) fill(ctx context.Context, limit int) error {
	var dry []int
	for i := range s.shards {
		if sh := &s.shards[i]; len(sh.ids) == 0 && (!s.begun || sh.more) {
			dry = append(dry, i)
		}
	}
	if len(dry) == 0 {
		return nil
	}
	pages := make([]store.Page, registryShards)
	_, err := several(ctx, len(dry), registryShards, window{}, func(ctx context.Context, n int) (err error) {
		pages[dry[n]], err = s.table.Query(ctx, store.Query{Partition: s.keys.registryShard(s.model, uint32(dry[n])), After: s.after,
			Descending: s.desc, Limit: limit, KeysOnly: true, Consistent: s.c})
		return err
	})
	if err != nil {
		return err
	}
	for _, i := range dry {
		*s.read += len(pages[i].Items)
		s.shards[i].more = pages[i].More
		for _, item := range pages[i].Items {
			s.shards[i].ids = append(s.shards[i].ids, item.Sort)
		}
	}
	s.begun = true
	return nil
}
