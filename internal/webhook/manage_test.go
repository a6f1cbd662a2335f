package webhook_test

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/webhook"
)

func TestURLsOfReceivers(t *testing.T) {
	bad := []string{
		"https://127.0.0.1/", "https://10.1.2.3/", "https://169.254.169.254/latest", "https://localhost/", "https://[fd00::1]/", // W1
		"https://[::ffff:10.0.0.1]/", "https://[2002:7f00:1::]/", "https://[64:ff9b::7f00:1]/", // W2
		"https://2130706433/", "https://0177.0.0.1/", "https://0x7f.1/", // W3
		"https://user:pass@example.com/", "file:///etc/passwd", "gopher://example.com/", "https://example.com:25/", // W6
		"http://example.com/", "example.com", "", "https://" + strings.Repeat("a", 2050) + ".example/",
	}
	f := setupWith(t, webhook.Options{})
	for _, url := range bad {
		_, _, err := f.Add(f.ctx, webhook.Subscription{URL: url})
		if errs.CodeOf(err) != errs.ValidationFailed {
			t.Errorf("%q: %v", url, err)
		}
	}
	for _, url := range []string{"https://example.com/hook", "https://example.com:8443/"} {
		if _, _, err := f.Add(f.ctx, webhook.Subscription{URL: url}); err != nil {
			t.Errorf("%q: %v", url, err)
		}
	}
	if list, err := f.List(f.ctx); err != nil || len(list) != 2 {
		t.Errorf("%d webhooks were kept, %v", len(list), err)
	}
}

func TestLoopbackHintNamesTheSwitch(t *testing.T) {
	f := setupWith(t, webhook.Options{})
	_, _, err := f.Add(f.ctx, webhook.Subscription{URL: "http://localhost:3000/hook"})
	if err == nil || !strings.Contains(err.Error(), "GALLEY_ALLOW_LOOPBACK_WEBHOOKS=true") {
		t.Errorf("got %v", err)
	}
}

func TestUnknownEventsAreRefused(t *testing.T) {
	f := setup(t)
	for _, typ := range []event.Type{"entry.exploded", event.AccessChanged} {
		_, _, err := f.Add(f.ctx, webhook.Subscription{URL: "https://example.com", Events: []event.Type{event.EntryCreated, typ}})
		if errs.CodeOf(err) != errs.ValidationFailed || !strings.Contains(err.Error(), "entry.published") {
			t.Errorf("%s: %v", typ, err)
		}
	}
}

