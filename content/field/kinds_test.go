package field_test

import (
	"testing"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/content/field/fieldtest"
)

func TestKinds(t *testing.T) {
	for _, s := range field.Kinds {
		t.Run(string(s.Kind), func(t *testing.T) { fieldtest.Run(t, s.Kind) })
	}
}
