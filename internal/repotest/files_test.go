package repotest

import (
	"go/format"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// maxLines bounds files that people write.
const maxLines = 500

func TestEveryPackageHasAComment(t *testing.T) {
	for _, p := range ours(t) {
		if p.Doc == "" {
			t.Errorf("%s has no package comment", p.ImportPath)
		}
	}
}

func TestGoFiles(t *testing.T) {
	for _, path := range tracked(t, ".go") {
		text := read(t, path)
		if formatted, err := format.Source([]byte(text)); err != nil || string(formatted) != text {
			t.Errorf("%s is not formatted: make fmt", path)
		}
		generated := regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.$`).MatchString(text) || strings.HasSuffix(path, "schema.resolvers.go")
		if n := strings.Count(text, "\n"); n > maxLines && !generated {
			t.Errorf("%s has %d lines, over %d", path, n, maxLines)
		}
	}
}

// machine finds paths that exist on one machine only; the patterns are put together so that this file is clean.
var machine = regexp.MustCompile(`(^|["'\x60\s(=])/` + `(work|root|home/\w+)(/|["'\x60\s)]|$)`)

// registries are hosts of package registries: lock files and scripts must go by the client's own settings.
var registries = regexp.MustCompile(`registry\.` + `npmjs\.org|proxy\.` + `golang\.org|files\.` + `pythonhosted\.org|index\.` + `crates\.io|registry\.` + `yarnpkg\.com`)

func TestNothingOfOneMachineIsCommitted(t *testing.T) {
	for _, path := range tracked(t, ".go", ".sh", ".md", ".json", ".yml", ".yaml", ".ts", ".tsx", ".mjs", ".npmrc", ".env", "Makefile", ".ci/run") {
		for i, line := range strings.Split(read(t, path), "\n") {
			if machine.MatchString(line) {
				t.Errorf("%s:%d holds a path of one machine: %s", path, i+1, strings.TrimSpace(line))
			}
			if registries.MatchString(line) {
				t.Errorf("%s:%d names a package registry: %s", path, i+1, strings.TrimSpace(line))
			}
		}
	}
}

func TestWhatARepositoryNeeds(t *testing.T) {
	for path, holds := range map[string]string{
		"README.md":    "make dev",
		"CHANGELOG.md": "# Changelog",
		"LICENSE":      "Apache License",
		".ci/run":      "make test",
	} {
		if !strings.Contains(read(t, path), holds) {
			t.Errorf("%s does not hold %q", path, holds)
		}
	}
}

var link = regexp.MustCompile(`\]\(([^)\s]+)\)`)

// Links from one document to another lead somewhere, down to the heading.
func TestLinksOfTheDocuments(t *testing.T) {
	for _, path := range tracked(t, ".md") {
		if strings.HasPrefix(path, "internal/") {
			continue // sample content
		}
		for _, m := range link.FindAllStringSubmatch(read(t, path), -1) {
			if strings.Contains(m[1], "://") || strings.HasPrefix(m[1], "mailto:") {
				continue
			}
			checkLink(t, path, m[1])
		}
	}
}

func checkLink(t *testing.T, from, to string) {
	t.Helper()
	file, heading, _ := strings.Cut(to, "#")
	target := from
	if file != "" {
		target = filepath.Join(filepath.Dir(from), file)
	}
	if _, err := os.Stat(filepath.Join(root, target)); err != nil {
		t.Errorf("%s links to %s, which is not there", from, to)
		return
	}
	if heading != "" && !headings(read(t, target))[heading] {
		t.Errorf("%s links to %s, but there is no such heading", from, to)
	}
}

// headings are the anchors of a document, made as GitHub makes them.
func headings(text string) map[string]bool {
	out := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^#+ (.+)$`).FindAllStringSubmatch(text, -1) {
		anchor := regexp.MustCompile(`[^\p{L}\p{N} _-]`).ReplaceAllString(strings.ToLower(m[1]), "")
		out[strings.ReplaceAll(anchor, " ", "-")] = true
	}
	return out
}
