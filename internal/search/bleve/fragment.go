package bleve

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/galley-cms/galley/internal/search"
)

// A fragment's size in bytes of Latin text, and how much of it stands before what was found.
const (
	fragmentSize = 160
	fragmentLead = 40
)

// window is a piece of a text that fits a fragment, with what it says about the query.
type window struct {
	text  *text
	spots []spot
	value float32
}

// fragments are the pieces of a document that tell most about why it was found, titles first.
func (r *reader) fragments(d *reading) []search.Fragment {
	var all []window
	for i := range d.fields {
		if w := r.window(&d.fields[i]); w.value > 0 {
			all = append(all, w)
		}
	}
	slices.SortStableFunc(all, func(a, b window) int {
		if a.text.field.Title != b.text.field.Title {
			if a.text.field.Title {
				return -1
			}
			return 1
		}
		switch {
		case a.value > b.value:
			return -1
		case a.value < b.value:
			return 1
		}
		return 0
	})
	out := make([]search.Fragment, min(len(all), search.MaxFragments))
	for i := range out {
		out[i] = all[i].fragment()
	}
	return out
}

// window finds the piece of a text where the most, and the best, wants are found.
func (r *reader) window(t *text) window {
	best := window{text: t}
	for i, s := range t.found {
		if i > 0 && s.start == t.found[i-1].start {
			continue
		}
		end := i
		for end < len(t.found) && t.found[end].end <= s.start+fragmentSize-fragmentLead {
			end++
		}
		spots := t.found[i:max(end, i+1)]
		if v := worth(spots, len(r.wants)); v > best.value {
			best = window{t, spots, v}
		}
	}
	return best
}

// worth is what spots tell about the wants: of each the best.
func worth(spots []spot, wants int) float32 {
	best := make([]float32, wants)
	for _, s := range spots {
		best[s.want] = max(best[s.want], s.weight)
	}
	sum := float32(0)
	for _, b := range best {
		sum += b
	}
	return sum
}

// fragment cuts the window's text, at words where it can, and marks what was found.
func (w window) fragment() search.Fragment {
	s := w.text.field.Text
	from, to := bounds(s, w.spots[0].start, w.spots[len(w.spots)-1].end)
	var runs []search.Run
	if from > 0 {
		runs = addRun(runs, "…", false)
	}
	at := from
	for _, sp := range w.spots {
		if sp.start < at {
			continue
		}
		runs = addRun(runs, squeeze(s[at:sp.start]), false)
		runs = addRun(runs, squeeze(s[sp.start:sp.end]), true)
		at = sp.end
	}
	runs = addRun(runs, squeeze(s[at:to]), false)
	if to < len(s) {
		runs = addRun(runs, "…", false)
	}
	return search.Fragment{Field: w.text.field.ID, Runs: runs}
}

// addRun adds a piece of text, to the last run if that is of its kind.
func addRun(runs []search.Run, text string, found bool) []search.Run {
	if text == "" {
		return runs
	}
	if last := len(runs) - 1; last >= 0 && runs[last].Found == found {
		runs[last].Text += text
		return runs
	}
	return append(runs, search.Run{Text: text, Found: found})
}

// squeeze makes one space of each run of spaces, line ends and control characters.
func squeeze(s string) string {
	var b strings.Builder
	space := false
	for _, r := range s {
		if unicode.IsSpace(r) || unicode.IsControl(r) || r == utf8.RuneError {
			space = true
			continue
		}
		if space {
			b.WriteByte(' ')
		}
		space = false
		b.WriteRune(r)
	}
	if space {
		b.WriteByte(' ')
	}
	return b.String()
}

// bounds widens a piece of a text to a fragment's size, to where a word begins and ends.
func bounds(s string, start, end int) (from, to int) {
	from = max(0, start-fragmentLead)
	to = min(len(s), max(end, from+fragmentSize))
	for from > 0 && !utf8.RuneStart(s[from]) {
		from--
	}
	for to < len(s) && !utf8.RuneStart(s[to]) {
		to++
	}
	if i := strings.IndexFunc(s[from:start], unicode.IsSpace); from > 0 && i >= 0 {
		from += i + 1
	}
	if i := strings.LastIndexFunc(s[end:to], unicode.IsSpace); to < len(s) && i >= 0 {
		to = end + i
	}
	return from, to
}
