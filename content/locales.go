package content

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"github.com/galley-cms/galley/internal/errs"
)

// SetLocales replaces the locales of the space; the first is the default. Values of a locale that is left out get out of
// reach, and come back when it does; what is live in no other one is unpublished, as far as there is time now, and by Resume.
func (s *Service) SetLocales(ctx context.Context, locales []Locale) error {
	checked, err := checkLocaleList(locales)
	if err != nil {
		return err
	}
	return s.changeSpace(ctx, fmt.Sprintf("set the locales to %s", localeNames(checked)), func(sc *Schema) { sc.Locales = checked })
}

func localeNames(locales []Locale) string {
	names := make([]string, len(locales))
	for i, l := range locales {
		names[i] = l.Code
	}
	return strings.Join(names, ", ")
}

// checkLocaleList makes codes canonical and refuses fallbacks that lead nowhere or round in a circle.
func checkLocaleList(in []Locale) ([]Locale, error) {
	if len(in) == 0 || len(in) > 50 {
		return nil, errs.New(errs.Invalid, "A space has 1 to 50 locales.")
	}
	out := slices.Clone(in)
	seen := map[string]bool{}
	for i := range out {
		code, err := canonicalLocale(out[i].Code)
		if err != nil || seen[code] {
			return nil, errs.New(errs.Invalid, "The locale %q is not a language tag like en or pt-BR, or is there twice.", in[i].Code)
		}
		seen[code], out[i].Code = true, code
		if out[i].Name == "" {
			out[i].Name = code
		}
	}
	for i := range out {
		if out[i].Fallback == "" {
			continue
		}
		code, err := canonicalLocale(out[i].Fallback)
		if err != nil || !seen[code] {
			return nil, errs.New(errs.Invalid, "The locale %s falls back to %q, which the space does not have.", out[i].Code, in[i].Fallback)
		}
		out[i].Fallback = code
	}
	for _, l := range out {
		c := chain(out, l.Code)
		if last := c[len(c)-1]; fallbackOf(out, last) != "" {
			return nil, errs.New(errs.Invalid, "The fallbacks of the locale %s go round in a circle.", l.Code)
		}
	}
	return out, nil
}

func fallbackOf(all []Locale, code string) string {
	i := slices.IndexFunc(all, func(l Locale) bool { return l.Code == code })
	return all[i].Fallback
}

func canonicalLocale(code string) (string, error) {
	t, err := language.Parse(code)
	if err != nil || t == language.Und {
		return "", errors.New("no language tag")
	}
	return t.String(), nil
}
