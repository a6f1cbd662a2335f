package manage

import (
	"context"
	"encoding/json"

	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/webhook"
)

func (r *Resolver) hookOf(ctx context.Context, h webhook.Hook) (*Webhook, error) {
	sc, err := r.Content.Schema(ctx)
	if err != nil {
		return nil, err
	}
	return &Webhook{ID: h.ID, Name: orElse(h.Name, h.Host()), URL: h.URL, Models: apiIDs(sc, h.Models), Enabled: h.Enabled,
		Events: of(h.Events, typeName), DisabledReason: text(h.Reason), CreatedAt: h.CreatedAt}, nil
}

func typeName(t event.Type) string { return string(t) }

func typesOf(names []string) []event.Type {
	return of(names, func(n string) event.Type { return event.Type(n) })
}

// modelIDs finds the models that a webhook is about by what people call them.
func (r *Resolver) modelIDs(ctx context.Context, apiIDs []string) ([]string, error) {
	out := make([]string, len(apiIDs))
	for i, name := range apiIDs {
		id, err := r.modelID(ctx, &name)
		if err != nil {
			return nil, err
		}
		out[i] = id
	}
	return out, nil
}

// changesOf reads what is to change of a webhook; nil lists stay as they are.
func (r *Resolver) changesOf(ctx context.Context, name, url *string, events, models []string, enabled *bool) (c webhook.Changes, err error) {
	c = webhook.Changes{Name: name, URL: url, Enabled: enabled}
	if events != nil {
		types := typesOf(events)
		c.Events = &types
	}
	if models != nil {
		ids, err := r.modelIDs(ctx, models)
		if err != nil {
			return c, err
		}
		c.Models = &ids
	}
	return c, nil
}

// deliveryOf shows a delivery with its last attempt.
func deliveryOf(d webhook.Delivery) *Delivery {
	out := &Delivery{ID: d.ID, Event: d.Event, Type: string(d.Type), Time: d.CreatedAt, Delivered: d.State == webhook.Delivered,
		NextAttempt: moment(d.Next)}
	if len(d.Attempts) == 0 {
		return out
	}
	a := d.Attempts[len(d.Attempts)-1]
	out.Attempt, out.Time, out.DurationMs = a.Number, a.Time, int(a.Duration.Milliseconds())
	out.Status, out.Error, out.Response = number(int64(a.Status)), text(a.Error), text(a.Reply)
	if len(a.Headers) > 0 {
		// Texts always have a JSON form.
		out.Request, _ = json.Marshal(map[string]any{"headers": a.Headers})
	}
	return out
}
