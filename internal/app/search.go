package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/job"
	"github.com/galley-cms/galley/internal/queue"
)

// The queue of what is to be indexed for the search.
const (
	SearchWorkers    = 512             // messages at a time: the index makes their changes together
	SearchAttempts   = 20              // of a message, after which it is left to the next check
	SearchVisibility = 5 * time.Minute // of a message: it may name many entries
)

// searchFormat is that of the messages.
const searchFormat = 1

// searchMessage is what the queue carries: entries that may be others than the search index knows them.
type searchMessage struct {
	Format  int      `json:"format"`
	Entries []string `json:"entries"`
	Repair  bool     `json:"repair,omitempty"` // the index may be ahead of the content, after a restore
}

// buildGroup has few of the workers, which keeps the building of the index from holding up what people change meanwhile.
const buildGroup = "build"

// sendSearch hands entries over to those who index them.
func (a *App) sendSearch(ctx context.Context, group string, m searchMessage) error {
	m.Format = searchFormat
	text, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return a.Ports.SearchFeed.Send(ctx, queue.Message{Body: text, Group: group})
}

// searchFeed hands the entries of events over to the queue: an index that has trouble must not hold up other consumers.
type searchFeed struct{ app *App }

// Name implements event.Consumer.
func (searchFeed) Name() string { return "search" }

// Consume implements event.Consumer.
func (f searchFeed) Consume(ctx context.Context, e event.Event) error {
	switch {
	case e.Entry == "" && slices.ContainsFunc(e.Types, changesModels):
		return f.app.EnsureSearch(auth.With(ctx, auth.System))
	case e.Entry == "":
		return nil
	}
	return f.app.sendSearch(ctx, "", searchMessage{Entries: []string{e.Entry}})
}

// changesModels tells whether the documents of entries may be others after an event.
func changesModels(t event.Type) bool {
	return t == event.ModelCreated || t == event.ModelUpdated || t == event.ModelDeleted
}

// IndexForSearch works on one message of the queue.
func (a *App) IndexForSearch(ctx context.Context, m queue.Message) error {
	s, err := searchMessageOf(m)
	if err != nil {
		return err
	}
	return a.indexAll(ctx, s)
}

// IndexBatchForSearch works on messages of the queue that came together, with as few changes of the index as it takes. The
// result has one element a message.
func (a *App) IndexBatchForSearch(ctx context.Context, messages []queue.Message) []error {
	results, single := make([]error, len(messages)), []string(nil)
	var of []int // of each single entry, its message
	for i, m := range messages {
		s, err := searchMessageOf(m)
		switch {
		case err != nil:
			results[i] = err
		case len(s.Entries) == 1 && !s.Repair:
			single, of = append(single, s.Entries[0]), append(of, i)
		default:
			results[i] = a.indexAll(ctx, s)
		}
	}
	for n, err := range a.Content.IndexEntries(ctx, single...) {
		results[of[n]] = err
	}
	return results
}

func (a *App) indexAll(ctx context.Context, s searchMessage) error {
	if s.Repair {
		return a.Content.RepairSearch(ctx, s.Entries...)
	}
	return errors.Join(a.Content.IndexEntries(ctx, s.Entries...)...)
}

func searchMessageOf(m queue.Message) (s searchMessage, err error) {
	if err := json.Unmarshal(m.Body, &s); err != nil {
		return s, err
	}
	if s.Format != searchFormat {
		return s, fmt.Errorf("a message of the search has the unknown format %d", s.Format)
	}
	return s, nil
}

// repairSearch hands an entry over to those who index, because the index does not hold it as it is.
func (a *App) repairSearch(ctx context.Context, id string) error {
	return a.sendSearch(ctx, buildGroup, searchMessage{Entries: []string{id}, Repair: true})
}

// buildSearch is the name of the work that builds the search index.
const buildSearch = "build search"

// RebuildSearch begins to index all entries anew, as the actor of ctx.
func (a *App) RebuildSearch(ctx context.Context) (*job.Job, error) {
	if err := auth.Require(ctx, auth.Manage, auth.Resource{}); err != nil {
		return nil, err
	}
	b, err := a.Content.SearchLacks(ctx, true)
	if err != nil {
		return nil, err
	}
	total, err := a.Content.CountSearchEntries(ctx, b)
	if err != nil {
		return nil, err
	}
	return a.startSearch(ctx, b, total, "")
}

// EnsureSearch begins to index what the search index lacks: it was made anew, or models have changed. It is called at the
// start, and every minute.
func (a *App) EnsureSearch(ctx context.Context) error {
	if a.Ports.Search == nil || a.Ports.SearchFeed == nil || a.Ports.Jobs == nil {
		return nil
	}
	b, err := a.Content.SearchLacks(ctx, false)
	if err != nil || b == nil {
		return err
	}
	total, err := a.Content.CountSearchEntries(ctx, b)
	if err != nil {
		return err
	}
	if total == 0 { // what comes later is indexed as it comes
		return a.Content.SearchBuilt(ctx, b)
	}
	_, err = a.startSearch(ctx, b, total, fmt.Sprintf("search %s %d", b.Index, b.Version))
	return err
}

// startSearch starts the job of a build. One with the key of another is that one.
func (a *App) startSearch(ctx context.Context, b *content.SearchBuild, total int, key string) (*job.Job, error) {
	return a.Jobs.Start(ctx, job.New{Kind: job.Search, Work: buildSearch, Title: "Build the search index", Args: b, Total: total, Key: key})
}

// buildSearchIndex hands all entries of a build over to those who index them.
func (a *App) buildSearchIndex(ctx context.Context, r *job.Run) error {
	b := &content.SearchBuild{}
	if err := r.Args(ctx, b); err != nil {
		return err
	}
	for cursor, done := r.Cursor(), false; !done; {
		ids, next, last, err := a.Content.SearchEntries(ctx, b, cursor)
		if err != nil {
			return err
		}
		if len(ids) > 0 {
			if err := a.sendSearch(ctx, buildGroup, searchMessage{Entries: ids}); err != nil {
				return err
			}
		}
		r.Pass(len(ids))
		if err := r.Report(ctx, next); err != nil {
			return err
		}
		cursor, done = next, last
	}
	return a.Content.SearchBuilt(ctx, b)
}
