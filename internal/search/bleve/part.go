package bleve

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// part is one of the segments that an index is made of at one moment. Scorch numbers documents through all of them, those
// included that were replaced or removed since. Its own readers, which go through all segments, take several times as long.
type part struct {
	segment    *scorch.SegmentSnapshot
	first, end uint32 // number of its first document, and of the next part's
	dicts      map[string]segment.TermDictionary
	list       segment.PostingsList // of the last term, and the memory for the next one's
	it         segment.PostingsIterator
}

// partsOf are the parts of a reader, and how many documents they have.
func partsOf(r index.IndexReader) ([]*part, int, error) {
	snapshot, ok := r.(*scorch.IndexSnapshot)
	if !ok {
		return nil, 0, fmt.Errorf("search index: its reader is %T", r)
	}
	var parts []*part
	n := uint32(0)
	for _, seg := range snapshot.Segments() {
		size := uint32(seg.FullSize())
		parts = append(parts, &part{segment: seg, first: n, end: n + size, dicts: map[string]segment.TermDictionary{}})
		n += size
	}
	return parts, int(n), nil
}

// dict is the words of a field.
func (p *part) dict(field string) (segment.TermDictionary, error) {
	if d, ok := p.dicts[field]; ok {
		return d, nil
	}
	d, err := p.segment.Segment().Dictionary(field)
	if err == nil {
		p.dicts[field] = d
	}
	return d, err
}

// postings goes through the documents that have a term, with or without how often it occurs; nil: none has. It takes over
// from the part's last one.
func (p *part) postings(field, term string, counted bool) (segment.PostingsIterator, error) {
	d, err := p.dict(field)
	if err != nil {
		return nil, err
	}
	list, err := d.PostingsList([]byte(term), nil, p.list)
	if err != nil {
		return nil, err
	}
	if p.list = list; list.Count() == 0 {
		return nil, nil
	}
	p.it = list.Iterator(counted, counted, false, p.it)
	return p.it, nil
}

// mark raises the documents that have a form to its weight.
func (p *part) mark(prefix string, f form, best []float32) error {
	it, err := p.postings(prefix+f.field, f.term, false)
	if err != nil || it == nil {
		return err
	}
	if o, ok := it.(segment.OptimizablePostingsIterator); ok && o.ActualBitmap() != nil {
		var docs [512]uint32
		many := o.ActualBitmap().ManyIterator()
		for n := many.NextMany(docs[:]); n > 0; n = many.NextMany(docs[:]) {
			for _, doc := range docs[:n] {
				best[doc] = max(best[doc], f.weight)
			}
		}
		return nil
	}
	for {
		d, err := it.Next()
		if err != nil || d == nil {
			return err
		}
		best[d.Number()] = max(best[d.Number()], f.weight)
	}
}

// forget takes back the marks of documents that were replaced or removed.
func (p *part) forget(best []float32) {
	if deleted := p.segment.Deleted(); deleted != nil {
		deleted.Iterate(func(doc uint32) bool {
			best[doc] = 0
			return true
		})
	}
}

// record reads what is stored of a document.
func (s *scan) record(doc uint32) (*record, error) {
	i, found := slices.BinarySearchFunc(s.parts, doc, func(p *part, doc uint32) int { return cmp.Compare(p.first, doc) })
	if !found {
		i--
	}
	var rec record
	failed := errRecord
	err := s.parts[i].segment.VisitDocument(uint64(doc-s.parts[i].first), func(field string, _ byte, value []byte, _ []uint64) bool {
		if field == fieldStored {
			rec, failed = decode(value)
		}
		return field != fieldStored
	})
	return &rec, errors.Join(err, failed)
}
