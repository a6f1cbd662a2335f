package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"

	"github.com/galley-cms/galley/admin"
	"github.com/galley-cms/galley/internal/app/embedded"
	"github.com/galley-cms/galley/internal/client"
)

type doctorCommand struct {
	existing
	output
}

// finding is one thing that the doctor looked at.
type finding struct {
	OK   bool   `json:"ok"`
	What string `json:"what"`
}

// Run looks at one thing after another, and fails if something is wrong.
func (d *doctorCommand) Run(ctx context.Context, c console) error {
	found := []finding{{true, fmt.Sprintf("galley %s, %s, %s/%s", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)}}
	note := func(ok bool, format string, args ...any) {
		found = append(found, finding{ok, fmt.Sprintf(format, args...)})
	}
	note(admin.Built(), "the admin is part of this binary")
	if d.URL == "" {
		d.checkFolder(note)
	}
	if err := d.with(ctx, c, func(to *client.Client) error { return checkContent(ctx, to, note) }); err != nil {
		note(false, "the management API answers: %v", err)
	}
	return d.print(c, found)
}

func (d *doctorCommand) print(c console, found []finding) error {
	well := true
	rows := make([][]string, len(found))
	for i, f := range found {
		mark := "ok"
		if !f.OK {
			mark = "BAD"
			well = false
		}
		rows[i] = []string{mark, f.What}
	}
	if err := d.table(c, found, "", []string{"", "WHAT"}, rows); err != nil {
		return err
	}
	if !well {
		return errors.New("not everything is as it should be")
	}
	return nil
}

// checkFolder looks at the data folder.
func (d *doctorCommand) checkFolder(note func(bool, string, ...any)) {
	info, err := os.Stat(d.Data)
	if errors.Is(err, os.ErrNotExist) {
		note(false, "there is a data folder: %s is made at the first start of galley dev or serve", d.Data)
		return
	}
	if err != nil || !info.IsDir() {
		note(false, "the data folder %s can be read: %v", d.Data, err)
		return
	}
	note(info.Mode().Perm()&0o077 == 0, "only its owner can open the data folder %s (mode %v)", d.Data, info.Mode().Perm())
	f, err := os.CreateTemp(d.Data, ".doctor-*")
	if err == nil {
		err = errors.Join(f.Close(), os.Remove(f.Name()))
	}
	note(err == nil, "the data folder can be written%s", reason(err))
	if embedded.Local(d.Data) != nil {
		note(true, "a server holds the data folder")
	}
}

func adviceIf(needed bool, command string) string {
	if !needed {
		return ""
	}
	return ": " + command
}

func reason(err error) string {
	if err == nil {
		return ""
	}
	return ": " + reasonOf(err).Error()
}

// checkContent asks the management API for what it knows of itself.
func checkContent(ctx context.Context, to *client.Client, note func(bool, string, ...any)) error {
	var data struct {
		Space struct {
			Version       string
			SchemaVersion int
			PublicURL     string
		}
		Models []struct{ APIID string }
		Users  []struct{ Disabled bool }
	}
	if err := to.Do(ctx, `{ space { version schemaVersion publicUrl } models { apiId } users { disabled } }`, nil, &data); err != nil {
		return err
	}
	note(true, "the management API answers: version %s, found at %s", data.Space.Version, data.Space.PublicURL)
	note(true, "%d models, version %d of them", len(data.Models), data.Space.SchemaVersion)
	able := 0
	for _, u := range data.Users {
		if !u.Disabled {
			able++
		}
	}
	note(able > 0, "somebody can sign in (%d users)%s", able, adviceIf(able == 0, "galley user create"))
	return nil
}
