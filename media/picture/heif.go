package picture

import "encoding/binary"

// Size reads the width and height of a picture that cannot be decoded here, AVIF or HEIC; zeros if it says none. The
// size is that of the largest of its images: the others are tiles, thumbnails and masks.
func Size(data []byte) (width, height int) {
	eachBox(data, 0, func(kind string, body []byte) {
		if kind != "ispe" || len(body) < 12 {
			return
		}
		w, h := int(binary.BigEndian.Uint32(body[4:])), int(binary.BigEndian.Uint32(body[8:]))
		if w <= MaxSide && h <= MaxSide && w*h > width*height {
			width, height = w, h
		}
	})
	return width, height
}

// boxHeads are the boxes that hold the sizes, with the bytes in them before the first inner box.
var boxHeads = map[string]int{"meta": 4, "iprp": 0, "ipco": 0}

// eachBox yields the boxes of an ISO media file, and those within boxHeads.
func eachBox(data []byte, depth int, yield func(kind string, body []byte)) {
	for len(data) >= 8 && depth < 8 {
		size := uint64(binary.BigEndian.Uint32(data))
		if size < 8 || size > uint64(len(data)) {
			return
		}
		kind, body := string(data[4:8]), data[8:size]
		if head, ok := boxHeads[kind]; ok && len(body) >= head {
			eachBox(body[head:], depth+1, yield)
		}
		yield(kind, body)
		data = data[size:]
	}
}
