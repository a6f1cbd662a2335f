package delivery

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/galley-cms/galley/content"
)

// Image says what picture a URL of an asset asks for. Zero members are left to the media part.
type Image struct {
	Width, Height int    // in pixels
	Fit           string // cover, contain, inside, crop
	Format        string // auto, jpg, png, webp, avif
	Quality       int    // 1 to 100
}

// The widths and qualities that need no signature.
var (
	widths    = []int{160, 320, 480, 640, 828, 1080, 1200, 1600, 1920, 2560, 3840}
	qualities = []int{50, 65, 80, 90}
)

// MediaURL makes the addresses of files below a public URL: PUBLIC/media/{id}/{fileName}, with the parameters of a
// picture. Widths and qualities are rounded up to what is served without a signature. Sign, if it is not nil, adds the
// signature that other parameters need.
func MediaURL(public string, sign func(id string, parameters url.Values)) func(id, fileName string, i Image) string {
	base := strings.TrimSuffix(public, "/") + "/media/"
	return func(id, fileName string, i Image) string {
		address := base + url.PathEscape(id) + "/" + url.PathEscape(fileName)
		v := i.parameters()
		if sign != nil && (v.Has("h") || v.Has("fit")) {
			sign(id, v)
		}
		if len(v) == 0 {
			return address
		}
		return address + "?" + v.Encode()
	}
}

func (i Image) parameters() url.Values {
	v := url.Values{}
	set := func(name, value string) {
		if value != "" && value != "0" {
			v.Set(name, value)
		}
	}
	set("w", strconv.Itoa(snap(i.Width, widths)))
	set("h", strconv.Itoa(i.Height))
	set("q", strconv.Itoa(snap(i.Quality, qualities)))
	set("fit", i.Fit)
	set("fm", i.Format)
	return v
}

// snap rounds n up to the next step, or down to the last; 0 stays 0.
func snap(n int, steps []int) int {
	for _, s := range steps {
		if n <= s {
			if n <= 0 {
				return 0
			}
			return s
		}
	}
	return steps[len(steps)-1]
}

// assetURL writes the address of an asset's file.
func (x *run) assetURL(f *planField, o *object) outcome {
	x.buf = appendString(x.buf, x.fileURL(o.entry, f.arguments(x.args).image))
	return written
}

// fileURL is the address of an asset's file: its own, if the file lies elsewhere.
func (x *run) fileURL(c *content.Copy, i Image) string {
	if x.textOf(c, "state") == content.AssetExternal {
		if source := x.textOf(c, "sourceUrl"); source != "" {
			return source
		}
	}
	return x.mediaURL(c.ID, x.textOf(c, "fileName"), i)
}
