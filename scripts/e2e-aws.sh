#!/bin/sh
# Deploys the AWS home on an emulator, by the real CDK app, and tells the stories to it.
# Usage: make e2e-aws [RUN=PATTERN]     (a pattern of go test -run, such as TestDeployed/story)
set -eu
cd "$(dirname "$0")/.."

scripts/tools.sh ministack e2e infra chromium
make --no-print-directory build

# The emulator runs functions on this machine. One set is deployed first, the other while people work.
built=$PWD/dist/e2e
go run ./internal/lambdas -arch amd64 -out "$built/lambdas" -version e2e
go run ./internal/lambdas -arch amd64 -out "$built/next" -version e2e-next >/dev/null
(cd infra && go build -o "$built/infra" .)

GALLEY_BIN=$PWD/bin/galley GALLEY_INFRA=$built/infra GALLEY_LAMBDAS=$built/lambdas GALLEY_LAMBDAS_NEXT=$built/next \
	go test -tags aws -count=1 -timeout 15m -v -run "${RUN:-.}" ./e2e/aws
