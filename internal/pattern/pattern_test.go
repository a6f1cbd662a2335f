package pattern_test

import (
	"testing"

	"github.com/galley-cms/galley/internal/pattern"
)

func TestLate(t *testing.T) {
	wrong := pattern.Late(`(`) // nothing happens before the first call
	defer func() {
		if recover() == nil {
			t.Error("a wrong expression is taken")
		}
	}()
	digits := pattern.Late(`^\d+$`)
	first := digits()
	if !first.MatchString("12") || first.MatchString("1a") || digits() != first {
		t.Error("the expression is another one, or compiled each time")
	}
	wrong()
}
