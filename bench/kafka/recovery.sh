#!/usr/bin/env bash
# Measures how long customers are without a watch: when one of two instances goes under load, until the other judges its
# partitions; and when one starts with and without its local store. On a Kafka of its own. Prints a table and writes
# build/bench/results-recovery.json.
#
#   EVENTS, CUSTOMERS   the history that is there, linked and judged before (default 300,000 and 30,000)
#   PARTITIONS          default 6
#   RATE, DURATION      events a second while one goes, and for how many seconds (default 500 and 25)
#
# Events go all the way, through link; the rules are those of two.yaml.
# To see that it works, in a minute and a half: EVENTS=20000 CUSTOMERS=2000 RATE=200 DURATION=10
name=recovery
source "$(dirname "${BASH_SOURCE[0]}")/instances.sh"
readonly events=${EVENTS:-300000} customers=${CUSTOMERS:-30000} partitions=${PARTITIONS:-6}
readonly rate=${RATE:-500} seconds=${DURATION:-25} warm_up=5 ready_seconds_max=300
readonly data=$build/data file=$build/data/events-$events-$customers.pb

mkdir -p "$data"
[[ -s $file ]] || {
  "$build/bench/loopbreaker_generate" --events "$events" --customers "$customers" --seed 1 --format pb --out "$file.part"
  mv "$file.part" "$file"
}

# share_history PREFIX INSTANCE...: returns when these, new to it, have linked and judged all that is in PREFIXcalls.
share_history() {
  local prefix=$1 instance deadline=$((SECONDS + ready_seconds_max))
  shift
  "$here/load" "$bootstrap" "${prefix}calls" "$partitions" "$file" >"$work/load.log" 2>&1 ||
    fail "the history could not be loaded"
  for instance in "$@"; do write_config "$instance" "$prefix" "$partitions" "${prefix}calls"; done
  create_topics "$1"
  for instance in "$@"; do start "$instance"; done
  for instance in "$@"; do await_judged 1 "$ready_seconds_max" "$instance"; done
  until (($(metric loopbreaker_facts_linked_total) >= events && $(metric loopbreaker_lag_records) == 0)); do
    ((SECONDS < deadline)) || fail "expected $events events judged within $ready_seconds_max s"
    check_all_run
    sleep 0.5
  done
  await_shared "$partitions" "$ready_seconds_max"
}

readonly line='%-28s %16s %16s %12s %8s\n'
results="" comma=""
result() {
  results+=$comma$'\n  '$1
  comma=,
}

# ---- one of two goes ------------------------------------------------------------------------------------------------
# goes SIGNAL: seen from within, by who says that it judges how many partitions, and from without, by the escalation
# that was awaited longest.
goes() {
  local signal=$1 prefix=$1. latency began took had awaited came longest
  share_history "$prefix" a b
  "$here/latency" "$bootstrap" "${prefix}calls" "${prefix}escalations" "$rate" "$seconds" "$warm_up" >"$work/latency" \
    2>"$work/latency.log" &
  latency=$!
  others=("$latency")
  sleep $((warm_up + 1))
  had=$(metric loopbreaker_partitions_judged b)
  began=$EPOCHREALTIME
  send b "$signal"
  await_judged "$partitions" "$ready_seconds_max"
  took=$(calculate "$EPOCHREALTIME - $began")
  ended
  wait "$latency" || fail "no escalation came"
  others=()
  stop a
  read -r awaited came longest < <(tr -d '",:{}' <"$work/latency" | awk '{printf "%s %s %.2f\n", $2, $4, $NF / 1000}')
  # shellcheck disable=SC2059  # a format in a variable
  printf "$line" "one of two gone by SIG$signal" "$took" "$longest" "$((awaited - came))" ""
  result "$(printf '"SIG%s": {"partitionsOfGone": %s, "judgedSeconds": %s, "escalations": %s}' "$signal" "$had" "$took" "$(<"$work/latency")")"
}

# ---- a start --------------------------------------------------------------------------------------------------------
# starts INSTANCE WHAT: alone, with the history and what was said of it by those before.
starts() {
  local began=$EPOCHREALTIME took cpu
  start "$1"
  await_judged "$partitions" "$ready_seconds_max"
  took=$(calculate "$EPOCHREALTIME - $began") cpu=$(cpu_seconds)
  # shellcheck disable=SC2059  # a format in a variable
  printf "$line" "a start with $2 store" "$took" "" "" "$cpu"
  result "$(printf '"%s store": {"judgedSeconds": %s, "cpuSeconds": %s, "factsFromStore": %s, "peakMb": %s}' "$2" "$took" \
    "$cpu" "$(metric loopbreaker_facts_from_store_total)" "$(memory_mb VmHWM)")"
  # The store is written behind what is judged.
  sleep 5
  stop "$1"
}

printf '%s events of %s customers, %s partitions; %s events a second while one goes; %s cores with the broker\n\n' \
  "$events" "$customers" "$partitions" "$rate" "$(nproc)"
# shellcheck disable=SC2059  # a format in a variable
printf "$line" "" "all judged, s" "longest wait, s" "never came" "CPU s"
goes KILL
goes TERM
write_config c TERM. "$partitions" TERM.calls
write_config d TERM. "$partitions" TERM.calls "$work/store"
starts c no
starts d empty
starts d warm

printf '{"events": %s, "customers": %s, "partitions": %s, "eventsPerSecond": %s,%s\n}\n' "$events" "$customers" \
  "$partitions" "$rate" "$results" >"$build/results-recovery.json"
echo
echo "written: $build/results-recovery.json"
