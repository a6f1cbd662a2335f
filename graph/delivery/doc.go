// Package delivery is the content API: GraphQL over HTTP, with a schema built from the models while the program runs.
//
// A request goes through four steps, each a plain function over values:
//
//   - document: parse, limit and validate the text, once for each text (document.go, measure.go);
//   - plan: compile the operation against the concrete types of the schema, once for each document (plan.go);
//   - load: walk the plan breadth first and ask the store once a level (load.go);
//   - write: walk it depth first into one buffer, splicing the stored bytes, without reading anything (write.go).
//
// They stand behind gqlgen's graphql.GraphExecutor (executor.go); handler.go and its neighbours speak HTTP.
//
// A schema shows what its callers may see: there is one for each schema version, stage and set of readable models. The
// package asks content.Service for everything it reads and writes, and decides nothing about permissions itself.
package delivery
