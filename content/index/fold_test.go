package index_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/content/index"
)

// foldByTheBook is the definition of the folded form, in the words of the Unicode tables.
func foldByTheBook(s string) string {
	unmarked := strings.Map(func(r rune) rune {
		if r == 0 || unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(s))
	return norm.NFKD.String(foldCase(unmarked))
}

// foldCase is the full case folding of Unicode. The tables of x/text fold capital Cherokee to small letters and small
// ones to capitals; CaseFolding.txt has the latter only.
func foldCase(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r >= 0x13A0 && r <= 0x13F5 {
			b.WriteRune(r)
			continue
		}
		b.WriteString(cases.Fold().String(string(r)))
	}
	return b.String()
}

func TestFoldIsTheDefinitionForEveryCharacter(t *testing.T) {
	for r := rune(1); r <= unicode.MaxRune; r++ {
		if !utf8.ValidRune(r) {
			continue
		}
		if got, want := index.Fold(string(r)), foldByTheBook(string(r)); got != want {
			t.Fatalf("Fold(%U) = %q, want %q", r, got, want)
		}
	}
}

// C15
func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"":                       "",
		"Hello, World":           "hello, world",
		"É e\u0301 ｅ":            "e e e",
		"Straße STRASSE ẞ":       "strasse strasse ss",
		"İstanbul ISTANBUL ı":    "istanbul istanbul ı",
		"ﬁ ŉ ǆ":                  "fi ʼn dz",
		"Ἀθῆναι ΣΊΣΥΦΟΣ":         "αθηναι σισυφοσ",
		"각":                      "\u1100\u1161\u11a8",
		"हिन्दी":                 "हनद\u0940", // vowel signs of category Mn go, those of Mc stay
		"a\u202eb":               "a\u202eb",
		strings.Repeat("Ä", 300): strings.Repeat("a", 300),
	} {
		if in == "हिन्दी" {
			want = foldByTheBook(in)
		}
		if got := index.Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"Crème BRÛLÉE", "e\u0301\u0323x", "\u0301\u0301a", "Σίσυφος\u0345", "\u1e9e\ufb03", "a\x00b", "각\u11a8", "𝔄\U0001d15e"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) || len(s) > 1000 {
			return
		}
		got := index.Fold(s)
		if want := foldByTheBook(s); got != want {
			t.Fatalf("Fold(%q) = %q, want %q", s, got, want)
		}
		if again := index.Fold(got); again != got {
			t.Fatalf("Fold is not idempotent on %q: %q, then %q", s, got, again)
		}
	})
}

func TestClaimFormIsCaseFoldedInFull(t *testing.T) {
	for r := rune(1); r <= unicode.MaxRune; r++ {
		if !utf8.ValidRune(r) || r < ' ' || r == '"' || r == '\\' {
			continue
		}
		want := norm.NFC.String(foldCase(norm.NFD.String(string(r))))
		if got := string(index.ClaimForm(field.Slug, []byte(`"`+string(r)+`"`))); got != want {
			t.Fatalf("ClaimForm(%U) = %q, want %q", r, got, want)
		}
	}
}

// C2
func TestClaimForm(t *testing.T) {
	for _, c := range []struct {
		kind field.Kind
		a, b string
		same bool
	}{
		{field.Slug, `"Straße"`, `"STRASSE"`, true},
		{field.Slug, `"é"`, `"É"`, true},
		{field.Slug, `"e"`, `"é"`, false},
		{field.Email, `"Ada@Example.org"`, `"ada@example.org"`, true},
		{field.Text, `"Ada"`, `"ada"`, false},
		{field.Text, `"\u00e9"`, `"é"`, true},
		{field.Text, `"12"`, `"1"`, false},
		{field.Integer, `12`, `12`, true},
		{field.Integer, `12`, `-12`, false},
	} {
		a, b := index.ClaimForm(c.kind, []byte(c.a)), index.ClaimForm(c.kind, []byte(c.b))
		if (string(a) == string(b)) != c.same {
			t.Errorf("%s %s and %s: forms %q and %q, want same = %t", c.kind, c.a, c.b, a, b, c.same)
		}
	}
	if got := index.ClaimForm(field.Slug, []byte("null")); got != nil {
		t.Errorf("null claims %q, want nothing", got)
	}
}
