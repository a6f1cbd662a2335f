package content

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/galley-cms/galley/internal/store"
)

// lanes is a rowSource of several ranges of an index. Their rows come in one order: that of what stands in their keys
// after the values that make the ranges, and of ids. An entry with rows in several of them comes once, unless runs are
// given whole.
type lanes struct {
	begin           func(enc, id string) []*scan // the scans of the ranges behind a position
	keyDesc, idDesc bool
	whole           bool // rows of equal values are not parted
	twice           bool // read each part twice: an entry that moves from one range to another is met the second time

	scans []lane
	at    rowRef // the row given last, or where the list begins
	given bool   // some row was
}

// lane is one range.
type lane struct {
	*scan
	ahead []rowRef // read, and not given yet
	done  bool     // there is nothing more to read
}

// from begins behind a position; at the beginning if the id is empty.
func (s *lanes) from(enc, id string) *lanes {
	s.at, s.scans = rowRef{enc: enc, id: id}, nil
	for _, sc := range s.begin(enc, id) {
		s.scans = append(s.scans, lane{scan: sc})
	}
	return s
}

func (s *lanes) next(ctx context.Context, r store.Reader, limit int) ([]rowRef, bool, error) {
	if len(s.scans) == 1 {
		return s.scans[0].next(ctx, r, limit)
	}
	fresh := &lanes{begin: s.begin, keyDesc: s.keyDesc, idDesc: s.idDesc, whole: s.whole, given: s.given}
	before := s.at
	rows, done, err := s.merge(ctx, r, limit)
	if err != nil || !s.twice {
		return rows, done, err
	}
	more, err := fresh.from(before.enc, before.id).upTo(ctx, r, rows, done)
	if err != nil {
		return nil, false, err
	}
	rows = append(rows, more...)
	slices.SortFunc(rows, func(a, b rowRef) int { return cmp.Or(s.compare(a, b), strings.Compare(a.sort, b.sort)) })
	return slices.CompactFunc(rows, s.same), done, nil
}

// upTo gives what comes up to the last of some rows that were given, or if that was the end, to the end.
func (s *lanes) upTo(ctx context.Context, r store.Reader, given []rowRef, end bool) (out []rowRef, err error) {
	for done := false; !done; {
		var rows []rowRef
		if rows, done, err = s.merge(ctx, r, len(given)+1); err != nil {
			return nil, err
		}
		for _, row := range rows {
			if !end && s.compare(row, given[len(given)-1]) > 0 {
				return out, nil
			}
			out = append(out, row)
		}
	}
	return out, nil
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
		next := first.ahead[:1]
		if s.whole {
			next = s.run(next[0].enc)
		} else {
			first.ahead = first.ahead[1:]
		}
		if s.given && (s.same(next[0], s.at) || s.whole && next[0].enc == s.at.enc) {
			continue // it came in another range
		}
		rows = append(rows, next...)
		s.at, s.given = next[len(next)-1], true
	}
	return rows, false, nil
}

// same tells whether two rows are of one entry in one place. Of a run, entries come as often as they have rows.
func (s *lanes) same(a, b rowRef) bool {
	if s.whole {
		return a.sort == b.sort
	}
	return a.enc == b.enc && a.id == b.id
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
