#!/bin/sh
# Installs what tests and checks need, at pinned versions: Python and Go tools into .tools/, npm packages into their
# folders, Chromium from Debian's packages. What is there already is left alone.
# Usage: scripts/tools.sh [ministack|lint|admin|e2e|infra|chromium]...     (all of them without an argument)
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

lint() {
	version=v2.15.0
	if [ "$(cat "$tools/bin/golangci-lint.version" 2>/dev/null)" = "$version" ]; then
		return
	fi
	mkdir -p "$tools/bin"
	GOBIN=$tools/bin go install "github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$version"
	echo "$version" >"$tools/bin/golangci-lint.version"
}

# packages installs the npm packages of a folder when its lock file has changed since.
packages() {
	lock=$root/$1/package-lock.json
	if cmp -s "$lock" "$root/$1/node_modules/.installed-lock"; then
		return
	fi
	(cd "$root/$1" && npm ci --no-audit --no-fund --loglevel=error)
	cp "$lock" "$root/$1/node_modules/.installed-lock"
}

admin() { packages admin; }
e2e() { packages e2e; }
infra() { packages infra; }

chromium() {
	if command -v chromium >/dev/null; then
		return
	fi
	if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
		echo "tools.sh: the browser stories need Chromium: install your system's package chromium and run this again" >&2
		exit 1
	fi
	apt-get update -qq
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null
}

if [ $# -eq 0 ]; then
	set -- ministack lint admin e2e infra chromium
fi
for tool in "$@"; do
	case $tool in
	ministack | lint | admin | e2e | infra | chromium) "$tool" ;;
	*)
		echo "tools.sh: no tool is called \"$tool\"; there are: ministack lint admin e2e infra chromium" >&2
		exit 2
		;;
	esac
done
