package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

type auditCommand struct {
	existing
	Type  []string  `help:"Only events of this type, such as entry.published. Repeat for several."`
	Actor string    `help:"Only what this person or key did; by id."`
	Model string    `help:"Only what happened to entries of this model; by apiId."`
	Entry string    `help:"Only what happened to this entry; by id."`
	From  time.Time `help:"Only what happened at this moment or later, like 2026-11-21T00:00:00Z."`
	To    time.Time `help:"Only what happened before this moment."`
	Limit int       `default:"0" help:"Stop after so many events; 0: all."`
	CSV   bool      `name:"csv" xor:"format" help:"Print a table for spreadsheets instead of an event of JSON a line."`
}

// auditEvent is an event as the management API gives one.
type auditEvent struct {
	ID    string   `json:"id"`
	Time  string   `json:"time"`
	Types []string `json:"types"`
	Actor struct {
		Kind string `json:"kind"`
		ID   string `json:"id"`
		Name string `json:"name"`
	} `json:"actor"`
	Model  *string `json:"model,omitempty"`
	Entry  *string `json:"entry,omitempty"`
	Before *int    `json:"before,omitempty"`
	After  *int    `json:"after,omitempty"`
	Note   *string `json:"note,omitempty"`
}

// auditPage is how many events are asked for at once.
const auditPage = 100

// Run prints what happened, newest first, as it is read.
func (a *auditCommand) Run(ctx context.Context, c console) error {
	write := a.lines(c)
	if a.CSV {
		table := csv.NewWriter(c.out)
		defer table.Flush()
		if err := table.Write(auditHead); err != nil {
			return err
		}
		write = func(e auditEvent) error { return table.Write(e.row()) }
	}
	left := a.Limit
	for before := new(string); before != nil; {
		var data struct {
			Audit struct {
				Events []auditEvent
				Next   *string
			}
		}
		variables := map[string]any{"filter": a.filter(), "first": auditPage}
		if *before != "" {
			variables["before"] = *before
		}
		err := a.do(ctx, c, `query($filter: AuditFilter, $first: Int, $before: ID) { audit(filter: $filter, first: $first, before: $before) {
			next events { id time types actor { kind id name } model entry before after note } } }`, variables, &data)
		if err != nil {
			return err
		}
		for _, e := range data.Audit.Events {
			if err := write(e); err != nil {
				return err
			}
			if left--; left == 0 {
				return nil
			}
		}
		before = data.Audit.Next
	}
	return nil
}

// lines writes an event a line.
func (a *auditCommand) lines(c console) func(auditEvent) error {
	out := json.NewEncoder(c.out)
	out.SetEscapeHTML(false)
	return func(e auditEvent) error { return out.Encode(e) }
}

// filter is what the API is asked for.
func (a *auditCommand) filter() map[string]any {
	out := map[string]any{}
	for name, v := range map[string]string{"actor": a.Actor, "model": a.Model, "entry": a.Entry} {
		if v != "" {
			out[name] = v
		}
	}
	for name, t := range map[string]time.Time{"from": a.From, "to": a.To} {
		if !t.IsZero() {
			out[name] = t.UTC().Format(time.RFC3339Nano)
		}
	}
	if len(a.Type) > 0 {
		out["types"] = a.Type
	}
	return out
}

var auditHead = []string{"id", "time", "types", "actor", "actorId", "model", "entry", "before", "after", "note"}

func (e auditEvent) row() []string {
	row := []string{e.ID, e.Time, strings.Join(e.Types, " "), e.Actor.Name, e.Actor.ID, given(e.Model), given(e.Entry), numberOf(e.Before), numberOf(e.After), given(e.Note)}
	for i := range row {
		row[i] = inert(row[i])
	}
	return row
}

// inert keeps spreadsheets from taking a text for a formula.
func inert(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}

func given(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func numberOf(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}
