# Runs suites and keeps their score. Sourced by test.sh and check.sh.
passed=0
failed=0

# suite NAME BUDGET COMMAND...: BUDGET is in seconds; a suite that takes longer is told so, it does not fail.
suite() {
	name=$1 budget=$2
	shift 2
	printf '\n== %s (budget %s s)\n' "$name" "$budget"
	begun=$(date +%s)
	if "$@"; then
		passed=$((passed + 1)) result=ok
	else
		failed=$((failed + 1)) result=FAILED
	fi
	took=$(($(date +%s) - begun))
	note=
	[ "$took" -le "$budget" ] || note=', over its budget'
	printf '== %s: %s in %s s%s\n' "$name" "$result" "$took" "$note"
}

# score prints the last line, which CI reads, and ends with failure if a suite failed.
score() {
	printf '\n%s passed, %s failed\n' "$passed" "$failed"
	[ "$failed" -eq 0 ]
}
