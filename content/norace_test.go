//go:build !race

package content_test

const underRace = false
