package content_test

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/errs"
)

// examine holds the quiet space against the promises.
func (c *chaos) examine(s *space) {
	s.apply(fmt.Sprintf(chaosModel, true, 1+c.seed%3)) // whatever the last change was
	s = c.recover()
	ids := slices.Concat(c.ids, c.calm, c.bulk, []string{calmAuthor})
	c.verify(s, ids)
	committed := c.verifyEvents(s, ids)
	for id := range c.loaded {
		if _, err := s.Entry(s.ctx, id); err != nil { // G1
			c.t.Errorf("the import of %s was acknowledged, but it is not there: %v", id, err)
		}
	}
	for id, versions := range c.acked {
		e, err := s.Entry(s.ctx, id)
		s.must(err)
		for v, a := range versions {
			if _, ok := committed[id][v]; !ok { // G1
				c.t.Errorf("version %d of %s was acknowledged, but has no event", v, id)
			}
			if v == e.Version {
				equal(c.t, []any{e.Status, e.Values, e.LiveValues}, []any{a.entry.Status, a.entry.Values, a.entry.LiveValues})
			}
			patch, made := a.asked[committed[id][v].Actor.ID] // else nobody heard of what made it
			if before, ok := versions[v-1]; ok && made {
				c.follows(before.entry, a.entry, patch)
			}
		}
	}
	c.examineUnique(s)
}

// follows holds a version against the one before it: nothing but the patch has changed.
func (c *chaos) follows(before, after *content.Entry, patch map[string]json.RawMessage) {
	c.t.Helper()
	for _, f := range before.Model.Fields {
		was, is := before.Values[f.ID], after.Values[f.ID]
		if _, patched := patch[f.APIID]; !patched && string(was) != string(is) {
			c.t.Errorf("%s of %s was %s in version %d; one later, which did not touch it, it is %s", f.APIID, before.ID, was, before.Version, is)
		}
	}
}

// examineUnique looks every unique value up. // G4
func (c *chaos) examineUnique(s *space) {
	holders := map[string]string{}
	for _, id := range slices.Concat(c.ids[3:], c.bulk) {
		e, err := s.Entry(s.ctx, id)
		if errs.CodeOf(err) == errs.NotFound {
			continue
		}
		s.must(err)
		slug := e.LiveValues[e.Model.Field("slug").ID]
		if slug == nil {
			continue
		}
		if other := holders[string(slug)]; other != "" {
			c.t.Errorf("%s and %s are live with the slug %s", other, id, slug)
		}
		holders[string(slug)] = id
		var value string
		mustDecode(slug, &value)
		s.must(s.View(s.ctx, content.Live, func(r *content.Reader) error {
			found, err := r.Lookup(s.ctx, e.Model, "slug", "en", value)
			if found != id {
				c.t.Errorf("the slug %s finds %q, not %s", slug, found, id)
			}
			return err
		}))
	}
}
