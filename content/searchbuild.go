package content

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"hash/fnv"
	"maps"
	"slices"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/search"
	"github.com/galley-cms/galley/internal/store"
)

// searchBuilt says what the search index was built for. It saves work that would be done twice; what is wrong in the index
// in spite of it, a check finds.
type searchBuilt struct {
	Index string            `json:"index"` // search.Status.ID
	Forms map[string]string `json:"forms"` // of the documents of each model, by its id
}

// SearchBuild is what the search index lacks: the entries of some models, as their documents are now.
type SearchBuild struct {
	Index   string            `json:"index"`
	Forms   map[string]string `json:"forms"`
	Models  []string          `json:"models"`  // ids
	Version int64             `json:"version"` // of the schema
}

// SearchLacks tells what the search index lacks: it was made anew, or models or locales changed, so that the documents of
// entries would be others. With whole it is all of it. It is nil if nothing is missing.
func (s *Service) SearchLacks(ctx context.Context, whole bool) (*SearchBuild, error) {
	if s.search == nil {
		return nil, noSearch()
	}
	c, err := s.fresh(ctx)
	if err != nil {
		return nil, err
	}
	status, err := s.search.Status(ctx)
	if err != nil {
		return nil, err
	}
	built, _, err := s.searchBuilt(ctx)
	if err != nil {
		return nil, err
	}
	b := &SearchBuild{Index: status.ID, Forms: map[string]string{}, Version: c.schema.Version}
	for _, m := range c.schema.Models() {
		b.Forms[m.ID] = m.searchForm()
		if whole || built.Index != status.ID || built.Forms[m.ID] != b.Forms[m.ID] {
			b.Models = append(b.Models, m.ID)
		}
	}
	if len(b.Models) == 0 {
		return nil, nil
	}
	return b, nil
}

