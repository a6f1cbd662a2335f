package content

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
)

// cached is the schema of the space with the manifests of its models. It is replaced as a whole.
type cached struct {
	schema    *Schema
	manifests map[string]*manifest // by model id
	at        time.Time            // when it was read
}

// schemaLease is how long a schema is used without asking the store whether another process changed it; drainTime how
// long an index generation that was replaced is kept for such readers: two leases and the longest request.
const (
	schemaLease = 30 * time.Second
	drainTime   = 2 * time.Minute
)

// Schema is the current schema. It is loaded once, and again when a write or a View finds that another process changed
// it, or has not looked for a while.
func (s *Service) Schema(ctx context.Context) (*Schema, error) {
	c, err := s.current(ctx)
	if err != nil {
		return nil, err
	}
	return c.schema, nil
}

// SchemaNow is the schema that the store has now, whatever this process has read before: for those who list models, which
// another process may have changed a moment ago.
func (s *Service) SchemaNow(ctx context.Context) (*Schema, error) {
	c, err := s.reload(ctx)
	if err != nil {
		return nil, err
	}
	return c.schema, nil
}

// ModelNamed is the model that people call so, with the schema that has it. A name that this process does not know may be
// of a model that another one has made: the store is asked. NotFound if there is none.
func (s *Service) ModelNamed(ctx context.Context, apiID string) (*Schema, *Model, error) {
	c, err := s.fresh(ctx)
	if err == nil && c.schema.Model(apiID) == nil {
		c, err = s.reload(ctx)
	}
	if err != nil {
		return nil, nil, err
	}
	if m := c.schema.Model(apiID); m != nil {
		return c.schema, m, nil
	}
	return nil, nil, errs.New(errs.NotFound, "There is no model %q.", apiID)
}

func (s *Service) current(ctx context.Context) (*cached, error) {
	if c := s.cache.Load(); c != nil {
		return c, nil
	}
	return s.reload(ctx)
}

// fresh is the current schema, read again when its lease has run out. It must not be called inside a View.
func (s *Service) fresh(ctx context.Context) (*cached, error) {
	if c := s.cache.Load(); c != nil && s.clock.Now().Sub(c.at) < schemaLease {
		return c, nil
	}
	s.handOverDoubts(ctx)
	return s.reload(ctx)
}

// outdated notes that the store has a newer schema than c: the next request reads it.
func (s *Service) outdated(c *cached) {
	old := *c
	old.at = time.Time{}
	s.cache.CompareAndSwap(c, &old)
}

// knowing is a schema that knows an entry's forms: one that is as new as what wrote the entry.
func (s *Service) knowing(ctx context.Context, st *state) (*cached, error) {
	c, err := s.fresh(ctx)
	if err != nil {
		return nil, err
	}
	return s.catchUp(ctx, c, st)
}

// catchUp is c, or what the store has by now if an entry shows that c is older than what wrote it.
func (s *Service) catchUp(ctx context.Context, c *cached, st *state) (*cached, error) {
	switch {
	case c.behind(st):
		return s.refreshManifest(ctx, st.head.Model)
	case c.lacks(st):
		return s.reload(ctx)
	}
	return c, nil
}

// refusedByOld tells whether a refusal may be owed to c, which the store has replaced: it has to be asked for again.
func (s *Service) refusedByOld(ctx context.Context, c *cached, err error) bool {
	switch errs.CodeOf(err) {
	case errs.Invalid, errs.NotFound, errs.ValidationFailed:
		now, err := s.reload(ctx)
		return err == nil && now.schema.Version != c.schema.Version
	}
	return false
}

// lacks tells whether an entry may be of a model that was made after the schema was read, by another process: one that is
// a minute younger than the entry, clocks differ, would have it.
func (c *cached) lacks(st *state) bool {
	return !st.empty() && c.schema.ModelByID(st.head.Model) == nil && c.at.Before(st.head.UpdatedAt.Add(time.Minute))
}

// behind tells whether an entry was written by who knew a newer manifest, and so perhaps a newer schema.
func (c *cached) behind(st *state) bool {
	man := c.manifests[st.head.Model]
	return man != nil && man.Epoch < st.head.Epoch
}

// since is the schema as it was at a time, or later. What was written by then can be told by it.
func (s *Service) since(ctx context.Context, t time.Time) (*Schema, error) {
	if c := s.cache.Load(); c != nil && !c.at.Before(t) {
		return c.schema, nil
	}
	c, err := s.reload(ctx)
	if err != nil {
		return nil, err
	}
	return c.schema, nil
}

// reload reads the schema and all manifests, consistently.
func (s *Service) reload(ctx context.Context) (c *cached, err error) {
	defer errs.Wrap(&err, "load the models")
	if err := s.loading.take(ctx); err != nil {
		return nil, err
	}
	defer s.loading.free()
	if c, err = s.loadWhole(ctx); err != nil {
		return nil, err
	}
	if old := s.cache.Load(); old != nil && old.schema.Version == c.schema.Version {
		c.schema = old.schema // what others made of it stays good
	}
	s.cache.Store(c)
	return c, nil
}

