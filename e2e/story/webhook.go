package story

import (
	"encoding/json"
	"strings"
	"testing"
)

// subscribe adds a webhook by the command line and gives its secret.
func subscribe(t testing.TB, h *Home, r *Receiver, event, model string) string {
	t.Helper()
	secret := strings.TrimSpace(h.CLI(t, "webhook", "add", r.URL, "--event", event, "--model", model))
	if !strings.HasPrefix(secret, "whsec_") || strings.ContainsAny(secret, " \n") {
		t.Fatalf("webhook add prints %q", secret)
	}
	return secret
}

// webhook has a publish heard at the second attempt, signed as the standard says.
func (s *Story) webhook(t testing.TB) {
	if s.home.Receive == nil {
		t.Log("NOT TOLD: nothing listens for webhooks where this home could reach it. Name a receiver to hear of this part.")
		return
	}
	r := s.home.Receive(t)
	secret := subscribe(t, s.home, r, "entry.published", s.model())
	s.home.Secrets.Keep("webhook secret", secret)
	r.SetDown(true)
	writer := s.client(t, s.newKey(t, "write"))
	id := Text(writer.Ask("/graphql", `mutation { createRecipe(data: {title: "Heard", slug: "heard"}, publish: true) { id } }`, nil), "createRecipe", "id")
	answered := func(status int) func(Call) bool {
		return func(c Call) bool { return c.Status == status && Text(c.Event(), "data", "id") == id }
	}
	first := r.Wait(t, "the first attempt", answered(500))
	r.SetDown(false)
	second := r.Wait(t, "the retry", answered(204))

	Want(t, "webhook-id of the retry", second.Header.Get("webhook-id"), first.Header.Get("webhook-id"))
	event, err := Verify(t, secret, second) // W10
	if err != nil {
		t.Fatalf("standardwebhooks refuses the delivery: %v\n%v\n%s", err, second.Header, second.Body)
	}
	Want(t, "type", Text(event, "type"), "entry.published")
	Want(t, "entry", Text(event, "data", "id"), id)
	Want(t, "model", Text(event, "data", "model"), s.model())
	Want(t, "title", Text(event, "data", "values", "title"), "Heard")
	forged(t, secret, second)

	hook := s.webhookAt(t, r.URL)
	Until(t, "the ledger knows of the delivery", func() bool { return strings.Contains(s.home.CLI(t, "webhook", "deliveries", hook), "delivered") })
}

// forged checks that the library refuses what was not sent so.
func forged(t testing.TB, secret string, c Call) {
	t.Helper()
	changed := c
	changed.Body = strings.Replace(c.Body, "Heard", "Hoard", 1)
	if _, err := Verify(t, secret, changed); err == nil {
		t.Fatal("standardwebhooks takes a changed body")
	}
	if _, err := Verify(t, "whsec_"+strings.Repeat("A", 32), c); err == nil {
		t.Fatal("standardwebhooks takes the signature of another secret")
	}
}

// webhookAt is the id of the webhook to an address.
func (s *Story) webhookAt(t testing.TB, address string) string {
	t.Helper()
	var all []Object
	if err := json.Unmarshal([]byte(s.home.CLI(t, "webhook", "list", "--json")), &all); err != nil {
		t.Fatal(err)
	}
	for _, hook := range all {
		if Text(hook, "url") == address {
			return Text(hook, "id")
		}
	}
	t.Fatalf("no webhook leads to %s", address)
	return ""
}
