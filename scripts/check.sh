#!/bin/sh
# Linters, and the freshness of what is generated.
set -eu
cd "$(dirname "$0")/.."
. scripts/suite.sh

unformatted() { test -z "$(gofmt -l $(git ls-files '*.go'))" || { gofmt -l $(git ls-files '*.go'); return 1; }; }
in_admin() { (cd admin && npm run --silent "$@"); }
in_infra() { (cd infra && "$@"); }

# fresh_graphql generates the management API's code and compares it with what is committed.
fresh_graphql() {
	go run ./graph/manage/generate && git diff --exit-code --stat -- graph/manage
}

suite 'tools' 180 scripts/tools.sh lint admin
suite 'format' 10 unformatted
suite 'lint' 240 .tools/bin/golangci-lint run
suite 'lint infra' 180 in_infra ../.tools/bin/golangci-lint run
suite 'generated graphql' 60 fresh_graphql
suite 'admin' 60 in_admin check
score
