#!/usr/bin/env bash
# Measures how soon an escalation is there after its event: a service on a Kafka of its own, and events at a steady pace
# of which every eighth opens an escalation. Prints milliseconds, and writes build/bench/results-latency.json.
#
#   RATES, DURATION   events a second, one measurement each, and for how long (default "100 2000 5000" and 30) after 120 s of
#                     warming up
name=latency
source "$(dirname "${BASH_SOURCE[0]}")/live.sh"
readonly rates=${RATES:-100 2000 5000} seconds=${DURATION:-30}

results="" comma=""
for rate in $rates; do
  start_kafka "$source_dir/bench/kafka/two.yaml"
  start_service
  figures=$("$here/latency" "$bootstrap" calls bench.escalations "$rate" "$seconds") || fail "could not be measured"
  results+=$comma$(printf '{"eventsPerSecond": %s, "escalations": %s}' "$rate" "$figures")
  comma=$',\n  '
  kill -TERM "$service"
  wait "$service" || fail "expected the service to end with 0, found $?"
  service="" port=""
  "$broker" stop "$work/kafka" && rm -rf "$work/kafka"
done
printf '[%s]\n' "$results" | tee "$build/results-latency.json"
