package content

import (
	"context"
	"time"

	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/event"
)

// SearchStatus tells how far the search index has come.
type SearchStatus struct {
	Documents int
	UpTo      time.Time     // all changes before can be found; zero before the index was first built
	Behind    time.Duration // how long the oldest change waits that cannot be found yet; 0: none waits
}

// latestEvents is how many of the last changes are looked for in the index to tell how far behind it is.
const latestEvents = 50

// SearchStatus looks whether the last changes of entries have come to the search index. If more are on their way than it
// looks at, it tells of the oldest of those.
func (s *Service) SearchStatus(ctx context.Context) (out SearchStatus, err error) {
	if err := auth.Require(ctx, auth.ReadDrafts, auth.Resource{}); err != nil {
		return out, err
	}
	if s.search == nil {
		return out, noSearch()
	}
	now := s.clock.Now().UTC()
	status, err := s.search.Status(ctx)
	if err != nil {
		return out, err
	}
	out.Documents = status.Documents
	lacks, err := s.SearchLacks(ctx, false)
	if err != nil {
		return out, err
	}
	oldest, err := s.oldestWaiting(ctx)
	if err != nil {
		return out, err
	}
	if !oldest.IsZero() {
		out.Behind = max(now.Sub(oldest), time.Millisecond)
	}
	if lacks == nil {
		out.UpTo = now.Add(-out.Behind)
	}
	return out, nil
}

// oldestWaiting is the time of the oldest of the last changes that the index does not know; zero if it knows all.
func (s *Service) oldestWaiting(ctx context.Context) (oldest time.Time, err error) {
	page, err := event.List(ctx, s.content, s.keys.space, event.Filter{}, latestEvents)
	if err != nil {
		return oldest, err
	}
	known := map[string]bool{}
	for _, e := range page.Events {
		if e.Entry == "" {
			continue
		}
		found, asked := known[e.Entry]
		if !asked {
			if found, err = s.upToDate(ctx, e.Entry); err != nil {
				return oldest, err
			}
			known[e.Entry] = found
		}
		if !found {
			oldest = e.Time
		}
	}
	return oldest, nil
}

// upToDate tells whether the index holds an entry as it is, or was a moment ago.
func (s *Service) upToDate(ctx context.Context, id string) (bool, error) {
	st, err := s.read(ctx, id)
	if err != nil {
		return false, err
	}
	held, err := s.indexed(ctx, id)
	return inSearch(st, held), err
}
