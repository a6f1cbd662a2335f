package content

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/content/index"
	"github.com/galley-cms/galley/internal/auth"
)

// maxUsage is how many of the entries that refer to one are looked at; more are counted as the index says.
const maxUsage = 1000

// Usage is what refers to an entry. References inside components, blocks and rich text are known from the search index,
// some moments after they were saved.
type Usage struct {
	Total    int    // entries, those that the actor may not see included
	Blocking int    // of these, the published ones that keep it from being deleted
	Users    []User // some of those that the actor may see; the ones that block come first
}

// User is an entry that refers to another one.
type User struct {
	Entry       *Entry
	Draft, Live bool // which of its copies do
	Blocking    bool // what is published of it does, by a field that restricts
}

// Usage tells what refers to an entry, and gives up to first of those entries.
func (s *Service) Usage(ctx context.Context, id string, first int) (*Usage, error) {
	if err := auth.Require(ctx, auth.ReadDrafts, auth.Resource{}); err != nil {
		return nil, err
	}
	c, err := s.fresh(ctx)
	if err != nil {
		return nil, err
	}
	ids, err := s.users(ctx, c, id)
	if err != nil {
		return nil, err
	}
	out := &Usage{Total: max(0, len(ids)-maxUsage)}
	for part := range slices.Chunk(ids[:min(len(ids), maxUsage)], loadSize) {
		entries, err := s.entriesOf(ctx, part)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			out.add(ctx, userOf(c.schema, e, id), first)
		}
	}
	return out, nil
}

// users lists the entries that may refer to an entry, those that may keep it from being deleted first.
func (s *Service) users(ctx context.Context, c *cached, id string) (out []string, err error) {
	all, err := s.sources(ctx, c, id)
	if err != nil {
		return nil, err
	}
	rows, err := s.rowsTo(ctx, s.restrictions(c), id)
	if err != nil {
		return nil, err
	}
	for _, row := range slices.Concat(rows...) {
		_, source := index.SplitRow(row.Sort)
		out = append(out, source)
	}
	within, err := s.usersWithin(ctx, id)
	if err != nil {
		return nil, err
	}
	slices.Sort(out)
	out = slices.Compact(out)
	all = slices.Concat(all, within)
	slices.Sort(all)
	all = slices.Compact(all)
	blocking := len(out)
	for _, source := range all {
		if _, first := slices.BinarySearch(out[:blocking], source); !first {
			out = append(out, source)
		}
	}
	return out, nil
}

// usersWithin lists the entries that refer to an entry inside components, blocks and rich text, as far as that is indexed.
func (s *Service) usersWithin(ctx context.Context, id string) ([]string, error) {
	if s.search == nil {
		return nil, nil
	}
	copies, err := s.search.Referring(ctx, id, 2*maxUsage)
	ids := make([]string, len(copies))
	for i, c := range copies {
		ids[i] = c.Entry
	}
	return ids, err
}

// add counts an entry, and shows it if there is room and the actor may see it.
func (u *Usage) add(ctx context.Context, by User, first int) {
	if !by.Draft && !by.Live {
		return
	}
	u.Total++
	if by.Blocking {
		u.Blocking++
	}
	res := auth.Resource{Model: by.Entry.Model.ID, Owner: by.Entry.CreatedBy.ID}
	if len(u.Users) < first && auth.Can(auth.From(ctx), auth.ReadDrafts, res) {
		u.Users = append(u.Users, by)
	}
}

// userOf tells how an entry refers to another one. What is in the trash counts for nothing.
func userOf(sc *Schema, e *Entry, id string) User {
	u := User{Entry: e}
	if e.Status == StatusTrashed {
		return u
	}
	refers := func(v map[string]json.RawMessage, test func(field.Ref) bool) bool {
		return slices.ContainsFunc(sc.References(e.Model, v), func(r field.Ref) bool { return r.ID == id && test(r) })
	}
	any := func(field.Ref) bool { return true }
	u.Draft, u.Live = refers(e.Values, any), refers(e.LiveValues, any)
	u.Blocking = refers(e.LiveValues, func(r field.Ref) bool {
		return r.Field.OnDelete == field.Restrict && e.Model.FieldByID(r.Field.ID) == r.Field
	})
	return u
}
