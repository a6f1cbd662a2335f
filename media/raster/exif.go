package raster

import (
	"bytes"
	"encoding/binary"

	"github.com/galley-cms/galley/media/filetype"
)

// orientation reads how a picture must be turned from its EXIF data; 1 where it says nothing that makes sense. It looks
// for this one number only: libraries that know all of EXIF cost a millisecond at each start.
func orientation(t *filetype.Type, data []byte) int {
	switch t {
	case filetype.JPEG:
		return tiffOrientation(jpegEXIF(data))
	case filetype.PNG:
		return tiffOrientation(pngEXIF(data))
	case filetype.WebP:
		return tiffOrientation(webpEXIF(data))
	}
	return 1
}

var exifMark = []byte("Exif\x00\x00")

// jpegEXIF finds the EXIF data among the segments in front of the picture.
func jpegEXIF(data []byte) []byte {
	for rest := data[min(2, len(data)):]; len(rest) >= 4 && rest[0] == 0xff; {
		marker := rest[1]
		if marker == 0xff { // padding
			rest = rest[1:]
			continue
		}
		size := int(rest[2])<<8 | int(rest[3])
		if marker == 0xda || size < 2 || len(rest) < 2+size {
			return nil
		}
		if body, ok := bytes.CutPrefix(rest[4:2+size], exifMark); ok && marker == 0xe1 {
			return body
		}
		rest = rest[2+size:]
	}
	return nil
}

// pngEXIF finds the chunk eXIf.
func pngEXIF(data []byte) []byte {
	for rest := data[min(8, len(data)):]; len(rest) >= 12; {
		size := uint64(binary.BigEndian.Uint32(rest))
		if uint64(len(rest)) < 12+size {
			return nil
		}
		if string(rest[4:8]) == "eXIf" {
			return rest[8 : 8+size]
		}
		rest = rest[12+size:]
	}
	return nil
}

// webpEXIF finds the chunk EXIF; some programs put the mark of JPEG in front of the data.
func webpEXIF(data []byte) []byte {
	for rest := data[min(12, len(data)):]; len(rest) >= 8; {
		size := uint64(binary.LittleEndian.Uint32(rest[4:]))
		if uint64(len(rest)) < 8+size {
			return nil
		}
		if string(rest[:4]) == "EXIF" {
			return bytes.TrimPrefix(rest[8:8+size], exifMark)
		}
		rest = rest[min(8+size+size&1, uint64(len(rest))):]
	}
	return nil
}

// tiffOrientation reads the tag 0x0112 of the first directory of TIFF data, which EXIF is.
func tiffOrientation(data []byte) int {
	var order binary.ByteOrder
	switch {
	case len(data) < 8:
		return 1
	case string(data[:4]) == "II*\x00":
		order = binary.LittleEndian
	case string(data[:4]) == "MM\x00*":
		order = binary.BigEndian
	default:
		return 1
	}
	at := uint64(order.Uint32(data[4:]))
	if at+2 > uint64(len(data)) {
		return 1
	}
	entries := data[at+2:]
	for range order.Uint16(data[at:]) {
		if len(entries) < 12 {
			break
		}
		if order.Uint16(entries) == 0x0112 {
			return known(int(order.Uint16(entries[8:])))
		}
		entries = entries[12:]
	}
	return 1
}

func known(orientation int) int {
	if orientation < 1 || orientation > 8 {
		return 1
	}
	return orientation
}
