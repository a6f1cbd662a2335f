package searchtest

import (
	"strings"
	"testing"

	"github.com/galley-cms/galley/internal/search"
)

var words = map[string]func(*testing.T, search.Index){
	"all words, in any field of one document":          testAll,
	"the last word is a beginning":                     testPrefix,
	"long words forgive edits":                         testEdits,
	"phrases":                                          testPhrases,
	"case, accents, widths and invisible characters":   testFolding,
	"forms of a language's words":                      testLanguages,
	"scripts without spaces":                           testDense,
	"no text is an error, and none is more than words": testHostile,
	"what a naive search finds":                        testOracle,
}

func testAll(t *testing.T, x search.Index) {
	put(t, x, map[string]search.Document{
		"a": article(title("Red house"), body("with a garden")),
		"b": article(title("Blue house"), body("with no garden")),
		"c": article(body("a garden"), body("and a red door")),
	})
	apply(t, x, search.Change{Entry: "d", Stage: search.Live, Seq: 1, Documents: []search.Document{
		{Model: "article", Locale: "en", Fields: []search.Field{title("red")}},
		{Model: "article", Locale: "de", Fields: []search.Field{title("garden")}},
	}})
	finds(t, x, "garden", "a b c d")
	finds(t, x, "garden red", "a c")
	finds(t, x, "red garden", "a c")
	finds(t, x, "GARDEN,house;with", "a b")
	finds(t, x, "garden xylophone", "")
	finds(t, x, "", "")
	finds(t, x, " \t\n", "")
	finds(t, x, "garden garden garden", "a b c d")
}

func testPrefix(t *testing.T, x search.Index) {
	put(t, x, map[string]search.Document{
		"a": article(body("gardening books")),
		"b": article(body("books on gar")),
		"c": article(body("something else")),
	})
	finds(t, x, "books gar", "a b")
	finds(t, x, "books g", "a b")
	finds(t, x, "gar books", "b")
	finds(t, x, "gardeningx", "a")
	finds(t, x, "gardeningxyz", "")
}

func testEdits(t *testing.T, x search.Index) {
	put(t, x, map[string]search.Document{
		"a": article(body("lamp")),
		"b": article(body("accommodation")),
		"c": article(body("cat 20261")),
	})
	for text, want := range map[string]string{
		"lamb end": "", "lamb": "a", "lmap": "a", "lap ": "", "lampe": "a", "clamp": "a", "xamx": "", "lxxp": "",
		"acommodation": "b", "acomodation": "b", "akkommodation": "b", "acmmodation": "b", "acmmodtion": "",
		"cut": "", "kat": "", "20262": "", "accommodatoin": "b",
	} {
		finds(t, x, text, want)
	}
}

func testPhrases(t *testing.T, x search.Index) {
	put(t, x, map[string]search.Document{
		"a": in("en", article(body("to be, or not to be: that is the question"))),
		"b": in("en", article(body("or to be; not to question that"))),
		"c": in("en", article(title("not to"), body("be or to be"))),
	})
	finds(t, x, `"to be or not to be"`, "a")
	finds(t, x, `"TO BE" that`, "a b")
	finds(t, x, `“to be” „that is”`, "a")
	finds(t, x, `"not to be"`, "a")
	finds(t, x, `"questions"`, "")
	finds(t, x, `"quest"`, "")
	finds(t, x, `""`, "")
	finds(t, x, `"to be or`, "a b c")
	finds(t, x, `question "not to"`, "a b")
}

// C15
func testFolding(t *testing.T, x search.Index) {
	for have, typed := range map[string][]string{
		"Café":                    {"cafe", "CAFÉ", "cafe\u0301", "café"},
		"cafe\u0301teria":         {"cafétéria", "cafeteria"},
		"Straße":                  {"strasse", "STRASSE", "straße", "STRAẞE"},
		"İstanbul ısparta":        {"istanbul", "ISPARTA", "ısparta", "İSTANBUL"},
		"Ｆｕｌｌ width":              {"full", "ｗｉｄｔｈ", "FULL"},
		"ﬁnance":                  {"finance"},
		"Ελλάς":                   {"ελλασ", "ΕΛΛΆΣ"},
		"so\u00adft hy\u200bphen": {"soft", "hyphen"},
		"\u202eאבג\u202c שלום":    {"אבג", "שלום", "\u200fשלום"},
		"كِتَاب":                  {"كتاب"},
		"ЁЛКА":                    {"елка", "ёлка"},
		"smørrebrød æble":         {"smorrebrod", "aeble", "SMØRREBRØD"},
		"हिन्दी":                  {"हिन्दी"},
		"l'Hôtel d’Été":           {"hotel", "ete", "l'hotel"},
	} {
		put(t, x, map[string]search.Document{"a": article(body("before " + have + " after"))})
		for _, text := range typed {
			finds(t, x, text, "a")
			finds(t, x, `"`+text+`"`, "a")
		}
	}
}

