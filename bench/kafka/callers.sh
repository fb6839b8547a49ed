#!/usr/bin/env bash
# Measures how soon whoever answers the phone knows who calls: a service with a directory, a Kafka of its own, people who
# call, and requests for GET /api/v1/lookup on one connection at the same time. Prints milliseconds, and writes
# build/bench/results-callers.json.
#
#   CUSTOMERS        of the directory (default 100,000)
#   RATE, DURATION   events a second, half of them the begin of a contact, and for how long (default 2,000 and 30)
#   LOOKUPS          a second (default 50)
set -euo pipefail
export LC_ALL=C.UTF-8

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly here build=${here%/bench/kafka}
readonly program=${PROGRAM:-$build/loopbreaker} source_dir=${SOURCE_DIR:-$(cd "$build/../.." && pwd)}
readonly customers=${CUSTOMERS:-100000} rate=${RATE:-2000} seconds=${DURATION:-30} lookups=${LOOKUPS:-50}
readonly broker=$source_dir/tests/broker/kafka partitions=6 ready_seconds_max=120

fail() {
  echo "bench: $*" >&2
  tail -n 5 "$work/log" >&2 || true
  exit 1
}

command -v curl >/dev/null || { echo "bench: expected curl, found none" >&2 && exit 1; }
work=$(mktemp -d "$build/callers-XXXXXX")
readonly work
service=""
end_all() {
  if [[ -n $service ]]; then kill -9 "$service" && wait "$service" || true; fi 2>/dev/null
  "$broker" stop "$work/kafka" || true
  rm -rf "$work"
}
trap end_all EXIT
bootstrap=$(KAFKA_HEAP=1g KAFKA_JAVA_OPTIONS=-XX:+UseG1GC "$broker" start "$work/kafka" 1 --owner $$)
readonly bootstrap

cat >"$work/service.yaml" <<END
kafka: {brokers: "$bootstrap", group: bench, instance: bench}
sources: [{topic: calls, format: protobuf}]
topics: {prefix: "bench.", encoding: protobuf, partitions: $partitions}
rules: $source_dir/rules/default.yaml
http: {listen: "127.0.0.1:0"}
END
"$here/create_topic" "$bootstrap" calls "$partitions"
"$program" topics --config "$work/service.yaml" --create >"$work/log" 2>&1 || fail "the topics could not be made"
"$here/callers" fill "$bootstrap" bench.customers "$customers"
"$program" run --config "$work/service.yaml" >"$work/log" 2>&1 &
service=$!
port="" deadline=$((SECONDS + ready_seconds_max))
until [[ -n $port ]] && curl -sf "http://127.0.0.1:$port/readyz" >/dev/null; do
  kill -0 "$service" 2>/dev/null || fail "the service ended"
  ((SECONDS < deadline)) || fail "expected a service that is ready within $ready_seconds_max s"
  sleep 0.2
  port=$(sed -n 's/.*"listening".*"port":"\{0,1\}\([0-9]*\).*/\1/p' "$work/log")
done

known=$(curl -sf "http://127.0.0.1:$port/api/v1/lookup?phone=06%2010000000")
[[ $known == *'"customer-0"'* ]] || fail "expected customer-0 to be known by her number, found $known"

"$here/callers" call "$bootstrap" calls bench.briefings "$rate" "$seconds" "$customers" >"$work/briefings" &
calling=$!
# On one connection, as a telephony system has it; the first seconds of the calls are not counted there either.
sleep 3
for ((n = 0; n < lookups * (seconds - 3); ++n)); do
  printf 'url = "http://127.0.0.1:%s/api/v1/lookup?phone=06%%20%s"\noutput = /dev/null\n' "$port" \
    $((10000000 + n * 7919 % customers))
done >"$work/questions"
curl -s --rate "$lookups/s" -w '%{http_code} %{time_total}\n' --config "$work/questions" >"$work/lookups" ||
  fail "the lookups could not be made"
wait "$calling" || fail "the calls could not be made"

awk '$1 == 200 {print $2 * 1000}' "$work/lookups" | sort -g >"$work/took"
answered=$(wc -l <"$work/took")
((answered > 0)) || fail "expected answers to the lookups, found $(sort "$work/lookups" | head -n 1)"
quantile() { awk -v share="$1" '{value[NR] = $1} END {printf "%.1f", value[1 + int(share * (NR - 1))]}' "$work/took"; }
results=$(printf '{"customers": %s, "eventsPerSecond": %s, "seconds": %s,\n  "briefings": %s,\n  "lookups": {"asked": %s, "answered": %s, "p50_ms": %s, "p99_ms": %s}}' \
  "$customers" "$rate" "$seconds" "$(<"$work/briefings")" "$(wc -l <"$work/lookups")" "$answered" "$(quantile 0.5)" \
  "$(quantile 0.99)")
printf '%s\n' "$results" | tee "$build/results-callers.json"
