package picture_test

import (
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/galley-cms/galley/media/picture"
)

// box is a box of an ISO media file.
func box(kind string, body ...[]byte) []byte {
	inner := bytes.Join(body, nil)
	return append(append(binary.BigEndian.AppendUint32(nil, uint32(len(inner)+8)), kind...), inner...)
}

func TestSize(t *testing.T) {
	ispe := func(w, h uint32) []byte {
		return box("ispe", binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(make([]byte, 4), w), h))
	}
	file := func(sizes ...[]byte) []byte {
		return append(box("ftyp", []byte("avif\x00\x00\x00\x00")), box("meta", make([]byte, 4), box("hdlr"), box("iprp", box("ipco", sizes...)))...)
	}
	for name, c := range map[string]struct {
		data []byte
		w, h int
	}{
		"one":             {file(ispe(640, 480)), 640, 480},
		"the largest":     {file(ispe(160, 120), ispe(640, 480), ispe(512, 512)), 640, 480},
		"absurd":          {file(ispe(1<<31, 2)), 0, 0},
		"none":            {file(), 0, 0},
		"cut off":         {file(ispe(640, 480))[:50], 0, 0},
		"endless nesting": {bytes.Repeat([]byte("\x00\x00\x00\x08iprp"), 1000), 0, 0},
		"nothing":         {nil, 0, 0},
	} {
		if w, h := picture.Size(c.data); w != c.w || h != c.h {
			t.Errorf("%s: %d x %d", name, w, h)
		}
	}
}

// M3: whatever the bytes, the size that is told is a possible one.
func FuzzSize(f *testing.F) {
	f.Add(box("meta", make([]byte, 4), box("iprp", box("ipco", box("ispe", make([]byte, 12))))))
	f.Fuzz(func(t *testing.T, data []byte) {
		if w, h := picture.Size(data); w < 0 || h < 0 || w > picture.MaxSide || h > picture.MaxSide {
			t.Errorf("%d x %d", w, h)
		}
	})
}
