package content_test

import (
	"slices"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/errs"
)

// publishWhole publishes entries and the unpublished ones that they refer to, all or none.
func (p *plainSpace) publishWhole(asked []string, locales []string, version int64) errs.Code {
	var going []*story
	seen := map[string]bool{}
	follow := func(v text) (ids []string) {
		for _, key := range []string{"parent", "friend"} {
			if id := v[key]; id != "" && !seen[id] {
				seen[id] = true
				ids = append(ids, id)
			}
		}
		return ids
	}
	var level []string
	for _, id := range asked {
		seen[id] = true
	}
	for _, id := range asked {
		s, code := p.editable(id)
		switch {
		case code != "":
			return code
		case s.settled(locales, version):
			level = append(level, follow(s.live)...)
		case version != 0 && version != s.version:
			return errs.Conflict
		default:
			going, level = append(going, s), append(level, follow(s.draft)...)
		}
	}
	for len(level) > 0 {
		s := p.stories[level[0]]
		level = level[1:]
		if s == nil || s.purged || s.status() != content.StatusDraft {
			continue
		}
		going, level = append(going, s), append(level, follow(s.draft)...)
	}
	return p.publishAll(going, locales)
}

// settled tells whether an entry is live as it should be already.
func (s *story) settled(locales []string, version int64) bool {
	if s.live == nil || s.changed() || version != 0 && (version < s.saved || version > s.version) {
		return false
	}
	wanted := locales
	if len(wanted) == 0 {
		wanted = written(s.draft)
	}
	for _, l := range wanted {
		if !s.locales[l] {
			return false
		}
	}
	return len(locales) > 0 || len(s.locales) == len(wanted)
}

// publishAll publishes all of some entries, or none. They may take over slugs from each other.
func (p *plainSpace) publishAll(going []*story, locales []string) errs.Code {
	before := make([]story, len(going))
	for i, s := range going {
		before[i] = *s
	}
	fit := true
	for _, s := range going {
		fit = fit && p.fitsLive(s, s.draft, locales)
	}
	if !fit || slices.ContainsFunc(going, p.clashes) {
		for i, s := range going {
			s.live, s.locales = before[i].live, before[i].locales
		}
		return errs.ValidationFailed
	}
	for _, s := range going {
		s.version++
		s.keepLive()
	}
	return ""
}
