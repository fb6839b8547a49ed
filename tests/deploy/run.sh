#!/usr/bin/env bash
# What deploy/, docs/asyncapi.yaml and proto/ promise, held to the programs and schemas that will read them.
#
# usage: run.sh CHECK [PROGRAM]    install, unit, hardening, sbom, secure, container, kubernetes, asyncapi, protos, prometheus,
#                                  guide, live or pipes; PROGRAM is by default build/release/loopbreaker
#        run.sh write [PROGRAM]    docs/asyncapi-messages.json and the topics for Strimzi anew, after a change of the protos
#                                  or the topics
#        run.sh freeze             the protos of now are what later ones must be able to read: after a release, or when a
#                                  break is meant
set -euo pipefail
export PYTHONDONTWRITEBYTECODE=1
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

check=${1:-}
program=$(realpath -m "${2:-build/release/loopbreaker}")
readonly here=tests/deploy tools=build/deploy baseline=tests/deploy/protos.binpb

# Beside the build, by lists that name every version; the list lies there too, so that another is seen.
install_tools() {
  mkdir -p "$tools"
  if ! cmp -s "$here/requirements.txt" "$tools/venv/fetched-by.txt"; then
    rm -rf "$tools/venv"
    python3 -m venv "$tools/venv" &&
      "$tools/venv/bin/pip" install -q --disable-pip-version-check --only-binary :all: -r "$here/requirements.txt" &&
      cp "$here/requirements.txt" "$tools/venv/fetched-by.txt"
  fi
  # Without a lock: npm's would name buf for machines that the registry may not have it for.
  if ! cmp -s "$here/package.json" "$tools/node_modules/fetched-by.json"; then
    cp "$here/package.json" "$tools/" &&
      (cd "$tools" && npm install --no-package-lock --ignore-scripts --no-audit --no-fund --loglevel=error) &&
      cp "$here/package.json" "$tools/node_modules/fetched-by.json"
  fi
}

# The unit as systemd reads it, and what it leaves open (of 10; it says 1.2).
check_unit() {
  local made=$tools/loopbreaker.service
  sed "s|/usr/bin/loopbreaker|$program|" deploy/debian/loopbreaker.service >"$made"
  systemd-analyze verify --man=no "$made"
  systemd-analyze security --no-pager --offline=yes --threshold=15 "$made"
}

# What the compiler and the linker were asked for against mistakes with memory (cmake/library.cmake).
check_hardening() {
  local made=$tools/program
  readelf --wide --file-header --segments --dynamic --dyn-syms "$program" >"$made"
  expect() { grep -Eq -- "$1" "$made" || { echo "expected $2 in $program, found none" >&2; return 1; }; }
  expect 'Type: +DYN' "addresses of its own at each start (PIE)" && expect GNU_RELRO "tables that cannot be written (RELRO)" &&
    expect 'FLAGS.*NOW' "functions that are found before the start (BIND_NOW)" &&
    expect '__stack_chk_fail' "a guarded stack" && expect '__[a-z]+_chk(@|$)' "guarded copies (_FORTIFY_SOURCE)" &&
    expect 'GNU_STACK.* RW ' "a stack that is no code"
}

install_tools
PATH=$PWD/$tools/venv/bin:$PWD/$tools/node_modules/.bin:$PATH
case $check in
  install) ;;
  unit) check_unit ;;
  hardening) check_hardening ;;
  sbom) python3 "$here/sbom.py" "$program" ;;
  secure) tests/broker/secure.py "$program" "$(echo "$tools"/venv/lib/python3*/site-packages/confluent_kafka.libs/librdkafka-*.so.1)" ;;
  container) hadolint deploy/container/Containerfile ;;
  kubernetes) python3 "$here/kubernetes.py" "$program" ;;
  asyncapi) python3 "$here/asyncapi.py" "$program" "$tools/node_modules" ;;
  guide) python3 "$here/guide.py" ;;
  prometheus) python3 "$here/prometheus.py" ;;
  live) python3 "$here/live.py" "$program" ;;
  pipes) python3 "$here/pipes.py" "$program" ;;
  protos)
    buf lint
    buf breaking --against "$baseline"
    ;;
  write)
    python3 "$here/kubernetes.py" "$program" --write
    python3 "$here/asyncapi.py" "$program" "$tools/node_modules" --write
    ;;
  freeze) buf build --exclude-source-info -o "$baseline" ;;
  *)
    echo "run.sh: expected one of install, unit, hardening, sbom, secure, container, kubernetes, asyncapi, protos, prometheus, guide, live, pipes, write, freeze, found '$check'" >&2
    exit 2
    ;;
esac
