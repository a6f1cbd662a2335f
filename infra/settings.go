package main

import (
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"

	"github.com/go-playground/validator/v10"
	"github.com/goccy/go-yaml"
)

// forms are what texts of settings may look like, by the names that the tag validate knows them under.
var forms = map[string]*regexp.Regexp{
	"region":      regexp.MustCompile(`^[a-z]{2}(-[a-z]+)+-\d$`),
	"domain":      regexp.MustCompile(`^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$`),
	"certificate": regexp.MustCompile(`^arn:aws:acm:us-east-1:\d{12}:certificate/[0-9a-f-]+$`),
}

// settings puts what a file says into structs: each member has its key in the tag yaml, what it may be in the tag
// validate, and the same in words in the tag says. Every key must be there and none may be too many, so that nobody
// believes in a setting that has no effect.
type settings struct{ validate *validator.Validate }

// readSettings fills the struct that into points to from the text of a file. What is wrong is told in one sentence that
// names the file and the key.
func readSettings(path string, text []byte, into any) error {
	var values map[string]any
	if err := yaml.Unmarshal(text, &values); err != nil {
		return fmt.Errorf("%s: %s", path, yaml.FormatError(err, false, false))
	}
	s, err := newSettings()
	if err != nil {
		return err
	}
	if err := s.fill(reflect.ValueOf(into).Elem(), values, ""); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

func newSettings() (*settings, error) {
	s := &settings{validator.New(validator.WithRequiredStructEnabled())}
	for name, form := range forms {
		matches := func(l validator.FieldLevel) bool { return form.MatchString(l.Field().String()) }
		if err := s.validate.RegisterValidation(name, matches); err != nil {
			return nil, err
		}
	}
	return s, s.validate.RegisterValidation("retention", func(l validator.FieldLevel) bool {
		_, ok := retentions[l.Field().Float()]
		return ok
	})
}

// fill sets all members of a struct; at is the path of their keys.
func (s *settings) fill(to reflect.Value, values map[string]any, at string) error {
	known := map[string]bool{}
	for i := range to.NumField() {
		tag := to.Type().Field(i).Tag
		key := tag.Get("yaml")
		if key == "" {
			continue
		}
		known[key] = true
		v, ok := values[key]
		if !ok {
			return fmt.Errorf("%s%s is missing", at, key)
		}
		if err := s.set(to.Field(i), v, at+key, tag); err != nil {
			return err
		}
	}
	for _, key := range slices.Sorted(maps.Keys(values)) {
		if !known[key] {
			return fmt.Errorf("%s%s is no setting", at, key)
		}
	}
	return nil
}

// set sets one member to a value that it may have.
func (s *settings) set(to reflect.Value, v any, path string, tag reflect.StructTag) error {
	if to.Kind() == reflect.Struct {
		values, ok := v.(map[string]any)
		if !ok {
			return fmt.Errorf("%s must hold settings of its own", path)
		}
		return s.fill(to, values, path+".")
	}
	given := v
	switch n := v.(type) {
	case uint64:
		given = float64(n) // as the construct library wants its whole numbers
	case float64:
		given = nil
	}
	if reflect.TypeOf(given) != to.Type() || s.validate.Var(given, tag.Get("validate")) != nil {
		return fmt.Errorf("%s must be %s, not %v", path, tag.Get("says"), v)
	}
	to.Set(reflect.ValueOf(given))
	return nil
}
