package story

import (
	"slices"
	"sync"
)

// Secrets gathers what the story is told in confidence, so that somebody can look whether it stands in a log. A nil one
// forgets.
type Secrets struct {
	mu  sync.Mutex
	all map[string]string // what each is, by the secret
}

// Keep notes a secret.
func (s *Secrets) Keep(what, secret string) {
	if s == nil || secret == "" {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.all == nil {
		s.all = map[string]string{}
	}
	s.all[secret] = what
}

// All are the secrets so far, with what each is.
func (s *Secrets) All() map[string]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := map[string]string{}
	for secret, what := range s.all {
		out[secret] = what
	}
	return out
}

// Kinds are the different things that were kept.
func (s *Secrets) Kinds() (kinds []string) {
	for _, what := range s.All() {
		if !slices.Contains(kinds, what) {
			kinds = append(kinds, what)
		}
	}
	slices.Sort(kinds)
	return kinds
}
