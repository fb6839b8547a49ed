#!/usr/bin/env bash
# Other stream processors with the rules of two.yaml, to measure loopbreaker beside them. README.md says what they do.
#
#   peers.sh install DIR                                   builds them by Maven into DIR, where they are not there yet
#   peers.sh run DIR NAME BOOTSTRAP TOPIC OUT RECORDS      becomes one of them: streams_exactly_once,
#                                                          streams_at_least_once, flink_process or flink_cep
#
# PEERS_HEAP is what Java may take of memory for its heap (default 4g). What they keep on disk is in TMPDIR.
set -euo pipefail
export LC_ALL=C.UTF-8

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly here proto=$here/../../proto

fail() {
  echo "peers: $*" >&2
  exit 1
}

fingerprint() {
  find "$here" "$proto" -type f \( -name '*.java' -o -name pom.xml -o -name '*.proto' \) -print0 | sort -z |
    xargs -0 sha256sum
}

install() {
  local dir=$1 program
  if [[ $(fingerprint) == "$(cat "$dir/built-from" 2>/dev/null)" ]]; then return; fi
  for program in mvn javac protoc; do
    command -v "$program" >/dev/null || fail "expected $program, found none"
  done
  echo "Building Kafka Streams and Flink programs by Maven in $dir, to measure beside" >&2
  rm -rf "$dir"
  mkdir -p "$dir"
  mvn -B -q -f "$here/pom.xml" "-Dpeers.build=$dir" package </dev/null >"$dir/maven.log" 2>&1 || {
    cat "$dir/maven.log" >&2
    fail "Maven could not build them; see above"
  }
  fingerprint >"$dir/built-from"
}

# Flink serialises by reflection, which Java 17 keeps from what it does not know.
readonly opens=(--add-opens java.base/java.lang=ALL-UNNAMED --add-opens java.base/java.util=ALL-UNNAMED
  --add-opens java.base/java.time=ALL-UNNAMED)

run() {
  local dir=$1 name=$2 program=${2%%_*} how=${2#*_}
  shift 2
  [[ $name =~ ^(streams_exactly_once|streams_at_least_once|flink_process|flink_cep)$ ]] ||
    fail "expected one of streams_exactly_once, streams_at_least_once, flink_process, flink_cep, found '$name'"
  [[ -f $dir/built-from ]] || fail "expected the programs in $dir (peers.sh install $dir), found none"
  exec java "-Xmx${PEERS_HEAP:-4g}" -XX:+UseG1GC "${opens[@]}" "-Djava.io.tmpdir=${TMPDIR:-/tmp}" \
    -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -cp "$dir/$program/*" "loopbreaker.bench.$program.Main" "$how" "$@"
}

case ${1:-} in
  install)
    (($# == 2)) || fail "install: expected DIR, found '${*:2}'"
    install "$(realpath -m "$2")"
    ;;
  run)
    (($# == 7)) || fail "run: expected DIR NAME BOOTSTRAP TOPIC OUT RECORDS, found '${*:2}'"
    run "${@:2}"
    ;;
  *) fail "expected install or run, found '${1:-}'" ;;
esac
