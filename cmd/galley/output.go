package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"
)

// output is how a command prints its result.
type output struct {
	JSON bool `name:"json" help:"Print the result as JSON."`
}

// one prints one result: as JSON, or the text alone.
func (o output) one(c console, v any, text string) error {
	if o.JSON {
		return writeJSON(c, v)
	}
	if text == "" {
		return nil
	}
	_, err := fmt.Fprintln(c.out, text)
	return err
}

// table prints a list: as JSON, or in columns.
func (o output) table(c console, v any, head []string, rows [][]string) error {
	if o.JSON {
		return writeJSON(c, v)
	}
	if len(rows) == 0 {
		c.say("There are none.")
		return nil
	}
	w := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	for _, row := range append([][]string{head}, rows...) {
		if _, err := fmt.Fprintln(w, strings.TrimRight(strings.Join(row, "\t"), "\t")); err != nil {
			return err
		}
	}
	return w.Flush()
}

func writeJSON(c console, v any) error {
	e := json.NewEncoder(c.out)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// when shows a moment of the API to people.
func when(moment *string) string {
	if moment == nil {
		return "never"
	}
	t, err := time.Parse(time.RFC3339Nano, *moment)
	if err != nil {
		return *moment
	}
	return t.UTC().Format("2006-01-02 15:04")
}
