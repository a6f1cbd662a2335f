package content

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/content/index"
	"github.com/galley-cms/galley/internal/store"
)

// generationState says whether an index generation is written, read, or on its way out.
type generationState string

const (
	building generationState = "building" // written; not yet complete
	serving  generationState = "serving"  // written and read
	draining generationState = "draining" // written; readers may still use it
	retired  generationState = "retired"  // gone; its number is never used again
)

// generation is one set of partitions of an index.
type generation struct {
	Number int             `json:"number"`
	State  generationState `json:"state"`
	Since  int64           `json:"since"` // entries of this epoch or later have all their rows in it

	form
	Until time.Time `json:"until,omitzero"`  // of a draining one: when the last reader is gone
	Dirty bool      `json:"dirty,omitempty"` // of a retired one: its rows have yet to be deleted

	// Heir is the index that follows a draining one of references that restrict: until that serves, deletes need both.
	Heir string `json:"heir,omitempty"`
}

// form says which partitions a generation has. Another form needs another generation.
type form struct {
	// Chains are, of a localised field, the locales that it has rows of, each with its fallbacks. They are those of the
	// space when the generation was begun.
	Chains [][]string `json:"chains,omitempty"`
	Shards int        `json:"shards,omitempty"` // among which its entries are divided, by the model at that time; 0 is 1
}

func (f form) equal(to form) bool {
	return f.Shards == to.Shards && slices.EqualFunc(f.Chains, to.Chains, slices.Equal)
}

// locales are the locales that a generation has partitions of.
func (f form) locales() (out []string) {
	for _, c := range f.Chains {
		out = append(out, c[0])
	}
	if out == nil {
		out = []string{anyLocale}
	}
	return out
}

// covers tells whether lists in the locale that begins chain can be read from the generation.
func (g *generation) covers(chain []string) bool {
	return g.Chains == nil || slices.ContainsFunc(g.Chains, func(c []string) bool { return slices.Equal(c, chain) })
}

// manifest says which indexes of a model exist. It is kept beside the schema and changes with it.
type manifest struct {
	Model   string                  `json:"model"`  // model id
	Schema  int64                   `json:"schema"` // version of the schema that it belongs to
	Epoch   int64                   `json:"epoch"`
	Indexes map[string][]generation `json:"indexes"` // by index name

	Unique map[string]uniqueness `json:"unique,omitempty"` // by field id: those that became unique while the model was there
	Lapses []lapse               `json:"lapses,omitempty"` // claims that are on their way out

	Unplaced int64 `json:"unplaced,omitempty"` // entries of this epoch or later fit the locales of the space; 0: all do

	version int64 // of the item
}

// maintained lists the generations of an index that commits write.
func (m *manifest) maintained(name string) (out []generation) {
	for _, g := range m.Indexes[name] {
		if g.State != retired {
			out = append(out, g)
		}
	}
	return out
}

// serving is the generation that lists read.
func (m *manifest) serving(name string) (generation, bool) {
	for _, g := range m.Indexes[name] {
		if g.State == serving {
			return g, true
		}
	}
	return generation{}, false
}

// generation finds a generation of an index that is in use.
func (m *manifest) generation(name string, number int) (generation, bool) {
	for _, g := range m.maintained(name) {
		if g.Number == number {
			return g, true
		}
	}
	return generation{}, false
}

// uses tells whether readers may read a generation.
func (m *manifest) uses(name string, number int) bool {
	_, ok := m.generation(name, number)
	return ok
}

func (m *manifest) clone() *manifest {
	c := *m
	c.Indexes = make(map[string][]generation, len(m.Indexes))
	for k, v := range m.Indexes {
		c.Indexes[k] = slices.Clone(v)
	}
	c.Unique, c.Lapses = maps.Clone(m.Unique), slices.Clone(m.Lapses)
	return &c
}

func (m *manifest) item(k store.Key) (store.Item, error) {
	b, err := json.Marshal(m)
	if err != nil {
		return store.Item{}, err
	}
	return store.Item{Key: k, Version: m.version, Body: append([]byte{formatJSON}, b...)}, nil
}

func decodeManifest(i store.Item) (*manifest, error) {
	m := &manifest{version: i.Version}
	if len(i.Body) == 0 || i.Body[0] != formatJSON {
		return nil, fmt.Errorf("%s has an unknown format", i.Sort)
	}
	return m, json.Unmarshal(i.Body[1:], m)
}

// loadManifest reads a model's manifest, consistently; found is false if none was ever written.
func (s *Service) loadManifest(ctx context.Context, model string) (m *manifest, found bool, err error) {
	err = s.content.View(ctx, func(r store.Reader) error {
		items, err := r.Get(ctx, store.Consistent, s.keys.manifest(model))
		if err != nil || len(items) == 0 {
			return err
		}
		found = true
		m, err = decodeManifest(items[0])
		return err
	})
	return m, found, err
}

// The names of the indexes of system values. Those of fields are the fields' ids.
const (
	indexCreated   = "$c"
	indexUpdated   = "$u"
	indexStatus    = "$s"
	indexPublished = "$p"
	indexFirst     = "$f"
)

// indexDef describes an index of a model: where its values come from and in which stages it has rows.
type indexDef struct {
	name        string
	field       *field.Field // nil for system values
	kind        field.Kind
	slot        int // of a Copy; -1: computed
	draft, live bool
	parts       []indexDef // of an index on several fields, which has none of the members above but its name
}

func (x *indexDef) in(st Stage) bool { return (st == Draft && x.draft) || (st == Live && x.live) }

func (x *indexDef) list() bool { return x.field != nil && x.field.List }

// localized tells whether the index has rows for each locale.
func (x *indexDef) localized() bool {
	if x.field != nil {
		return x.field.Localized
	}
	return slices.ContainsFunc(x.parts, func(p indexDef) bool { return p.localized() })
}

// systemIndexes are kept for every model.
var systemIndexes = []indexDef{
	{name: indexCreated, kind: field.DateTime, slot: SlotCreatedAt, draft: true, live: true},
	{name: indexUpdated, kind: field.DateTime, slot: SlotUpdatedAt, draft: true},
	{name: indexStatus, kind: field.Enum, slot: -1, draft: true},
	{name: indexPublished, kind: field.DateTime, slot: SlotPublishedAt, live: true},
	{name: indexFirst, kind: field.DateTime, slot: SlotFirstPublishedAt, live: true},
}

// indexes lists what is indexed of a model.
func (m *Model) indexes() []indexDef { return m.defs }

// singles are the indexes on one value each: system values, filterable fields, references, and unique fields, by which
// drafts are looked up.
func (m *Model) singles() []indexDef {
	out := slices.Clone(systemIndexes)
	for i, f := range m.Fields {
		if f.IsFilterable() || f.Unique {
			out = append(out, indexDef{name: f.ID, field: f, kind: f.Kind, slot: SystemSlots + i, draft: true, live: true})
		}
	}
	return out
}

// indexNamed finds an index by name; nil if the model has none of that name.
func (m *Model) indexNamed(name string) *indexDef {
	for i := range m.defs {
		if m.defs[i].name == name {
			return &m.defs[i]
		}
	}
	return nil
}

// elements are the distinct encoded elements of the value of an index on one: one, or for a list field one an element.
func (x *indexDef) elements(stored []byte) [][]byte {
	if !x.list() {
		return [][]byte{index.Encode(nil, x.kind, stored)}
	}
	return index.Elements(x.field, stored)
}
