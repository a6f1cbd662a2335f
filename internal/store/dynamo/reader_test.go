package dynamo

import (
	"strings"
	"testing"

	"github.com/galley-cms/galley/internal/store"
)

// TestNeighbours checks that nothing fits between a sort key and its neighbours, and that they are keys themselves.
func TestNeighbours(t *testing.T) {
	longest := func(head string) string { return head + strings.Repeat("\xff", store.MaxSort-len(head)) }
	for _, c := range []struct{ before, after string }{
		{"a", "a\x00"},
		{"a\x00", "a\x00\x00"},
		{longest("a"), "b"},
		{longest("a\x00"), "a\x01"},
		{longest("")[1:], longest("")[1:] + "\x00"},
	} {
		if got := following(c.before); got != c.after {
			t.Errorf("after %.20q comes %.20q, not %.20q", c.before, got, c.after)
		}
		if got := preceding(c.after); got != c.before {
			t.Errorf("before %.20q comes %.20q, not %.20q", c.after, got, c.before)
		}
	}
	if got := following(longest("")); got != "" {
		t.Errorf("after the last key comes %q", got)
	}
	if got := preceding("\x00"); got != "" {
		t.Errorf("before the first key comes %q", got)
	}
}
