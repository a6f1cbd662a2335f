#!/bin/sh
# Long random tests, for a night: lists against the oracle, histories under faults, and kills of a busy server.
# Usage: make soak [N=20000] [SEEDS=500] [KILLS=200] [SEED=...]
# Each suite prints how much it did and the seed that it began at; what fails prints how to repeat it.
set -eu
cd "$(dirname "$0")/.."
. scripts/suite.sh

queries=${N:-20000}
seeds=${SEEDS:-500}
kills=${KILLS:-200}
tests=$(mktemp -d)
trap 'rm -rf "$tests"' EXIT

# random TESTS KEY=VALUE... runs random tests of content as a program, which prints its figures also when it passes.
random() {
	pattern=$1
	shift
	if [ -n "${SEED:-}" ]; then set -- "$@" "${1%%=*}_SEED=$SEED"; fi
	(cd content && env "$@" "$tests/content" -test.run "$pattern" -test.timeout 24h)
}

oracle() { random 'ListsEqualTheOracle$' "GALLEY_ORACLE=$queries"; }
turmoil() { random ListsEqualTheOracleAfterFaults "GALLEY_TURMOIL=$((queries / 100))"; }
histories() { random HistoriesUnderFaults "GALLEY_CHAOS=$seeds"; }
lives() { random LivesEqual "GALLEY_LIVES=$((seeds * 200))"; }
linear() { random EditsAreLinearizable "GALLEY_LINEAR=$seeds"; }
killed() { GALLEY_BIN=$PWD/bin/galley GALLEY_SOAK_KILLS=$kills go test -count=1 -timeout 4h ./e2e/story -run Killed -v; }

go test -c -o "$tests/content" ./content
suite "$queries queries against the oracle" 14400 oracle
suite "$((queries / 100)) queries after faults" 14400 turmoil
suite "$seeds histories under faults" 3600 histories
suite "$((seeds * 200)) lives of entries against a plain model" 14400 lives
suite "$seeds histories of edits against a specification" 3600 linear
suite "$kills kills of a busy server" 1800 killed
score
