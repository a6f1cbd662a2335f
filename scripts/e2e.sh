#!/bin/sh
# Tells the main story to a deployed environment, on names of its own, and takes away what it made.
# Usage: GALLEY_KEY=KEY make e2e ENV=NAME [URL=https://…] [RECEIVER=https://… [RECEIVER_ADDR=HOST:PORT]]
#
# KEY is an API key of the scope manage. Where there are no users yet, give SETUP_LINK, EMAIL and PASSWORD instead: they
# become the first administrator, who stays. URL is what the stack galley-NAME-edge tells as Url; without it, AWS is
# asked. Imports are only tried. The part about webhooks needs a RECEIVER that the environment can reach: the address of
# a tunnel to RECEIVER_ADDR (127.0.0.1:8400 unless set) on this machine. Without one the part is not told, and the
# output says so.
set -eu
cd "$(dirname "$0")/.."

if [ -z "${URL:-}" ]; then
	: "${ENV:?which environment? make e2e ENV=NAME, or URL=https://…}"
	command -v aws >/dev/null || { echo "e2e.sh: without URL the AWS CLI is asked for it, but it is not installed" >&2; exit 2; }
	URL=$(aws cloudformation describe-stacks --stack-name "galley-$ENV-edge" --output text \
		--query "Stacks[0].Outputs[?OutputKey=='Url'].OutputValue")
fi
[ -n "${GALLEY_KEY:-}" ] || : "${SETUP_LINK:?GALLEY_KEY, or SETUP_LINK with EMAIL and PASSWORD, is needed}"

scripts/tools.sh e2e
make --no-print-directory build
GALLEY_BIN=$PWD/bin/galley GALLEY_URL=$URL GALLEY_KEY=${GALLEY_KEY:-} RECEIVER=${RECEIVER:-} RECEIVER_ADDR=${RECEIVER_ADDR:-127.0.0.1:8400} \
	go test -tags remote -count=1 -timeout 15m -v -run TestRemote ./e2e/story
