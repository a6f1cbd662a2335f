package content_test

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/galley-cms/galley/internal/errs"
)

// The plain model of what can happen to entries: maps in memory, no index, no copies that are told from each other by
// numbers, nothing at the same time. Histories compare Galley with it after each step.

// The locales of the plain space, and where each falls back to.
var (
	plainLocales   = []string{"en", "de", "fr"}
	plainFallbacks = map[string]string{"de": "en"}
)

// text holds values by field, of the localised title by title.LOCALE. What is absent is null.
type text map[string]string

func (v text) with(patch text) text {
	out := maps.Clone(v)
	for k, x := range patch {
		if x == "" {
			delete(out, k)
		} else {
			out[k] = x
		}
	}
	return out
}

// localised tells whether a value is of one locale.
func localised(key string) (locale string, is bool) { return strings.CutPrefix(key, "title.") }

// edition is a revision.
type edition struct {
	values    text
	published bool
}

// plan is a scheduled action.
type plan struct {
	id      string
	at      time.Time
	publish bool
	locales []string
	by      string
	failed  bool
}

// does is the action by its name.
func (p *plan) does() string {
	if p.publish {
		return "PUBLISH"
	}
	return "UNPUBLISH"
}

// story is an entry of the plain model.
type story struct {
	id        string
	drafts    bool // its model has them
	version   int64
	draft     text
	live      text            // nil: not live
	locales   map[string]bool // published ones
	trashed   bool
	purged    bool
	archived  bool
	by        string // who wrote the draft
	at        time.Time
	saved     int64 // version of that save
	kept      bool  // a revision of the draft's version exists
	revisions map[int64]edition
	plans     []*plan
}

func (s *story) changed() bool { return s.live != nil && !maps.Equal(s.live, s.draft) }

// plainSpace is a space of such entries.
type plainSpace struct {
	stories map[string]*story
	now     time.Time
	by      string // who acts
}

// there finds an entry that can be read.
func (p *plainSpace) there(id string) *story {
	if s := p.stories[id]; s != nil && !s.purged {
		return s
	}
	return nil
}

// editable finds an entry that can be changed.
func (p *plainSpace) editable(id string) (*story, errs.Code) {
	s := p.there(id)
	switch {
	case s == nil || s.trashed:
		return nil, errs.NotFound
	case s.archived:
		return nil, errs.Conflict
	}
	return s, ""
}

// written lists the locales that a title was written in; the default one if none was.
func written(v text) (out []string) {
	for _, l := range plainLocales {
		if v["title."+l] != "" {
			out = append(out, l)
		}
	}
	if out == nil {
		out = plainLocales[:1]
	}
	return out
}

// publishable tells what keeps values from going live.
func (p *plainSpace) publishable(s *story, v text, locales []string, was text) bool {
	for _, l := range locales {
		if v["title."+l] == "" && (plainFallbacks[l] == "" || v["title."+plainFallbacks[l]] == "") && s.drafts {
			return false
		}
	}
	return v["parent"] == "" || was["parent"] == v["parent"] || p.open(v["parent"])
}

// clashes tells whether another entry that is live has the slug of one that is.
func (p *plainSpace) clashes(s *story) bool {
	for _, other := range p.stories {
		if other != s && other.live != nil && s.live["slug"] != "" && other.live["slug"] == s.live["slug"] && other.drafts == s.drafts {
			return true
		}
	}
	return false
}

// open tells whether new references may point to an entry.
func (p *plainSpace) open(id string) bool {
	s := p.there(id)
	return s != nil && !s.trashed
}

// goLive makes the draft live in some locales, or in all that it is written in; false if it cannot be.
func (p *plainSpace) goLive(s *story, draft text, locales []string) bool {
	before, there := s.live, s.locales
	if p.fitsLive(s, draft, locales) && !p.clashes(s) {
		return true
	}
	s.live, s.locales = before, there
	return false
}

