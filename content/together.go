package content

import (
	"context"
	"fmt"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/store"
)

// part is what a commit of several entries does to one of them.
type part struct {
	id string
	op operation
}

// drafted is one entry of an attempt: what it is, and what is asked for; no change if nothing is.
type drafted struct {
	old      *state
	change   *change
	manifest *manifest
}

// commitAll applies operations to several entries that exist, in one transaction, each with its own event (protocol
// section 3). It returns them as they are afterwards. Entries whose operations ask for nothing are left out of it.
func (s *Service) commitAll(ctx context.Context, parts []part) (_ []*state, err error) {
	defer errs.Wrap(&err, "commit %d entries", len(parts))
	for attempt := 0; ; attempt++ {
		after, j, err := s.proposeAll(ctx, parts)
		if err == nil && len(j.members) > 0 {
			if err = s.foreseeJoint(ctx, j); err == nil {
				err = s.writeJoint(ctx, j)
				s.version.Add(1) // whatever the error says, it may have been applied
			}
		}
		switch {
		case err == nil:
			return after, nil
		case isConflict(err), isAgain(err) && attempt == maxAttempts:
			return nil, &errs.Error{Code: errs.Conflict, Message: "The entries are being changed by many at once. Try again.", Cause: err}
		case !isAgain(err):
			return nil, err
		}
		if err := s.jitter(ctx, attempt+3); err != nil {
			return nil, err
		}
	}
}

// proposeAll reads the entries and prepares one attempt. It gives them as they will be.
func (s *Service) proposeAll(ctx context.Context, parts []part) ([]*state, *joint, error) {
	entries, err := s.draftAll(ctx, parts)
	if err != nil {
		return nil, nil, err
	}
	var files []field.Ref
	after, j := make([]*state, len(parts)), newJoint()
	for i, d := range entries {
		after[i] = d.old
		if d.change == nil {
			continue
		}
		files = append(files, d.change.files...)
		t, err := s.prepare(ctx, d.manifest, d.old, d.change)
		if err != nil {
			return nil, nil, err
		}
		if err := j.add(d.old, t); err != nil {
			return nil, nil, err
		}
		after[i] = t.next
	}
	if _, err := j.refused(); err != nil {
		return nil, nil, err
	}
	if err := j.check(); err != nil {
		return nil, nil, err
	}
	return after, j, s.checkFiles(ctx, files)
}

// draftAll reads the entries and runs their operations, by manifests that are as new as all of them.
func (s *Service) draftAll(ctx context.Context, parts []part) ([]drafted, error) {
	ids := make([]string, len(parts))
	for i, p := range parts {
		ids[i] = p.id
	}
	for n := 0; ; n++ {
		states, err := s.readMany(ctx, ids)
		if err != nil {
			return nil, err
		}
		c, err := s.knowingAll(ctx, states)
		if err != nil {
			return nil, err
		}
		entries, ahead, err := runAll(c, parts, states)
		if err != nil || ahead == nil {
			return entries, err
		}
		if n > maxRepeats {
			return nil, fmt.Errorf("the index manifest of the model %s is older than its entry %s: galley check --repair makes another one", ahead.head.Model, ahead.id)
		}
		if _, err := s.refreshManifest(ctx, ahead.head.Model); err != nil {
			return nil, err
		}
	}
}

// knowingAll is a schema that knows the forms of all of some entries.
func (s *Service) knowingAll(ctx context.Context, states []*state) (c *cached, err error) {
	if c, err = s.fresh(ctx); err != nil {
		return nil, err
	}
	for _, st := range states {
		if c, err = s.catchUp(ctx, c, st); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// runAll runs operations on entries. Ahead is an entry, if any, that was written by who knew a newer manifest.
func runAll(c *cached, parts []part, states []*state) (out []drafted, ahead *state, err error) {
	for i, st := range states {
		d := drafted{old: st.current(c.schema)}
		if d.change, err = parts[i].op(c.schema, d.old); err != nil {
			return nil, nil, err
		}
		if d.change != nil {
			d.manifest = c.manifests[d.change.model.ID]
			if d.old.head.Epoch > d.manifest.Epoch {
				ahead = d.old
			}
		}
		out = append(out, d)
	}
	return out, ahead, nil
}

// foreseeJoint refuses an attempt that cannot succeed, as foresee does.
func (s *Service) foreseeJoint(ctx context.Context, j *joint) error {
	held, err := s.look(ctx, j.members...)
	if err != nil {
		return err
	}
	if failed := j.all.failing(held); failed >= 0 {
		return j.all.blame[failed]()
	}
	for _, t := range j.members {
		if err := s.misplaced(t, held); err != nil {
			return err
		}
	}
	return nil
}

// writeJoint carries out an attempt: the rows of all, one transaction, the old rows of all.
func (s *Service) writeJoint(ctx context.Context, j *joint) error {
	var puts []store.Write
	for _, t := range j.members {
		puts = append(puts, s.rowPuts(t.rows.puts, t.next.head.seq)...)
	}
	if err := s.batch(ctx, s.index, puts); err != nil {
		s.doubtJoint(j)
		return err
	}
	if err := s.transact(ctx, &j.all); err != nil {
		s.doubtJoint(j)
		return err
	}
	for _, t := range j.members {
		s.dropRows(ctx, t.rows.dels, t.next.head.seq)
	}
	return nil
}

// doubtJoint leaves the rows of an attempt to the sweeper: it failed, or was made and nobody could say so.
func (s *Service) doubtJoint(j *joint) {
	for _, t := range j.members {
		s.sweeper.add(t.rows.puts...)
		s.sweeper.add(t.rows.dels...)
	}
}
