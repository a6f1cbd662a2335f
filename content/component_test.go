package content_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/errs"
)

// layers gives components l1 … ln, each with two fields of the next one.
func layers(n int) (files []string) {
	for i := 1; i < n; i++ {
		files = append(files, fmt.Sprintf(`{"apiId":"l%d","component":true,"fields":[
			{"apiId":"one","kind":"COMPONENT","components":["l%d"]},{"apiId":"more","kind":"BLOCKS","components":["l%d"]}]}`, i, i+1, i+1))
	}
	return append(files, fmt.Sprintf(`{"apiId":"l%d","component":true,"fields":[{"apiId":"word","kind":"TEXT","required":true}]}`, n))
}

const layered = `{"apiId":"cake","fields":[{"apiId":"top","kind":"COMPONENT","components":["l1"]}]}`

func TestComponentsAreNestedFiveDeep(t *testing.T) {
	s := newSpace(t)
	s.apply(append(layers(5), layered)...)
	nested := `{"top":{"one":{"more":[{"l3":{"one":{"one":{"word":%s}}}}]}}}`
	s.create("cake", "a", fmt.Sprintf(nested, `"sweet"`), true)
	_, err := s.Create(s.ctx, "cake", "", content.Change{Values: vals(fmt.Sprintf(nested, `null`)), Locale: "en", Publish: true})
	if wantCode(t, err, errs.ValidationFailed); !strings.Contains(err.Error(), "top.one.more[0].l3.one.one.word is required") {
		t.Errorf("%v", err)
	}
}

func TestDeeperComponentsAreRefused(t *testing.T) {
	itself := `{"apiId":"l2","component":true,"fields":[{"apiId":"back","kind":"BLOCKS","components":["l1","l2"]}]}`
	for name, files := range map[string][]string{
		"six":       append(layers(6), layered),
		"round":     append(layers(2)[:1], itself, layered),
		"a hundred": append(layers(100), layered), // 2^100 ways through them
		"itself":    {`{"apiId":"alone","component":true,"fields":[{"apiId":"me","kind":"COMPONENT","components":["alone"]}]}`},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSpace(t)
			_, err := s.PlanModels(s.ctx, raw(files), false)
			if wantCode(t, err, errs.ValidationFailed); !strings.Contains(err.Error(), "components are nested more than 5 deep, or hold themselves") {
				t.Errorf("%v", err)
			}
		})
	}
}
