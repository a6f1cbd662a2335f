package queue

import (
	"errors"
	"testing"
	"time"
)

func TestRetryAfterStaysWithinItsLimits(t *testing.T) {
	cause := errors.New("down")
	tests := map[time.Duration]time.Duration{-time.Second: 0, time.Minute: time.Minute, 24 * time.Hour: MaxRetry}
	for asked, want := range tests {
		wish := new(RetryError)
		err := RetryAfter(asked, cause)
		if !errors.As(err, &wish) || wish.After != want || !errors.Is(err, cause) {
			t.Errorf("RetryAfter(%s) = %v", asked, err)
		}
	}
}
