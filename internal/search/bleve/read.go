package bleve

import (
	"slices"
	"strings"

	"github.com/galley-cms/galley/internal/search"
)

// reading answers from a document's texts what its terms in the index cannot: where words stand, and what is found in
// some of its fields only.
type reading struct {
	record
	fields []text
}

// text is a field that may be read, and its words that were found.
type text struct {
	field search.Field
	terms []string
	found []spot
}

// spot is a word of a text that answers a want.
type spot struct {
	start, end int
	want       int
	weight     float32 // without the title's part
}

// reader reads documents for one query.
type reader struct {
	query
	visible map[string]bool // nil: all
	stems   map[string][]string
	known   map[string]map[string][]spot // by analyzer, and by the word as it stands
	idf     []float64
}

// maxKnown is how many words of a language a reader remembers.
const maxKnown = 20_000

// stemsOf are the stems of the wants in a language.
func (r *reader) stemsOf(analyzer string) []string {
	if s, ok := r.stems[analyzer]; ok {
		return s
	}
	s := make([]string, len(r.wants))
	for i, w := range r.wants {
		if analyzer != "" && w.raw != "" {
			s[i] = stem(analyzer, w.raw)
		}
	}
	r.stems[analyzer] = s
	return s
}

func (r *reader) knownIn(analyzer string) map[string][]spot {
	if r.known[analyzer] == nil {
		r.known[analyzer] = map[string][]spot{}
	}
	return r.known[analyzer]
}

func (r *reader) read(rec record) *reading {
	out := &reading{record: rec}
	analyzer := analyzerOf(rec.Language)
	look := looker{r: r, analyzer: analyzer, stems: r.stemsOf(analyzer), known: r.knownIn(analyzer)}
	for _, f := range rec.Fields {
		if r.visible == nil || r.visible[f.ID] {
			out.fields = append(out.fields, look.field(f))
		}
	}
	return out
}

// looker looks at the words of one document, at each once in all documents of a language.
type looker struct {
	r        *reader
	analyzer string
	stems    []string
	known    map[string][]spot
}

func (l *looker) field(f search.Field) text {
	t := text{field: f}
	words(f.Text, func(w word) {
		t.terms = append(t.terms, w.term)
		for _, s := range l.word(f.Text[w.start:w.end], w) {
			s.start, s.end = w.start, w.end
			t.found = append(t.found, s)
		}
	})
	return t
}

func (l *looker) word(raw string, w word) []spot {
	spots, ok := l.known[raw]
	if ok {
		return spots
	}
	for i, want := range l.r.wants {
		weight := want.weight(w.term)
		if weight < weighStem && l.sameStem(i, raw, w) {
			weight = weighStem
		}
		if weight > 0 {
			spots = append(spots, spot{want: i, weight: weight})
		}
	}
	if len(l.known) >= maxKnown {
		clear(l.known)
	}
	l.known[strings.Clone(raw)] = spots // which does not keep the text
	return spots
}

func (l *looker) sameStem(want int, raw string, w word) bool {
	s := l.stems[want]
	return s != "" && !w.dense && (w.term == s || stem(l.analyzer, raw) == s)
}

// weight is what the query finds in the texts, 0 if a word or phrase is missing there.
func (r *reader) weight(d *reading) float64 {
	if !slices.ContainsFunc(d.fields, func(t text) bool { return len(t.found) > 0 }) || !r.phrased(d) {
		return 0
	}
	best := make([]float32, len(r.wants))
	for _, title := range []bool{true, false} {
		d.best(title, best)
	}
	total := 0.0
	for i, b := range best {
		if b == 0 {
			return 0
		}
		total += r.idf[i] * float64(b)
	}
	return total
}

// best raises what wants weigh to what they weigh in titles, or in the other texts.
func (d *reading) best(title bool, best []float32) {
	length, times := 0, map[spot]float64{}
	for _, t := range d.fields {
		if t.field.Title != title {
			continue
		}
		length += len(t.terms)
		for _, s := range t.found {
			times[spot{want: s.want, weight: s.weight}]++
		}
	}
	for s, n := range times {
		w := s.weight
		if w != weighStem {
			w *= occurrence(n, float64(length))
		}
		if title {
			w *= weighInTitle
		}
		best[s.want] = max(best[s.want], w)
	}
}

// phrased reports whether each phrase stands in one of the texts.
func (r *reader) phrased(d *reading) bool {
	for _, p := range r.phrases {
		if !slices.ContainsFunc(d.fields, func(t text) bool { return contains(t.terms, p) }) {
			return false
		}
	}
	return true
}

func contains(terms, phrase []string) bool {
	for i := 0; i+len(phrase) <= len(terms); i++ {
		if slices.Equal(terms[i:i+len(phrase)], phrase) {
			return true
		}
	}
	return false
}
