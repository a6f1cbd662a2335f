#!/bin/sh
# Runs every test of the repository. Installs what they need first.
set -eu
cd "$(dirname "$0")/.."
. scripts/suite.sh

# Stories run against the binary that is built here.
GALLEY_BIN=$PWD/bin/galley
export GALLEY_BIN

in_admin() { (cd admin && npm run --silent "$@"); }
in_e2e() { (cd e2e && npm run --silent "$@"); }
in_infra() { (cd infra && "$@"); }

suite 'tools' 180 scripts/tools.sh ministack admin e2e infra chromium
suite 'build' 240 make --no-print-directory build
suite 'go' 700 go test -race -count=1 -timeout 20m ./...
suite 'random' 120 go test -count=1 -run 'Lives|ListsEqual|Histories|Linearizable|Searched|InManyLocales' ./content
if [ -n "${GALLEY_SHARED_DATA:-}" ]; then
	suite 'imports of real exports' 60 go test -tags shareddata -run 'Shared|Theme' ./internal/transfer/...
fi
suite 'infra' 240 in_infra go test -count=1 ./...
suite 'aws' 300 scripts/e2e-aws.sh
suite 'admin' 90 in_admin test
suite 'browser' 180 in_e2e test
score
