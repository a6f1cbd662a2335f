package main

import (
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"

	"github.com/goccy/go-yaml"
)

// settings reads a file of settings one by one. The first thing that is wrong is kept, as one sentence that names the
// file and the key; a key that nobody asked for is wrong too.
type settings struct {
	path     string
	prefix   string // of the keys of a section
	values   map[string]any
	asked    map[string]bool
	sections []*settings
	problem  *error // shared with the sections
}

func parseSettings(path string, text []byte) (*settings, error) {
	s := &settings{path: path, asked: map[string]bool{}, problem: new(error)}
	if err := yaml.Unmarshal(text, &s.values); err != nil {
		return nil, fmt.Errorf("%s: %s", path, yaml.FormatError(err, false, false))
	}
	return s, nil
}

// wrong notes a problem with a key, unless there is one already.
func (s *settings) wrong(key, format string, args ...any) {
	if *s.problem == nil {
		*s.problem = fmt.Errorf("%s: %s%s %s", s.path, s.prefix, key, fmt.Sprintf(format, args...))
	}
}

// done gives the first problem. It is called once everything has been asked for.
func (s *settings) done() error {
	for _, key := range slices.Sorted(maps.Keys(s.values)) {
		if !s.asked[key] {
			s.wrong(key, "is no setting")
		}
	}
	for _, section := range s.sections {
		_ = section.done() // the problem is shared
	}
	return *s.problem
}

func (s *settings) value(key string) (any, bool) {
	s.asked[key] = true
	v, ok := s.values[key]
	if !ok {
		s.wrong(key, "is missing")
	}
	return v, ok
}

func (s *settings) optional(key string, form *regexp.Regexp, what string) string {
	v, ok := s.value(key)
	t, is := v.(string)
	if ok && (!is || t != "" && !form.MatchString(t)) {
		s.wrong(key, "must be %s, not %v", what, v)
	}
	return t
}

func (s *settings) text(key string, form *regexp.Regexp, what string) string {
	t := s.optional(key, form, what)
	if t == "" {
		s.wrong(key, "must be %s", what)
	}
	return t
}

func (s *settings) flag(key string) bool {
	v, ok := s.value(key)
	b, is := v.(bool)
	if ok && !is {
		s.wrong(key, "must be true or false, not %v", v)
	}
	return b
}

// number reads a whole number.
func (s *settings) number(key string, least, most float64) float64 {
	v, ok := s.value(key)
	if !ok {
		return 0
	}
	n, is := wholeNumber(v)
	if !is || n < least || n > most {
		s.wrong(key, "must be a whole number from %.0f to %.0f, not %v", least, most, v)
	}
	return n
}

func wholeNumber(v any) (float64, bool) {
	switch n := v.(type) {
	case uint64:
		return float64(n), true
	case int64:
		return float64(n), true
	case float64:
		return n, n == math.Trunc(n)
	}
	return 0, false
}

func (s *settings) oneOf(key string, allowed []float64) float64 {
	v, ok := s.value(key)
	n, is := wholeNumber(v)
	if ok && (!is || !slices.Contains(allowed, n)) {
		s.wrong(key, "must be one of %v, not %v", allowed, v)
	}
	return n
}

// section reads the settings beneath a key. Of a missing one, every setting is missing; the first is told.
func (s *settings) section(key string) *settings {
	v, ok := s.value(key)
	values, is := v.(map[string]any)
	if ok && !is {
		s.wrong(key, "must hold settings of its own")
	}
	below := &settings{path: s.path, prefix: s.prefix + key + ".", values: values, asked: map[string]bool{}, problem: s.problem}
	s.sections = append(s.sections, below)
	return below
}
