package story

import (
	"bytes"
	"crypto/rand"
	"strings"
)

// names gives the story's model a name of its own in each telling, so that a home can be told the story twice, and
// somebody else's recipes stay what they are. The zero value changes nothing.
type names struct{ tag string }

// newNames makes a tag of six letters, which may follow any name.
func newNames() names { return names{"T" + strings.ToLower(rand.Text()[:6])} }

func (n names) outward(text []byte) []byte {
	for _, word := range [][]byte{[]byte("recipe"), []byte("Recipe")} {
		text = bytes.ReplaceAll(text, word, append(bytes.Clone(word), n.tag...))
	}
	return text
}

func (n names) inward(text []byte) []byte {
	for _, word := range [][]byte{[]byte("recipe"), []byte("Recipe")} {
		text = bytes.ReplaceAll(text, append(bytes.Clone(word), n.tag...), word)
	}
	return text
}
