package content

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/galley-cms/galley/internal/store"
)

// lanes is a rowSource of several ranges of an index. Their rows come in one order: that of what stands in their keys
// after the values that make the ranges, and of ids.
type lanes struct {
	begin           func(enc, id string) []*scan // the scans of the ranges behind a position
	keyDesc, idDesc bool
	whole           bool // rows of equal values are not parted
	twice           bool // read each part twice: an entry that moves from one range to another is met the second time

	scans []lane
	enc   string // where the rows given so far end
	id    string
	given bool
}

// lane is one range.
type lane struct {
	*scan
	ahead []rowRef // read, and not given yet
	done  bool     // there is nothing more to read
}

// from begins behind a position; at the beginning if the id is empty.
func (s *lanes) from(enc, id string) *lanes {
	s.enc, s.id, s.scans = enc, id, nil
	for _, sc := range s.begin(enc, id) {
		s.scans = append(s.scans, lane{scan: sc})
	}
	return s
}

func (s *lanes) next(ctx context.Context, r store.Reader, limit int) ([]rowRef, bool, error) {
	if len(s.scans) == 1 {
		return s.scans[0].next(ctx, r, limit)
	}
	rows, done, err := s.merge(ctx, r, limit)
	if err != nil || !s.twice {
		return rows, done, err
	}
	if !done && len(rows) == 0 {
		return nil, false, nil
	}
	var end *rowRef
	if !done {
		end = &rows[len(rows)-1]
	}
	more, err := s.again(ctx, r, end, limit)
	if err != nil {
		return nil, false, err
	}
	rows = append(rows, more...)
	slices.SortFunc(rows, func(a, b rowRef) int { return cmp.Or(s.compare(a, b), strings.Compare(a.sort, b.sort)) })
	rows = slices.CompactFunc(rows, func(a, b rowRef) bool { return a.sort == b.sort })
	if len(rows) > 0 {
		s.enc, s.id, s.given = rows[len(rows)-1].enc, rows[len(rows)-1].id, true
	}
	return rows, done, nil
}

// again reads anew what comes behind the rows given so far, up to a row, or to the end.
func (s *lanes) again(ctx context.Context, r store.Reader, end *rowRef, limit int) (out []rowRef, err error) {
	fresh := &lanes{begin: s.begin, keyDesc: s.keyDesc, idDesc: s.idDesc, whole: s.whole}
	fresh.from(s.enc, s.id)
	for {
		rows, done, err := fresh.merge(ctx, r, limit)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			if s.whole && s.given && row.enc == s.enc {
				continue // of the run that was given last
			}
			if end != nil && s.compare(row, *end) > 0 {
				return out, nil
			}
			out = append(out, row)
		}
		if done {
			return out, nil
		}
	}
}

// merge gives the next rows of all ranges.
func (s *lanes) merge(ctx context.Context, r store.Reader, limit int) (rows []rowRef, done bool, err error) {
	for len(rows) < limit {
		if err := s.fill(ctx, r, limit); err != nil {
			return nil, false, err
		}
		first := s.first()
		if first == nil {
			return rows, true, nil
		}
		if s.whole {
			rows = append(rows, s.run(first.ahead[0].enc)...)
			continue
		}
		rows, first.ahead = append(rows, first.ahead[0]), first.ahead[1:]
	}
	return rows, false, nil
}

// fill reads on in the ranges whose rows are used up.
func (s *lanes) fill(ctx context.Context, r store.Reader, limit int) error {
	var dry []*lane
	for i := range s.scans {
		if l := &s.scans[i]; len(l.ahead) == 0 && !l.done {
			dry = append(dry, l)
		}
	}
	chunk := max(2*limit/max(len(s.scans), 1), minChunk)
	read := make([]int, len(dry))
	_, err := several(ctx, len(dry), shardReads, window{}, func(ctx context.Context, i int) (err error) {
		l := dry[i]
		sum := l.read
		l.read = &read[i]
		defer func() { l.read = sum }()
		for len(l.ahead) == 0 && !l.done && err == nil {
			l.ahead, l.done, err = l.next(ctx, r, chunk)
		}
		return err
	})
	for i, l := range dry {
		*l.read += read[i]
	}
	return err
}

// first is the range that has the next row; nil if none has.
func (s *lanes) first() (best *lane) {
	for i := range s.scans {
		if l := &s.scans[i]; len(l.ahead) > 0 && (best == nil || s.compare(l.ahead[0], best.ahead[0]) < 0) {
			best = l
		}
	}
	return best
}

// run takes the rows of one value from all ranges. Each has read them whole.
func (s *lanes) run(enc string) (out []rowRef) {
	for i := range s.scans {
		l := &s.scans[i]
		n := slices.IndexFunc(l.ahead, func(row rowRef) bool { return row.enc != enc })
		if n < 0 {
			n = len(l.ahead)
		}
		out = append(out, l.ahead[:n]...)
		l.ahead = l.ahead[n:]
	}
	return out
}

// compare orders rows as the list does.
func (s *lanes) compare(a, b rowRef) int {
	if n := strings.Compare(a.enc, b.enc); n != 0 {
		if s.keyDesc {
			return -n
		}
		return n
	}
	n := strings.Compare(a.id, b.id)
	if s.whole {
		return 0 // they are sorted by what stands in their copies
	}
	if s.idDesc {
		return -n
	}
	return n
}
