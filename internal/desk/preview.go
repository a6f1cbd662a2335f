package desk

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/internal/errs"
)

// Preview is where a frontend shows an entry's draft.
type Preview struct {
	URL       string
	ExpiresAt time.Time // of the token in it
}

// Preview fills in the address of a model's preview, with a token that is good once. Locale is the default one when empty.
func (s *Service) Preview(ctx context.Context, id, locale string) (Preview, error) {
	e, err := s.content.Entry(ctx, id)
	if err != nil {
		return Preview{}, err
	}
	sc, err := s.content.Schema(ctx)
	if err != nil {
		return Preview{}, err
	}
	if locale == "" {
		locale = sc.DefaultLocale()
	}
	if sc.Chain(locale) == nil {
		return Preview{}, errs.New(errs.Invalid, "The space has no locale %q.", locale)
	}
	if !isWeb(e.Model.PreviewURL) {
		return Preview{}, errs.New(errs.Invalid, "The model %s has no address where its entries can be previewed: set its preview address, like https://www.example.com/preview?slug={slug}&token={token}.", e.Model.Name)
	}
	code, until, err := s.auth.PreviewCode(ctx)
	if err != nil {
		return Preview{}, err
	}
	return Preview{URL: fillIn(e.Model.PreviewURL, map[string]string{
		"{id}": e.ID, "{slug}": slugOf(sc, e, locale), "{locale}": locale, "{token}": code,
	}), ExpiresAt: until}, nil
}

// isWeb tells whether a template is an address of the web: others, such as javascript:, must not be opened.
func isWeb(template string) bool {
	return strings.HasPrefix(template, "https://") || strings.HasPrefix(template, "http://")
}

// fillIn puts values into a template, escaped for any place of an address.
func fillIn(template string, values map[string]string) string {
	var pairs []string
	for name, v := range values {
		pairs = append(pairs, name, strings.ReplaceAll(url.QueryEscape(v), "+", "%20"))
	}
	return strings.NewReplacer(pairs...).Replace(template)
}

// slugOf is the draft's slug in a locale, along its fallbacks; the id if there is none.
func slugOf(sc *content.Schema, e *content.Entry, locale string) string {
	for _, f := range e.Model.Fields {
		if f.Kind != field.Slug || f.List {
			continue
		}
		for _, v := range along(sc.Chain(locale), f, e.Values[f.ID]) {
			var slug string
			if json.Unmarshal(v, &slug) == nil && slug != "" {
				return slug
			}
		}
	}
	return e.ID
}

// along gives the values that a field has in a chain of locales.
func along(chain []string, f *field.Field, v json.RawMessage) (out []json.RawMessage) {
	if !f.Localized {
		return []json.RawMessage{v}
	}
	for _, locale := range chain {
		out = append(out, content.Member(v, locale))
	}
	return out
}
