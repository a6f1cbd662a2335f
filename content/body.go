package content

import (
	"bytes"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/store"
)

// Every stored item begins with a byte that names its format.
const (
	formatJSON byte = 1 // canonical compact JSON
	formatZstd byte = 2 // the same, compressed
)

// marksName is the member of a stored draft that holds its marks.
const marksName = "$h"

// compressFrom is the size of a body, in bytes, from which it is stored compressed.
const compressFrom = 4 << 10

// maxInflated bounds what a compressed body may become.
const maxInflated = 16 << 20

// values holds stored values by field id; of a localised field, an object by locale.
type values map[string]json.RawMessage

// body is the content of a copy or revision, taken apart for writing.
type body struct {
	Version          int64
	CreatedAt        time.Time
	UpdatedAt        time.Time
	PublishedAt      time.Time
	FirstPublishedAt time.Time
	CreatedBy        event.Actor
	UpdatedBy        event.Actor
	Locales          map[string]string // live copies: published locale → when
	marks            *marks            // drafts: when each field was changed last; nil if that is not known
	values           values
	raw              values // as they were stored, if values were converted
	seq              int64  // of the commit that wrote it
}

// clone is a body whose values can be changed without changing b.
func (b *body) clone() *body {
	c := *b
	c.values = make(values, len(b.values))
	for k, v := range b.values {
		c.values[k] = v
	}
	return &c
}

// encode writes the body as a stored item's body: system values first, then fields in the order of the model.
func (b *body) encode(m *Model) []byte {
	out := append(make([]byte, 0, 1024), formatJSON, '{')
	add := func(name string, v any) {
		if len(out) > 2 {
			out = append(out, ',')
		}
		out = append(append(append(out, '"'), name...), '"', ':')
		out = appendJSON(out, v)
	}
	moment := func(name string, t time.Time) {
		if !t.IsZero() {
			add(name, field.FormatDateTime(t))
		}
	}
	add("$m", m.ID)
	add("$v", b.Version)
	if m.Shape > 0 {
		add(shapeName, m.Shape)
	}
	moment("$c", b.CreatedAt)
	moment("$u", b.UpdatedAt)
	moment("$p", b.PublishedAt)
	moment("$f", b.FirstPublishedAt)
	add("$a", b.CreatedBy)
	add("$b", b.UpdatedBy)
	if b.Locales != nil {
		add("$l", b.Locales)
	}
	if b.marks != nil {
		add(marksName, b.marks)
	}
	for _, f := range m.Fields {
		if v := b.values[f.ID]; !isNull(v) {
			add(f.ID, v)
		}
	}
	return compress(append(out, '}'))
}

// appendJSON appends v as compact JSON without HTML escaping; raw messages as they are.
func appendJSON(dst []byte, v any) []byte {
	if raw, ok := v.(json.RawMessage); ok {
		return append(dst, raw...)
	}
	var buf bytes.Buffer
	e := json.NewEncoder(&buf)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic("content: a system value that JSON cannot hold: " + err.Error())
	}
	return append(dst, bytes.TrimSuffix(buf.Bytes(), []byte("\n"))...)
}

// Encoder and decoder are made on first use and shared: both are safe for concurrent use by EncodeAll and DecodeAll.
var (
	zstdEncoder = sync.OnceValues(func() (*zstd.Encoder, error) { return zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1)) })
	zstdDecoder = sync.OnceValues(func() (*zstd.Decoder, error) {
		return zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(maxInflated))
	})
)

func compress(b []byte) []byte {
	if len(b) < compressFrom {
		return b
	}
	e, err := zstdEncoder()
	if err != nil {
		return b
	}
	return e.EncodeAll(b[1:], []byte{formatZstd})
}

// inflate gives the JSON of a stored item's body. Uncompressed bodies are not copied.
func inflate(i store.Item) ([]byte, error) {
	if len(i.Body) == 0 {
		return nil, fmt.Errorf("%s/%s is empty", i.Partition, i.Sort)
	}
	switch i.Body[0] {
	case formatJSON:
		return i.Body[1:], nil
	case formatZstd:
		d, err := zstdDecoder()
		if err != nil {
			return nil, err
		}
		return d.DecodeAll(i.Body[1:], nil)
	}
	return nil, fmt.Errorf("%s/%s has the unknown format %d: it was written by a newer Galley", i.Partition, i.Sort, i.Body[0])
}

// decodeBody takes a stored copy apart. Nothing of the result points into the item.
func decodeBody(i store.Item) (*body, error) {
	raw, err := inflate(i)
	if err != nil {
		return nil, err
	}
	if i.Body[0] == formatJSON {
		raw = bytes.Clone(raw)
	}
	b := &body{seq: i.Version, values: values{}}
	eachMember(raw, func(name, v []byte) bool {
		if name[0] == '$' {
			err = b.setSystem(string(name), v)
		} else {
			b.values[string(name)] = v
		}
		return err == nil
	})
	if err != nil {
		return nil, fmt.Errorf("%s/%s: %w", i.Partition, i.Sort, err)
	}
	return b, nil
}

func (b *body) setSystem(name string, v []byte) error {
	switch name {
	case "$v":
		return json.Unmarshal(v, &b.Version)
	case "$c":
		return json.Unmarshal(v, &b.CreatedAt)
	case "$u":
		return json.Unmarshal(v, &b.UpdatedAt)
	case "$p":
		return json.Unmarshal(v, &b.PublishedAt)
	case "$f":
		return json.Unmarshal(v, &b.FirstPublishedAt)
	case "$a":
		return json.Unmarshal(v, &b.CreatedBy)
	case "$b":
		return json.Unmarshal(v, &b.UpdatedBy)
	case "$l":
		return json.Unmarshal(v, &b.Locales)
	case marksName:
		return json.Unmarshal(v, &b.marks)
	}
	return nil // the model's id, and what a newer release may add
}

// copyItem is the stored item of a copy or revision; an entry that does not fit is refused before anything is written.
func copyItem(k store.Key, m *Model, b *body, seq int64) (store.Item, error) {
	i := store.Item{Key: k, Version: seq, Body: b.encode(m)}
	if n := i.Size(); n > store.MaxItem {
		return i, errs.New(errs.LimitExceeded,
			"The entry is too large: %d KB after compression, %d KB are allowed. Move long texts into entries of their own, or files into assets.",
			n>>10, store.MaxItem>>10)
	}
	return i, nil
}
