package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/galley-cms/galley/internal/errs"
)

// modelPlan is what applying models would do, or did.
type modelPlan struct {
	Changes       []modelChange `json:"changes"`
	Destructive   bool          `json:"destructive"`
	Applied       bool          `json:"applied"`
	SchemaVersion int           `json:"schemaVersion"`
	Building      bool          `json:"building"`
}

// modelChange is one difference.
type modelChange struct {
	Action      string         `json:"action"`
	Model       string         `json:"model"`
	Field       *string        `json:"field"`
	Destructive bool           `json:"destructive"`
	Message     string         `json:"message"`
	Affected    int            `json:"affected"`
	Failing     int            `json:"failing"`
	Samples     []changeSample `json:"samples"`
	Partial     bool           `json:"partial"`
	Refused     bool           `json:"refused"`
}

// changeSample is an entry for which a change does not go well.
type changeSample struct {
	Entry   string `json:"entry"`
	Model   string `json:"model"`
	Title   string `json:"title"`
	Message string `json:"message"`
}

const planFields = `{ changes { action model field destructive message affected failing partial refused samples { entry model title message } }
	destructive applied schemaVersion building }`

// print shows a plan; then comes what was done.
func (p modelPlan) print(c console, o output) error {
	if o.JSON {
		return writeJSON(c, p)
	}
	if len(p.Changes) == 0 {
		c.say("Nothing changes.")
	}
	w := bufio.NewWriter(c.out)
	paint := painterOn(c.out)
	for _, change := range p.Changes {
		change.print(w, paint)
	}
	return w.Flush()
}

// refusal is the error of a plan that entries are in the way of, or that loses values which nobody has allowed to be lost.
func (p modelPlan) refusal(allowed bool) error {
	if slices.ContainsFunc(p.Changes, func(c modelChange) bool { return c.Refused }) {
		return errs.New(errs.Invalid, "Some of these changes cannot be made before the entries named are mended.")
	}
	if !p.Destructive || allowed {
		return nil
	}
	return errs.New(errs.Invalid, "These changes put values out of reach. Say --allow-destructive if that is meant; or keep what is marked as destructive in the files, and apply the rest.")
}

// print shows one change, what it touches, and for whom it does not go well.
func (m modelChange) print(w io.Writer, paint painter) {
	sign, colour, warning := "~", yellow, ""
	switch m.Action {
	case "create":
		sign, colour = "+", green
	case "remove":
		sign, colour = "-", red
	}
	switch {
	case m.Refused:
		colour, warning = red, "  (not possible yet)"
	case m.Destructive:
		colour, warning = red, "  (destructive)"
	}
	write(w, "%s %s%s\n", paint(colour, sign), m.Message, paint(red, warning))
	if touched := m.touched(); touched != "" {
		write(w, "    %s\n", touched)
	}
	for _, s := range m.Samples {
		write(w, "      %s %s: %s\n", s.name(), paint(grey, s.Entry), s.Message)
	}
	if more := m.Failing - len(m.Samples); more > 0 && len(m.Samples) > 0 {
		write(w, "      and %d more\n", more)
	}
}

// touched says how many entries a change touches; nothing if it touches none that anybody looked at.
func (m modelChange) touched() string {
	if m.Affected == 0 && !m.Partial {
		return ""
	}
	text := "affects " + m.atLeast() + amount(m.Affected, "entry", "entries")
	if m.Failing > 0 {
		text += fmt.Sprintf("; %s%d %s", m.atLeast(), m.Failing, m.fate())
	}
	if m.Partial {
		text += " (there was no time to look at all)"
	}
	if len(m.Samples) > 0 {
		text += ":"
	}
	return text
}

func (m modelChange) atLeast() string {
	if m.Partial {
		return "at least "
	}
	return ""
}

// fate is what becomes of the entries for which a change does not go well.
func (m modelChange) fate() string {
	switch {
	case m.Refused && m.Failing == 1:
		return "is in its way"
	case m.Refused:
		return "are in its way"
	case m.Destructive && m.Failing == 1:
		return "would lose its value"
	case m.Destructive:
		return "would lose their value"
	}
	return "could not be published"
}

func (s changeSample) name() string {
	if s.Title == "" {
		return "(no title)"
	}
	return strings.Join(strings.Fields(s.Title), " ")
}

func amount(n int, one, several string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, several)
}

// write adds to a buffered writer, which keeps what goes wrong until it is flushed.
func write(w io.Writer, format string, args ...any) { _, _ = fmt.Fprintf(w, format, args...) }

// The colours of a terminal.
const (
	red    = "31"
	green  = "32"
	yellow = "33"
	grey   = "90"
)

// painter gives a text a colour.
type painter func(colour, text string) string

// painterOn paints on a terminal, unless its owner wants no colours.
func painterOn(out any) painter {
	if !isTerminal(out) || os.Getenv("NO_COLOR") != "" {
		return func(_, text string) string { return text }
	}
	return paint
}

func paint(colour, text string) string {
	if text == "" {
		return ""
	}
	return "\x1b[" + colour + "m" + text + "\x1b[0m"
}
