package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"github.com/galley-cms/galley/internal/pattern"
)

// tools runs the programs that a deploy is made of. The binary itself links nothing of AWS.
type tools interface {
	// Has tells whether a program is there.
	Has(name string) bool
	// Run runs a program in a folder, hands on each line that it prints to said, and gives its standard output.
	Run(ctx context.Context, dir string, said func(line string), name string, args ...string) (string, error)
}

// installed are the programs of this machine.
type installed struct{}

// quiet keeps the tools from talking about themselves.
var quiet = []string{
	"CDK_DISABLE_VERSION_CHECK=1", "CDK_DISABLE_CLI_TELEMETRY=true", "NODE_NO_WARNINGS=1",
	"JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION=1", "JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION=1",
	"JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION=1",
}

// Has looks the program up in PATH.
func (installed) Has(name string) bool {
	_, err := exec.LookPath(name)
	return err == nil
}

// Run starts the program; when ctx ends it is interrupted, and killed if it does not heed that.
func (installed) Run(ctx context.Context, dir string, said func(string), name string, args ...string) (string, error) {
	var out strings.Builder
	var turn sync.Mutex // of the two streams, to say a line
	printed, noted := &lineWriter{said: said, turn: &turn}, &lineWriter{said: said, turn: &turn}
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), quiet...)
	cmd.Stdout, cmd.Stderr = io.MultiWriter(&out, printed), noted
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 20 * time.Second
	err := cmd.Run()
	printed.end()
	noted.end()
	return out.String(), err
}

// lineWriter cuts what a program prints to one of its streams into lines.
type lineWriter struct {
	said func(string)
	turn *sync.Mutex
	rest strings.Builder
}

func (l *lineWriter) Write(b []byte) (int, error) {
	l.turn.Lock()
	defer l.turn.Unlock()
	l.rest.Write(b)
	text := l.rest.String()
	last := strings.LastIndexByte(text, '\n')
	if last < 0 {
		return len(b), nil
	}
	l.rest.Reset()
	l.rest.WriteString(text[last+1:])
	for line := range strings.Lines(text[:last+1]) {
		l.said(strings.TrimRight(line, "\r\n"))
	}
	return len(b), nil
}

// end hands on what stands behind the last line.
func (l *lineWriter) end() {
	if l.rest.Len() > 0 {
		l.said(l.rest.String())
	}
}

// tailLines is how much of a failing program's output is shown.
const tailLines = 15

// tail keeps the last lines of a program.
type tail []string

// noise are lines that say nothing of a failure: frames around the CDK's advice on Node.js, and that a program within
// the program failed.
var noise = pattern.Late(`^(!!.*|exit status \d+|.*: Subprocess exited with error \d+)?$`)

func (t *tail) keep(line string) {
	if line = strings.TrimSpace(line); noise().MatchString(line) {
		return
	}
	*t = append(*t, line)
	if len(*t) > tailLines {
		*t = (*t)[1:]
	}
}

// toolError is a program that failed, with the end of what it said.
type toolError struct {
	what string
	last tail
}

func (e *toolError) Error() string {
	if len(e.last) == 0 {
		return fmt.Sprintf("%s failed", e.what)
	}
	return fmt.Sprintf("%s failed:\n  %s", e.what, strings.Join(e.last, "\n  "))
}

// readYes asks a question and takes only yes for a yes.
func readYes(ctx context.Context, c console, question string) (bool, error) {
	_, _ = fmt.Fprintf(c.err, "%s [y/N] ", question)
	answer := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(c.in).ReadString('\n')
		answer <- strings.ToLower(strings.TrimSpace(line))
	}()
	select {
	case <-ctx.Done():
		return false, ctx.Err()
	case line := <-answer:
		return line == "y" || line == "yes", nil
	}
}
