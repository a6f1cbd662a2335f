#!/bin/sh
# Long random tests, for a night: lists against the oracle, histories under faults, and kills of a busy server.
# Usage: make soak [N=20000] [SEEDS=500] [KILLS=200]
set -eu
cd "$(dirname "$0")/.."
. scripts/suite.sh

queries=${N:-20000}
seeds=${SEEDS:-500}
kills=${KILLS:-200}

oracle() { GALLEY_ORACLE_QUERIES=$queries go test -count=1 -timeout 4h ./content -run Oracle; }
histories() { GALLEY_CHAOS_SEEDS=$seeds go test -count=1 -timeout 4h ./content -run Histories; }
killed() { GALLEY_BIN=$PWD/bin/galley GALLEY_SOAK_KILLS=$kills go test -count=1 -timeout 4h ./e2e/story -run Killed -v; }

suite "$queries queries against the oracle" 3600 oracle
suite "$seeds histories under faults" 3600 histories
suite "$kills kills of a busy server" 1800 killed
score
