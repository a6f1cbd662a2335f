package raster_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/media/filetype"
	"github.com/galley-cms/galley/media/picture"
	"github.com/galley-cms/galley/media/raster"
)

var decoder raster.Decoder

var (
	red   = color.NRGBA{200, 20, 20, 255}
	blue  = color.NRGBA{20, 20, 200, 255}
	clear = color.NRGBA{}
)

// halves is a picture with one color on the left and one on the right.
func halves(w, h int, left, right color.Color) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			if x < w/2 {
				img.Set(x, y, left)
			} else {
				img.Set(x, y, right)
			}
		}
	}
	return img
}

func jpegOf(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func pngOf(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func gifOf(t *testing.T, frames, side int) []byte {
	t.Helper()
	g := &gif.GIF{}
	for range frames {
		g.Image = append(g.Image, image.NewPaletted(image.Rect(0, 0, side, side), color.Palette{red, blue}))
		g.Delay = append(g.Delay, 10)
	}
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, g); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withOrientation puts an EXIF segment behind the start marker of a JPEG.
func withOrientation(data []byte, orientation byte) []byte {
	exif := "Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00" + string(orientation) + "\x00\x00\x00\x00\x00\x00"
	segment := append([]byte{0xff, 0xe1, 0, byte(len(exif) + 2)}, exif...)
	return append(append(bytes.Clone(data[:2]), segment...), data[2:]...)
}

// pngHeader is a PNG that says more of itself than there is.
func pngHeader(w, h uint32, depth, colorType byte) []byte {
	chunk := binary.BigEndian.AppendUint32([]byte("IHDR"), w)
	chunk = append(binary.BigEndian.AppendUint32(chunk, h), depth, colorType, 0, 0, 0)
	out := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), chunk...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(chunk))
}

// jpegHeader is a JPEG that ends after its headers.
func jpegHeader(marker byte, w, h uint16) []byte {
	return []byte{
		0xff, 0xd8, 0xff, marker, 0, 17, 8, byte(h >> 8), byte(h), byte(w >> 8), byte(w), 3,
		1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1,
		0xff, 0xda, 0, 12, 3, 1, 0, 2, 0x11, 3, 0x11, 0, 63, 0,
	}
}

// gifHeader is a GIF whose screen is large and whose frames are without content.
func gifHeader(w, h uint16, frames int, fw, fh uint16) []byte {
	out := append([]byte("GIF89a"), byte(w), byte(w>>8), byte(h), byte(h>>8), 0, 0, 0)
	frame := []byte{',', 0, 0, 0, 0, byte(fw), byte(fw >> 8), byte(fh), byte(fh >> 8), 0, 2, 2, 0x4c, 1, 0}
	return append(append(out, bytes.Repeat(frame, frames)...), ';')
}

// webpHeader is a WebP with an extended header, and empty frames if it is animated.
func webpHeader(w, h uint32, frames int, fw, fh uint32) []byte {
	le24 := func(n uint32) []byte { return []byte{byte(n), byte(n >> 8), byte(n >> 16)} }
	flags := byte(0)
	if frames > 0 {
		flags = 2
	}
	x := append([]byte("VP8X\x0a\x00\x00\x00"), flags, 0, 0, 0)
	x = append(append(x, le24(w-1)...), le24(h-1)...)
	frame := append([]byte("ANMF\x10\x00\x00\x00\x00\x00\x00\x00\x00\x00"), le24(fw-1)...)
	frame = append(append(frame, le24(fh-1)...), 10, 0, 0, 0)
	body := append([]byte("WEBP"), append(x, bytes.Repeat(frame, frames)...)...)
	return append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(body))), body...)
}

