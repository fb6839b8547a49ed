#!/usr/bin/env bash
# Measures what reads events from a real Kafka, each contender in turn, side by side in one go: whole processes, start-up
# included, on the cores that the broker has too. Prints a table of medians and writes build/bench/results-kafka.json.
#
#   EVENTS, CUSTOMERS   how large (default 1,000,000 and 100,000)
#   PARTITIONS, RUNS    of every topic, and of every contender (default 6 and 3)
#   ONLY                names of contenders, where not all are wanted
#   PEERS=0             without Kafka Streams and Flink (bench/peers)
set -euo pipefail
export LC_ALL=C.UTF-8

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly here build=${here%/bench/kafka}
readonly data=$build/data source_dir=${SOURCE_DIR:-$(cd "$build/../.." && pwd)}
readonly events=${EVENTS:-1000000} customers=${CUSTOMERS:-100000} partitions=${PARTITIONS:-6} runs=${RUNS:-3}
readonly broker=$source_dir/tests/broker/kafka file=$data/events-$events-$customers.pb topic=events
readonly generate=$build/bench/loopbreaker_generate floor=consume_parse

# ---- the contenders -------------------------------------------------------------------------------------------------
# A contender is a name here, and its command below. It reads $topic at $bootstrap from its beginning and ends by itself
# when it has come to the end and all it writes is acknowledged. $out is a topic that is new in every run, with as many
# partitions. The last line of its standard output may be JSON; of that, "records" must be the number of events, and
# "second_half_cpu_s" is reported. One that is not what is measured itself says "wall_s", "cpu_s" and "peak_mb" of what
# is, and leads other names with $out.
#
# Those who judge alike, by bench/peers/two.yaml, must find the same (bench/peers/README.md).
readonly peers=$source_dir/bench/peers/peers.sh
readonly peer_names="streams_exactly_once streams_at_least_once flink_process flink_cep"
judges_alike() { [[ " detect_customer $peer_names " == *" $1 "* ]]; }
is_peer() { [[ " $peer_names " == *" $1 "* ]]; }
# why_no_peers: nothing where they can be built.
why_no_peers() {
  local program
  if [[ ${PEERS:-1} == 0 ]]; then echo "PEERS=0" && return; fi
  for program in mvn javac protoc; do
    command -v "$program" >/dev/null || { echo "expected $program, found none" && return; }
  done
}
contenders=${ONLY:-consume consume_parse consume_produce detect whole}
if [[ -z ${ONLY:-} ]]; then
  without=$(why_no_peers)
  if [[ -z $without ]]; then contenders+=" detect_customer $peer_names"; else echo "without Kafka Streams and Flink: $without"; fi
fi
readonly contenders
command_of() {
  case $1 in
    consume) command=("$here/floor_consume" "$bootstrap" "$topic") ;;
    consume_parse) command=("$here/floor_consume_parse" "$bootstrap" "$topic") ;;
    consume_produce) command=("$here/floor_consume_produce" "$bootstrap" "$topic" "$out") ;;
    detect | detect_customer | whole)
      command=("$here/service.sh" "$1" "$bootstrap" "$topic" "$out." "$partitions" "$events" "$file")
      ;;
    streams_* | flink_*)
      command=(env "TMPDIR=$work/peer" "$peers" run "$build/peers" "$1" "$bootstrap" "$topic" "$out" "$events")
      ;;
    *) fail "expected a contender of this script, found '$1'" ;;
  esac
}
# ---------------------------------------------------------------------------------------------------------------------

fail() {
  echo "bench: $*" >&2
  exit 1
}

[[ -x $generate ]] || fail "expected $generate (run ./dev bench), found none"
[[ -x /usr/bin/time ]] || fail "expected /usr/bin/time (package time), found none"

for name in $contenders; do
  if is_peer "$name"; then
    "$peers" install "$build/peers"
    break
  fi
done
mkdir -p "$data"
[[ -s $file ]] || {
  "$generate" --events "$events" --customers "$customers" --seed 1 --format pb --out "$file.part"
  mv "$file.part" "$file"
}

work=$(mktemp -d "$build/kafka-XXXXXX")
readonly work
trap '"$broker" stop "$work/kafka" || true; rm -rf "$work"' EXIT
# Unlike a test's, this broker is to be as fast as it gets.
bootstrap=$(KAFKA_HEAP=1g KAFKA_JAVA_OPTIONS=-XX:+UseG1GC "$broker" start "$work/kafka" 1 --owner $$)
readonly bootstrap
broker_pid=$(<"$work/kafka/node-1.pid")
readonly broker_pid

# number NAME FILE: of the JSON in its last line; nothing where it has none.
number() { tail -n 1 "$2" | sed -n "s/.*\"$1\": *\([0-9.]*\).*/\1/p"; }
calculate() { awk "BEGIN {printf \"%.${2:-2}f\", $1}"; }
broker_ticks() { awk '{print $14 + $15}' "/proc/$broker_pid/stat"; }
# bytes_of_topics: without the facts of detect, which it was given.
bytes_of_topics() {
  find "$work/kafka/node-1/data" -name '*.log' ! -path '*/__*' ! -path "*/out-detect*.facts-*" -printf '%s\n' |
    awk '{sum += $1} END {print sum + 0}'
}

