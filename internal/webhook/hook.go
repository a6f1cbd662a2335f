package webhook

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/netguard"
	"github.com/galley-cms/galley/internal/store"
)

// Limits of subscriptions.
const (
	MaxHooks  = 50   // of a space
	maxURL    = 2048 // bytes
	maxName   = 200  // bytes
	maxModels = 200  // of one webhook
)

// itemFormat is the first byte of every stored item; JSON follows.
const itemFormat = 1

// Hook is a subscription. Its secrets are not part of it, so that they cannot leave by accident.
type Hook struct {
	ID        string       `json:"id"`
	Name      string       `json:"name,omitempty"` // for people; empty: they know it by its host
	URL       string       `json:"url"`
	Events    []event.Type `json:"events,omitempty"` // empty: all
	Models    []string     `json:"models,omitempty"` // ids of models; empty: all
	Enabled   bool         `json:"enabled"`
	Reason    string       `json:"reason,omitempty"` // why Galley itself disabled it: a sentence
	CreatedAt time.Time    `json:"createdAt"`
	UpdatedAt time.Time    `json:"updatedAt"`
}

// Host is the host of the hook's URL. Notes and logs name it, because a path can hold a receiver's token.
func (h Hook) Host() string {
	u, err := url.Parse(h.URL)
	if err != nil {
		return "?"
	}
	return u.Host
}

// stored is a hook as the table holds it.
type stored struct {
	Hook
	Secrets []secret  `json:"secrets"` // the newest first
	Since   time.Time `json:"since"`   // it hears of events from this time on: when it was made or last enabled
	version int64
}

// wants gives the last type of an event that the hook asked for; it is false if it asked for none.
func (h stored) wants(e event.Event) (event.Type, bool) {
	if !h.Enabled || e.Time.Before(h.Since) || len(h.Models) > 0 && !slices.Contains(h.Models, e.Model) {
		return "", false
	}
	asked := h.Events
	if len(asked) == 0 {
		asked = event.Types
	}
	for _, t := range slices.Backward(e.Types) {
		if slices.Contains(asked, t) {
			return t, true
		}
	}
	return "", false
}

const hookPrefix = "webhook#"

func (s *Service) hookKey(id string) store.Key {
	return store.Key{Partition: s.space + "#model", Sort: hookPrefix + id}
}

func (s *Service) hookItem(h stored) store.Item {
	return store.Item{Key: s.hookKey(h.ID), Version: h.version, Body: encode(h)}
}

func decodeHook(i store.Item) (h stored, err error) {
	defer errs.Wrap(&err, "decode %s", i.Sort)
	err = decode(i, &h)
	h.version = i.Version
	return h, err
}

func encode[T any](value T) []byte {
	text, err := json.Marshal(value)
	if err != nil {
		panic(fmt.Sprintf("a %T has no JSON form: %v", value, err)) // only a time beyond the year 9999 has none
	}
	return append([]byte{itemFormat}, text...)
}

func decode[T any](i store.Item, into *T) error {
	if len(i.Body) == 0 || i.Body[0] != itemFormat {
		return errors.New("unknown format")
	}
	return json.Unmarshal(i.Body[1:], into)
}

// check returns what is wrong with a hook, as a validation error.
func (s *Service) check(h Hook) error {
	var problems []errs.Problem
	add := func(path, rule, format string, args ...any) {
		problems = append(problems, errs.Problem{Path: path, Rule: rule, Message: fmt.Sprintf(format, args...)})
	}
	if reason := s.checkURL(h.URL); reason != "" {
		add("url", "url", "%s", reason)
	}
	if len(h.Name) > maxName {
		add("name", "maxLength", "A webhook's name can have at most %d bytes.", maxName)
	}
	for i, t := range h.Events {
		if !slices.Contains(event.Types, t) {
			add(fmt.Sprintf("events.%d", i), "in", "There is no event %q; the events are %s.", t, names(event.Types))
		}
	}
	for i, m := range h.Models {
		if m == "" {
			add(fmt.Sprintf("models.%d", i), "required", "The model id is empty.")
		}
	}
	if len(h.Models) > maxModels {
		add("models", "maxItems", "A webhook can name at most %d models; name none for all.", maxModels)
	}
	if len(problems) > 0 {
		return errs.Validation(problems...)
	}
	return nil
}

// checkURL says in a sentence what is wrong with a URL; "" if nothing is.
func (s *Service) checkURL(raw string) string {
	if len(raw) > maxURL {
		return fmt.Sprintf("The URL is longer than %d bytes.", maxURL)
	}
	err := netguard.CheckURL(raw, s.reach)
	if err == nil {
		return ""
	}
	local := s.reach
	local.AllowLoopback = true
	if netguard.CheckURL(raw, local) == nil {
		return "The URL leads to the machine that Galley runs on: set GALLEY_ALLOW_LOOPBACK_WEBHOOKS=true to allow that."
	}
	return err.Error()
}

func names(types []event.Type) string {
	list := make([]string, len(types))
	for i, t := range types {
		list[i] = string(t)
	}
	return strings.Join(list, ", ")
}
