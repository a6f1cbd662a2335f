// Package audit holds the content API to what others say it must be: the audits of GraphQL over HTTP, and graphql-js
// reading its introspection. It needs node, and the packages of package.json:
//
//	npm ci && go test -tags audit .
package audit
