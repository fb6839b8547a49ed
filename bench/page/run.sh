#!/usr/bin/env bash
# Measures the supervisor's page in Chromium on many open escalations, then its stream with 500 listeners, 200 of them
# slow. Prints both; docs/performance.md has what they said. By the clock, so on a machine that does nothing else.
#
#   ESCALATIONS   that are open on the page (default 5,000)
#   DURATION      of the listeners, in seconds (default 60)
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly here build=${here%/bench/page}
readonly program=${PROGRAM:-$build/loopbreaker} source_dir=${SOURCE_DIR:-$(cd "$build/../.." && pwd)}

[[ -x $program ]] || {
  echo "bench: expected the program at $program (run ./dev bench page), found none" >&2
  exit 1
}
"$source_dir/tests/browser/run.sh" "$program" measure "${ESCALATIONS:-5000}"
"$here/listeners" --seconds "${DURATION:-60}"
