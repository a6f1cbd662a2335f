package picture

import (
	"bytes"
	"image"

	"github.com/bep/imagemeta"
	"github.com/disintegration/imaging"

	"github.com/galley-cms/galley/media/filetype"
)

var metaFormats = map[*filetype.Type]imagemeta.ImageFormat{
	filetype.JPEG: imagemeta.JPEG, filetype.PNG: imagemeta.PNG, filetype.WebP: imagemeta.WebP,
	filetype.AVIF: imagemeta.AVIF, filetype.HEIC: imagemeta.HEIF,
}

// orientation reads how a picture must be turned; 1 where it says nothing that makes sense.
func orientation(t *filetype.Type, data []byte) int {
	format, ok := metaFormats[t]
	if !ok {
		return 1
	}
	found := 1
	// Metadata that cannot be read turns nothing: the picture itself may still be good.
	_, _ = imagemeta.Decode(imagemeta.Options{
		R: bytes.NewReader(data), ImageFormat: format, Sources: imagemeta.EXIF,
		ShouldHandleTag: func(tag imagemeta.TagInfo) bool { return tag.Tag == "Orientation" && tag.Namespace == "IFD0" },
		HandleTag: func(tag imagemeta.TagInfo) error {
			if n, ok := tag.Value.(uint16); ok && n >= 1 && n <= 8 {
				found = int(n)
			}
			return imagemeta.ErrStopWalking
		},
	})
	return found
}

// Size reads the width and height of a picture that cannot be decoded here, AVIF or HEIC; zeros if it says none.
func Size(t *filetype.Type, data []byte) (width, height int) {
	format, ok := metaFormats[t]
	if !ok {
		return 0, 0
	}
	result, err := imagemeta.Decode(imagemeta.Options{R: bytes.NewReader(data), ImageFormat: format, Sources: imagemeta.CONFIG})
	if err != nil {
		return 0, 0
	}
	return result.ImageConfig.Width, result.ImageConfig.Height
}

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