// loadWhole loads a schema that every manifest knows: while a change of models becomes visible, item by item, a manifest
// can be seen before the schema that it belongs to. A writer that took both would promise rows that it does not make.
func (s *Service) loadWhole(ctx context.Context) (c *cached, err error) {
	for n := 0; ; n++ {
		err = s.content.View(ctx, func(r store.Reader) error {
			c, err = s.loadCached(ctx, r)
			return err
		})
		if err != nil || c.whole() {
			return c, err
		}
		if n == maxRepeats {
			return nil, errors.New("the schema and the index manifests do not belong together")
		}
		if err := s.jitter(ctx, n); err != nil {
			return nil, err
		}
	}
}

// whole tells whether no manifest of its models is newer than the schema, nor older than the one that its model rests on:
// who does not know the epoch of a new form could not keep others from writing the one before, nor whose claims are new.
// Others may have been written ahead.
func (c *cached) whole() bool {
	for _, m := range c.schema.Models() {
		man := c.manifests[m.ID]
		if man.Schema > c.schema.Version || (man.version > 0 && man.Schema < m.RestsOn) {
			return false
		}
	}
	return true
}

func (s *Service) loadCached(ctx context.Context, r store.Reader) (*cached, error) {
	c := &cached{schema: newSchema(), manifests: map[string]*manifest{}, at: s.clock.Now()}
	q := store.Query{Partition: s.keys.schema().Partition, From: "manifest#", To: "manifest$", Consistent: store.Consistent}
	for {
		p, err := r.Query(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, i := range p.Items {
			m, err := decodeManifest(i)
			if err != nil {
				return nil, err
			}
			c.manifests[m.Model] = m
		}
		if !p.More {
			break
		}
		q.After = p.Items[len(p.Items)-1].Sort
	}
	items, err := r.Get(ctx, store.Consistent, s.keys.schema())
	if err != nil {
		return nil, err
	}
	if len(items) > 0 {
		if c.schema, err = decodeSchema(items[0]); err != nil {
			return nil, err
		}
	}
	for _, m := range c.schema.Models() {
		if c.manifests[m.ID] == nil {
			c.manifests[m.ID] = newManifest(c.schema, m)
		}
	}
	return c, nil
}

// newSchema is that of an empty space: English, and the built-in model asset.
func newSchema() *Schema {
	s := &Schema{Name: "Galley", Locales: []Locale{{Code: "en", Name: "English"}}, Types: []*Model{assetModel()}}
	return s.prepare()
}

// newManifest is that of a model without entries: every index is complete.
func newManifest(sc *Schema, m *Model) *manifest {
	out := &manifest{Model: m.ID, Epoch: 1, Indexes: map[string][]generation{}}
	for _, x := range m.indexes() {
		out.Indexes[x.name] = []generation{{Number: 1, State: serving, Since: 1, form: sc.formOf(m, &x)}}
	}
	return out
}

// formOf is the form that a generation of an index has by this schema.
func (s *Schema) formOf(m *Model, x *indexDef) form {
	return form{Chains: s.chainsOf(x), Shards: m.Shards}
}

// chainsOf are the chains of locales that an index has rows of; nil if its values are the same in all.
func (s *Schema) chainsOf(x *indexDef) (out [][]string) {
	if !x.localized() {
		return nil
	}
	for _, code := range s.localeCodes() {
		out = append(out, s.Chain(code))
	}
	return out
}

func decodeSchema(i store.Item) (*Schema, error) {
	raw, err := inflate(i)
	if err != nil {
		return nil, err
	}
	s := &Schema{}
	if err := json.Unmarshal(raw, s); err != nil {
		return nil, fmt.Errorf("the stored models cannot be read: %w", err)
	}
	s.Version = i.Version
	return s.prepare(), nil
}

func (s *Schema) item(k store.Key) (store.Item, error) {
	b, err := json.Marshal(s)
	if err != nil {
		return store.Item{}, err
	}
	i := store.Item{Key: k, Version: s.Version, Body: compress(append([]byte{formatJSON}, b...))}
	if i.Size() > store.MaxItem {
		return i, errs.New(errs.LimitExceeded, "The models are too large: all of them together may have %d KB when compressed.", store.MaxItem>>10)
	}
	return i, nil
}

// refreshManifest reads one manifest again and keeps it; a newer schema that it names is loaded as well. A model whose
// manifest was never written has the one it was made with, unless it is of a schema that we do not know yet.
func (s *Service) refreshManifest(ctx context.Context, model string) (*cached, error) {
	m, found, err := s.loadManifest(ctx, model)
	if err != nil {
		return nil, err
	}
	if !found {
		c, err := s.current(ctx)
		if err != nil || c.manifests[model] != nil {
			return c, err
		}
		return s.reload(ctx)
	}
	for {
		old, err := s.current(ctx)
		if err != nil {
			return nil, err
		}
		if m.Schema > old.schema.Version {
			return s.reload(ctx)
		}
		if was := old.manifests[model]; was != nil && !m.replaces(was) {
			return old, nil
		}
		next := &cached{schema: old.schema, manifests: maps.Clone(old.manifests), at: old.at}
		next.manifests[model] = m
		if s.cache.CompareAndSwap(old, next) {
			return next, nil
		}
	}
}

// replaces tells whether m is newer than what is known of the same manifest: who was slow must not bring back an old one.
// One that was lost and made anew begins with other versions, and a later epoch.
func (m *manifest) replaces(was *manifest) bool {
	return m.version > was.version || (m.version != was.version && m.Epoch > was.Epoch)
}
