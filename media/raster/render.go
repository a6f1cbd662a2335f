package raster

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"

	"github.com/disintegration/imaging"
	"github.com/galdor/go-thumbhash"

	"github.com/galley-cms/galley/media/filetype"
	"github.com/galley-cms/galley/media/picture"
)

// Render decodes a picture, turns it upright, brings it to size and encodes it. No metadata is carried over.
func (Decoder) Render(t *filetype.Type, data []byte, s picture.Spec) (out []byte, as *filetype.Type, err error) {
	defer contain(&err)
	info, err := ReadInfo(t, data)
	if err != nil {
		return nil, nil, err
	}
	img, err := Decode(t, data)
	if err != nil {
		return nil, nil, err
	}
	return encode(shape(img, info, s), s)
}

// shape resizes first, since the steps after it are then cheap.
func shape(img image.Image, info Info, s picture.Spec) image.Image {
	l := layOut(info.Width, info.Height, s)
	width, height := l.width, l.height
	if turned(info.Orientation) {
		width, height = height, width
	}
	if img.Bounds().Dx() != width || img.Bounds().Dy() != height {
		img = imaging.Resize(img, width, height, imaging.Lanczos)
	}
	img = upright(img, info.Orientation)
	switch {
	case l.canvas == image.Pt(l.width, l.height):
		return img
	case s.Fit == picture.Cover:
		return imaging.Crop(img, image.Rectangle{l.offset, l.offset.Add(l.canvas)}.Add(img.Bounds().Min))
	}
	return imaging.PasteCenter(imaging.New(l.canvas.X, l.canvas.Y, color.Transparent), img)
}

// layout is where a picture goes: it is scaled to width and height, and then cut to the canvas at offset, or put on the
// canvas.
type layout struct {
	width, height  int
	canvas, offset image.Point
}

// layOut plans the rendering of a picture of w x h pixels.
func layOut(w, h int, s picture.Spec) layout {
	fw, fh := float64(w), float64(h)
	byWidth, byHeight := float64(s.Width)/fw, float64(s.Height)/fh
	switch {
	case s.Width == 0 && s.Height == 0:
		byWidth, byHeight = 1, 1
	case s.Width == 0:
		byWidth = byHeight
	case s.Height == 0:
		byHeight = byWidth
	}
	both := s.Width > 0 && s.Height > 0
	if s.Fit == picture.Cover && both {
		return cover(fw, fh, max(byWidth, byHeight), s)
	}
	scale := min(byWidth, byHeight, 1)
	l := layout{width: pixels(fw * scale), height: pixels(fh * scale)}
	l.canvas = image.Pt(l.width, l.height)
	if s.Fit == picture.Contain && both {
		l.canvas = image.Pt(s.Width, s.Height)
	}
	return l
}

// cover keeps the proportions that are asked for, smaller where the picture would have to be enlarged.
func cover(w, h, scale float64, s picture.Spec) layout {
	cw, ch := float64(s.Width), float64(s.Height)
	if scale > 1 {
		cw, ch, scale = cw/scale, ch/scale, 1
	}
	l := layout{width: pixels(w * scale), height: pixels(h * scale)}
	l.canvas = image.Pt(min(pixels(cw), l.width), min(pixels(ch), l.height))
	l.offset = image.Pt(place(l.width, l.canvas.X, s.FocusX), place(l.height, l.canvas.Y, s.FocusY))
	return l
}

func pixels(f float64) int { return max(1, int(math.Round(f))) }

// place is where a window begins so that the focus is as near to its middle as it can be.
func place(whole, window int, focus float64) int {
	start := int(math.Round(focus*float64(whole) - float64(window)/2))
	return min(max(start, 0), whole-window)
}

func encode(img image.Image, s picture.Spec) ([]byte, *filetype.Type, error) {
	opaque := isOpaque(img)
	format := s.Format
	if format == nil && !opaque {
		format = filetype.PNG
	} else if format == nil {
		format = filetype.JPEG
	}
	var out bytes.Buffer
	if format == filetype.PNG {
		err := png.Encode(&out, img)
		return out.Bytes(), format, err
	}
	if !opaque {
		white := imaging.New(img.Bounds().Dx(), img.Bounds().Dy(), color.White)
		img = imaging.Overlay(white, img, image.Point{}, 1)
	}
	err := jpeg.Encode(&out, opaqueRGBA(img), &jpeg.Options{Quality: s.Quality})
	return out.Bytes(), format, err
}

// opaqueRGBA gives an opaque picture the form that the JPEG encoder is fast at: without transparent parts, the bytes of
// NRGBA are those of RGBA.
func opaqueRGBA(img image.Image) image.Image {
	if n, ok := img.(*image.NRGBA); ok {
		return &image.RGBA{Pix: n.Pix, Stride: n.Stride, Rect: n.Rect}
	}
	return img
}

func isOpaque(img image.Image) bool {
	o, ok := img.(interface{ Opaque() bool })
	return ok && o.Opaque()
}

// placeholderSide is the size at which a placeholder is computed; it holds no finer detail.
const placeholderSide = 100

// Placeholder makes a tiny stand-in for a decoded picture: its ThumbHash in standard base64.
func Placeholder(img image.Image, orientation int) (hash string, err error) {
	defer contain(&err)
	small := imaging.Fit(img, placeholderSide, placeholderSide, imaging.Box)
	return base64.StdEncoding.EncodeToString(thumbhash.EncodeImage(upright(small, orientation))), nil
}
