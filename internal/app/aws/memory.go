package aws

import (
	"runtime/debug"
	"strconv"
)

// A function that starts, or answers a request, leaves little behind in proportion to its memory: collecting that less
// often saves CPU time, of which there is little. Near its end the memory is collected as often as it takes.
const (
	garbagePercent = 400
	usableMemory   = 0.75 // of all that AWS gives; the rest is for what Go does not count
)

func collectLess(getenv func(string) string) {
	megabytes, err := strconv.Atoi(getenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"))
	if err != nil || getenv("GOGC")+getenv("GOMEMLIMIT") != "" {
		return // somebody knows better, or nobody knows how much there is
	}
	debug.SetGCPercent(garbagePercent)
	debug.SetMemoryLimit(int64(float64(megabytes<<20) * usableMemory))
}
