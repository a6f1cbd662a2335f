package delivery

import (
	"net/url"

	"github.com/galley-cms/galley/content"
)

// Image says what picture an address of an asset asks for; zero members are left to the media part. The zero Image
// asks for the file as it is.
type Image struct {
	Width, Height int    // in pixels
	Fit           string // inside, cover, contain
	Format        string // auto, jpg, png
	Quality       int    // 1 to 100
}

// maxSide is the longest side of a picture that can be asked for, in pixels.
const maxSide = 4096

// plainURL makes addresses without a host, of files as they are.
func plainURL(asset *content.Copy, _ Image) string {
	return "/media/" + asset.ID + "/" + url.PathEscape(decoded(asset, "fileName", ""))
}

// assetURL writes the address of an asset's file, or of a picture made from it.
func (x *run) assetURL(f *planField, o *object) outcome {
	x.buf = appendString(x.buf, x.mediaURL(o.entry, f.arguments(x.args).image))
	return written
}
