//go:build shareddata

package wordpress

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/internal/transfer"
	"github.com/galley-cms/galley/internal/transfer/transfertest"
)

// TestThemeUnitTest imports the theme unit test of WordPress, which is not part of this repository: GALLEY_SHARED_DATA
// names the folder that holds it.
func TestThemeUnitTest(t *testing.T) {
	file, err := os.Open(filepath.Join(os.Getenv("GALLEY_SHARED_DATA"), "themeunittestdata.wordpress.xml"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	space := transfertest.New()
	report, err := Import(context.Background(), file, space, transfer.Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]int{"post": 58, "page": 21, "asset": 37, "comment": 33, "author": 2, "navigation": 1}
	for _, c := range report.Models {
		if n, ok := want[c.Model]; ok && c.Created != n {
			t.Errorf("%d of %s came in, want %d", c.Created, c.Model, n)
		}
	}
	if len(report.Skipped) > 0 {
		t.Errorf("left out: %v", report.Skipped)
	}
	checkWords(t, file, space)
	if _, err := file.Seek(0, 0); err != nil {
		t.Fatal(err)
	}
	again, err := Import(context.Background(), file, space, transfer.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if again.Created+again.Updated+len(again.Skipped) > 0 {
		t.Errorf("the second run created %d, updated %d and skipped %d", again.Created, again.Updated, len(again.Skipped))
	}
}

// checkWords looks for every word of every body, as a reader sees them, in the plain text of the entry.
func checkWords(t *testing.T, file *os.File, space *transfertest.Space) {
	t.Helper()
	if _, err := file.Seek(0, 0); err != nil {
		t.Fatal(err)
	}
	s, err := look(file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.Seek(0, 0); err != nil {
		t.Fatal(err)
	}
	at := 0
	err = walk(file, visitor{site: func(string, string) {}, author: func(author) {}, term: func(term) {}, item: func(it *item) error {
		k := s.items[at]
		at++
		if k.slug == "" {
			return nil
		}
		body, err := json.Marshal(space.Entries[k.id].Entry.Values["body"])
		if err != nil {
			return err
		}
		have := map[string]bool{}
		for _, w := range words(field.RichPlainText(body)) {
			have[w] = true
		}
		for _, w := range words(visible(understood.ReplaceAllString(it.content(), " "))) {
			if !have[w] {
				t.Errorf("%s: the word %q is lost", label(it), w)
			}
		}
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
}

// understood are the shortcodes whose own words mean something else than words.
var understood = regexp.MustCompile(`\[/?(?:caption|gallery|audio|video|embed|playlist)\b[^\]]*\]`)

// visible is the text of HTML without scripts, styles and comments.
func visible(source string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(source))
	for hide := ""; ; {
		switch z.Next() {
		case html.ErrorToken:
			return b.String()
		case html.StartTagToken:
			name, _ := z.TagName()
			if hide == "" && (string(name) == "script" || string(name) == "style") {
				hide = string(name)
			}
			gap(&b, string(name))
		case html.EndTagToken:
			name, _ := z.TagName()
			if string(name) == hide {
				hide = ""
			}
			gap(&b, string(name))
		case html.TextToken:
			if hide == "" {
				b.Write(z.Text())
			}
		}
	}
}

// gap parts the words around a tag, unless it stands inside of words.
func gap(b *strings.Builder, tag string) {
	if !slices.Contains([]string{"sub", "sup", "b", "i", "em", "strong", "span", "code"}, tag) {
		b.WriteByte(' ')
	}
}

func words(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}
