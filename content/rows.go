package content

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/content/index"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
)

// anyLocale stands in the partition of rows whose value is the same in every locale.
const anyLocale = "-"

// rowSet is a set of row keys.
type rowSet map[store.Key]struct{}

// minus lists the keys of a that b has not.
func (a rowSet) minus(b rowSet) (out []store.Key) {
	for k := range a {
		if _, ok := b[k]; !ok {
			out = append(out, k)
		}
	}
	return out
}

// rowKeys is keys(copy, index) of the protocol: the row keys that an entry's copy of a stage needs in one generation
// of an index. All locales resolve their fallbacks before encoding. No copy needs no rows.
func (s *Service) rowKeys(m *Model, x *indexDef, g *generation, st *state, stage Stage) rowSet {
	b := st.copy(stage)
	if b == nil || !x.in(stage) {
		return nil
	}
	out := rowSet{}
	add := func(locale string, chain []string) {
		partition := s.keys.rows(m.ID, x.name, g, stage, locale).partition(st.id)
		for _, enc := range x.keys(func(p *indexDef) []byte { return b.indexed(m, p, &st.head, chain) }) {
			out[store.Key{Partition: partition, Sort: string(index.RowKey(enc, st.id))}] = struct{}{}
		}
	}
	if !x.localized() {
		add(anyLocale, nil)
		return out
	}
	for _, chain := range g.Chains {
		add(chain[0], chain)
	}
	return out
}

// indexed is the stored value that an index on one takes from a copy, for the locale that begins chain.
func (b *body) indexed(m *Model, x *indexDef, h *head, chain []string) []byte {
	if x.localized() {
		return resolve(m.stored(x.field, b.values), chain)
	}
	return b.systemOr(m, x, h)
}

// systemOr is the stored value that an index of a not localised value takes from a copy.
func (b *body) systemOr(m *Model, x *indexDef, h *head) []byte {
	moment := func(t time.Time) []byte {
		if t.IsZero() {
			return nil
		}
		return []byte(`"` + field.FormatDateTime(t) + `"`)
	}
	switch x.name {
	case indexCreated:
		return moment(b.CreatedAt)
	case indexUpdated:
		return moment(b.UpdatedAt)
	case indexPublished:
		return moment(b.PublishedAt)
	case indexFirst:
		return moment(b.FirstPublishedAt)
	case indexStatus:
		return []byte(`"` + h.status() + `"`)
	}
	return m.stored(x.field, b.values)
}

// resolve is the value of a localised field along a chain of locales; nil if there is none.
func resolve(byLocale json.RawMessage, chain []string) []byte {
	for _, l := range chain {
		if v := Member(byLocale, l); !isNull(v) {
			return v
		}
	}
	return nil
}

// row is an index item. It says when it was put, so that the sweeper can tell rows of running commits.
func row(k store.Key, tag int64, at time.Time) store.Item {
	return store.Item{Key: k, Tag: tag, Body: binary.BigEndian.AppendUint64([]byte{formatJSON}, uint64(at.UnixMicro()))}
}

// rowTime is when a row was put; zero if it does not say.
func rowTime(i store.Item) time.Time {
	if len(i.Body) != 9 {
		return time.Time{}
	}
	return time.UnixMicro(int64(binary.BigEndian.Uint64(i.Body[1:])))
}

// rowChanges is what a commit does to the index: rows to put before it, rows to delete after it, and what new rows of
// references in the live stage point to, which it must check.
type rowChanges struct {
	puts, dels []store.Key
	targets    []target
}

// target is an entry that a field refers to.
type target struct {
	field *field.Field
	id    string
}

// takes tells whether the field may refer to entries of a model.
func (to target) takes(model string) bool {
	if to.field.Kind == field.Asset {
		return model == AssetModel
	}
	return slices.Contains(to.field.Models, model)
}

func (to target) wrong(why string) error {
	return errs.Validation(errs.Problem{Path: to.field.APIID, Rule: "reference",
		Message: fmt.Sprintf("%s refers to %s, which %s. Choose another one.", label(to.field), to.id, why)})
}

// compareRows works out rowChanges of a commit that turns old into next.
func (s *Service) compareRows(m *Model, man *manifest, old, next *state) (out rowChanges) {
	for _, x := range m.indexes() {
		for _, g := range man.maintained(x.name) {
			for _, stage := range []Stage{Draft, Live} {
				before, after := s.rowKeys(m, &x, &g, old, stage), s.rowKeys(m, &x, &g, next, stage)
				fresh := after.minus(before)
				out.dels = append(out.dels, before.minus(after)...)
				if stage == Live && x.refers() {
					out.targets = append(out.targets, targetsOf(x.field, fresh)...)
				}
				if g.Since > old.head.Epoch { // the entry has no rows in this generation yet
					fresh = after.minus(nil)
				}
				out.puts = append(out.puts, fresh...)
			}
		}
	}
	return out
}

// missingRows are the rows of an entry in the generations that were begun after its last write.
func (s *Service) missingRows(m *Model, man *manifest, st *state) []store.Key {
	return s.rowsWhere(m, man, st, func(g *generation) bool { return g.Since > st.head.Epoch })
}

// completeRows are the rows that an entry must have: in the generations that its last write knew, or a backfill that is
// over.
func (s *Service) completeRows(m *Model, man *manifest, st *state) []store.Key {
	return s.rowsWhere(m, man, st, func(g *generation) bool { return g.Since <= st.head.Epoch || g.State == serving })
}

func (s *Service) rowsWhere(m *Model, man *manifest, st *state, test func(*generation) bool) (out []store.Key) {
	for _, x := range m.indexes() {
		for _, g := range man.maintained(x.name) {
			if !test(&g) {
				continue
			}
			for _, stage := range []Stage{Draft, Live} {
				out = append(out, s.rowKeys(m, &x, &g, st, stage).minus(nil)...)
			}
		}
	}
	return out
}
