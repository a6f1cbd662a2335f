// Package repotest holds the rules of this repository as ordinary tests: who may import whom, what every package and
// file must have, and what must never be committed. It has no code of its own.
package repotest
