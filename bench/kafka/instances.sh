# For those who measure several instances of the service: a Kafka of their own, topics by prefix, and instances by name,
# which share the partitions. To be sourced by a script that has said what it is in `name`.
set -euo pipefail
export LC_ALL=C.UTF-8

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly here build=${here%/bench/kafka}
readonly program=${PROGRAM:-$build/loopbreaker} source_dir=${SOURCE_DIR:-$(cd "$build/../.." && pwd)}
readonly broker=$source_dir/tests/broker/kafka rules=$source_dir/bench/kafka/two.yaml
ticks_of_second=$(getconf CLK_TCK)
readonly ticks_of_second
declare -A pid_of=() port_of=()
others=()  # processes that must end with the script

fail() {
  echo "bench: $*" >&2
  tail -qn 3 "$work"/*.log >&2 || true
  exit 1
}
end_all() {
  local pid
  for pid in "${pid_of[@]}" "${others[@]}"; do kill -9 "$pid" && wait "$pid" || true; done 2>/dev/null
  if [[ -e $work/kafka ]]; then "$broker" stop "$work/kafka" || true; fi
  rm -rf "$work"
}
calculate() { awk "BEGIN {printf \"%.${2:-2}f\", $1}"; }

command -v curl >/dev/null || { echo "bench: expected curl, found none" >&2 && exit 1; }
work=$(mktemp -d "$build/${name:?}-XXXXXX")
readonly work
trap end_all EXIT
# Unlike a test's, this broker is to be as fast as it gets.
bootstrap=$(KAFKA_HEAP=1g KAFKA_JAVA_OPTIONS=-XX:+UseG1GC "$broker" start "$work/kafka" 1 --owner $$)
readonly bootstrap

# write_config NAME PREFIX PARTITIONS SOURCE [STORE]
write_config() {
  cat >"$work/$1.yaml" <<END
kafka: {brokers: "$bootstrap", group: "$2", instance: $1}
sources: [{topic: "$4", format: protobuf}]
topics: {prefix: "$2", encoding: protobuf, partitions: $3}
rules: $rules
http: {listen: "127.0.0.1:0"}
workers: ${WORKERS:-2}
END
  if [[ -n ${5:-} ]]; then echo "store: {path: \"$5\"}" >>"$work/$1.yaml"; fi
}
create_topics() {
  "$program" topics --config "$work/$1.yaml" --create >"$work/$1.log" 2>&1 || fail "the topics could not be made"
}

# start NAME: returns when it can be asked.
start() {
  "$program" run --config "$work/$1.yaml" >"$work/$1.log" 2>&1 &
  pid_of[$1]=$! port_of[$1]=""
  until [[ -n ${port_of[$1]} ]]; do
    kill -0 "${pid_of[$1]}" 2>/dev/null || fail "the instance $1 ended"
    sleep 0.02
    port_of[$1]=$(sed -n 's/.*"listening".*"port":"\{0,1\}\([0-9]*\).*/\1/p' "$work/$1.log")
  done
}
# send NAME SIGNAL: from here on it is none of those who run. `ended` waits for its end.
send() {
  gone=${pid_of[$1]}
  unset "pid_of[$1]"
  # bash would say of one that was killed that it was.
  if [[ $2 == KILL ]]; then disown "$gone"; fi
  kill "-$2" "$gone"
  if [[ $2 == KILL ]]; then gone=""; fi
}
ended() { [[ -z $gone ]] || wait "$gone" || fail "expected an instance to end with 0, found $?"; }
stop() { send "$1" "${2:-TERM}" && ended; }

# metric NAME [INSTANCE...]: the sum over all its labels and over these, or all that run.
metric() {
  local instance name=$1 of=("${@:2}")
  if ((${#of[@]} == 0)); then of=("${!pid_of[@]}"); fi
  for instance in "${of[@]}"; do
    curl -sf "http://127.0.0.1:${port_of[$instance]}/metrics" || true
  done | awk -v name="$name" '$1 == name || index($1, name "{") == 1 {sum += $2} END {printf "%d", sum}'
}
check_all_run() {
  local instance
  for instance in "${!pid_of[@]}"; do
    kill -0 "${pid_of[$instance]}" 2>/dev/null || fail "the instance $instance ended"
  done
}
# await_judged PARTITIONS SECONDS [INSTANCE...]: by these, or by all that run.
await_judged() {
  local deadline=$((SECONDS + $2)) found
  until found=$(metric loopbreaker_partitions_judged "${@:3}") && ((found >= $1)); do
    ((SECONDS < deadline)) || fail "expected $1 partitions judged within $2 s, found $found"
    check_all_run
    sleep 0.05
  done
}
# await_shared PARTITIONS SECONDS: all of them judged, and nobody has joined or left for a while.
await_shared() {
  local deadline=$((SECONDS + $2)) quiet=0
  until ((quiet >= 6)); do
    await_judged "$1" $((deadline - SECONDS))
    sleep 0.5
    quiet=$(($(metric loopbreaker_partitions_judged) == $1 ? quiet + 1 : 0))
  done
}
# Of all that run, since each began.
cpu_seconds() {
  local instance ticks=0
  for instance in "${!pid_of[@]}"; do
    ticks=$((ticks + $(awk '{print $14 + $15}' "/proc/${pid_of[$instance]}/stat")))
  done
  calculate "$ticks / $ticks_of_second"
}
# memory_mb VmHWM|VmRSS: of all that run, together.
memory_mb() {
  local instance kb=0
  for instance in "${!pid_of[@]}"; do
    kb=$((kb + $(awk -v name="$1:" '$1 == name {print $2}' "/proc/${pid_of[$instance]}/status")))
  done
  calculate "$kb / 1024" 1
}
