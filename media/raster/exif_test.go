package raster_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"strings"
	"testing"

	"github.com/galley-cms/galley/media/filetype"
	"github.com/galley-cms/galley/media/picture"
	"github.com/galley-cms/galley/media/raster"
)

// tiff is EXIF data that holds two tags: the make of the camera, and the orientation.
func tiff(order binary.AppendByteOrder, mark string, orientation uint16) []byte {
	out := order.AppendUint32([]byte(mark), 8)
	out = order.AppendUint16(out, 2)
	out = order.AppendUint32(order.AppendUint32(order.AppendUint16(order.AppendUint16(out, 0x010f), 2), 4), 0x41424300)
	out = order.AppendUint16(order.AppendUint32(order.AppendUint16(order.AppendUint16(out, 0x0112), 3), 1), orientation)
	return append(out, 0, 0, 0, 0, 0, 0)
}

// withChunk puts the chunk eXIf behind the header of a PNG.
func withChunk(data, exif []byte) []byte {
	body := append([]byte("eXIf"), exif...)
	chunk := binary.BigEndian.AppendUint32(nil, uint32(len(exif)))
	chunk = binary.BigEndian.AppendUint32(append(chunk, body...), crc32.ChecksumIEEE(body))
	return append(append(bytes.Clone(data[:33]), chunk...), data[33:]...)
}

func TestOrientation(t *testing.T) {
	photo, drawing := jpegOf(t, halves(40, 20, red, blue)), pngOf(t, halves(40, 20, red, blue))
	segment := func(exif []byte) []byte {
		body := append([]byte("Exif\x00\x00"), exif...)
		head := []byte{0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xff, 0xe1, 0, byte(len(body) + 2)}
		return append(append(head, body...), photo[2:]...)
	}
	little, big := tiff(binary.LittleEndian, "II*\x00", 6), tiff(binary.BigEndian, "MM\x00*", 8)
	animation := webpHeader(40, 20, 2, 40, 20)
	withEXIF := append(bytes.Clone(animation), append(binary.LittleEndian.AppendUint32([]byte("EXIF"), uint32(len(little))), little...)...)
	binary.LittleEndian.PutUint32(withEXIF[4:], uint32(len(withEXIF)-8))
	for name, c := range map[string]struct {
		t    *filetype.Type
		data []byte
		want int
	}{
		"jpeg, little-endian":      {filetype.JPEG, segment(little), 6},
		"jpeg, big-endian":         {filetype.JPEG, segment(big), 8},
		"jpeg, out of range":       {filetype.JPEG, segment(tiff(binary.BigEndian, "MM\x00*", 9)), 1},
		"jpeg, cut off":            {filetype.JPEG, segment(little[:20]), 1},
		"jpeg, no TIFF":            {filetype.JPEG, segment([]byte("something else")), 1},
		"jpeg, directory far away": {filetype.JPEG, segment([]byte("II*\x00\xff\xff\xff\xff")), 1},
		"jpeg, none":               {filetype.JPEG, photo, 1},
		"png":                      {filetype.PNG, withChunk(drawing, big), 8},
		"png, none":                {filetype.PNG, drawing, 1},
		"webp":                     {filetype.WebP, withEXIF, 6},
		"webp, none":               {filetype.WebP, animation, 1},
	} {
		info, err := raster.ReadInfo(c.t, c.data)
		if err != nil || info.Orientation != c.want || (info.Width == 20) != (c.want >= 5) {
			t.Errorf("%s: %+v, %v", name, info, err)
		}
	}
}

// M1, M3, M5: whatever the bytes, reading the header refuses or answers, and does not panic or run away.
func FuzzReadInfo(f *testing.F) {
	f.Add(gifHeader(10, 10, 2, 5, 5))
	f.Add(webpHeader(10, 10, 2, 5, 5))
	f.Add(pngHeader(10, 10, 8, 2))
	f.Add(jpegHeader(0xc0, 10, 10))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, typ := range []*filetype.Type{filetype.JPEG, filetype.PNG, filetype.GIF, filetype.WebP} {
			info, err := raster.ReadInfo(typ, data)
			if err == nil && (info.Width < 1 || info.Height < 1 || info.Width*info.Height > picture.MaxPixels) {
				t.Errorf("%s of %d x %d was let through", typ.Name, info.Width, info.Height)
			}
			if cause := errors.Unwrap(err); cause != nil && strings.Contains(cause.Error(), "panicked") {
				t.Errorf("%s: %v", typ.Name, cause)
			}
		}
	})
}
