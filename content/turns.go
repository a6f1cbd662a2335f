package content

import "context"

// turns lets one at a time do what takes calls to the tables. Unlike at a Mutex, nobody waits longer than their context
// lasts.
type turns chan struct{}

// take waits for a turn; free ends it.
func (t turns) take(ctx context.Context) error {
	select {
	case t <- struct{}{}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (t turns) free() { <-t }
