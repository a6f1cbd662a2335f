package content_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/galley-cms/galley/internal/event"
)

// Who tells of events is another process than those that change models, and knows what an event is about all the same.
func TestPayloadsKnowTheModelsOfTheirEvents(t *testing.T) {
	b := newTables(t)
	s, teller := b.lambda(), b.lambda()
	s.apply(`{"apiId":"note","fields":[{"apiId":"title","kind":"TEXT"}]}`)
	if _, err := teller.Schema(teller.ctx); err != nil {
		t.Fatal(err)
	}
	b.clock.advance(time.Second)
	s.apply(`{"apiId":"note","fields":[{"apiId":"title","kind":"TEXT"},{"apiId":"place","kind":"TEXT"}]}`, `{"apiId":"walk","fields":[{"apiId":"place","kind":"TEXT"}]}`)
	schema, err := s.Schema(s.ctx)
	s.must(err)
	for model, id := range map[string]string{"note": "n1", "walk": "w1"} {
		e := s.create(model, id, `{"place":"the harbour"}`, true)
		text, err := teller.Payload(teller.ctx, event.Event{ID: "1", Time: b.clock.Now(), Entry: e.ID, Model: schema.Model(model).ID, After: e.Version}, event.EntryPublished)
		if err != nil {
			t.Fatal(err)
		}
		var told struct {
			Model  string
			Values map[string]string
		}
		if err := json.Unmarshal(text, &told); err != nil {
			t.Fatal(err)
		}
		if told.Model != model || told.Values["place"] != "the harbour" {
			t.Errorf("of the %s is told: %s", model, text)
		}
	}
}
