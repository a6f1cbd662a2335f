// Package story tells Galley's main story against a running home, as its users live it: model, write, publish, query,
// hear of it. It uses nothing but what they use: the command line, HTTP and GraphQL.
package story
