package media

import (
	"net/url"
	"strings"
	"testing"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/media/picture"
)

var photo = Asset{ID: "a1", FileName: "über uns.jpg", MimeType: "image/jpeg", State: content.AssetReady, hash: strings.Repeat("ab", 32)}

func TestAddressesSayWhatTheyShow(t *testing.T) {
	links := NewLinks("https://cms.example.com", []byte("secret"))
	for name, c := range map[string]struct {
		asset   Asset
		variant Variant
		want    string // before the signature
		signed  bool
	}{
		"on the ladder":         {photo, Variant{Width: 640}, "w=640&v=ababababab", false},
		"beside the ladder":     {photo, Variant{Width: 641}, "w=641&v=ababababab", true},
		"with a height":         {photo, Variant{Width: 640, Height: 480, Fit: picture.Cover}, "w=640&h=480&fit=cover&v=ababababab", true},
		"with a usual quality":  {photo, Variant{Width: 640, Quality: 65}, "w=640&q=65&v=ababababab", false},
		"with another quality":  {photo, Variant{Width: 640, Quality: 66}, "w=640&q=66&v=ababababab", true},
		"in a format":           {photo, Variant{Width: 640, Format: "png"}, "w=640&fm=png&v=ababababab", false},
		"in any format":         {photo, Variant{Width: 640, Format: "auto"}, "w=640&v=ababababab", false},
		"the focus, where cut":  {photo, Variant{Width: 9, Height: 9, Fit: picture.Cover, Focus: &Point{0.12345, 1}}, "w=9&h=9&fit=cover&fp=0.123,1&v=ababababab", true},
		"no focus, where not":   {photo, Variant{Width: 160, Focus: &Point{0.1, 1}}, "w=160&v=ababababab", false},
		"nothing in particular": {photo, Variant{}, "fm=auto&v=ababababab", false},
	} {
		got, err := links.Variant(c.asset, c.variant)
		if err != nil {
			t.Fatal(err)
		}
		base, query, _ := strings.Cut(got, "?")
		query, signature, signed := strings.Cut(query, "&s=")
		if base != "https://cms.example.com/media/a1/%C3%BCber%20uns.jpg" || query != c.want || signed != c.signed {
			t.Errorf("%s: %s (signature %q)", name, got, signature)
		}
	}
}

func TestAddressesOfWhatHasNoVariants(t *testing.T) {
	links := NewLinks("", []byte("secret"))
	pdf := Asset{ID: "a", FileName: "a.pdf", MimeType: "application/pdf", State: content.AssetReady, hash: photo.hash}
	svg := Asset{ID: "a", FileName: "a.svg", MimeType: "image/svg+xml", State: content.AssetReady, hash: photo.hash}
	away := Asset{ID: "a", FileName: "a.jpg", MimeType: "image/jpeg", State: content.AssetExternal, SourceURL: "https://elsewhere.example/a.jpg"}
	waiting := Asset{ID: "a", FileName: "a.jpg", MimeType: "image/jpeg", State: content.AssetUploading}
	for name, c := range map[string]struct {
		asset          Asset
		url, thumbnail string
	}{
		"photo":    {photo, "/media/a1/%C3%BCber%20uns.jpg?w=640&v=ababababab", "/media/a1/%C3%BCber%20uns.jpg?w=320&v=ababababab"},
		"pdf":      {pdf, "/media/a/a.pdf?v=ababababab", ""},
		"svg":      {svg, "/media/a/a.svg?v=ababababab", "/media/a/a.svg?v=ababababab"},
		"external": {away, away.SourceURL, away.SourceURL},
		"waiting":  {waiting, "/media/a/a.jpg", ""},
	} {
		got, err := links.Variant(c.asset, Variant{Width: 640})
		if err != nil || got != c.url {
			t.Errorf("%s: %q, %v", name, got, err)
		}
		if got := links.Thumbnail(c.asset); got != c.thumbnail {
			t.Errorf("%s: thumbnail %q", name, got)
		}
	}
}

// M18
func TestVariantsAreBounded(t *testing.T) {
	links := NewLinks("", []byte("secret"))
	for name, v := range map[string]Variant{
		"too wide": {Width: 100_000}, "too high": {Height: MaxSide + 1}, "negative": {Width: -1}, "quality": {Quality: 101},
		"format": {Format: "tiff"}, "fit": {Fit: "fill"}, "focus": {Focus: &Point{2, 0}},
	} {
		if _, err := links.Variant(photo, v); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, query := range []string{
		"w=100000", "w=0", "w=-1", "w=+1", "w=1e3", "w=", "h=x", "q=0", "q=101", "fm=webp", "fit=fill", "fp=1", "fp=2,0",
		"fp=NaN,0", "width=5", "w=1&w=2",
	} {
		q, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		if v, _, err := parseVariant(q); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("%s: %+v, %v", query, v, err)
		}
	}
}

func TestVariantsReadBackAsWritten(t *testing.T) {
	for _, v := range []Variant{
		{Width: 640}, {Width: 10, Height: 20, Fit: picture.Cover, Focus: &Point{0.25, 0.75}, Quality: 33, Format: "jpg"}, {},
		{Height: 7, Format: "png"}, {Width: 3, Height: 3, Fit: picture.Contain},
	} {
		q, err := url.ParseQuery(v.plain().String())
		if err != nil {
			t.Fatal(err)
		}
		got, asked, err := parseVariant(q)
		if err != nil || !asked || got.plain().String() != v.plain().String() {
			t.Errorf("%s reads as %s, %v", v.plain(), got, err)
		}
	}
}

func TestSignaturesHoldForOneVariantOfOneAsset(t *testing.T) {
	links := NewLinks("", []byte("secret"))
	v := Variant{Width: 123}
	s := links.sign("a", v)
	if !links.signed("a", v, s) {
		t.Error("its own signature is refused")
	}
	if links.signed("b", v, s) || links.signed("a", Variant{Width: 124}, s) || links.signed("a", v, "") || NewLinks("", []byte("other")).signed("a", v, s) {
		t.Error("the signature holds for something else")
	}
}
