// Package picture says what pictures may be, and how they can be rendered. It holds no decoder: package raster has those,
// so that a program which never opens a picture carries none.
package picture

import "github.com/galley-cms/galley/media/filetype"

// Limits of what is decoded. A process that looks at and renders one picture after the other, with one core, stayed below
// 550 MB with usual pictures of 50 megapixels and below 1,020 MB with the worst files under these limits (progressive and
// plain JPEGs in CMYK), garbage included; a look alone stayed below 700 MB.
const (
	MaxBytes       = 30 << 20    // of a file
	MaxPixels      = 50_000_000  //
	MaxSide        = 16_384      // pixels
	MaxProgressive = 25_000_000  // pixels of a progressive JPEG, which is decoded in two copies
	MaxMemory      = 256 << 20   // bytes of the decoded picture
	MaxFrames      = 500         // of an animation
	MaxFramePixels = 100_000_000 // of all frames of an animation together
)

// Facts are what a look into a picture tells.
type Facts struct {
	Width, Height int    // as people see it
	Placeholder   string // its ThumbHash in standard base64; "" if it has none
}

// Fit says how a picture gets the size that is asked for.
type Fit string

// The fits.
const (
	Inside  Fit = "inside"  // as large as fits, whole, nothing added
	Cover   Fit = "cover"   // exactly the size, cut where it does not fit
	Contain Fit = "contain" // exactly the size, whole, with margins: white in JPEG, else transparent
)

// Spec is what a rendering looks like. A picture is never enlarged.
type Spec struct {
	Width, Height int // of the result; 0: as the other one demands
	Fit           Fit
	FocusX        float64 // what Cover keeps in sight, from the top left, 0 to 1
	FocusY        float64
	Format        *filetype.Type // JPEG or PNG; nil: PNG for what has transparent parts, else JPEG
	Quality       int            // of JPEG, 1 to 100
}

// CanDecode tells whether pictures of a type can be decoded, and so rendered.
func CanDecode(t *filetype.Type) bool {
	return t == filetype.JPEG || t == filetype.PNG || t == filetype.GIF || t == filetype.WebP
}
