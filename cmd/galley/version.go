package main

import (
	"context"
	"runtime"
	"runtime/debug"
)

// version is set by the build: -ldflags "-X main.version=…".
var version = "dev"

type versionCommand struct{ output }

// Run prints the version.
func (v *versionCommand) Run(_ context.Context, c console) error {
	about := map[string]string{"version": version, "go": runtime.Version(), "platform": runtime.GOOS + "/" + runtime.GOARCH}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				about["commit"] = s.Value
			}
		}
	}
	return v.one(c, about, "galley "+version)
}
