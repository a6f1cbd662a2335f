package content

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"github.com/galley-cms/galley/internal/store"
)

// How long a process holds a job that it has not heard of since, and how often it writes down how far it has come.
const (
	jobLease = time.Minute
	jobPause = 3 * time.Second
)

// job is a long walk that processes take turns at: how far it has come, and until when one of them is at it. It saves
// work that would be done twice; nothing rests on it.
type job struct {
	Since int64     `json:"since,omitempty"` // of a backfill: the epoch that it is for
	Stop  string    `json:"stop,omitempty"`  // the part of the walk that is at work; those before it are done
	After []byte    `json:"after,omitempty"` // in it, the last sort key that is done
	Done  int       `json:"done,omitempty"`  // how many entries are done, about
	Total int       `json:"total,omitempty"` // of how many; 0: not counted
	Until time.Time `json:"until,omitzero"`

	Left []string `json:"left,omitempty"` // entries that share a unique value with another one
	More bool     `json:"more,omitempty"` // there are more of them

	mu      sync.Mutex // of Left and More
	key     store.Key
	version int64
	saved   time.Time
	lost    bool // to another process
}

// loadJob reads a job; one that does not exist stands at its beginning.
func (s *Service) loadJob(ctx context.Context, k store.Key) (*job, error) {
	j := &job{key: k}
	return j, s.content.View(ctx, func(r store.Reader) error {
		items, err := r.Get(ctx, store.Consistent, k)
		if err != nil || len(items) == 0 {
			return err
		}
		j.version = items[0].Version
		if len(items[0].Body) == 0 || items[0].Body[0] != formatJSON {
			return errors.New("the job " + k.Sort + " was written by a newer Galley")
		}
		return json.Unmarshal(items[0].Body[1:], j)
	})
}

// saveJob writes down how far the job has come. That another process has taken it over is noted, and no error.
func (s *Service) saveJob(ctx context.Context, j *job, lease time.Duration) error {
	if j.lost {
		return nil
	}
	j.Until, j.saved = time.Time{}, s.now()
	if lease > 0 {
		j.Until = j.saved.Add(lease)
	}
	i := store.Item{Key: j.key, Version: j.version + 1, Body: appendJSON([]byte{formatJSON}, j)}
	err := s.single(ctx, s.content, store.Put(i, store.VersionIs(j.version)))
	if failedCondition(err) {
		j.lost, err = true, nil
	}
	j.version++
	return err
}

// advanceJob notes how far the job has come, and now and then writes it down.
func (s *Service) advanceJob(ctx context.Context, j *job, stop, after string) error {
	j.Stop, j.After = stop, []byte(after)
	if s.now().Sub(j.saved) < jobPause {
		return nil
	}
	return s.saveJob(ctx, j, jobLease)
}

// endJob removes a job that is done.
func (s *Service) endJob(ctx context.Context, j *job) error {
	if j.lost || j.version == 0 {
		return nil
	}
	err := s.single(ctx, s.content, store.Delete(j.key, store.VersionIs(j.version)))
	if failedCondition(err) {
		return nil
	}
	return err
}
