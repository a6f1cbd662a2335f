package errs_test

import (
	"testing"

	"github.com/galley-cms/galley/internal/errs"
)

func TestValidationTellsTheFirstProblemAndHowManyMore(t *testing.T) {
	p := errs.Problem{Path: "title", Message: "title is required."}
	for n, want := range []string{
		"The values are not valid.", "title is required.", "title is required (and 1 more problem).", "title is required (and 2 more problems).",
	} {
		problems := make([]errs.Problem, n)
		for i := range problems {
			problems[i] = p
		}
		if err := errs.Validation(problems...); err.Message != want || len(err.Problems) != n {
			t.Errorf("%d problems: %q", n, err.Message)
		}
	}
}
