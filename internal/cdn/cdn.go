// Package cdn is the port to the edge cache in front of the content API.
package cdn

import "context"

// Invalidator drops cached replies.
type Invalidator interface {
	// Invalidate drops every reply that carries one of the tags (e:<entry id>, m:<model id>), and returns when the
	// edge has confirmed it. It may be asked again for the same tags.
	Invalidate(ctx context.Context, tags ...string) error
}

// None is the edge of an installation that has none.
type None struct{}

// Invalidate has nothing to drop.
func (None) Invalidate(context.Context, ...string) error { return nil }
