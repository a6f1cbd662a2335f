// Package transfertest is a target in memory for the tests of importers. It checks values as Galley does, and can fail
// at any call.
package transfertest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/transfer"
)

// Space is a space in memory. It implements transfer.Target; models that are named in Existing stood there before.
type Space struct {
	Locale  []transfer.Locale
	Types   map[string]*transfer.Model // models and components by apiId
	Entries map[string]*Stored         // by id
	Assets  map[string]*Stored         // by id
	Calls   int                        // made so far
	FailAt  int                        // the call that fails; 0: none
	Largest int                        // bytes of the largest Import
}

// Stored is what a space keeps of an entry or asset.
type Stored struct {
	Entry transfer.Entry
	Asset transfer.Asset
	Data  []byte // the canonical form, for comparisons
	File  string // of an uploaded asset
	State string // of an asset
}

// apiIDForm is what Galley takes for the name of a model.
var apiIDForm = regexp.MustCompile(`^[a-z][A-Za-z0-9]*_?$`)

// ErrKilled is the failure of the call FailAt.
var ErrKilled = errors.New("killed")

// New makes a space without content, in English.
func New(models ...string) *Space {
	s := &Space{
		Locale: []transfer.Locale{{Code: "en", Name: "English"}}, Types: map[string]*transfer.Model{},
		Entries: map[string]*Stored{}, Assets: map[string]*Stored{},
	}
	for _, m := range models {
		if err := s.keep(json.RawMessage(m)); err != nil {
			panic(err) // the test is wrong
		}
	}
	return s
}

// call counts a call, and fails when its turn has come.
func (s *Space) call() error {
	if s.Calls++; s.Calls == s.FailAt {
		return ErrKilled
	}
	return nil
}

// Models implements transfer.Schema.
func (s *Space) Models(context.Context) ([]json.RawMessage, error) {
	out := []json.RawMessage{}
	for _, name := range transfer.Sorted(s.Types) {
		b, err := json.Marshal(s.Types[name])
		if err != nil {
			return nil, err
		}
		out = append(out, b)
	}
	return out, s.call()
}

// ApplyModels implements transfer.Schema.
func (s *Space) ApplyModels(_ context.Context, models []json.RawMessage, dryRun bool) (changes []transfer.Change, err error) {
	for _, b := range models {
		var m transfer.Model
		if err := json.Unmarshal(b, &m); err != nil {
			return nil, err
		}
		action := "create"
		if s.Types[m.APIID] != nil {
			action = "update"
		}
		changes = append(changes, transfer.Change{Action: action, Model: m.APIID, Message: action + " " + m.APIID})
	}
	if err := s.call(); err != nil || dryRun {
		return changes, err
	}
	for _, b := range models {
		if err := s.keep(b); err != nil {
			return nil, err
		}
	}
	return changes, s.whole()
}

// keep stores a model after checking its definition. Fields and components are found by name: their ids are their names.
func (s *Space) keep(b json.RawMessage) error {
	var m transfer.Model
	if err := json.Unmarshal(b, &m); err != nil {
		return err
	}
	for _, f := range m.Fields {
		f.ID = f.APIID
		if problems := field.CheckDefinition(f, m.APIID+"."+f.APIID); len(problems) > 0 {
			return errs.Validation(problems...)
		}
	}
	if !m.Component && (!apiIDForm.MatchString(m.PluralAPIID) || m.PluralAPIID == m.APIID) || !apiIDForm.MatchString(m.APIID) {
		return fmt.Errorf("model %q has the plural %q", m.APIID, m.PluralAPIID)
	}
	s.Types[m.APIID] = &m
	return nil
}

// whole checks that all that models name is there, and that no name is taken twice.
func (s *Space) whole() error {
	plurals := map[string]string{}
	for name, m := range s.Types {
		if other := plurals[m.PluralAPIID]; other != "" && !m.Component {
			return fmt.Errorf("models %s and %s have one plural", name, other)
		}
		plurals[m.PluralAPIID] = name
		for _, f := range m.Fields {
			for _, target := range slices.Concat(f.Models, f.Components) {
				if s.Types[target] == nil {
					return fmt.Errorf("field %s.%s names %s, which is not there", name, f.APIID, target)
				}
			}
		}
	}
	return nil
}

