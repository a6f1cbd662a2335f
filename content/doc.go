// Package content is the heart of Galley: models, entries, their lifecycle and the queries over them.
//
// Entries live in the content table as a head and up to two copies, draft and live. Index rows live in a second table,
// derived and without transactions in common; the protocol that keeps the two in step is described in docs/protocol.md
// and implemented in commit.go and write.go (writing), state.go (reading one entry), list.go (reading many), delete.go,
// sweep.go, backfill.go and check.go. docs/how-it-works.md leads through the files.
//
// Where Galley runs as many short-lived processes, long walks are done in slices: window says when one has to end, job
// where the next one goes on.
//
// The package imports no AWS, no HTTP and no GraphQL. Its rules are pure functions over values; only the methods of
// Service take a context, and they ask auth.Can whether the actor in it may do what is asked.
package content
