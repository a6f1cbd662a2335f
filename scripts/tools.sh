#!/bin/sh
# Installs the programs that tests need into .tools/, at pinned versions. What is there already is left alone.
# Usage: scripts/tools.sh [ministack]     (all of them without an argument)
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
tools=$root/.tools

# ministack is the AWS emulator; boto3 is what its CDK custom resources run on.
ministack() {
	pins='ministack==1.5.33 boto3==1.43.106'
	stamp=$tools/venv/installed
	if [ -x "$tools/venv/bin/python" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$pins" ]; then
		return
	fi
	mkdir -p "$tools"
	python3 -m venv "$tools/venv"
	# shellcheck disable=SC2086 # the pins are words
	"$tools/venv/bin/pip" install --quiet --disable-pip-version-check $pins
	echo "$pins" >"$stamp"
}

if [ $# -eq 0 ]; then
	set -- ministack
fi
for tool in "$@"; do
	case $tool in
	ministack) "$tool" ;;
	*)
		echo "tools.sh: no tool is called \"$tool\"; there is: ministack" >&2
		exit 2
		;;
	esac
done
