package aws

import (
	"context"

	"github.com/galley-cms/galley/internal/queue"
	"github.com/galley-cms/galley/internal/queue/sqs"
)

// Webhook is the function behind the queue of webhooks: it makes their deliveries.
func Webhook(h *Home) Handler {
	h.WithWebhooks()
	deliver := func(ctx context.Context, m queue.Message) error {
		a, err := h.App(ctx)
		if err != nil {
			return err
		}
		return a.Hooks.Handle(ctx, m)
	}
	c := sqs.NewConsumer(h.sqs(), h.getenv(WebhookQueue), deliver, sqs.Options{Log: h.Log})
	return func(ctx context.Context, event []byte) ([]byte, error) {
		reply, err := consume(ctx, c, event)
		if a, err := h.App(ctx); err == nil {
			a.Hooks.Rest()
		}
		return reply, err
	}
}
