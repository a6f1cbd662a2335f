package media

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/url"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/media/picture"
)

// Links builds the addresses of files and their variants. It is a value: copy it freely.
type Links struct {
	base   string // like https://cms.example.com, or "" for addresses that are relative to the root
	secret []byte
}

// NewLinks makes links below base, the public address of the installation without a slash at its end. The secret signs
// variants; changing it makes all signed addresses invalid.
func NewLinks(base string, secret []byte) Links { return Links{base, secret} }

// thumbnailWidth is the width of the pictures in the admin's lists.
const thumbnailWidth = 320

// Original is the address of the file itself.
func (l Links) Original(a Asset) string {
	if a.State == content.AssetExternal {
		return a.SourceURL
	}
	query := ""
	if a.hash != "" {
		query = "?v=" + a.version()
	}
	return l.path(a) + query
}

// Variant is the address of a rendering. Files that have none, like SVG, AVIF, videos and files that are elsewhere, are
// given as they are. A variant that cannot be is refused with an error of code errs.Invalid.
func (l Links) Variant(a Asset, v Variant) (string, error) {
	if v.Format == "auto" {
		v.Format = ""
	}
	if v.Focus == nil {
		v.Focus = a.Focus
	}
	if err := v.check(); err != nil {
		return "", err
	}
	if !a.hasVariants() {
		return l.Original(a), nil
	}
	v = v.plain()
	query := v.String() + "&v=" + a.version()
	if !v.free() {
		query += "&s=" + l.sign(a.ID, v)
	}
	return l.path(a) + "?" + query, nil
}

// Thumbnail is the address of a small rendering; "" for what has no picture to show.
func (l Links) Thumbnail(a Asset) string {
	if a.hasVariants() {
		// A width of the ladder is never refused.
		address, _ := l.Variant(a, Variant{Width: thumbnailWidth, Fit: picture.Inside})
		return address
	}
	if a.showsItself() {
		return l.Original(a)
	}
	return ""
}

func (l Links) path(a Asset) string {
	return l.base + "/media/" + a.ID + "/" + url.PathEscape(a.FileName)
}

// version changes with the file, so that addresses that carry it can be kept for good.
func (a *Asset) version() string { return a.hash[:min(len(a.hash), 10)] }

// sign makes the signature of a variant of an asset.
func (l Links) sign(id string, v Variant) string {
	mac := hmac.New(sha256.New, l.secret)
	mac.Write([]byte(id + "?" + v.String()))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:16])
}

// signed tells whether s is the signature of a variant.
func (l Links) signed(id string, v Variant, s string) bool {
	return hmac.Equal([]byte(s), []byte(l.sign(id, v)))
}
