package embedded

import (
	"context"
	"sync"

	"github.com/galley-cms/galley/internal/store"
	table "github.com/galley-cms/galley/internal/store/embedded"
)

// gate lets a backup hold back the writers of both tables for the moment in which it takes its snapshots.
type gate struct{ sync.RWMutex }

// gated is a table whose writers pass a gate.
type gated struct {
	*table.Table
	gate *gate
}

var _ store.Table = (*gated)(nil)

func (g *gate) open(path string, o table.Options) (*gated, error) {
	t, err := table.Open(path, o)
	if err != nil {
		return nil, err
	}
	return &gated{t, g}, nil
}

// Transact implements store.Table.
func (t *gated) Transact(ctx context.Context, token string, writes ...store.Write) error {
	t.gate.RLock()
	defer t.gate.RUnlock()
	return t.Table.Transact(ctx, token, writes...)
}

// Batch implements store.Table.
func (t *gated) Batch(ctx context.Context, writes ...store.Write) []error {
	t.gate.RLock()
	defer t.gate.RUnlock()
	return t.Table.Batch(ctx, writes...)
}