func TestHostilePicturesAreRefusedByTheirHeader(t *testing.T) {
	for name, c := range map[string]struct {
		t    *filetype.Type
		data []byte
		want string
	}{
		"a GIF of 65535 x 65535":           {filetype.GIF, gifHeader(65535, 65535, 1, 1, 1), "a side takes at most"}, // M1
		"a GIF of 500 large frames":        {filetype.GIF, gifHeader(2000, 2000, 500, 2000, 2000), "megapixels"},     // M2
		"a GIF of 501 small frames":        {filetype.GIF, gifHeader(1, 1, 501, 1, 1), "500 frames"},                 // M2
		"a huge PNG":                       {filetype.PNG, pngHeader(1<<31-1, 1, 8, 2), "a side takes at most"},      // M3
		"a PNG of many pixels":             {filetype.PNG, pngHeader(10_000, 10_000, 1, 0), "megapixels"},            // M3
		"a PNG of deep pixels":             {filetype.PNG, pngHeader(7_000, 7_000, 16, 6), "memory"},                 // M3
		"a huge JPEG":                      {filetype.JPEG, jpegHeader(0xc0, 65535, 65535), "a side takes at most"},  // M3
		"a large progressive JPEG":         {filetype.JPEG, jpegHeader(0xc2, 6000, 6000), "progressive"},             // M3
		"a huge WebP":                      {filetype.WebP, webpHeader(16_384, 16_384, 0, 0, 0), "megapixels"},       // M3
		"an animated WebP of large frames": {filetype.WebP, webpHeader(2000, 2000, 100, 2000, 2000), "megapixels"},   // M20
		"a file that is too large":         {filetype.PNG, make([]byte, picture.MaxBytes+1), "MB"},
		"a GIF without frames":             {filetype.GIF, gifHeader(1, 1, 0, 0, 0), "damaged"},
		"a GIF that ends early":            {filetype.GIF, gifHeader(1, 1, 2, 1, 1)[:30], "damaged"}, // M11
		"a PNG that ends early":            {filetype.PNG, pngHeader(10, 10, 8, 2)[:20], "damaged"},  // M11
		"a picture of no type":             {filetype.PDF, []byte("%PDF"), "damaged"},
		"nothing":                          {filetype.JPEG, nil, "damaged"}, // M11
		"a PNG without width":              {filetype.PNG, pngHeader(0, 10, 8, 2), "damaged"},
	} {
		_, err := raster.ReadInfo(c.t, c.data)
		if errs.CodeOf(err) != errs.Invalid || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// M11
func TestTruncatedPicturesDoNotDecode(t *testing.T) {
	img := halves(200, 200, red, blue)
	for typ, data := range map[*filetype.Type][]byte{filetype.JPEG: jpegOf(t, img), filetype.PNG: pngOf(t, img)} {
		for _, keep := range []int{len(data) / 2, len(data) - 20} {
			if _, err := raster.Decode(typ, data[:keep]); errs.CodeOf(err) != errs.Invalid {
				t.Errorf("%d of %d bytes of a %s give %v", keep, len(data), typ.Name, err)
			}
		}
	}
}

func TestReadInfo(t *testing.T) {
	img := halves(40, 20, red, blue)
	for name, c := range map[string]struct {
		t    *filetype.Type
		data []byte
		want raster.Info
	}{
		"jpeg":        {filetype.JPEG, jpegOf(t, img), raster.Info{Width: 40, Height: 20, Orientation: 1, Frames: 1}},
		"jpeg turned": {filetype.JPEG, withOrientation(jpegOf(t, img), 6), raster.Info{Width: 20, Height: 40, Orientation: 6, Frames: 1}},
		"png":         {filetype.PNG, pngOf(t, img), raster.Info{Width: 40, Height: 20, Orientation: 1, Frames: 1}},
		"gif":         {filetype.GIF, gifOf(t, 3, 8), raster.Info{Width: 8, Height: 8, Orientation: 1, Frames: 3}},
		"webp":        {filetype.WebP, webpHeader(30, 10, 4, 30, 10), raster.Info{Width: 30, Height: 10, Orientation: 1, Frames: 4}},
	} {
		if got, err := raster.ReadInfo(c.t, c.data); got != c.want || err != nil {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

func render(t *testing.T, typ *filetype.Type, data []byte, s picture.Spec) (image.Image, *filetype.Type) {
	t.Helper()
	out, as, err := decoder.Render(typ, data, s)
	if err != nil {
		t.Fatal(err)
	}
	img, err := raster.Decode(as, out)
	if err != nil {
		t.Fatal(err)
	}
	return img, as
}

func TestRenderSizes(t *testing.T) {
	data := pngOf(t, halves(400, 200, red, blue))
	for name, c := range map[string]struct {
		spec picture.Spec
		w, h int
	}{
		"by width":                 {picture.Spec{Width: 100}, 100, 50},
		"by height":                {picture.Spec{Height: 100}, 200, 100},
		"as it is":                 {picture.Spec{}, 400, 200},
		"inside a square":          {picture.Spec{Width: 100, Height: 100, Fit: picture.Inside}, 100, 50},
		"never enlarged":           {picture.Spec{Width: 1000}, 400, 200},
		"cover a square":           {picture.Spec{Width: 100, Height: 100, Fit: picture.Cover}, 100, 100},
		"cover more than there is": {picture.Spec{Width: 800, Height: 800, Fit: picture.Cover}, 200, 200},
		"cover by width alone":     {picture.Spec{Width: 100, Fit: picture.Cover}, 100, 50},
		"contain in a square":      {picture.Spec{Width: 100, Height: 100, Fit: picture.Contain}, 100, 100},
		"contain in more":          {picture.Spec{Width: 500, Height: 500, Fit: picture.Contain}, 500, 500},
		"a sliver keeps one pixel": {picture.Spec{Width: 1}, 1, 1},
		"cover with a thin window": {picture.Spec{Width: 1, Height: 200, Fit: picture.Cover}, 1, 200},
	} {
		c.spec.Quality = 80
		img, _ := render(t, filetype.PNG, data, c.spec)
		if got := img.Bounds().Size(); got != image.Pt(c.w, c.h) {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func near(a, b color.Color) bool {
	ar, ag, ab, aa := a.RGBA()
	br, bg, bb, ba := b.RGBA()
	far := func(x, y uint32) bool { return max(x, y)-min(x, y) > 0x1800 }
	return !far(ar, br) && !far(ag, bg) && !far(ab, bb) && !far(aa, ba)
}

func TestRenderKeepsTheFocusInSight(t *testing.T) {
	data := jpegOf(t, halves(400, 100, red, blue))
	for focus, want := range map[float64]color.Color{0: red, 1: blue} {
		img, _ := render(t, filetype.JPEG, data, picture.Spec{Width: 100, Height: 100, Fit: picture.Cover, FocusX: focus, Quality: 90})
		if got := img.At(50, 50); !near(got, want) {
			t.Errorf("focus %v shows %v", focus, got)
		}
	}
}

// M10
func TestRenderTurnsUprightAndDropsMetadata(t *testing.T) {
	// What each orientation puts into the middle of the top or left edge of a picture that is red on its left.
	for o, at := range map[byte][2]int{1: {5, 20}, 2: {75, 20}, 3: {75, 20}, 4: {5, 20}, 5: {20, 5}, 6: {20, 5}, 7: {20, 75}, 8: {20, 75}} {
		data := withOrientation(jpegOf(t, halves(160, 80, red, blue)), o)
		out, _, err := decoder.Render(filetype.JPEG, data, picture.Spec{Width: 80, Height: 80, Quality: 90})
		if err != nil {
			t.Fatal(err)
		}
		img, err := jpeg.Decode(bytes.NewReader(out))
		if err != nil {
			t.Fatal(err)
		}
		if got := img.At(at[0], at[1]); !near(got, red) {
			t.Errorf("orientation %d: %v at %v of %v", o, got, at, img.Bounds())
		}
		if bytes.Contains(out, []byte("Exif")) {
			t.Errorf("orientation %d: metadata is still there", o)
		}
	}
}

func TestRenderFormats(t *testing.T) {
	seeThrough := pngOf(t, halves(40, 40, red, clear))
	if img, as := render(t, filetype.PNG, seeThrough, picture.Spec{}); as != filetype.PNG || !near(img.At(35, 20), clear) {
		t.Errorf("a transparent picture became a %s", as.Name)
	}
	if img, as := render(t, filetype.PNG, seeThrough, picture.Spec{Format: filetype.JPEG, Quality: 90}); as != filetype.JPEG || !near(img.At(35, 20), color.White) {
		t.Errorf("as JPEG the transparent part is %v", img.At(35, 20))
	}
	if _, as := render(t, filetype.GIF, gifOf(t, 2, 8), picture.Spec{Quality: 80}); as != filetype.JPEG {
		t.Errorf("an opaque GIF became a %s", as.Name)
	}
	if _, _, err := decoder.Render(filetype.WebP, webpHeader(30, 10, 4, 30, 10), picture.Spec{}); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("an animated WebP gives %v", err)
	}
}

func TestWrongPaletteIndexIsHarmless(t *testing.T) {
	p := image.NewPaletted(image.Rect(0, 0, 4, 4), color.Palette{red})
	p.Pix[5] = 200
	if _, err := raster.Placeholder(raster.Safe(p), 1); err != nil {
		t.Error(err)
	}
}

func TestPlaceholder(t *testing.T) {
	hash, err := raster.Placeholder(halves(300, 100, red, blue), 6)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := base64.StdEncoding.DecodeString(hash)
	if err != nil || len(raw) < 5 || len(raw) > 40 {
		t.Errorf("got %q", hash)
	}
}

// M5
func TestPanicsAreContained(t *testing.T) {
	broken := &image.YCbCr{Rect: image.Rect(0, 0, 10, 10), YStride: 10, CStride: 5} // without pixels
	if _, err := raster.Placeholder(panicking{broken}, 1); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("got %v", err)
	}
}

// panicking is what a decoder with a bug might hand over.
type panicking struct{ image.Image }

func (panicking) Bounds() image.Rectangle { panic("index out of range") }
