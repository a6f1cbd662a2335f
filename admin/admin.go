// Package admin holds the files of the admin web app, as Vite built them. Without a build it holds only a placeholder,
// so that Go compiles from a fresh clone.
package admin

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Files gives the built admin: index.html and assets/, whose names carry the hash of their content.
func Files() fs.FS {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // dist is embedded, so this is a broken build
	}
	return files
}

// Built tells whether the admin was built before this binary.
func Built() bool {
	_, err := fs.Stat(Files(), "index.html")
	return err == nil
}
