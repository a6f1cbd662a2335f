package delivery

import (
	"bytes"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
)

// minCompressed is the size from which a reply is worth compressing: below, it fits into one packet anyway.
const minCompressed = 1400

var compressors = sync.Pool{New: func() any {
	w, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // the level exists
	return w
}}

// compress replaces the body by its compressed form.
func (r *reply) compress() {
	w := compressors.Get().(*gzip.Writer)
	defer compressors.Put(w)
	out := bytes.NewBuffer(make([]byte, 0, len(r.body)/3))
	w.Reset(out)
	if _, err := w.Write(r.body); err != nil {
		return // memory does not fail; the body goes as it is
	}
	if err := w.Close(); err != nil {
		return
	}
	r.body, r.gzip = out.Bytes(), true
}

// matches tells whether an If-None-Match header names an entity tag.
func matches(header, etag string) bool {
	if header == "" {
		return false
	}
	for part := range strings.SplitSeq(header, ",") {
		part = strings.TrimSpace(part)
		if part == "*" || strings.TrimPrefix(part, "W/") == strings.TrimPrefix(etag, "W/") {
			return true
		}
	}
	return false
}
