package content

import (
	"context"
	"slices"
	"time"

	"github.com/galley-cms/galley/internal/store"
)

// Progress says how far the building of a model's indexes has come.
type Progress struct {
	Fields []string // apiIds of the fields whose indexes are built, or that become unique; or names of system values
	Done   int      // entries, about
	Total  int      // of how many; 0: not known yet

	Duplicates []string // entries that share a unique value with another one
}

// Progress tells how far the building of a model's indexes has come; building is false if all are complete.
func (s *Service) Progress(ctx context.Context, model string) (p Progress, building bool, err error) {
	c, err := s.fresh(ctx)
	if err != nil {
		return p, false, err
	}
	m, man := c.schema.ModelByID(model), c.manifests[model]
	if m == nil || man == nil {
		return p, false, nil
	}
	if !man.incomplete() {
		return p, false, nil
	}
	since, _ := man.building()
	p.Fields, p.Duplicates = m.labelsOf(man), man.duplicates()
	j, err := s.loadJob(ctx, s.keys.backfill(model))
	if err == nil && j.Since == since {
		p.Done, p.Total = min(j.Done, j.Total), j.Total
	}
	return p, true, err
}

// labelsOf names what a model's indexes that are built are of.
func (m *Model) labelsOf(man *manifest) (out []string) {
	for _, x := range m.indexes() {
		for _, g := range man.maintained(x.name) {
			if g.State == building {
				out = append(out, x.label())
			}
		}
	}
	for _, f := range m.Fields {
		if u := man.unique(f); f.Unique && !u.complete() && !slices.Contains(out, f.APIID) {
			out = append(out, f.APIID)
		}
	}
	return out
}

// restart makes a job begin again, for another epoch.
func (j *job) restart(since int64) {
	j.Since, j.Stop, j.After, j.Until, j.Done, j.Total, j.Left, j.More = since, "", nil, time.Time{}, 0, 0, nil, false
}

// countPage is how many keys are counted at once.
const countPage = 10_000

// countRegistered counts the entries that the registry lists, those that were purged included.
func (s *Service) countRegistered(ctx context.Context, model string) (total int, err error) {
	for shard := range uint32(registryShards) {
		q := store.Query{Partition: s.keys.registryShard(model, shard), KeysOnly: true, Limit: countPage}
		for more := true; more; {
			err := s.content.View(ctx, func(r store.Reader) error {
				p, err := r.Query(ctx, q)
				if total += len(p.Items); len(p.Items) > 0 {
					q.After = p.Items[len(p.Items)-1].Sort
				}
				more = p.More
				return err
			})
			if err != nil {
				return 0, err
			}
		}
	}
	return total, nil
}
