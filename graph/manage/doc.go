// Package manage is the management API: what the admin and the command line speak, by GraphQL, schema first.
//
// Its resolvers are thin: they turn arguments into calls of the domain services and results into the types of the
// schema. The services decide who may do what; one presenter (errors.go) decides what callers hear of errors; the
// handler (handler.go) bounds a request before anything of it is executed.
package manage

//go:generate go run ./generate
