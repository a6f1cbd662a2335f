package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"github.com/galley-cms/galley/internal/pattern"
)

// watcher follows the lines of `cdk deploy --progress events`: it shows how far each stack is, and keeps what failed.
type watcher struct {
	out    io.Writer
	inline bool // the last line is written over, on a terminal
	stack  string
	failed []failure
	undone bool // the stack is as it was before
	last   tail
}

// failure is a resource that could not be made, changed or deleted.
type failure struct{ Stack, Kind, Name, Reason string }

// The lines that tell of a resource, with how many of its stack are done, and of a stack that is done.
var (
	eventLine = pattern.Late(`^(\S+) \| +(?:(\d+)(?:/(\d+))? \| )?[^|]+ \| ([A-Z_]+) *(?:\(skipped\))? *\| (\S+) *\| (\S+)(?: \([^)]*\))?(?: (.*))?$`)
	doneLine  = pattern.Late(`^ *✅ +(\S+?)( \(no changes\))?$`)
)

// consequence are reasons that only say that something else failed.
var consequence = []string{"Resource creation cancelled", "Resource update cancelled", "The following resource(s) failed"}

func watch(w io.Writer) *watcher {
	f, ok := w.(*os.File)
	return &watcher{out: w, inline: ok && term.IsTerminal(int(f.Fd()))}
}

// line takes one line of the deploy.
func (w *watcher) line(text string) {
	w.last.keep(text)
	if m := doneLine().FindStringSubmatch(text); m != nil {
		w.say("%s: %s.", m[1], map[bool]string{true: "done", false: "nothing to do"}[m[2] == ""])
		return
	}
	m := eventLine().FindStringSubmatch(text)
	if m == nil {
		return
	}
	if strings.HasSuffix(m[4], "_FAILED") {
		w.keep(failure{Stack: m[1], Kind: inWords(m[5]), Name: bare(m[6]), Reason: strings.TrimSpace(m[7])})
	}
	w.undone = w.undone || strings.Contains(m[4], "ROLLBACK_COMPLET") // cdk cuts long words
	w.progress(m[1], m[2], m[3], inWords(m[5])+" "+bare(m[6]))
}

// bare is the name of a construct without that of the one resource in it.
func bare(path string) string {
	return strings.TrimSuffix(strings.TrimSuffix(path, "/Resource"), "/Default")
}

// keep notes a failure, once, unless it is only the consequence of another.
func (w *watcher) keep(f failure) {
	for _, c := range consequence {
		if strings.HasPrefix(f.Reason, c) {
			return
		}
	}
	for _, known := range w.failed {
		if known.Stack == f.Stack && known.Name == f.Name {
			return
		}
	}
	w.failed = append(w.failed, f)
}

// progress shows how far a stack is: each step on a terminal, otherwise only that it has begun.
func (w *watcher) progress(stack, done, all, what string) {
	switch {
	case all == "":
	case w.inline:
		_, _ = fmt.Fprintf(w.out, "\r\x1b[K%s: %s of %s, %s", stack, done, all, what)
	case w.stack != stack:
		w.say("%s: %s resources to look after …", stack, all)
	}
	w.stack = stack
}

func (w *watcher) say(format string, args ...any) {
	w.clear()
	_, _ = fmt.Fprintf(w.out, format+"\n", args...)
}

// clear takes the line away that is written over.
func (w *watcher) clear() {
	if w.inline {
		_, _ = fmt.Fprint(w.out, "\r\x1b[K")
	}
}

// failedDeploy is a deploy that CloudFormation gave up.
type failedDeploy struct {
	failed []failure
	undone bool
}

func (f *failedDeploy) Error() string {
	lines := []string{"The deploy failed."}
	for _, one := range f.failed {
		lines = append(lines, fmt.Sprintf("  %s, %s %s: %s", one.Stack, one.Kind, one.Name, one.Reason))
	}
	advice := "Mend the cause and run it again."
	if f.undone {
		advice = "CloudFormation has put that stack back to what it was. " + advice
	}
	lines = append(lines, advice)
	return strings.Join(lines, "\n")
}

// err is what a deploy that did not succeed ended with.
func (w *watcher) err() error {
	w.clear()
	if len(w.failed) == 0 {
		return &toolError{"The deploy", w.last}
	}
	return &failedDeploy{w.failed, w.undone}
}