func TestHooksAreKeptChangedAndRemoved(t *testing.T) {
	f := setup(t)
	h, secret, err := f.Add(f.ctx, webhook.Subscription{URL: "https://example.com/a", Events: []event.Type{"entry.updated", "entry.created", "entry.updated"}, Models: []string{"m"}})
	if err != nil || !strings.HasPrefix(secret, "whsec_") || len(secret) < 38 {
		t.Fatalf("secret %q, %v", secret, err)
	}
	if want := []event.Type{"entry.created", "entry.updated"}; !slices.Equal(h.Events, want) || !h.Enabled || h.CreatedAt.IsZero() {
		t.Errorf("made %+v", h)
	}
	url, all := "https://example.org/b", []event.Type{}
	f.clock.Advance(time.Second)
	changed, err := f.Update(f.ctx, h.ID, webhook.Changes{URL: &url, Events: &all})
	if err != nil || changed.URL != url || len(changed.Events) != 0 || !slices.Equal(changed.Models, h.Models) || !changed.UpdatedAt.After(h.UpdatedAt) {
		t.Errorf("changed %+v, %v", changed, err)
	}
	bad := "ftp://example.org"
	if _, err := f.Update(f.ctx, h.ID, webhook.Changes{URL: &bad}); errs.CodeOf(err) != errs.ValidationFailed {
		t.Errorf("a bad change: %v", err)
	}
	if got, err := f.Get(f.ctx, h.ID); err != nil || !reflect.DeepEqual(got, changed) {
		t.Errorf("kept %+v, %v", got, err)
	}
	if err := f.Remove(f.ctx, h.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Get(f.ctx, h.ID); errs.CodeOf(err) != errs.NotFound {
		t.Errorf("after the removal: %v", err)
	}
}

func TestRemovedHooksGetNothing(t *testing.T) {
	f, r := setup(t), receive(t, nil)
	h, _ := f.add(r.url)
	f.happen(published("a"))
	if err := f.Remove(f.ctx, h.ID); err != nil {
		t.Fatal(err)
	}
	f.happen(published("b"))
	f.work()
	if n := len(r.all()); n != 0 {
		t.Errorf("%d requests", n)
	}
}

func TestRotatedSecretsOverlap(t *testing.T) { // W11
	f, r := setup(t), receive(t, nil)
	h, old := f.add(r.url)
	fresh, err := f.RotateSecret(f.ctx, h.ID)
	if err != nil || fresh == old {
		t.Fatalf("%v", err)
	}
	f.happen(published("a"))
	f.work()
	for _, secret := range []string{old, fresh} {
		if err := verify(t, secret, r.all()[0]); err != nil {
			t.Errorf("in the first 24 hours: %v", err)
		}
	}
	f.clock.Advance(24 * time.Hour)
	f.happen(published("b"))
	f.work()
	if verify(t, old, r.all()[1]) == nil {
		t.Error("the old secret still signs after 24 hours")
	}
	if err := verify(t, fresh, r.all()[1]); err != nil {
		t.Error(err)
	}
}

// Whoever reads logs, lists, the ledger or the audit must not be able to forge a delivery.
func TestSecretsLeaveOnlyOnce(t *testing.T) { // W20
	f, r := setup(t), receive(t, nil)
	h, first := f.add(r.url)
	second, err := f.RotateSecret(f.ctx, h.ID)
	if err != nil {
		t.Fatal(err)
	}
	f.happen(published("a"))
	f.work()
	if _, err := f.Test(f.ctx, h.ID); err != nil {
		t.Fatal(err)
	}
	hooks, err := f.List(f.ctx)
	if err != nil {
		t.Fatal(err)
	}
	audit, err := event.List(f.ctx, f.table, "main", event.Filter{}, 100)
	if err != nil {
		t.Fatal(err)
	}
	replies, err := json.Marshal([]any{hooks, f.deliveries(h.ID), audit.Events})
	if err != nil {
		t.Fatal(err)
	}
	seen := f.log.String() + string(replies)
	for _, secret := range []string{first, second} {
		if strings.Contains(seen, strings.TrimPrefix(secret, "whsec_")) {
			t.Error("a secret got out")
		}
	}
	if strings.Contains(f.log.String(), "receivers-own") {
		t.Error("the log holds the receiver's token")
	}
	if f.log.Len() == 0 {
		t.Error("nothing was logged: the test shows nothing")
	}
}

func TestChangesAreInTheAudit(t *testing.T) {
	f := setup(t)
	ada := auth.Actor{Kind: auth.KindUser, ID: "ada", Name: "Ada", Role: auth.RoleAdmin}
	ctx := auth.With(t.Context(), ada)
	h, _, err := f.Add(ctx, webhook.Subscription{URL: "https://example.com/token"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.RotateSecret(ctx, h.ID); err != nil {
		t.Fatal(err)
	}
	if err := f.Remove(ctx, h.ID); err != nil {
		t.Fatal(err)
	}
	page, err := event.List(ctx, f.table, "main", event.Filter{Types: []event.Type{event.AccessChanged}}, 10)
	if err != nil {
		t.Fatal(err)
	}
	var notes []string
	for _, e := range page.Events {
		if e.Actor != ada.Ref() {
			t.Errorf("done by %+v", e.Actor)
		}
		notes = append(notes, e.Note)
	}
	slices.Sort(notes)
	want := []string{"Added the webhook to example.com.", "Removed the webhook to example.com.", "Rotated the secret of the webhook to example.com."}
	if !slices.Equal(notes, want) {
		t.Errorf("notes %q", notes)
	}
}

func TestOnlyAdministratorsManageWebhooks(t *testing.T) {
	f := setup(t)
	h, _ := f.add("https://example.com/")
	f.happen(published("a"))
	d := f.only(h.ID)
	calls := map[string]func(ctx context.Context) error{
		"Add": func(ctx context.Context) error {
			_, _, err := f.Add(ctx, webhook.Subscription{URL: "https://example.com"})
			return err
		},
		"List":         func(ctx context.Context) error { _, err := f.List(ctx); return err },
		"Get":          func(ctx context.Context) error { _, err := f.Get(ctx, h.ID); return err },
		"Update":       func(ctx context.Context) error { _, err := f.Update(ctx, h.ID, webhook.Changes{}); return err },
		"RotateSecret": func(ctx context.Context) error { _, err := f.RotateSecret(ctx, h.ID); return err },
		"Deliveries":   func(ctx context.Context) error { _, err := f.Deliveries(ctx, h.ID, 1, ""); return err },
		"Redeliver":    func(ctx context.Context) error { _, err := f.Redeliver(ctx, d.ID); return err },
		"Test":         func(ctx context.Context) error { _, err := f.Test(ctx, h.ID); return err },
		"Remove":       func(ctx context.Context) error { return f.Remove(ctx, h.ID) },
	}
	actors := map[errs.Code]auth.Actor{
		errs.Unauthenticated: auth.Public,
		errs.Forbidden:       {Kind: auth.KindUser, ID: "e", Role: auth.RoleEditor},
	}
	for name, call := range calls {
		for code, actor := range actors {
			if err := call(auth.With(t.Context(), actor)); errs.CodeOf(err) != code {
				t.Errorf("%s by %s: %v", name, actor.Kind, err)
			}
		}
	}
}

func TestThereIsALimitOfHooks(t *testing.T) {
	f := setup(t)
	for range webhook.MaxHooks {
		f.add("https://example.com/")
	}
	if _, _, err := f.Add(f.ctx, webhook.Subscription{URL: "https://example.com"}); errs.CodeOf(err) != errs.LimitExceeded {
		t.Errorf("one more: %v", err)
	}
}

func TestDeliveriesAreListedNewestFirst(t *testing.T) {
	f := setup(t)
	h, _ := f.add("https://example.com/")
	other, _ := f.add("https://example.org/")
	var want []string
	for i := range 25 {
		e := f.happen(published(fmt.Sprint("entry", i)))
		want = append([]string{"msg_" + e.ID + "_" + h.ID}, want...)
		f.clock.Advance(7 * time.Hour)
	}
	var got []string
	for before := ""; ; {
		page, err := f.Deliveries(f.ctx, h.ID, 4, before)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range page {
			got = append(got, d.ID)
		}
		if len(page) < 4 {
			break
		}
		before = page[3].ID
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %d deliveries, want %d", len(got), len(want))
	}
	if _, err := f.Deliveries(f.ctx, other.ID, 4, want[0]); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("a delivery of another webhook: %v", err)
	}
	f.clock.Advance(40 * 24 * time.Hour)
	if list := f.deliveries(h.ID); len(list) != 0 {
		t.Errorf("%d deliveries after 40 days", len(list))
	}
}

func TestUnknownDeliveries(t *testing.T) {
	f := setup(t)
	for _, id := range []string{"", "msg_", "msg_x_y", "msg_01ARZ3NDEKTSV4RRFFQ69G5FAV_", "msg_01ARZ3NDEKTSV4RRFFQ69G5FAV_other"} {
		if _, err := f.Redeliver(f.ctx, id); errs.CodeOf(err) != errs.NotFound {
			t.Errorf("%q: %v", id, err)
		}
	}
}