// searchForm changes when the documents of a model's entries would be others.
func (m *Model) searchForm() string {
	h := fnv.New64a()
	write := func(v any) { h.Write(appendJSON(nil, v)) } // never fails
	write(m.TitleField)
	write(m.schema.Locales)
	for _, t := range m.parts() {
		for _, f := range t.Fields {
			write([]any{f.ID, f.APIID, f.Kind, f.List, f.Localized, f.Components})
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// parts are the model and the components that can be in its entries, each once.
func (m *Model) parts() []*Model {
	out := []*Model{m}
	for i := 0; i < len(out); i++ {
		for _, f := range out[i].Fields {
			for _, id := range f.Components {
				if c := m.schema.kind(m.schema.byID[id], true); c != nil && !slices.Contains(out, c) {
					out = append(out, c)
				}
			}
		}
	}
	return out
}

// searchBuilt reads what the search index was built for.
func (s *Service) searchBuilt(ctx context.Context) (b searchBuilt, version int64, err error) {
	err = s.content.View(ctx, func(r store.Reader) error {
		items, err := r.Get(ctx, store.Consistent, s.keys.searchBuilt())
		if err != nil || len(items) == 0 {
			return err
		}
		version = items[0].Version
		raw, err := inflate(items[0])
		if err != nil {
			return err
		}
		return json.Unmarshal(raw, &b)
	})
	return b, version, err
}

// SearchBuilt notes that the entries of a build are in the index, or on their way there.
func (s *Service) SearchBuilt(ctx context.Context, b *SearchBuild) (err error) {
	defer errs.Wrap(&err, "note that the search index is built")
	for n := 0; ; n++ {
		built, version, err := s.searchBuilt(ctx)
		if err != nil {
			return err
		}
		if built.Index != b.Index || built.Forms == nil {
			built = searchBuilt{b.Index, map[string]string{}}
		}
		for _, m := range b.Models {
			built.Forms[m] = b.Forms[m]
		}
		i := store.Item{Key: s.keys.searchBuilt(), Version: version + 1, Body: compress(appendJSON([]byte{formatJSON}, built))}
		if err = s.single(ctx, s.content, store.Put(i, store.VersionIs(version))); !failedCondition(err) || n == maxRepeats {
			return err
		}
	}
}

// searchPlace is how far a walk over the entries of a build has come.
type searchPlace struct {
	Model string `json:"model"`
	Shard uint32 `json:"shard,omitempty"`
	After string `json:"after,omitempty"`
}

// searchBatch is how many entries of a build are handed over at once.
const searchBatch = 100

// SearchEntries gives some of the entries of a build, after a cursor, and the cursor after them; done says that there are no
// more.
func (s *Service) SearchEntries(ctx context.Context, b *SearchBuild, cursor []byte) (ids []string, next []byte, done bool, err error) {
	models := slices.Sorted(slices.Values(b.Models))
	at := searchPlace{Model: models[0]}
	if len(cursor) > 0 {
		if err := json.Unmarshal(cursor, &at); err != nil {
			return nil, nil, false, err
		}
	}
	for len(ids) < searchBatch && at.Model != "" {
		q := store.Query{Partition: s.keys.registryShard(at.Model, at.Shard), After: at.After, Limit: searchBatch - len(ids), KeysOnly: true, Consistent: store.Consistent}
		items, more, err := s.page(ctx, s.content, q)
		if err != nil {
			return nil, nil, false, err
		}
		for _, i := range items {
			ids, at.After = append(ids, i.Sort), i.Sort
		}
		if !more {
			at = at.next(models)
		}
	}
	return ids, appendJSON(nil, at), at.Model == "", nil
}

// next is the beginning of the next partition; without a model at the end.
func (p searchPlace) next(models []string) searchPlace {
	if p.Shard++; p.Shard < registryShards {
		return searchPlace{Model: p.Model, Shard: p.Shard}
	}
	i, _ := slices.BinarySearch(models, p.Model)
	for ; i < len(models); i++ {
		if models[i] > p.Model {
			return searchPlace{Model: models[i]}
		}
	}
	return searchPlace{}
}

// CountSearchEntries counts the entries of a build, about.
func (s *Service) CountSearchEntries(ctx context.Context, b *SearchBuild) (total int, err error) {
	for _, m := range b.Models {
		n, err := s.countRegistered(ctx, m)
		if err != nil {
			return 0, err
		}
		total += n
	}
	return total, nil
}

// RepairSearch indexes entries, even if the index is ahead of them: that is so after a restore of the content from a
// backup. What the index holds is read before the entries, so it cannot be ahead otherwise.
func (s *Service) RepairSearch(ctx context.Context, ids ...string) error {
	var changes []search.Change
	for _, id := range ids {
		held, err := s.indexed(ctx, id)
		if err != nil {
			return err
		}
		st, err := s.read(ctx, id)
		if err != nil {
			return err
		}
		c, err := s.knowing(ctx, st)
		if err != nil {
			return err
		}
		for _, change := range c.schema.searchChanges(st) {
			change.Always = held[change.Stage] > st.head.seq
			changes = append(changes, change)
		}
	}
	return s.applySearch(ctx, changes)
}

// indexed are the seqs of the copies of an entry that the search index holds.
func (s *Service) indexed(ctx context.Context, id string) (map[search.Stage]int64, error) {
	held := map[search.Stage]int64{}
	// The first key of an entry: no stage comes before it.
	copies, err := s.search.Copies(ctx, search.CopyKey{Entry: id}, 2)
	for _, c := range copies {
		if c.Entry == id {
			held[c.Stage] = c.Seq
		}
	}
	return held, err
}

// inSearch tells whether the search index holds of an entry what it should.
func inSearch(st *state, held map[search.Stage]int64) bool {
	want := map[search.Stage]int64{}
	for _, stage := range []Stage{Live, Draft} {
		if b := st.copy(stage); b != nil {
			want[stage.searched()] = b.seq
		}
	}
	return maps.Equal(want, held)
}
