package clock_test

import (
	"strings"
	"testing"

	"github.com/galley-cms/galley/internal/clock"
)

func TestTimesDoNotCountTheSecondsAwake(t *testing.T) {
	if now := (clock.System{}).Now().String(); strings.Contains(now, " m=") || !strings.HasSuffix(now, " UTC") {
		t.Errorf("the time is %s", now)
	}
}
