package bleve

import "unicode/utf8"

// How much a word counts by how it was found. The steps are wider than what occurrences and lengths can make of them
// (occurrence), so that a single word never ranks across them.
const (
	weighExact   = 1.0
	weighStem    = 0.6
	weighPrefix  = 0.4 // less the more is missing, down to weighShort of it
	weighShort   = 0.8
	weighEdit    = 0.2
	weighTwo     = 0.1
	weighInTitle = 3.0
)

// Bounds of occurrence.
const (
	minOccurrence = 0.85
	maxOccurrence = 1.15
)

// occurrence grows with how often a word occurs in a text, less in a long one.
func occurrence(times, length float64) float32 {
	return float32(minOccurrence + (maxOccurrence-minOccurrence)*times/(times+1+length/300))
}

// weight is how much a term of a text counts as the wanted word, 0 if it is another one; stems are handled apart.
func (w want) weight(term string) float32 {
	switch {
	case term == w.term:
		return weighExact
	case w.raw == "":
		return 0
	case w.prefix && len(term) > len(w.term) && term[:len(w.term)] == w.term:
		return w.begun(term)
	case w.edits > 0:
		return w.edited(term)
	}
	return 0
}

func (w want) begun(term string) float32 {
	return float32(weighPrefix * (weighShort + (1-weighShort)*float64(len(w.term))/float64(len(term))))
}

func (w want) edited(term string) float32 {
	switch d := distance(w.term, term, w.edits); {
	case d > w.edits:
		return 0
	case d == 1:
		return weighEdit
	}
	return weighTwo
}

// distance counts the letters that are put in, left out, replaced, or swapped with their neighbour, to make b of a. More
// than most is not counted out.
func distance(a, b string, most int) int {
	if n := utf8.RuneCountInString(a) - utf8.RuneCountInString(b); n > most || -n > most {
		return most + 1
	}
	x, y := []rune(a), []rune(b)
	before, last, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least > most {
			return most + 1
		}
		before, last, row = last, row, before
	}
	return last[len(y)]
}
