package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/galley-cms/galley/internal/errs"
)

// hook is a webhook as the management API gives one.
type hook struct {
	ID             string   `json:"id"`
	Name           string   `json:"name"`
	URL            string   `json:"url"`
	Events         []string `json:"events"`
	Models         []string `json:"models"`
	Enabled        bool     `json:"enabled"`
	DisabledReason *string  `json:"disabledReason"`
	CreatedAt      string   `json:"createdAt"`
}

const hookFields = `{ id name url events models enabled disabledReason createdAt }`

type webhookAdd struct {
	where
	output
	Target string   `arg:"" name:"target" help:"URL that takes the events."`
	Event  []string `required:"" help:"Type of event, like entry.published; repeat for several." placeholder:"TYPE"`
	Model  []string `help:"Only for entries of this model (apiId); repeat for several."`
	Name   string   `help:"What people call it."`
}

// Run subscribes a URL and prints the secret alone.
func (w *webhookAdd) Run(ctx context.Context, c console) error {
	variables := map[string]any{"url": w.Target, "events": w.Event, "models": w.Model}
	if w.Name != "" {
		variables["name"] = w.Name
	}
	var data struct {
		AddWebhook struct {
			Webhook hook   `json:"webhook"`
			Secret  string `json:"secret"`
		}
	}
	err := w.do(ctx, c, `mutation($url: String!, $events: [String!]!, $models: [String!], $name: String) {
		addWebhook(url: $url, events: $events, models: $models, name: $name) { webhook `+hookFields+` secret } }`, variables, &data)
	if err != nil {
		return err
	}
	c.say("Added the webhook %s. This is the only time its secret is shown.", data.AddWebhook.Webhook.ID)
	return w.one(c, data.AddWebhook, data.AddWebhook.Secret)
}

type webhookList struct {
	existing
	output
}

// Run lists all webhooks.
func (w *webhookList) Run(ctx context.Context, c console) error {
	var data struct{ Webhooks []hook }
	if err := w.do(ctx, c, `{ webhooks `+hookFields+` }`, nil, &data); err != nil {
		return err
	}
	rows := make([][]string, len(data.Webhooks))
	for i, h := range data.Webhooks {
		state := "enabled"
		if !h.Enabled {
			state = "disabled"
		}
		rows[i] = []string{h.ID, h.URL, listOr(h.Events, "all"), listOr(h.Models, "all"), state}
	}
	return w.table(c, data.Webhooks, "There are no webhooks. Add one: galley webhook add", []string{"ID", "URL", "EVENTS", "MODELS", "STATE"}, rows)
}

func listOr(list []string, none string) string {
	if len(list) == 0 {
		return none
	}
	return strings.Join(list, ", ")
}

// delivery is a delivery as the management API gives one.
type delivery struct {
	ID          string  `json:"id"`
	Event       string  `json:"event"`
	Type        string  `json:"type"`
	Attempt     int     `json:"attempt"`
	Time        string  `json:"time"`
	Status      *int    `json:"status"`
	DurationMs  int     `json:"durationMs"`
	Delivered   bool    `json:"delivered"`
	Error       *string `json:"error"`
	NextAttempt *string `json:"nextAttempt"`
}

const deliveryFields = `{ id event type attempt time status durationMs delivered error nextAttempt }`

// outcome says how a delivery stands.
func (d delivery) outcome() string {
	switch {
	case d.Delivered:
		return "delivered"
	case d.NextAttempt != nil:
		return "again at " + when(d.NextAttempt)
	case d.Attempt == 0:
		return "waiting"
	}
	return "failed"
}

type webhookDeliveries struct {
	existing
	output
	ID    string `arg:"" help:"Id of the webhook."`
	First int    `help:"How many to show, 100 at most." default:"20"`
}

// Run lists the deliveries of a webhook.
func (w *webhookDeliveries) Run(ctx context.Context, c console) error {
	var data struct {
		Webhook *struct{ Deliveries []delivery }
	}
	err := w.do(ctx, c, `query($id: ID!, $first: Int) { webhook(id: $id) { deliveries(first: $first) `+deliveryFields+` } }`,
		map[string]any{"id": w.ID, "first": w.First}, &data)
	if err != nil {
		return err
	}
	if data.Webhook == nil {
		return errs.New(errs.NotFound, "There is no webhook %q.", w.ID)
	}
	list := data.Webhook.Deliveries
	rows := make([][]string, len(list))
	for i, d := range list {
		status, reason := "", ""
		if d.Status != nil {
			status = fmt.Sprint(*d.Status)
		}
		if d.Error != nil {
			reason = *d.Error
		}
		rows[i] = []string{when(&d.Time), d.Type, fmt.Sprint(d.Attempt), status, d.outcome(), d.ID, reason}
	}
	return w.table(c, list, "Nothing was sent to this webhook yet.", []string{"TIME", "TYPE", "ATTEMPT", "STATUS", "OUTCOME", "ID", "REASON"}, rows)
}

type webhookRedeliver struct {
	existing
	output
	ID       string `arg:"" help:"Id of the webhook."`
	Delivery string `arg:"" help:"Id of the delivery."`
}

// Run sends a delivery again.
func (w *webhookRedeliver) Run(ctx context.Context, c console) error {
	var data struct{ Redeliver delivery }
	err := w.do(ctx, c, `mutation($hook: ID!, $delivery: ID!) { redeliver(webhook: $hook, delivery: $delivery) `+deliveryFields+` }`,
		map[string]any{"hook": w.ID, "delivery": w.Delivery}, &data)
	if err != nil {
		return err
	}
	c.say("It is sent again.")
	return w.one(c, data.Redeliver, "")
}

type webhookRemove struct {
	existing
	output
	ID string `arg:"" help:"Id of the webhook."`
}

// Run removes a webhook.
func (w *webhookRemove) Run(ctx context.Context, c console) error {
	var data struct{ RemoveWebhook string }
	err := w.do(ctx, c, `mutation($id: ID!) { removeWebhook(id: $id) }`, map[string]any{"id": w.ID}, &data)
	if err != nil {
		return err
	}
	c.say("The webhook is removed.")
	return w.one(c, map[string]string{"id": data.RemoveWebhook}, "")
}
