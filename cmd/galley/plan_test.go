package main

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
)

// aPlan has every kind of change.
var aPlan = modelPlan{Destructive: true, SchemaVersion: 3, Changes: []modelChange{
	{Action: "create", Model: "tag", Message: "create model tag with 1 fields"},
	{Action: "update", Model: "recipe", Message: "change the field minutes of model recipe: kind", Destructive: true, Affected: 120, Failing: 12,
		Samples: []changeSample{
			{Entry: "e1", Model: "recipe", Title: "Pea\n soup", Message: `minutes is no whole number: "long"`},
			{Entry: "e2", Model: "recipe", Message: "minutes is no whole number: \"\""},
		}},
	{Action: "update", Model: "recipe", Message: "change the field title of model recipe: required", Affected: 1, Failing: 1, Partial: true,
		Samples: []changeSample{{Entry: "e3", Model: "recipe", Title: "Salt", Message: "title is required."}}},
	{Action: "remove", Model: "recipe", Message: "remove the field old of model recipe: its values get out of reach", Destructive: true, Affected: 2},
	{Action: "update", Model: "recipe", Message: "change the field slug of model recipe: unique", Refused: true, Affected: 9, Failing: 4},
}}

const aPlanInWords = `+ create model tag with 1 fields
~ change the field minutes of model recipe: kind  (destructive)
    affects 120 entries; 12 would lose their value:
      Pea soup e1: minutes is no whole number: "long"
      (no title) e2: minutes is no whole number: ""
      and 10 more
~ change the field title of model recipe: required
    affects at least 1 entry; at least 1 could not be published (there was no time to look at all):
      Salt e3: title is required.
- remove the field old of model recipe: its values get out of reach  (destructive)
    affects 2 entries
~ change the field slug of model recipe: unique  (not possible yet)
    affects 9 entries; 4 are in its way
`

func TestPlansInWords(t *testing.T) {
	var out bytes.Buffer
	if err := aPlan.print(console{out: &out}, output{}); err != nil || out.String() != aPlanInWords {
		t.Errorf("%v\n%s\nwant\n%s", err, out.String(), aPlanInWords)
	}
}

func TestPlansAsJSON(t *testing.T) {
	var out bytes.Buffer
	if err := aPlan.print(console{out: &out}, output{JSON: true}); err != nil {
		t.Fatal(err)
	}
	var back struct {
		Changes []struct {
			Affected, Failing int
			Samples           []struct{ Entry, Model, Title, Message string }
			Partial           bool
		}
	}
	if err := json.Unmarshal(out.Bytes(), &back); err != nil || back.Changes[1].Failing != 12 || back.Changes[1].Samples[0].Entry != "e1" || !back.Changes[2].Partial {
		t.Errorf("%v %s", err, out.String())
	}
}

func TestSignsHaveColoursOnATerminal(t *testing.T) {
	var out bytes.Buffer
	aPlan.Changes[0].print(&out, paint)
	aPlan.Changes[3].print(&out, paint)
	if want := "\x1b[32m+\x1b[0m create"; !strings.HasPrefix(out.String(), want) {
		t.Errorf("%q, want %q", out.String(), want)
	}
	if want := "\x1b[31m-\x1b[0m remove"; !strings.Contains(out.String(), want) {
		t.Errorf("%q, want %q", out.String(), want)
	}
}

func TestPlansThatAreNotPossibleYetFail(t *testing.T) {
	if err := aPlan.refusal(true); err == nil || !strings.Contains(err.Error(), "before the entries named are mended") {
		t.Error(err)
	}
}

// Who runs plan in a pipeline learns by its status that values would be lost.
func TestDestructivePlansFailUnlessAllowed(t *testing.T) {
	s := newShell(t)
	s.write("models/article.json", articleModel)
	dir := filepath.Dir(s.write("models/z", ""))
	s.do("models", "apply", dir)
	s.write("models/article.json", strings.Replace(articleModel, `"title"`, `"name"`, 1))
	for _, args := range [][]string{{"models", "plan", dir}, {"models", "apply", dir}} {
		r := s.try("", args...)
		if r.code != exitFailed || !strings.Contains(r.out, "(destructive)") || !strings.Contains(r.err, "Say --allow-destructive if that is meant") {
			t.Errorf("%v: %d %q %q", args, r.code, r.out, r.err)
		}
		r = s.try("", append(args, "--json")...)
		var plan modelPlan
		if err := json.Unmarshal([]byte(r.out), &plan); r.code != exitFailed || err != nil || !plan.Destructive || plan.Applied {
			t.Errorf("%v --json: %d %q %q", args, r.code, r.out, r.err)
		}
	}
	s.holds(s.do("models", "plan", dir, "--allow-destructive"), "(destructive)")
	s.holds(s.do("models", "apply", dir, "--allow-destructive"), "(destructive)")
	s.do("models", "plan", dir)
}

// Days stay texts on their way from YAML.
func TestBoundsOfDatesInYAML(t *testing.T) {
	s := newShell(t)
	dir := filepath.Dir(s.write("models/day.yaml", `apiId: day
fields:
  - {apiId: on, kind: DATE, validation: {min: 2026-01-01, max: 2026-12-31}}
  - {apiId: at, kind: TIME, validation: {min: 09:00, max: 17:30:00}}
  - {apiId: since, kind: DATETIME, validation: {min: 2026-01-01T00:00:00Z, messages: {min: Too early.}}}
`))
	s.holds(s.do("models", "apply", dir), "+ create model day")
	if out := s.do("models", "plan", dir); out != "" {
		t.Errorf("what was applied differs: %q", out)
	}
}
