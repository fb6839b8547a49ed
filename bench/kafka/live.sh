# For those who measure how soon something is known: a Kafka of their own, and on it the service with one source. To be
# sourced by a script that has said what it is in `name`.
set -euo pipefail
export LC_ALL=C.UTF-8

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly here build=${here%/bench/kafka}
readonly program=${PROGRAM:-$build/loopbreaker} source_dir=${SOURCE_DIR:-$(cd "$build/../.." && pwd)}
# Few records a second in many partitions are many requests of one record each, which keep the broker of so small a machine busy.
readonly broker=$source_dir/tests/broker/kafka partitions=2 ready_seconds_max=120
service="" port=""

fail() {
  echo "bench: $*" >&2
  tail -n 5 "$work/log" >&2 || true
  exit 1
}
end_all() {
  if [[ -n $service ]]; then kill -9 "$service" && wait "$service" || true; fi 2>/dev/null
  if [[ -e $work/kafka ]]; then "$broker" stop "$work/kafka" || true; fi
  rm -rf "$work"
}

command -v curl >/dev/null || { echo "bench: expected curl, found none" >&2 && exit 1; }
work=$(mktemp -d "$build/$name-XXXXXX")
readonly work
trap end_all EXIT

# start_kafka RULES: with the topic `calls` and those of the service, which judges by these rules.
start_kafka() {
  # Its collector of garbage stops it seldom, and needs no second core for that: it is not what is measured.
  bootstrap=$(KAFKA_HEAP=1g KAFKA_JAVA_OPTIONS="-XX:+UseSerialGC -Xmn700m" "$broker" start "$work/kafka" 1 --owner $$)
  cat >"$work/service.yaml" <<END
kafka: {brokers: "$bootstrap", group: bench, instance: bench}
sources: [{topic: calls, format: protobuf}]
topics: {prefix: "bench.", encoding: protobuf, partitions: $partitions}
rules: $1
http: {listen: "127.0.0.1:0"}
END
  "$here/create_topic" "$bootstrap" calls "$partitions"
  "$program" topics --config "$work/service.yaml" --create >"$work/log" 2>&1 || fail "the topics could not be made"
}

# Returns when it is ready.
start_service() {
  "$program" run --config "$work/service.yaml" >"$work/log" 2>&1 &
  service=$!
  local deadline=$((SECONDS + ready_seconds_max))
  until [[ -n $port ]] && curl -sf "http://127.0.0.1:$port/readyz" >/dev/null; do
    kill -0 "$service" 2>/dev/null || fail "the service ended"
    ((SECONDS < deadline)) || fail "expected a service that is ready within $ready_seconds_max s"
    sleep 0.2
    port=$(sed -n 's/.*"listening".*"port":"\{0,1\}\([0-9]*\).*/\1/p' "$work/log")
  done
}
