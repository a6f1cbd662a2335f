// Package story tells Galley's main story to a running home, as its users live it: model, write, publish, query, hear
// of it. It uses nothing but what they use: the command line, HTTP and GraphQL. So one story is told to the binary, to
// an AWS home on the emulator, and to a deployed one.
package story
