#!/usr/bin/env bash
# Measures how soon whoever answers the phone knows who calls: a service with a directory, a Kafka of its own, people who
# call, and requests for GET /api/v1/lookup on one connection at the same time. Prints milliseconds, and writes
# build/bench/results-callers.json.
#
#   CUSTOMERS        of the directory (default 100,000)
#   RATE, DURATION   events a second, half of them the begin of a contact, and for how long (default 2,000 and 30),
#                    after 120 s of warming up
#   LOOKUPS          a second (default 50)
name=callers
source "$(dirname "${BASH_SOURCE[0]}")/live.sh"
readonly customers=${CUSTOMERS:-100000} rate=${RATE:-2000} seconds=${DURATION:-30} lookups=${LOOKUPS:-50}
readonly warm_up=120  # as in pace.h

start_kafka "$source_dir/rules/default.yaml"
"$here/callers" fill "$bootstrap" bench.customers "$customers"
start_service

known=$(curl -sf "http://127.0.0.1:$port/api/v1/lookup?phone=06%2010000000")
[[ $known == *'"customer-0"'* ]] || fail "expected customer-0 to be known by her number, found $known"

"$here/callers" call "$bootstrap" calls bench.briefings "$rate" "$seconds" "$customers" >"$work/briefings" &
calling=$!
# On one connection, as a telephony system has it, while the calls are counted.
sleep "$warm_up"
for ((n = 0; n < lookups * seconds; ++n)); do
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
