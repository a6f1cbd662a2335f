package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// manyAdded is how many new things of one stack are counted instead of named.
const manyAdded = 8

// signs stand before a change.
var signs = map[string]string{added: "+", changed: "~", maybeRenewed: "~", renewed: "!", removed: "-", left: "-"}

// writeChanges tells people what a deploy would do.
func writeChanges(w io.Writer, stacks []stackChanges) {
	if nothingChanges(stacks) {
		_, _ = fmt.Fprintln(w, "Nothing changes.")
		return
	}
	for _, s := range stacks {
		if len(s.Changes) > 0 {
			_, _ = fmt.Fprintf(w, "%s\n", s.Stack)
			writeStack(w, s.Changes)
		}
	}
	_, _ = fmt.Fprintln(w, sum(stacks))
	for _, ch := range losses(stacks) {
		_, _ = fmt.Fprintf(w, "THIS LOSES DATA: %s\n", loss(ch))
	}
}

func writeStack(w io.Writer, changes []change) {
	counts, names := map[string]int{}, 0
	for _, ch := range changes {
		if ch.Action == added {
			counts[ch.Kind]++
			names++
		}
	}
	for _, ch := range changes {
		if ch.Action != added || names <= manyAdded {
			_, _ = fmt.Fprintf(w, "  %s %s\n", signs[ch.Action], sentence(ch))
		}
	}
	if names > manyAdded {
		_, _ = fmt.Fprintf(w, "  + %s\n", counted(counts))
	}
}

// sentence is a change without its sign: function Api: Code, Environment.
func sentence(ch change) string {
	text := strings.TrimSpace(ch.Kind + " " + ch.Name)
	switch ch.Action {
	case renewed:
		text += " is replaced"
	case maybeRenewed:
		text += " changes, and may be replaced for it"
	case left:
		text += " stays in the account, but no longer belongs to the stack"
	}
	if len(ch.Properties) > 0 {
		text += ": " + strings.Join(ch.Properties, ", ")
	}
	return text
}

// loss says what is lost by a change.
func loss(ch change) string {
	switch ch.Action {
	case removed:
		return fmt.Sprintf("the %s %s is deleted, with all that it holds.", ch.Kind, ch.Name)
	case renewed:
		return fmt.Sprintf("the %s %s is replaced by an empty one.", ch.Kind, ch.Name)
	}
	return fmt.Sprintf("the %s %s may be replaced by an empty one.", ch.Kind, ch.Name)
}

// counted lists kinds, those there are most of first: 12 alarms, 7 functions, 1 HTTP API.
func counted(counts map[string]int) string {
	kinds := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(counts[b]-counts[a], cmp.Compare(a, b))
	})
	for i, kind := range kinds {
		kinds[i] = fmt.Sprintf("%d %s", counts[kind], plural(kind, counts[kind]))
	}
	return strings.Join(kinds, ", ")
}

func plural(kind string, n int) string {
	switch {
	case n == 1 || strings.HasSuffix(kind, "ns"): // permissions
		return kind
	case strings.HasSuffix(kind, "s"):
		return kind + "es"
	case strings.HasSuffix(kind, "y") && !strings.HasSuffix(kind, "ey"):
		return kind[:len(kind)-1] + "ies"
	}
	return kind + "s"
}

// sum counts what all stacks together change.
func sum(stacks []stackChanges) string {
	counts := map[string]int{}
	for _, s := range stacks {
		for _, ch := range s.Changes {
			counts[ch.Action]++
		}
	}
	text := fmt.Sprintf("%d added, %d changed, %d removed", counts[added], counts[changed]+counts[maybeRenewed], counts[removed]+counts[left])
	if n := counts[renewed]; n > 0 {
		text += fmt.Sprintf(", %d REPLACED", n)
	}
	return text + "."
}