// ComponentByAPIID implements field.Catalog.
func (s *Space) ComponentByAPIID(apiID string) (string, []*field.Field, bool) {
	if m := s.Types[apiID]; m != nil && m.Component {
		return apiID, m.Fields, true
	}
	return "", nil, false
}

// ComponentByID implements field.Catalog.
func (s *Space) ComponentByID(id string) (string, []*field.Field, bool) {
	return s.ComponentByAPIID(id)
}

// Locales implements transfer.Schema.
func (s *Space) Locales(context.Context) ([]transfer.Locale, error) {
	return slices.Clone(s.Locale), s.call()
}

// SetLocales implements transfer.Schema.
func (s *Space) SetLocales(_ context.Context, locales []transfer.Locale) error {
	if err := s.call(); err != nil {
		return err
	}
	s.Locale = locales
	return nil
}

// Import implements transfer.Entries. The call that fails has already kept half of its entries.
func (s *Space) Import(_ context.Context, entries []transfer.Entry, dryRun bool) ([]transfer.Result, error) {
	b, err := json.Marshal(entries)
	if err != nil {
		return nil, err
	}
	s.Largest = max(s.Largest, len(b))
	killed := s.call()
	out := []transfer.Result{}
	for i, e := range entries {
		if killed != nil && i >= len(entries)/2 {
			return nil, killed
		}
		out = append(out, s.orDraft(e, dryRun))
	}
	return out, killed
}

// Holders implements transfer.Entries.
func (s *Space) Holders(_ context.Context, model, field string, values []string) (map[string][]string, error) {
	out := map[string][]string{}
	for _, id := range transfer.Sorted(s.Entries) {
		e := s.Entries[id].Entry
		if v := fmt.Sprint(e.Values[field]); e.Model == model && slices.Contains(values, v) {
			out[v] = append(out[v], id)
		}
	}
	return out, s.call()
}

// orDraft keeps as a draft what cannot be published.
func (s *Space) orDraft(e transfer.Entry, dryRun bool) transfer.Result {
	res := s.entry(e, dryRun)
	if !e.Publish || res.Outcome != transfer.Failed || len(res.Problems) == 0 {
		return res
	}
	e.Publish, e.LiveValues = false, nil
	kept := s.entry(e, dryRun)
	if kept.Outcome != transfer.Failed {
		kept.Message, kept.Problems = "Kept as a draft.", res.Problems
	}
	return kept
}

func (s *Space) entry(e transfer.Entry, dryRun bool) transfer.Result {
	res := transfer.Result{ID: e.ID, Outcome: transfer.Created}
	m := s.Types[e.Model]
	if m == nil || m.Component || !field.IsID(e.ID) {
		return transfer.Result{ID: e.ID, Outcome: transfer.Failed, Message: "There is no model " + e.Model + ", or the id is none."}
	}
	if res.Problems = s.check(m, e.Values, e.Publish, e.Locales); len(res.Problems) == 0 && e.Publish {
		res.Problems = s.claims(m, e)
	}
	if len(res.Problems) > 0 {
		res.Outcome = transfer.Failed
		return res
	}
	data, err := json.Marshal(e)
	if err != nil {
		panic(err) // it was encoded before
	}
	if had := s.Entries[e.ID]; had != nil {
		res.Outcome = transfer.Updated
		if bytes.Equal(had.Data, data) {
			res.Outcome = transfer.Unchanged
		}
	}
	if !dryRun {
		s.Entries[e.ID] = &Stored{Entry: e, Data: data}
	}
	return res
}

// check decodes and validates values as Galley does.
func (s *Space) check(m *transfer.Model, v transfer.Values, publish bool, locales []string) (out []errs.Problem) {
	for name := range v {
		if !slices.ContainsFunc(m.Fields, func(f *field.Field) bool { return f.APIID == name }) {
			out = append(out, errs.Problem{Path: name, Rule: "unknown", Message: "The model has no field " + name + "."})
		}
	}
	for _, f := range m.Fields {
		raw, err := json.Marshal(v[f.APIID])
		if err != nil {
			panic(err) // importers make only what can be encoded
		}
		if !f.Localized {
			out = append(out, s.value(f, f.APIID, raw, publish)...)
			continue
		}
		out = append(out, s.localized(f, raw, publish, locales)...)
	}
	return out
}

