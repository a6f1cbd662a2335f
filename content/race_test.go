//go:build race

package content_test

// underRace tells that the race detector watches, which makes all ten times slower: random tests are shorter then, and run
// at their length without it.
const underRace = true
