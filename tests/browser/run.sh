#!/usr/bin/env bash
# The supervisor's page in Debian's Chromium: run.sh [PROGRAM [measure [LOOPS]]]. Without `measure` the tests; what they
# need and do not find is an error, not a skip. `run.sh PROGRAM picture` draws docs/page.png anew.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

program=$(realpath "${1:-build/release/loopbreaker}")
for needed in node npm chromium; do
  command -v "$needed" >/dev/null || { echo "browser tests: expected $needed, found none (apt install $needed)" >&2; exit 1; }
done
[[ -x $program ]] || { echo "browser tests: expected the program at $program (./dev build)" >&2; exit 1; }

# Beside the build, so that no package comes to lie in the sources.
mkdir -p build/browser
cp tests/browser/package.json tests/browser/*.mjs build/browser/
rm -rf build/browser/page && mkdir build/browser/page && cp src/serve/page/{feedback,loops,news}.js build/browser/page/
# The list that the packages were fetched by lies among them, so that another version is seen.
if ! cmp -s tests/browser/package-lock.json build/browser/node_modules/fetched-by.json; then
  cp tests/browser/package-lock.json build/browser/
  (cd build/browser && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
  cp tests/browser/package-lock.json build/browser/node_modules/fetched-by.json
fi
cd build/browser
export LOOPBREAKER_PROGRAM=$program
if [[ ${2:-} == measure ]]; then exec node measure.mjs "${@:3}"; fi
if [[ ${2:-} == picture ]]; then exec node picture.mjs ../../docs/page.png; fi
node --test --test-reporter=spec news.test.mjs
exec node --test --test-concurrency=1 --test-reporter=spec feedback.test.mjs page.test.mjs
