package bleve

import (
	"context"
	"math"
	"slices"

	index "github.com/blevesearch/bleve_index_api"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/search"
)

// maxHidden is how many documents a search reads for somebody who may not read all of their fields.
const maxHidden = 10_000

// Search implements search.Index.
func (x *Index) Search(ctx context.Context, q search.Query) (*search.Result, error) {
	if err := q.Check(); err != nil {
		return nil, err
	}
	out := &search.Result{}
	err := x.view(func(r index.IndexReader) error {
		s, err := newScan(r, prefixOf(q.Stage))
		if err != nil {
			return err
		}
		defer s.close()
		p, err := s.run(ctx, q)
		if err != nil || p == nil {
			return err
		}
		return p.fill(ctx, q, out)
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// run finds the candidates of a query; none: nil.
func (s *scan) run(ctx context.Context, q search.Query) (*pager, error) {
	rd := &reader{query: parse(q.Text), stems: map[string][]string{}, known: map[string]map[string][]spot{}}
	if len(rd.wants) == 0 || q.Entries != nil && len(q.Entries) == 0 {
		return nil, nil
	}
	analyzers, err := s.begin(ctx)
	if err != nil {
		return nil, err
	}
	for i, w := range rd.wants {
		stems := map[string]string{}
		for _, a := range analyzers {
			if st := rd.stemsOf(a)[i]; st != "" {
				stems[a] = st
			}
		}
		if err := s.word(ctx, w, stems); err != nil || len(s.live) == 0 {
			return nil, err
		}
	}
	if err := s.restrict(ctx, q, rd.phrases); err != nil || len(s.live) == 0 {
		return nil, err
	}
	for _, w := range s.words {
		rd.idf = append(rd.idf, w.idf)
	}
	return s.pager(ctx, q, rd)
}

// begin counts the stage's documents and finds the languages that the index has.
func (s *scan) begin(ctx context.Context) ([]string, error) {
	fields, err := s.r.Fields()
	if err != nil {
		return nil, err
	}
	var analyzers []string
	for _, f := range fields {
		if len(f) > 2 && f[:2] == s.prefix+fieldBodyStems {
			analyzers = append(analyzers, f[2:])
		} else if len(f) > 2 && f[:2] == s.prefix+fieldTitleStems && !slices.Contains(fields, s.prefix+fieldBodyStems+f[2:]) {
			analyzers = append(analyzers, f[2:])
		}
	}
	n, err := count(ctx, s.r, s.prefix+fieldStage)
	s.all = float64(n)
	return analyzers, err
}

// count is how many documents have the mark of a stage.
func count(ctx context.Context, r index.IndexReader, field string) (int, error) {
	t, err := r.TermFieldReader(ctx, []byte(stageMark), field, false, false, false)
	if err != nil {
		return 0, err
	}
	n := t.Count()
	return int(min(n, math.MaxInt32)), t.Close()
}

// restrict keeps what the query's other members want.
func (s *scan) restrict(ctx context.Context, q search.Query, phrases [][]string) error {
	for _, p := range phrases {
		for i := 1; i < len(p); i++ {
			if !paired(p[i-1], p[i]) {
				continue
			}
			if err := s.having(ctx, fieldPairs, []string{pair(p[i-1], p[i])}); err != nil {
				return err
			}
		}
	}
	if q.Models != nil {
		if err := s.having(ctx, fieldModel, values(q.Models)); err != nil {
			return err
		}
	}
	if q.Locales != nil {
		if err := s.having(ctx, fieldLocale, values(q.Locales)); err != nil {
			return err
		}
	}
	if q.Entries != nil {
		return s.among(q.Stage, q.Entries)
	}
	return nil
}

func values(v []string) []string {
	out := make([]string, len(v))
	for i := range v {
		out[i] = value(v[i])
	}
	return out
}

// among keeps the documents of some entries.
func (s *scan) among(stage search.Stage, entries []string) error {
	for _, e := range entries {
		for n := 0; ; n++ {
			id, err := s.r.InternalID(docID(e, stage, n))
			if err != nil {
				return err
			}
			if id == nil {
				break
			}
			s.best[id.Value()] = 1
		}
	}
	s.pass(0)
	return nil
}

// pager takes the candidates. Phrases are looked up in the texts, for several pairs of words share a name; and so are
// documents that have a field which the caller may not read.
func (s *scan) pager(ctx context.Context, q search.Query, rd *reader) (*pager, error) {
	p := &pager{scan: s, reader: rd, known: map[string]bool{}, texts: map[uint32]*reading{}, step: slack * (q.Limit + 1)}
	p.doubt = func(uint32) bool { return len(rd.phrases) > 0 }
	if err := s.hidden(ctx, q.Fields, rd); err != nil {
		return nil, err
	}
	p.rest = s.live[:0]
	var doubtful []found
	for _, f := range s.live {
		if s.best[f.doc] > 0 {
			doubtful = append(doubtful, f)
		} else {
			p.rest = append(p.rest, f)
		}
	}
	clear(s.best)
	return p, p.settle(ctx, doubtful)
}

// settle reads the candidates that have hidden fields, before anything is counted: not even the total may tell of these.
func (p *pager) settle(ctx context.Context, doubtful []found) error {
	if len(doubtful) > maxHidden {
		return errs.New(errs.TooExpensive, "the search finds too many entries for somebody who may not read all of their fields: search for more words, or in fewer models")
	}
	scored, err := p.scored(ctx, doubtful)
	if err != nil {
		return err
	}
	for _, c := range scored {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := p.check(c); err != nil {
			return err
		}
		delete(p.texts, c.doc)
	}
	p.dropped = 0
	return nil
}

// hidden marks the documents that have fields beyond those of the caller.
func (s *scan) hidden(ctx context.Context, fields []string, rd *reader) error {
	if fields == nil {
		return nil
	}
	rd.visible = make(map[string]bool, len(fields))
	for _, f := range fields {
		rd.visible[f] = true
	}
	dict, err := s.r.FieldDict(s.prefix + fieldIDs)
	if err != nil {
		return err
	}
	ids, err := collect(dict, func(id string) float32 {
		if rd.visible[id] {
			return 0
		}
		return 1
	})
	if err != nil {
		return err
	}
	hidden := make([]string, len(ids))
	for i, id := range ids {
		hidden[i] = id.term
	}
	return s.mark(ctx, bare(fieldIDs, hidden))
}

// fill makes the page of a result.
func (p *pager) fill(ctx context.Context, q search.Query, out *search.Result) error {
	all := len(p.heap) + len(p.rest)
	places, err := p.page(ctx, q.After, q.Limit)
	if err != nil {
		return err
	}
	out.Total, out.More = all-p.dropped, len(places) > q.Limit
	for _, pl := range places[:min(len(places), q.Limit)] {
		d, err := p.read(pl.doc)
		if err != nil {
			return err
		}
		out.Hits = append(out.Hits, search.Hit{
			Entry: pl.entry, Model: d.Model, Locale: d.Locale, Seq: d.seq, Score: pl.score, Fragments: p.reader.fragments(d),
		})
	}
	return nil
}
