package bleve

import (
	"strings"
	"sync"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/lang/ar"
	"github.com/blevesearch/bleve/v2/analysis/lang/ckb"
	"github.com/blevesearch/bleve/v2/analysis/lang/da"
	"github.com/blevesearch/bleve/v2/analysis/lang/de"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/analysis/lang/es"
	"github.com/blevesearch/bleve/v2/analysis/lang/fa"
	"github.com/blevesearch/bleve/v2/analysis/lang/fi"
	"github.com/blevesearch/bleve/v2/analysis/lang/fr"
	"github.com/blevesearch/bleve/v2/analysis/lang/hi"
	"github.com/blevesearch/bleve/v2/analysis/lang/hu"
	"github.com/blevesearch/bleve/v2/analysis/lang/it"
	"github.com/blevesearch/bleve/v2/analysis/lang/nl"
	"github.com/blevesearch/bleve/v2/analysis/lang/no"
	"github.com/blevesearch/bleve/v2/analysis/lang/pl"
	"github.com/blevesearch/bleve/v2/analysis/lang/pt"
	"github.com/blevesearch/bleve/v2/analysis/lang/ro"
	"github.com/blevesearch/bleve/v2/analysis/lang/ru"
	"github.com/blevesearch/bleve/v2/analysis/lang/sv"
	"github.com/blevesearch/bleve/v2/analysis/lang/tr"
	"github.com/blevesearch/bleve/v2/registry"
	"golang.org/x/text/unicode/norm"
)

// analyzers names bleve's analysis by language: all that it has but Croatian, which compiles so many patterns that every
// start of the program would take a millisecond more. Scripts without spaces need none: their words are pairs of characters.
var analyzers = map[string]string{
	"ar": ar.AnalyzerName, "ckb": ckb.AnalyzerName, "da": da.AnalyzerName, "de": de.AnalyzerName, "en": en.AnalyzerName,
	"es": es.AnalyzerName, "fa": fa.AnalyzerName, "fi": fi.AnalyzerName, "fr": fr.AnalyzerName, "hi": hi.AnalyzerName,
	"hu": hu.AnalyzerName, "it": it.AnalyzerName, "nb": no.AnalyzerName, "nl": nl.AnalyzerName,
	"nn": no.AnalyzerName, "no": no.AnalyzerName, "pl": pl.AnalyzerName, "pt": pt.AnalyzerName, "ro": ro.AnalyzerName,
	"ru": ru.AnalyzerName, "sv": sv.AnalyzerName, "tr": tr.AnalyzerName,
}

// analyzerOf names the analysis of a BCP 47 tag; "" if there is none.
func analyzerOf(tag string) string {
	base, _, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(tag), "_", "-"), "-")
	return analyzers[base]
}

var stemmers = struct {
	sync.Mutex
	cache *registry.Cache
	made  map[string][]analysis.TokenFilter
}{cache: registry.NewCache(), made: map[string][]analysis.TokenFilter{}}

// filtersOf are the steps that make a word's stem, made at the first need.
func filtersOf(analyzer string) []analysis.TokenFilter {
	stemmers.Lock()
	defer stemmers.Unlock()
	if f, ok := stemmers.made[analyzer]; ok {
		return f
	}
	var filters []analysis.TokenFilter
	if a, err := stemmers.cache.AnalyzerNamed(analyzer); err == nil {
		if a, ok := a.(*analysis.DefaultAnalyzer); ok {
			filters = a.TokenFilters
		}
	}
	stemmers.made[analyzer] = filters
	return filters
}

// stem is what forms of a word have in common in a language, folded; "" for none, as of words that say nothing. A
// stemmer that cannot cope with a word has none.
func stem(analyzer, raw string) (s string) {
	defer func() {
		if recover() != nil {
			s = ""
		}
	}()
	tokens := analysis.TokenStream{{Term: []byte(clip(norm.NFC.String(raw))), Position: 1, Type: analysis.AlphaNumeric}}
	for _, f := range filtersOf(analyzer) {
		tokens = f.Filter(tokens)
	}
	if len(tokens) == 0 {
		return ""
	}
	return fold(string(tokens[0].Term))
}
