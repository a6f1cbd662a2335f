package main

import (
	"context"
	"errors"

	"github.com/galley-cms/galley/internal/client"
)

type checkCommand struct {
	existing
	output
	Repair bool `help:"Mend what is found."`
}

// checkReport is what a check found.
type checkReport struct {
	Entries  int
	Rows     int
	Findings []struct {
		Kind     string
		Entry    string
		Message  string
		Repaired bool
	}
}

// Run compares all entries with what is kept of them, and fails if something is left that is not as it should be.
func (k *checkCommand) Run(ctx context.Context, c console) error {
	if k.URL != "" {
		return usageError{"check looks at a data folder: use --data instead of --url."}
	}
	var report checkReport
	if err := k.with(ctx, c, func(to *client.Client) error { return to.Check(ctx, k.Repair, &report) }); err != nil {
		return err
	}
	left := 0
	rows := make([][]string, len(report.Findings))
	for i, f := range report.Findings {
		state := "repaired"
		if !f.Repaired {
			state = "found"
			left++
		}
		rows[i] = []string{f.Kind, f.Entry, state, f.Message}
	}
	c.say("Looked at %d entries and %d index rows.", report.Entries, report.Rows)
	if err := k.table(c, report, "Everything is as it should be.", []string{"KIND", "ENTRY", "STATE", "WHAT"}, rows); err != nil {
		return err
	}
	if left > 0 && k.Repair {
		return errors.New("some of the data cannot be repaired by itself: what is found says what to do")
	}
	if left > 0 {
		return errors.New("some of the data is not as it should be: run galley check --repair")
	}
	return nil
}
