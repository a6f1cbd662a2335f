package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
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

// table prints a list: as JSON, or in columns, or as the sentence for an empty one.
func (o output) table(c console, v any, none string, head []string, rows [][]string) error {
	if o.JSON {
		return writeJSON(c, v)
	}
	if len(rows) == 0 {
		c.say(none)
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

// reasonOf leaves out of an error of the file system or the network what the sentence around it says already: which
// operation on which path or address.
func reasonOf(err error) error {
	var path *fs.PathError
	var sys *os.SyscallError
	switch {
	case errors.As(err, &path):
		return path.Err
	case errors.As(err, &sys):
		return sys.Err
	}
	return err
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