func (s *Space) localized(f *field.Field, raw json.RawMessage, publish bool, locales []string) (out []errs.Problem) {
	byLocale := map[string]json.RawMessage{}
	if err := json.Unmarshal(raw, &byLocale); err != nil {
		return []errs.Problem{{Path: f.APIID, Rule: "type", Message: f.APIID + " is no object by locale."}}
	}
	for code := range byLocale {
		if !slices.ContainsFunc(s.Locale, func(l transfer.Locale) bool { return l.Code == code }) {
			out = append(out, errs.Problem{Path: f.APIID, Rule: "locale", Message: "There is no locale " + code + "."})
		}
	}
	for _, l := range s.Locale {
		asked := len(locales) == 0 || slices.Contains(locales, l.Code)
		out = append(out, s.value(f, f.APIID+"."+l.Code, byLocale[l.Code], publish && asked)...)
	}
	return out
}

func (s *Space) value(f *field.Field, path string, raw json.RawMessage, publish bool) []errs.Problem {
	stored, problems := field.Decode(s, f, path, raw)
	if len(problems) > 0 || !publish {
		return problems
	}
	return field.Validate(s, f, path, stored)
}

// claims checks that unique values are.
func (s *Space) claims(m *transfer.Model, e transfer.Entry) (out []errs.Problem) {
	for _, f := range m.Fields {
		if !f.Unique {
			continue
		}
		for id, other := range s.Entries {
			if id != e.ID && other.Entry.Model == e.Model && other.Entry.Publish && e.Values[f.APIID] != nil && fmt.Sprint(other.Entry.Values[f.APIID]) == fmt.Sprint(e.Values[f.APIID]) {
				out = append(out, errs.Problem{Path: f.APIID, Rule: "unique", Message: f.APIID + " is taken."})
			}
		}
	}
	return out
}

// AssetState implements transfer.Assets.
func (s *Space) AssetState(_ context.Context, id string) (string, error) {
	if a := s.Assets[id]; a != nil {
		return a.State, s.call()
	}
	return "", s.call()
}

// Upload implements transfer.Assets. The call that fails leaves an asset whose file never arrived.
func (s *Space) Upload(_ context.Context, a transfer.Asset, file io.Reader, size int64) (transfer.Result, error) {
	b, err := io.ReadAll(file)
	if err != nil {
		return transfer.Result{}, err
	}
	if int64(len(b)) != size {
		return transfer.Result{}, fmt.Errorf("a file of %d bytes came with %d", size, len(b))
	}
	s.Assets[a.ID] = &Stored{Asset: a, State: "UPLOADING"}
	if err := s.call(); err != nil {
		return transfer.Result{}, err
	}
	s.Assets[a.ID] = &Stored{Asset: a, File: string(b), State: "READY"}
	if bytes.HasPrefix(b, []byte("MZ")) {
		s.Assets[a.ID].State = "FAILED"
		return transfer.Result{ID: a.ID, Outcome: transfer.Failed, Message: "Programs are not allowed."}, nil
	}
	return transfer.Result{ID: a.ID, Outcome: transfer.Created}, nil
}

// RecordAsset implements transfer.Assets.
func (s *Space) RecordAsset(_ context.Context, a transfer.Asset) (transfer.Result, error) {
	if err := s.call(); err != nil {
		return transfer.Result{}, err
	}
	if had := s.Assets[a.ID]; had != nil && had.State == "READY" {
		return transfer.Result{ID: a.ID, Outcome: transfer.Failed, Message: "The asset is there already."}, nil
	}
	s.Assets[a.ID] = &Stored{Asset: a, State: "EXTERNAL"}
	return transfer.Result{ID: a.ID, Outcome: transfer.Created}, nil
}
