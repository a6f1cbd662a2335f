package raster

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/webp"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/media/filetype"
	"github.com/galley-cms/galley/media/picture"
)

// header is what can be known of a picture without decoding it.
type header struct {
	width, height int
	pixelBytes    int // of one decoded pixel
	progressive   bool
	frames        int
	framePixels   int // of all frames
}

// check refuses what is beyond the limits.
func (h header) check() error {
	pixels := h.width * h.height // both are at most 65,535
	switch {
	case h.width == 0 || h.height == 0:
		return errs.New(errs.Invalid, "The picture is empty: it has %d x %d pixels.", h.width, h.height)
	case h.width > picture.MaxSide || h.height > picture.MaxSide:
		return errs.New(errs.Invalid, "The picture has %d x %d pixels; a side takes at most %d.", h.width, h.height, picture.MaxSide)
	case pixels > picture.MaxPixels:
		return errs.New(errs.Invalid, "The picture has %d x %d pixels; %d megapixels are the most.", h.width, h.height, picture.MaxPixels/1_000_000)
	case h.progressive && pixels > picture.MaxProgressive:
		return errs.New(errs.Invalid, "The picture is a progressive JPEG of %d x %d pixels; those take at most %d megapixels. Save it as a baseline JPEG.", h.width, h.height, picture.MaxProgressive/1_000_000)
	case pixels*h.pixelBytes > picture.MaxMemory:
		return errs.New(errs.Invalid, "The picture would need %d MB of memory; %d MB are the most. Save it with 8 bits a channel.", pixels*h.pixelBytes>>20, picture.MaxMemory>>20)
	case h.frames > picture.MaxFrames:
		return errs.New(errs.Invalid, "The animation has more than %d frames.", picture.MaxFrames)
	case h.framePixels > picture.MaxFramePixels:
		return errs.New(errs.Invalid, "All frames of the animation together have more than %d megapixels.", picture.MaxFramePixels/1_000_000)
	}
	return nil
}

var errShort = errors.New("the file ends too early")

func readHeader(t *filetype.Type, data []byte) (header, error) {
	switch t {
	case filetype.JPEG:
		c, err := jpeg.DecodeConfig(bytes.NewReader(data))
		return header{c.Width, c.Height, 4, isProgressive(data), 1, 0}, err
	case filetype.PNG:
		c, err := png.DecodeConfig(bytes.NewReader(data))
		return header{c.Width, c.Height, pixelBytes(c), false, 1, 0}, err
	case filetype.GIF:
		return gifHeader(data)
	case filetype.WebP:
		return webpHeader(data)
	}
	return header{}, errors.ErrUnsupported
}

func pixelBytes(c image.Config) int {
	if _, ok := c.ColorModel.(color.Palette); ok {
		return 5 // the index, and the color once it is looked up
	}
	switch c.ColorModel {
	case color.RGBA64Model, color.NRGBA64Model:
		return 8
	case color.GrayModel:
		return 1
	case color.Gray16Model:
		return 2
	}
	return 4
}

// isProgressive finds the frame marker of a JPEG.
func isProgressive(data []byte) bool {
	for i := 2; i+3 < len(data) && data[i] == 0xff; {
		marker := data[i+1]
		switch marker {
		case 0xff: // padding
			i++
			continue
		case 0xc2:
			return true
		case 0xc0, 0xc1, 0xda:
			return false
		}
		i += 2 + int(data[i+2])<<8 + int(data[i+3])
	}
	return false
}

// gifHeader counts the frames of a GIF by walking its blocks; nothing is decompressed.
func gifHeader(data []byte) (header, error) {
	if len(data) < 13 {
		return header{}, errShort
	}
	h := header{width: le16(data[6:]), height: le16(data[8:]), pixelBytes: 5}
	rest := data[13:]
	rest, err := skip(rest, colorTable(data[10]))
	for err == nil {
		if len(rest) == 0 {
			return h, errShort
		}
		kind := rest[0]
		rest = rest[1:]
		switch kind {
		case ',':
			rest, err = h.gifFrame(rest)
		case '!':
			if rest, err = skip(rest, 1); err == nil {
				rest, err = skipBlocks(rest)
			}
		case ';':
			return h, h.hasFrames()
		default:
			return h, errors.New("unknown block in a GIF")
		}
	}
	return h, err
}

func (h *header) hasFrames() error {
	if h.frames == 0 {
		return errors.New("an animation without frames")
	}
	return nil
}

// gifFrame counts one frame and returns what follows it.
func (h *header) gifFrame(rest []byte) ([]byte, error) {
	if len(rest) < 9 {
		return nil, errShort
	}
	h.frames++
	h.framePixels += le16(rest[4:]) * le16(rest[6:])
	rest, err := skip(rest[9:], colorTable(rest[8])+1) // 1: the size of the codes
	if err != nil {
		return nil, err
	}
	return skipBlocks(rest)
}

// colorTable is the length of the table that the flags announce.
func colorTable(flags byte) int {
	if flags&0x80 == 0 {
		return 0
	}
	return 3 << (flags&7 + 1)
}

func skip(data []byte, n int) ([]byte, error) {
	if len(data) < n {
		return nil, errShort
	}
	return data[n:], nil
}

// skipBlocks skips blocks that begin with their length, up to the empty one.
func skipBlocks(data []byte) ([]byte, error) {
	for len(data) > 0 {
		n := int(data[0])
		if len(data) < 1+n {
			return nil, errShort
		}
		data = data[1+n:]
		if n == 0 {
			return data, nil
		}
	}
	return nil, errShort
}

// webpHeader reads the header, and counts the frames of an animation by walking its chunks.
func webpHeader(data []byte) (header, error) {
	c, err := webp.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return header{}, err
	}
	h := header{width: c.Width, height: c.Height, pixelBytes: 4, frames: 1}
	if !animatedWebP(data) {
		return h, nil
	}
	h.frames = 0
	for rest := data[12:]; len(rest) >= 8; {
		size := le16(rest[4:]) | le16(rest[6:])<<16
		if string(rest[:4]) == "ANMF" && size >= 16 && len(rest) >= 24 {
			h.frames++
			h.framePixels += (le24(rest[14:]) + 1) * (le24(rest[17:]) + 1)
		}
		if rest, err = skip(rest, 8+size); err != nil {
			return h, err
		}
		rest = rest[min(size&1, len(rest)):] // chunks are padded to even lengths
	}
	return h, h.hasFrames()
}

func animatedWebP(data []byte) bool {
	return len(data) > 20 && string(data[12:16]) == "VP8X" && data[20]&2 != 0
}

func le16(b []byte) int { return int(b[0]) | int(b[1])<<8 }
func le24(b []byte) int { return le16(b) | int(b[2])<<16 }
