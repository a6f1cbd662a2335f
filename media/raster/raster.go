// Package raster decodes, checks and renders pictures. Everything in them may be hostile: headers are checked before
// anything is decoded, and a decoder that panics is an error like any other. It knows nothing of assets.
package raster

import (
	"bytes"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/webp"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/media/filetype"
	"github.com/galley-cms/galley/media/picture"
)

// Info is what the header of a picture says.
type Info struct {
	Width, Height int // as people see it: turned by Orientation
	Orientation   int // as in EXIF: 1 to 8, 1 is upright
	Frames        int // 1 unless the picture is an animation
}

// Decoder implements media.Pictures.
type Decoder struct{}

// Look decodes a picture whole, since a truncated one shows then, and tells what it is. Its errors are of code
// errs.Invalid: sentences for whoever sent the picture.
func (Decoder) Look(t *filetype.Type, data []byte) (facts picture.Facts, err error) {
	info, err := ReadInfo(t, data)
	if err != nil {
		return facts, err
	}
	facts.Width, facts.Height = info.Width, info.Height
	if t == filetype.WebP && info.Frames > 1 {
		return facts, nil // its frames cannot be decoded here; it is shown as it is
	}
	img, err := Decode(t, data)
	if err != nil {
		return facts, err
	}
	facts.Placeholder, err = Placeholder(img, info.Orientation)
	return facts, err
}

// ReadInfo reads the header of a picture of a type that can be decoded, and refuses what is beyond the limits. Errors
// are of code errs.Invalid; they are sentences for whoever sent the picture.
func ReadInfo(t *filetype.Type, data []byte) (info Info, err error) {
	defer contain(&err)
	if len(data) > picture.MaxBytes {
		return info, errs.New(errs.Invalid, "The picture has %d MB; pictures take at most %d MB.", len(data)>>20, picture.MaxBytes>>20)
	}
	h, err := readHeader(t, data)
	if err != nil {
		return info, damaged(err)
	}
	if err := h.check(); err != nil {
		return info, err
	}
	info = Info{Width: h.width, Height: h.height, Orientation: orientation(t, data), Frames: h.frames}
	if turned(info.Orientation) {
		info.Width, info.Height = info.Height, info.Width
	}
	return info, nil
}

// Decode decodes a picture, the first frame of an animation, that ReadInfo has let through. It is not yet turned upright.
func Decode(t *filetype.Type, data []byte) (img image.Image, err error) {
	defer contain(&err)
	r := bytes.NewReader(data)
	switch t {
	case filetype.JPEG:
		img, err = jpeg.Decode(r)
	case filetype.PNG:
		img, err = png.Decode(r)
	case filetype.GIF:
		img, err = gif.Decode(r)
	case filetype.WebP:
		img, err = webp.Decode(r)
	default:
		return nil, errs.New(errs.Invalid, "A %s cannot be rendered.", t.Name)
	}
	if err != nil {
		return nil, damaged(err)
	}
	return safe(img), nil
}

// damaged is the answer to a file that is not what its type demands.
func damaged(err error) error {
	return &errs.Error{Code: errs.Invalid, Message: "The picture is damaged or incomplete: it cannot be decoded.", Cause: err}
}

// contain turns a panic into an error: one bad file must not stop the server.
func contain(err *error) {
	if p := recover(); p != nil {
		*err = damaged(fmt.Errorf("the decoder panicked: %v", p))
	}
}

// safe copies a picture with a palette, checking each index: the resizer would panic on a wrong one, in a goroutine where
// nothing can recover it.
func safe(img image.Image) image.Image {
	p, ok := img.(*image.Paletted)
	if !ok {
		return img
	}
	out := image.NewNRGBA(p.Rect)
	var colors [256][4]byte
	for i, c := range p.Palette {
		r, g, b, a := c.RGBA()
		if a > 0 {
			colors[i] = [4]byte{byte(r * 255 / a), byte(g * 255 / a), byte(b * 255 / a), byte(a >> 8)}
		}
	}
	width := p.Rect.Dx()
	for y := range p.Rect.Dy() {
		row := p.Pix[y*p.Stride:][:width]
		to := out.Pix[y*out.Stride:]
		for x, i := range row {
			copy(to[4*x:4*x+4], colors[i][:])
		}
	}
	return out
}