// fitsLive is goLive without a look at the slugs of others.
func (p *plainSpace) fitsLive(s *story, draft text, locales []string) bool {
	all := len(locales) == 0
	if all {
		locales = written(draft)
	}
	live, published := text{}, map[string]bool{}
	if !all {
		maps.Copy(published, s.locales)
	}
	for k, x := range draft {
		l, is := localised(k)
		if !is || slices.Contains(locales, l) {
			live[k] = x
		}
	}
	for k, x := range s.live {
		if l, is := localised(k); is && published[l] && !slices.Contains(locales, l) {
			live[k] = x
		}
	}
	if !p.publishable(s, live, locales, s.live) {
		return false
	}
	for _, l := range locales {
		published[l] = true
	}
	s.live, s.locales = live, published
	return true
}

// create makes an entry.
func (p *plainSpace) create(id string, drafts bool, v text, publish bool) errs.Code {
	s := &story{id: id, drafts: drafts, draft: text{}.with(v), by: p.by, at: p.now, revisions: map[int64]edition{}}
	if (publish || !drafts) && !p.goLive(s, s.draft, nil) {
		return errs.ValidationFailed
	}
	s.version = 1
	if before := p.stories[id]; before != nil { // another life of the id
		s.version = before.version + 1
	}
	s.saved = s.version
	if s.live != nil {
		s.kept = true
		s.keepLive()
	}
	p.stories[id] = s
	return ""
}

// update changes the draft.
func (p *plainSpace) update(id string, patch text, version int64, publish bool) errs.Code {
	s, code := p.editable(id)
	if code != "" {
		return code
	}
	if version != 0 && version != s.version {
		return errs.Conflict
	}
	next := s.draft.with(patch)
	if !publish && maps.Equal(next, s.draft) {
		return ""
	}
	return p.replace(s, next, publish || !s.drafts)
}

// replace gives an entry another draft, and keeps the one before where somebody may want it back.
func (p *plainSpace) replace(s *story, next text, publish bool) errs.Code {
	checkpoint := !s.kept && (s.live == nil || s.changed()) && (s.by != p.by || p.now.Sub(s.at) >= 10*time.Minute)
	return p.rewrite(s, next, publish, checkpoint)
}

func (p *plainSpace) rewrite(s *story, next text, publish, checkpoint bool) errs.Code {
	if publish && !p.goLive(s, next, nil) {
		return errs.ValidationFailed
	}
	if checkpoint && !publish {
		s.revisions[s.saved] = edition{s.draft, false}
	}
	s.version++
	s.draft, s.by, s.at, s.saved, s.kept = next, p.by, p.now, s.version, publish
	if publish {
		s.keepLive()
	}
	return ""
}

// keepLive keeps what is live as a revision; entries without drafts keep the last ten.
func (s *story) keepLive() {
	s.revisions[s.version] = edition{s.live, true}
	if !s.drafts {
		delete(s.revisions, s.version-10)
	}
}

func (p *plainSpace) publish(id string, locales []string, version int64) errs.Code {
	s, code := p.editable(id)
	if code != "" {
		return code
	}
	if version != 0 && version != s.version {
		return errs.Conflict
	}
	if !p.goLive(s, s.draft, locales) {
		return errs.ValidationFailed
	}
	s.version++
	s.keepLive()
	return ""
}

// restoreRevision makes the values of a revision the draft's. What was there is kept, whoever wrote it, and whenever.
func (p *plainSpace) restoreRevision(id string, revision, version int64) errs.Code {
	s := p.there(id)
	if s == nil || s.revisions[revision].values == nil {
		return errs.NotFound
	}
	if _, code := p.editable(id); code != "" {
		return code
	}
	if version != 0 && version != s.version {
		return errs.Conflict
	}
	next := s.revisions[revision].values
	if maps.Equal(next, s.draft) {
		return ""
	}
	return p.rewrite(s, next, !s.drafts, !s.kept && (s.live == nil || s.changed()))
}