# compare NAME TOPIC: with what the first of those who judge alike has found.
openings="" openings_of=""
compare() {
  local found
  found=$("$here/openings" "$bootstrap" "$2") || fail "the escalations of $1 could not be counted"
  if [[ -z $openings ]]; then openings=$found openings_of=$1; fi
  [[ $found == "$openings" ]] || fail "expected of $1 what $openings_of has found, $openings; found $found"
}

# run_once NAME RUN: appends wall s, CPU s, CPU s of the second half, peak MB, broker's CPU s and MB written.
run_once() {
  local name=$1 out=out-$1-$2 command records ticks bytes wall user system peak
  command_of "$name"
  "$here/create_topic" "$bootstrap" "$out" "$partitions"
  rm -rf "$work/peer" && mkdir "$work/peer"
  ticks=$(broker_ticks) bytes=$(bytes_of_topics)
  local TIMEFORMAT='%3R %3U %3S'
  { time /usr/bin/time -f %M -o "$work/peak" "${command[@]}" >"$work/stdout" 2>"$work/stderr"; } 2>"$work/time" || {
    cat "$work/stderr" >&2
    fail "$name failed"
  }
  records=$(number records "$work/stdout")
  [[ -z $records || $records == "$events" ]] || fail "$name: expected $events records, found $records"
  read -r wall user system <"$work/time"
  peak=$(<"$work/peak")
  local half
  half=$(number second_half_cpu_s "$work/stdout")
  local cpu
  cpu=$(calculate "$user + $system" 3) peak=$(calculate "$peak / 1024" 1)
  case $name in
    detect | detect_customer | whole)
      wall=$(number wall_s "$work/stdout") cpu=$(number cpu_s "$work/stdout") peak=$(number peak_mb "$work/stdout")
      ;;
  esac
  echo "$wall $cpu ${half:--} $peak" \
    "$(calculate "($(broker_ticks) - $ticks) / $(getconf CLK_TCK)")" \
    "$(calculate "($(bytes_of_topics) - $bytes) / 1e6" 1)" >>"$work/runs-$name"
  if is_peer "$name"; then compare "$name" "$out"; fi
  if [[ $name == detect_customer ]]; then compare "$name" "$out.escalations"; fi
}

# median NAME COLUMN
median() {
  awk -v column="$2" '{print $column}' "$work/runs-$1" | sort -g | awk '{value[NR] = $1} END {print value[int((NR + 1) / 2)]}'
}
spread() { awk '{print $2}' "$work/runs-$1" | sort -g | awk 'NR == 1 {least = $1} END {print least "-" $1}'; }

"$here/load" "$bootstrap" "$topic" "$partitions" "$file" >"$work/load" 2>"$work/stderr" || {
  cat "$work/stderr" >&2
  fail "the events could not be loaded"
}
# Neither the first to read nor the first to write pays for a cold broker.
"$here/create_topic" "$bootstrap" warm "$partitions"
"$here/floor_consume_produce" "$bootstrap" "$topic" warm >/dev/null 2>"$work/stderr" || {
  cat "$work/stderr" >&2
  fail "the first reading and writing, which is not measured, failed"
}

for ((run = 1; run <= runs; ++run)); do
  for name in $contenders; do run_once "$name" "$run"; done
done

printf '%s events of %s customers, %s bytes, %s partitions; median of %s runs in turn, %s cores with the broker\n\n' \
  "$events" "$customers" "$(number bytes "$work/load")" "$partitions" "$runs" "$(nproc)"
# The ratio is of CPU seconds. Where the spread is wide somebody else had the machine: measure again.
readonly line='%-22s %7s %7s %13s %9s %8s %13s %11s %9s\n'
# shellcheck disable=SC2059  # a format in a variable
printf "$line" "" "wall s" "CPU s" "spread" "2nd half" "peak MB" "broker CPU s" "MB written" "x parse"
results=$(printf '{"events": %s, "customers": %s, "partitions": %s, "runs": %s, "contenders": {' \
  "$events" "$customers" "$partitions" "$runs")
comma=""
for name in $contenders; do
  wall=$(median "$name" 1) cpu=$(median "$name" 2) half=$(median "$name" 3) peak=$(median "$name" 4)
  broker_cpu=$(median "$name" 5) written=$(median "$name" 6) ratio=-
  if [[ -s $work/runs-$floor ]]; then ratio=$(calculate "$cpu / $(median "$floor" 2)"); fi
  # shellcheck disable=SC2059  # a format in a variable
  printf "$line" "$name" "$wall" "$cpu" "$(spread "$name")" "$half" "$peak" "$broker_cpu" "$written" "$ratio"
  results+=$(printf '%s\n  "%s": {"wallSeconds": %s, "cpuSeconds": %s, "secondHalfCpuSeconds": %s, "peakMb": %s, "brokerCpuSeconds": %s, "writtenMb": %s, "cpuOfConsumeParse": %s}' \
    "$comma" "$name" "$wall" "$cpu" "${half/#-/null}" "$peak" "$broker_cpu" "$written" "${ratio/#-/null}")
  comma=,
done
printf '%s\n}, "openings": %s}\n' "$results" "${openings:-null}" >"$build/results-kafka.json"
echo
if [[ -n $openings ]]; then
  alike=""
  for name in $contenders; do if judges_alike "$name"; then alike+="${alike:+, }$name"; fi; done
  echo "escalations opened, the same by $alike: $openings"
fi
echo "written: $build/results-kafka.json"