func testLanguages(t *testing.T, x search.Index) {
	for _, c := range []struct{ language, have, typed string }{
		{"en", "He was running", "run x"}, {"en", "one library", "libraries x"}, {"en-GB", "the houses", "house x"},
		{"de", "viele Häuser", "haus x"}, {"de", "alte Bücher", "buch x"}, {"de-CH", "der Mueller", "müller x"},
		{"fr", "des chevaux", "cheval x"}, {"fr", "continué", "continuee x"},
		{"es", "las canciones", "cancion x"}, {"it", "i gatti", "gatto x"}, {"pt-BR", "canções", "canção x"},
		{"nl", "de katten", "kat x"}, {"sv", "bilarna", "bil x"}, {"nb", "bilene", "bil x"}, {"da", "husene", "hus x"},
		{"fi", "taloissa", "talossa x"}, {"ru", "книгами", "книга x"}, {"pl", "książkami", "książka x"}, {"hu", "házak", "ház x"},
		{"ro", "cărților", "cărți x"}, {"tr", "kitaplar", "kitap x"}, {"ar", "الكتاب", "كتاب x"}, {"hi", "किताबें", "किताब x"},
	} {
		d := in(c.language, article(title(c.have), body("x")))
		put(t, x, map[string]search.Document{"a": d})
		finds(t, x, c.typed, "a")
	}
	put(t, x, map[string]search.Document{"a": in("tlh", article(body("running")))})
	finds(t, x, "run x", "")
}

func testDense(t *testing.T, x search.Index) {
	put(t, x, map[string]search.Document{
		"a": in("ja", article(title("東京都の図書館"))),
		"b": in("zh", article(title("京都的東西"))),
		"c": in("ko", article(title("서울에서 만나요"))),
		"d": in("th", article(title("ภาษาไทยสวัสดี"))),
	})
	for text, want := range map[string]string{
		"東京": "a", "京都": "a b", "東": "a b", "都": "a b", "館": "a", "図書 東京": "a", "서울": "c", "만나": "c", "สวัสดี": "d", "ไทย": "d",
		`"東京都"`: "a", `"京東"`: "", "西": "b",
	} {
		finds(t, x, text, want)
	}
}

func testHostile(t *testing.T, x search.Index) {
	put(t, x, map[string]search.Document{
		"a": article(title("AND or NOT"), body("a*b c?d [x TO y] field:value +must -not ~2 ^3 \\ / \" \x00 \xff end")),
	})
	for _, text := range []string{
		`"`, `"""`, `" " "`, `"and`, `or"`, "*", "?*", "a* b?", "title:or", "+and -not", "not~2", "and^9", "[x TO y]", "{x TO y}", `\`, `\"`, "(and", "and)", "/(a+)+$/",
		"&&", "||", "!", "\x00", "and\x00or", "\xff\xfe", "and\xed\xa0\x80or", "\u202e", "<script>", "'; drop", strings.Repeat("a", 10_000),
		strings.Repeat("and ", 5000), strings.Repeat(`"and or" `, 2000), strings.Repeat(`"`, 9999), strings.Repeat("é", 9999), strings.Repeat("ab c", 9999),
		strings.Repeat("東", 9999), strings.Repeat("\u0301", 9999), "e" + strings.Repeat("\u0301", 9999), "and " + strings.Repeat("\u200b", 20_000),
	} {
		for _, stage := range []search.Stage{search.Live, search.Draft} {
			find(t, x, search.Query{Text: text, Stage: stage, Fields: []string{"title"}})
			find(t, x, search.Query{Text: text, Stage: stage})
		}
	}
	finds(t, x, "and OR not", "a")
	finds(t, x, "must -not", "a")
	finds(t, x, "xyz*", "")
	finds(t, x, "fie?d", "")
	finds(t, x, "field:value", "a")
	finds(t, x, strings.Repeat("and ", 5000), "a")
}