func (p *plainSpace) unpublish(id string, locales []string) errs.Code {
	s, code := p.editable(id)
	if code != "" || s.live == nil {
		return code
	}
	if !s.drafts {
		return errs.Invalid
	}
	left := map[string]bool{}
	for l := range s.locales {
		if len(locales) > 0 && !slices.Contains(locales, l) {
			left[l] = true
		}
	}
	if len(left) == len(s.locales) {
		return ""
	}
	s.version++
	if len(left) == 0 {
		s.live, s.locales = nil, nil
		return ""
	}
	live := text{}
	for k, x := range s.live {
		if l, is := localised(k); !is || left[l] {
			live[k] = x
		}
	}
	s.live, s.locales = live, left
	s.revisions[s.version] = edition{live, true}
	return ""
}

func (p *plainSpace) archive(id string) errs.Code {
	s := p.there(id)
	if s == nil || s.trashed {
		return errs.NotFound
	}
	if !s.archived {
		s.version++
		s.live, s.locales, s.archived = nil, nil, true
	}
	return ""
}

func (p *plainSpace) unarchive(id string) errs.Code {
	s := p.there(id)
	if s == nil || s.trashed {
		return errs.NotFound
	}
	if !s.archived {
		return ""
	}
	return p.comeBack(s, func() { s.archived = false })
}

// comeBack takes an entry out of the archive or the trash; one without drafts is live again then.
func (p *plainSpace) comeBack(s *story, out func()) errs.Code {
	live := !s.drafts && (!s.archived || !s.trashed)
	if live && !p.goLive(s, s.draft, nil) {
		return errs.ValidationFailed
	}
	s.version++
	out()
	if live {
		s.keepLive()
	}
	return ""
}

// delete moves to the trash what no published entry refers to by a field that restricts.
func (p *plainSpace) delete(id string) errs.Code {
	s := p.there(id)
	if s == nil || s.trashed {
		return errs.NotFound
	}
	for _, other := range p.stories {
		if other.live["parent"] == id {
			return errs.Conflict
		}
	}
	s.version++
	s.live, s.locales, s.trashed = nil, nil, true
	return ""
}

func (p *plainSpace) restore(id string) errs.Code {
	s := p.there(id)
	if s == nil || !s.trashed {
		return errs.NotFound
	}
	return p.comeBack(s, func() { s.trashed = false })
}

func (p *plainSpace) purge(id string) errs.Code {
	s := p.stories[id]
	switch {
	case s == nil:
		return errs.NotFound
	case s.purged:
		return ""
	case !s.trashed:
		return errs.NotFound
	}
	s.purged, s.draft, s.revisions, s.plans = true, nil, nil, nil
	s.version++
	return ""
}

// due carries out what is planned for now or earlier, in order of time, at one instant by what it does.
func (p *plainSpace) due() {
	type task struct {
		*plan
		*story
	}
	var tasks []task
	for _, s := range p.stories {
		for _, x := range s.plans {
			if !x.failed && !x.at.After(p.now) {
				tasks = append(tasks, task{x, s})
			}
		}
	}
	slices.SortFunc(tasks, func(a, b task) int {
		return cmp.Or(a.plan.at.Compare(b.plan.at), strings.Compare(a.story.id, b.story.id),
			strings.Compare(a.does(), b.does()), strings.Compare(a.plan.id, b.plan.id))
	})
	for _, t := range tasks {
		var code errs.Code
		if p.by = t.plan.by; t.publish {
			code = p.publish(t.story.id, t.plan.locales, 0)
		} else {
			code = p.unpublish(t.story.id, t.plan.locales)
		}
		if t.failed = code != ""; !t.failed {
			t.plans = slices.DeleteFunc(t.plans, func(x *plan) bool { return x == t.plan })
		}
	}
}
