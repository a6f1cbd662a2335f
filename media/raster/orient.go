package raster

import (
	"image"

	"github.com/disintegration/imaging"
)

// turned tells whether an orientation exchanges width and height.
func turned(orientation int) bool { return orientation >= 5 }

// upright turns a picture as its orientation says.
func upright(img image.Image, orientation int) image.Image {
	switch orientation {
	case 2:
		return imaging.FlipH(img)
	case 3:
		return imaging.Rotate180(img)
	case 4:
		return imaging.FlipV(img)
	case 5:
		return imaging.Transpose(img)
	case 6:
		return imaging.Rotate270(img)
	case 7:
		return imaging.Transverse(img)
	case 8:
		return imaging.Rotate90(img)
	}
	return img
}
