#!/usr/bin/env bash
# Measures what ./dev bench has built: whole processes, on one core, the median of three runs. Prints a table and writes
# build/bench/results.json. The data are made once and kept in build/bench/data.
#
#   EVENTS, CUSTOMERS   how large (default 1,000,000 and 100,000)
#   MICRO=0             without the benchmarks of single steps
set -euo pipefail
export LC_ALL=C.UTF-8

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly here build=${here%/bench} data=${here%/bench}/data runs=3
readonly program=${PROGRAM:-$build/loopbreaker} source_dir=${SOURCE_DIR:-$(cd "$build/../.." && pwd)}
readonly events=${EVENTS:-1000000} customers=${CUSTOMERS:-100000}
readonly name=$data/events-$events-$customers rules=$source_dir/rules/default.yaml as_of=2026-07-01T00:00:00Z

fail() {
  echo "bench: $*" >&2
  exit 1
}

[[ -x $program ]] || fail "expected the program at $program (run ./dev bench), found none"
command -v /usr/bin/time >/dev/null || fail "expected /usr/bin/time (package time), found none"
one_core=()
if (($(nproc) > 1)) && command -v taskset >/dev/null; then one_core=(taskset -c 1); fi

mkdir -p "$data"
: >"$data/empty.pb"
for format in pb jsonl; do
  [[ -s $name.$format ]] || {
    "$here/loopbreaker_generate" --events "$events" --customers "$customers" --seed 1 --format "$format" \
      --out "$name.$format.part"
    mv "$name.$format.part" "$name.$format"
  }
done

# measure INPUT OUT: sets seconds, cpu and peak (kB), each the median of the runs.
measure() {
  local input=$1 out=$2 i
  : >"$data/runs"
  cat "$input" >/dev/null  # from memory, not from the disk
  for ((i = 0; i < runs; ++i)); do
    "${one_core[@]}" /usr/bin/time -f '%e %U %S %M' -o "$data/time" \
      "$program" replay --final --quiet "$input" --rules "$rules" --as-of "$as_of" --out "$out"
    awk '{print $1, $2 + $3, $4}' "$data/time" >>"$data/runs"
  done
  seconds=$(median 1) cpu=$(median 2) peak=$(median 3)
}
median() { sort -g -k "$1,$1" "$data/runs" | awk -v column="$1" -v row=$(((runs + 1) / 2)) 'NR == row {print $column}'; }
calculate() { awk "BEGIN {printf \"%.${2:-0}f\", $1}"; }

measure "$data/empty.pb" /dev/null
readonly empty_peak=$peak empty_seconds=$seconds
"$program" replay --final --quiet "$name.pb" --rules "$rules" --as-of "$as_of" --out "$data/table.jsonl"
verdicts=$(wc -l <"$data/table.jsonl")
groups=$(grep -c '"scope":"PROCESS"' "$data/table.jsonl" || true)
per_event=$(calculate "($verdicts - $groups) / $events" 4)

# row FORMAT TARGET-RATE TARGET-BYTES
row() {
  local format=$1 rate cpu_rate bytes
  measure "$name.$format" /dev/null
  rate=$(calculate "$events / $seconds")
  cpu_rate=$(calculate "$events / $cpu")
  bytes=$(calculate "($peak - $empty_peak) * 1024 / $customers")
  # shellcheck disable=SC2059  # a format in a variable
  printf "$line" "$format" "$rate" "$2" "$cpu" "$cpu_rate" "$peak" "$bytes" "$3"
  results+=$(printf ',\n  "%s": {"eventsPerSecond": %s, "seconds": %s, "cpuSeconds": %s, "eventsPerCpuSecond": %s, "peakKiB": %s, "bytesPerCustomer": %s}' \
    "$format" "$rate" "$seconds" "$cpu" "$cpu_rate" "$peak" "$bytes")
}

results=$(printf '{"events": %s, "customers": %s, "runs": %s, "escalationsPerEvent": %s, "empty": {"seconds": %s, "peakKiB": %s}' \
  "$events" "$customers" "$runs" "$per_event" "$empty_seconds" "$empty_peak")
printf 'replay --final of %s events of %s customers, rules/default.yaml; median of %s runs%s\n\n' "$events" "$customers" \
  "$runs" "$([[ ${#one_core[@]} == 0 ]] || echo ' on one core')"
# Where the rate by CPU time is far above the rate, somebody else had the machine: measure again.
readonly line='%-6s %10s %12s %7s %13s %10s %11s %9s\n'
# shellcheck disable=SC2059  # a format in a variable
printf "$line" "" events/s target "CPU s" "events/CPU s" "peak KiB" "B/customer" target
row pb "400000 min" "600 max"
row jsonl "200000 min" "-"
printf '\n%s escalations an event (0.1 at most), %s groups of process feedback; an empty file takes %s s and %s KiB\n' \
  "$per_event" "$groups" "$empty_seconds" "$empty_peak"
printf '%s\n}\n' "$results" >"$build/results.json"
echo "written: $build/results.json"

if [[ ${MICRO:-1} != 0 ]]; then
  echo
  "${one_core[@]}" "$here/loopbreaker_micro_bench" --benchmark_counters_tabular=true
fi
