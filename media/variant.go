package media

import (
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/media/filetype"
	"github.com/galley-cms/galley/media/picture"
)

// Variant is a rendering of a picture. A picture is never enlarged.
type Variant struct {
	Width, Height int         // pixels; 0: as the other one demands
	Fit           picture.Fit // "": inside
	Format        string      // "jpg", "png"; "": what suits the picture
	Quality       int         // of JPEG, 1 to 100; 0: 80
	Focus         *Point      // what picture.Cover keeps in sight; nil: the middle
}

// MaxSide is the longest side of a variant, in pixels.
const MaxSide = 4096

const defaultQuality = 80

// Widths and qualities that anybody may ask for; whatever else needs a signature, so that nobody can have thousands of
// variants made.
var (
	ladder    = []int{160, 320, 480, 640, 828, 1080, 1200, 1600, 1920, 2560, 3840}
	qualities = []int{0, 50, 65, 80, 90}
)

// formats are the formats of variants, by their names in addresses.
var formats = map[string]*filetype.Type{"": nil, "jpg": filetype.JPEG, "png": filetype.PNG}

// free tells whether the variant needs no signature.
func (v Variant) free() bool {
	onLadder := v.Width == 0 || slices.Contains(ladder, v.Width)
	return v.Height == 0 && v.Focus == nil && onLadder && slices.Contains(qualities, v.Quality)
}

// check refuses what cannot be rendered.
func (v Variant) check() error {
	_, known := formats[v.Format]
	switch {
	case v.Width < 0 || v.Width > MaxSide || v.Height < 0 || v.Height > MaxSide:
		return errs.New(errs.Invalid, "Width and height of a picture must be between 1 and %d.", MaxSide)
	case v.Quality < 0 || v.Quality > 100:
		return errs.New(errs.Invalid, "The quality of a picture must be between 1 and 100.")
	case !known:
		return errs.New(errs.Invalid, `The format of a picture must be "auto", "jpg" or "png", not %q.`, v.Format)
	case !slices.Contains([]picture.Fit{"", picture.Inside, picture.Cover, picture.Contain}, v.Fit):
		return errs.New(errs.Invalid, `The fit of a picture must be "inside", "cover" or "contain", not %q.`, v.Fit)
	case v.Focus != nil && !(inside(v.Focus.X) && inside(v.Focus.Y)):
		return errs.New(errs.Invalid, "The focus of a picture must be two numbers between 0 and 1.")
	}
	return nil
}

func inside(f float64) bool { return f >= 0 && f <= 1 }

// plain drops what makes no difference, so that equal pictures have equal addresses.
func (v Variant) plain() Variant {
	if v.Fit == picture.Inside || v.Width == 0 || v.Height == 0 {
		v.Fit = ""
	}
	if v.Fit != picture.Cover {
		v.Focus = nil
	}
	if v.Focus != nil {
		v.Focus = &Point{thousandths(v.Focus.X), thousandths(v.Focus.Y)}
	}
	if v.Quality == defaultQuality || v.Format == "png" {
		v.Quality = 0
	}
	return v
}

func thousandths(f float64) float64 { return math.Round(f*1000) / 1000 }

// String is the canonical form: the parameters of an address, in a fixed order, without signature.
func (v Variant) String() string {
	var parts []string
	add := func(name, value string, given bool) {
		if given {
			parts = append(parts, name+"="+value)
		}
	}
	add("w", strconv.Itoa(v.Width), v.Width > 0)
	add("h", strconv.Itoa(v.Height), v.Height > 0)
	add("fit", string(v.Fit), v.Fit != "")
	if v.Focus != nil {
		add("fp", formatFloat(v.Focus.X)+","+formatFloat(v.Focus.Y), true)
	}
	add("q", strconv.Itoa(v.Quality), v.Quality > 0)
	add("fm", v.Format, v.Format != "")
	if len(parts) == 0 {
		return "fm=auto"
	}
	return strings.Join(parts, "&")
}

func formatFloat(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// parseVariant reads the parameters of an address; asked is false where none asks for a variant.
func parseVariant(q url.Values) (v Variant, asked bool, err error) {
	for name, values := range q {
		if len(values) != 1 {
			return v, false, errs.New(errs.Invalid, "The parameter %q must stand once in the address.", name)
		}
		ours, err := v.set(name, values[0])
		if err != nil {
			return v, false, err
		}
		asked = asked || ours
	}
	return v, asked, v.check()
}

// set takes one parameter; ours is false for those that do not describe the variant.
func (v *Variant) set(name, value string) (ours bool, err error) {
	switch name {
	case "s", "v":
		return false, nil
	case "w":
		v.Width, err = parseNumber(name, value)
	case "h":
		v.Height, err = parseNumber(name, value)
	case "q":
		v.Quality, err = parseNumber(name, value)
	case "fit":
		v.Fit = picture.Fit(value)
	case "fm":
		v.Format = strings.TrimPrefix(value, "auto")
	case "fp":
		v.Focus, err = parsePoint(value)
	default:
		return false, errs.New(errs.Invalid, "There is no parameter %q; the address of a picture takes w, h, fit, fp, q and fm.", name)
	}
	return true, err
}

func parseNumber(name, value string) (int, error) {
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 || value[0] == '+' {
		return 0, errs.New(errs.Invalid, "The parameter %q must be a whole number above 0, not %q.", name, value)
	}
	return n, nil
}

func parsePoint(value string) (*Point, error) {
	x, y, _ := strings.Cut(value, ",")
	px, err1 := strconv.ParseFloat(x, 64)
	py, err2 := strconv.ParseFloat(y, 64)
	if err1 != nil || err2 != nil {
		return nil, errs.New(errs.Invalid, `The parameter "fp" must be two numbers between 0 and 1, like 0.5,0.3, not %q.`, value)
	}
	return &Point{px, py}, nil
}

// spec is the rendering of a variant that was checked.
func (v Variant) spec() picture.Spec {
	s := picture.Spec{
		Width: v.Width, Height: v.Height, Fit: v.Fit, FocusX: 0.5, FocusY: 0.5, Format: formats[v.Format], Quality: v.Quality,
	}
	if s.Width == 0 && s.Height == 0 {
		s.Width, s.Height = MaxSide, MaxSide
	}
	if v.Focus != nil {
		s.FocusX, s.FocusY = v.Focus.X, v.Focus.Y
	}
	if s.Quality == 0 {
		s.Quality = defaultQuality
	}
	return s
}
