package content

import (
	"context"
	"fmt"
	"hash/maphash"
	"slices"
	"strings"
	"sync"

	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/search"
	"github.com/galley-cms/galley/internal/store"
)

// FindingKind is what a check can find.
type FindingKind string

// What a check can find.
const (
	StrayRow     FindingKind = "STRAY_ROW"     // an index row that no copy needs
	MissingRow   FindingKind = "MISSING_ROW"   // an index row that a copy needs
	StrayClaim   FindingKind = "STRAY_CLAIM"   // a unique value is claimed for an entry that is not live with it
	MissingClaim FindingKind = "MISSING_CLAIM" // a live entry does not hold the claim on its unique value
	BrokenEntry  FindingKind = "BROKEN_ENTRY"  // head and copies do not belong together, or cannot be read

	DanglingReference   FindingKind = "DANGLING_REFERENCE"   // a live entry refers to one that is gone, by a field that keeps its targets
	MissingRegistration FindingKind = "MISSING_REGISTRATION" // the registry of the model does not list an entry
	UnlistedTrash       FindingKind = "UNLISTED_TRASH"       // the list of the trash does not name an entry that is in it
	LostSchedule        FindingKind = "LOST_SCHEDULE"        // what is planned for an entry is not found when it is due
	SearchDrift         FindingKind = "SEARCH_DRIFT"         // the search index does not hold an entry as it is
	BrokenManifest      FindingKind = "BROKEN_MANIFEST"      // the indexes that are kept of a model are not those that it has
)

// Finding is one thing that is not as it should be.
type Finding struct {
	Kind     FindingKind
	Entry    string
	Message  string
	Repaired bool
}

// Report is the result of a check.
type Report struct {
	Entries  int // looked at, those in the trash included
	Rows     int // of indexes, looked at
	Findings []Finding
	Next     string // of a slice: where the next one goes on; "" when the walk came to its end
}

// checker gathers a report.
type checker struct {
	s      *Service
	repair bool
	seed   maphash.Seed
	window window
	mu     sync.Mutex
	report Report
	model  string              // at work
	told   map[string]bool     // what is found of an entry once only
	needed map[uint64]struct{} // hashes of rows of the model at work that entries were seen to need

	holding sync.Mutex
	held    map[string]map[search.Stage]int64 // by the search index
}

// Check walks over all entries and all index rows of the space and compares them with each other, and with manifests,
// claims and registries; with repair it mends what it finds, and logs what it cannot mend. It is the slow sweeper of
// protocol section 5 as well. Rows and entries of running commits are spared. It needs the permission to administer.
func (s *Service) Check(ctx context.Context, repair bool) (*Report, error) {
	return s.check(ctx, repair, &job{lost: true}, window{})
}

// CheckSlice is a part of Check: it goes on where the last slice ended, in whatever process, and ends in good order before
// the deadline of ctx. Its report is of this slice alone.
func (s *Service) CheckSlice(ctx context.Context, repair bool) (*Report, error) {
	j, err := s.loadJob(ctx, s.keys.check())
	if err != nil {
		return nil, err
	}
	return s.check(ctx, repair, j, windowOf(ctx, 0))
}

// check walks on from where a job stands. Without a window it comes to the end.
func (s *Service) check(ctx context.Context, repair bool, j *job, w window) (_ *Report, err error) {
	defer errs.Wrap(&err, "check the content")
	if err := auth.Require(ctx, auth.Administer, auth.Resource{}); err != nil {
		return nil, err
	}
	c, err := s.reload(ctx)
	if err != nil {
		return nil, err
	}
	k := &checker{s: s, repair: repair, seed: maphash.MakeSeed(), window: w, told: map[string]bool{}}
	if j.Stop == "" {
		if c, err = k.manifests(ctx, c); err != nil {
			return nil, err
		}
	}
	for _, stop := range s.checkStops(c) {
		if stop.name < j.Stop {
			continue
		}
		ended, err := k.walk(ctx, stop, j)
		if err != nil {
			return nil, err
		}
		if !ended {
			k.report.Next = fmt.Sprintf("%s, after %q", stop.partition, j.After)
			return &k.report, s.saveJob(ctx, j, 0)
		}
	}
	if err := k.strayInSearch(ctx); err != nil {
		return nil, err
	}
	return &k.report, s.endJob(ctx, j)
}

// checkStop is one partition on the way of a check.
type checkStop struct {
	name      string // they are visited in the order of their names: the entries of a model, then its rows
	model     string
	partition string
	rows      bool
}

// checkStops are all partitions that list entries or hold rows, those of generations that are out of use included.
func (s *Service) checkStops(c *cached) (out []checkStop) {
	for model, man := range c.manifests {
		for shard := range uint32(registryShards) {
			p := s.keys.registryShard(model, shard)
			out = append(out, checkStop{model + "#entries#" + p, model, p, false})
		}
		for name, gs := range man.Indexes {
			for i := range gs {
				for _, p := range s.partitions(model, name, &gs[i]) {
					out = append(out, checkStop{model + "#rows#" + p, model, p, true})
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b checkStop) int { return strings.Compare(a.name, b.name) })
	return out
}

// walk visits one stop, and notes in the job how far it has come.
func (k *checker) walk(ctx context.Context, stop checkStop, j *job) (ended bool, err error) {
	if k.model != stop.model {
		k.model, k.needed = stop.model, map[uint64]struct{}{}
	}
	q := store.Query{Partition: stop.partition, KeysOnly: true, Consistent: store.Consistent}
	if j.Stop == stop.name {
		q.After = string(j.After)
	}
	j.Stop, j.After = stop.name, []byte(q.After)
	table, do := k.s.content, k.entries
	if stop.rows {
		table, do = k.s.index, k.rows
	}
	_, ended, err = k.s.walk(ctx, table, q, k.window, func(items []store.Item) (int, error) {
		n, err := do(ctx, items)
		if err != nil || n == 0 {
			return n, err
		}
		return n, k.s.advanceJob(ctx, j, stop.name, items[n-1].Sort)
	})
	return ended, err
}

// once tells whether something is found of an entry for the first time.
func (k *checker) once(kind FindingKind, id string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	name := string(kind) + "#" + id
	told := k.told[name]
	k.told[name] = true
	return !told
}

func (k *checker) find(ctx context.Context, f Finding) {
	if k.repair && !f.Repaired {
		k.s.log.WarnContext(ctx, "a check found what it cannot repair", "kind", f.Kind, "entry", f.Entry, "message", f.Message)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.report.Findings = append(k.report.Findings, f)
}
