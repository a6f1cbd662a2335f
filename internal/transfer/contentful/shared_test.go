//go:build shareddata

package contentful

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/galley-cms/galley/internal/transfer"
	"github.com/galley-cms/galley/internal/transfer/transfertest"
)

// TestSharedExports imports two exports of the same space, which are not part of this repository, into one space, one
// after the other: one has its texts as rich text, the other as Markdown. GALLEY_SHARED_DATA names the folder with them.
func TestSharedExports(t *testing.T) {
	s := transfertest.New()
	for _, name := range []string{"contentful-blog.json", "contentful-locales.json"} {
		file, err := os.ReadFile(filepath.Join(os.Getenv("GALLEY_SHARED_DATA"), name))
		if err != nil {
			t.Fatal(err)
		}
		first := run(t, file, s, transfer.Options{})
		if n := first.Created + first.Updated + first.Unchanged; n != 8 || len(first.Skipped) > 0 {
			t.Errorf("%s: %d of 8 came in, left out: %v", name, n, first.Skipped)
		}
		second := run(t, file, s, transfer.Options{})
		if second.Unchanged != 8 {
			t.Errorf("%s: the second run left %d of 8 alone", name, second.Unchanged)
		}
	}
	for id, e := range s.Entries {
		if !e.Entry.Publish {
			t.Errorf("%s is a draft", id)
		}
	}
	if all := contents(t, s); !strings.Contains(all, "What are webhooks?") || len(s.Locale) != 3 {
		t.Errorf("the locales are %v", s.Locale)
	}
}
