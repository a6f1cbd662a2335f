package bleve

import (
	"encoding/binary"
	"errors"
	"hash/fnv"

	"github.com/blevesearch/bleve/v2/document"
	index "github.com/blevesearch/bleve_index_api"

	"github.com/galley-cms/galley/internal/search"
)

// prefixes of fields, by stage.
func prefixOf(s search.Stage) string {
	if s == search.Live {
		return "l"
	}
	return "d"
}

// Fields, after the prefix of their stage.
const (
	fieldTitle, fieldBody           = "t", "b"
	fieldTitleStems, fieldBodyStems = "u", "s"
	fieldPairs                      = "p"
	fieldModel, fieldLocale         = "m", "o"
	fieldIDs                        = "f"
	fieldRefers                     = "r"
	fieldStage                      = "a" // one term, stageMark
	fieldStored                     = "x" // without a prefix

	stageMark = "+"
)

// terms is a field whose words are known already: scorch asks for nothing else.
type terms struct {
	name    string
	length  int
	counted bool
	freqs   index.TokenFrequencies
}

func newTerms(name string, counted bool) *terms {
	return &terms{name: name, counted: counted, freqs: index.TokenFrequencies{}}
}

func (t *terms) add(term string) {
	t.length++
	f, ok := t.freqs[term]
	if !ok {
		f = &index.TokenFreq{Term: []byte(term)}
		t.freqs[term] = f
	}
	if t.counted {
		f.SetFrequency(f.Frequency() + 1)
	}
}

func (t *terms) Name() string                                     { return t.name }
func (t *terms) ArrayPositions() []uint64                         { return nil }
func (t *terms) Analyze()                                         {} //nolint:misspell // bleve spells it so
func (t *terms) Value() []byte                                    { return nil }
func (t *terms) NumPlainTextBytes() uint64                        { return 0 }
func (t *terms) Size() int                                        { return 64 * len(t.freqs) }
func (t *terms) EncodedFieldType() byte                           { return 't' }
func (t *terms) AnalyzedLength() int                              { return t.length }
func (t *terms) AnalyzedTokenFrequencies() index.TokenFrequencies { return t.freqs }
func (t *terms) Options() index.FieldIndexingOptions {
	if t.counted {
		return index.IndexField
	}
	return index.IndexField | index.SkipFreqNorm
}

// writer makes scorch's documents of one Apply; it remembers stems from one to the next.
type writer struct {
	stems map[[2]string]string // by analyzer and word as it stands
}

func (w *writer) stem(analyzer, raw string) string {
	key := [2]string{analyzer, raw}
	s, ok := w.stems[key]
	if !ok {
		s = stem(analyzer, raw)
		w.stems[key] = s
	}
	return s
}

// documents are those of a change; a removed copy has one that keeps its Seq.
func (w *writer) documents(c search.Change) []*document.Document {
	if len(c.Documents) == 0 {
		return []*document.Document{stored(docID(c.Entry, c.Stage, 0), encode(c, -1))}
	}
	out := make([]*document.Document, len(c.Documents))
	for n := range c.Documents {
		out[n] = w.document(c, n)
	}
	return out
}

func (w *writer) document(c search.Change, n int) *document.Document {
	d, p := c.Documents[n], prefixOf(c.Stage)
	doc := stored(docID(c.Entry, c.Stage, n), encode(c, n))
	ids, pairs, refers := newTerms(p+fieldIDs, false), newTerms(p+fieldPairs, false), newTerms(p+fieldRefers, false)
	title, body := w.texts(p+fieldTitle, p+fieldTitleStems, d.Language), w.texts(p+fieldBody, p+fieldBodyStems, d.Language)
	for _, f := range d.Fields {
		ids.add(f.ID)
		into := body
		if f.Title {
			into = title
		}
		into.read(f.Text, pairs)
	}
	for _, id := range d.Refers {
		refers.add(id)
	}
	for _, t := range []*terms{ids, pairs, refers, title.exact, title.stems, body.exact, body.stems, term(p+fieldModel, value(d.Model)), term(p+fieldLocale, value(d.Locale)), term(p+fieldStage, stageMark)} {
		if len(t.freqs) > 0 {
			doc.AddField(t)
		}
	}
	return doc
}

func term(field, value string) *terms {
	t := newTerms(field, false)
	t.add(value)
	return t
}

// value is the term of a name that may be empty.
func value(name string) string { return "=" + name }

