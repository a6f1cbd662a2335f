package delivery

import (
	"context"
	"sync"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
)

// maxSchemas is how many schemas of one version and stage are kept; each takes some 30 KB a model.
const maxSchemas = 8

// audience is a set of callers who may read the same models: a 1 or 0 for each model of the schema.
type audience string

// schemas keeps the executable schemas of the current models, one an audience.
type schemas struct {
	mu         sync.RWMutex
	of         *content.Schema
	byAudience map[audience]*schema
}

// schema finds or builds the schema that the actor of ctx sees.
func (h *handler) schema(ctx context.Context) (*schema, audience, error) {
	sc, err := h.content.Schema(ctx)
	if err != nil {
		return nil, "", err
	}
	var room [64]byte
	who := h.readable(auth.From(ctx), sc, room[:0])
	c := h.schemas
	c.mu.RLock()
	s := c.byAudience[audience(who)]
	current := c.of == sc
	c.mu.RUnlock()
	if s == nil || !current {
		s = h.build(sc, who)
	}
	return s, s.audience, nil
}

// readable appends 1 or 0 for each model, as the actor may read it or not.
func (h *handler) readable(a auth.Actor, sc *content.Schema, dst []byte) []byte {
	do := auth.ReadPublished
	if h.stage == content.Draft {
		do = auth.ReadDrafts
	}
	for _, m := range sc.Types {
		bit := byte('0')
		if !m.Component && auth.Can(a, do, auth.Resource{Model: m.ID, PublicRead: m.PublicRead}) {
			bit = '1'
		}
		dst = append(dst, bit)
	}
	return dst
}

func (h *handler) build(sc *content.Schema, who []byte) *schema {
	c := h.schemas
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.of != sc || len(c.byAudience) >= maxSchemas {
		c.of, c.byAudience = sc, map[audience]*schema{}
	}
	if s := c.byAudience[audience(who)]; s != nil {
		return s
	}
	shown := make(map[*content.Model]bool, len(sc.Types))
	for i, m := range sc.Types {
		shown[m] = who[i] == '1'
	}
	s := build(sc, h.stage, h.content.Searches(), func(m *content.Model) bool { return shown[m] })
	s.audience = audience(who)
	s.limits = h.limits
	c.byAudience[s.audience] = s
	return s
}