// texts gathers the words of texts that weigh the same.
type texts struct {
	w            *writer
	analyzer     string
	exact, stems *terms
}

func (w *writer) texts(exact, stems, language string) *texts {
	a := analyzerOf(language)
	return &texts{w, a, newTerms(exact, true), newTerms(stems+a, false)}
}

func (t *texts) read(text string, pairs *terms) {
	last := ""
	words(text, func(w word) {
		t.exact.add(w.term)
		if last != "" && paired(last, w.term) {
			pairs.add(pair(last, w.term))
		}
		last = w.term
		if t.analyzer == "" || w.dense {
			return
		}
		if s := t.w.stem(t.analyzer, text[w.start:w.end]); s != "" && s != w.term {
			t.stems.add(s)
		}
	})
}

// paired reports whether two neighbours are noted as such: where both are short, for those are the words that are in most
// texts. Of other phrases the words alone leave few texts to read.
func paired(a, b string) bool { return len(a) <= shortWord && len(b) <= shortWord }

const shortWord = 4

// pair is a short name of two neighbours; some pairs share one.
func pair(a, b string) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(a))
	_, _ = h.Write([]byte{0})
	_, _ = h.Write([]byte(b))
	sum := h.Sum32()
	return string(binary.BigEndian.AppendUint16(nil, uint16(sum^sum>>16)))
}

// docID names a document: in order of entry, stage, number.
func docID(entry string, stage search.Stage, n int) string {
	return string(binary.BigEndian.AppendUint16([]byte(entry+"\x00"+prefixOf(stage)), uint16(n)))
}

// parseID is what a document's name says.
func parseID(id string) (key search.CopyKey, n int, ok bool) {
	at := len(id) - 4
	if at < 1 || id[at] != 0 {
		return key, 0, false
	}
	key = search.CopyKey{Entry: id[:at], Stage: search.Draft}
	if id[at+1] == 'l' {
		key.Stage = search.Live
	}
	return key, int(binary.BigEndian.Uint16([]byte(id[at+2:]))), true
}

func stored(id string, value []byte) *document.Document {
	return document.NewDocument(id).AddField(document.NewTextFieldCustom(fieldStored, nil, value, index.StoreField, nil))
}

// record is what is stored of a document.
type record struct {
	seq       int64
	documents int // of the copy; 0: it was removed
	search.Document
}

// encode writes the record of a change's document n; -1: of what is removed.
func encode(c search.Change, n int) []byte {
	b := binary.AppendVarint(nil, c.Seq)
	b = binary.AppendUvarint(b, uint64(len(c.Documents)))
	if n < 0 {
		return b
	}
	d := c.Documents[n]
	for _, s := range []string{d.Model, d.Locale, d.Language} {
		b = appendString(b, s)
	}
	for _, f := range d.Fields {
		id := f.ID + "b"
		if f.Title {
			id = f.ID + "t"
		}
		b = appendString(appendString(b, id), f.Text)
	}
	return b
}

func appendString(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

var errRecord = errors.New("search index: a stored document cannot be read")

// decode reads what encode wrote.
func decode(b []byte) (r record, err error) {
	in := input{b}
	r.seq = in.varint()
	r.documents = int(in.uvarint())
	if r.documents > 0 {
		r.Model, r.Locale, r.Language = in.string(), in.string(), in.string()
	}
	for len(in.b) > 0 {
		id, text := in.string(), in.string()
		if id == "" {
			return r, errRecord
		}
		last := len(id) - 1
		r.Fields = append(r.Fields, search.Field{ID: id[:last], Title: id[last] == 't', Text: text})
	}
	if in.b == nil {
		return r, errRecord
	}
	return r, nil
}

// input is read from its front; it is nil once something did not fit.
type input struct{ b []byte }

func (in *input) varint() int64 {
	v, n := binary.Varint(in.b)
	in.skip(n)
	return v
}

func (in *input) uvarint() uint64 {
	v, n := binary.Uvarint(in.b)
	in.skip(n)
	return v
}

func (in *input) skip(n int) {
	if n <= 0 || n > len(in.b) {
		in.b = nil
		return
	}
	in.b = in.b[n:]
}

func (in *input) string() string {
	n := in.uvarint()
	if in.b == nil || n > uint64(len(in.b)) {
		in.b = nil
		return ""
	}
	s := string(in.b[:n])
	in.b = in.b[n:]
	return s
}
