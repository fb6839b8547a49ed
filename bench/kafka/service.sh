#!/usr/bin/env bash
# Runs the service over a million events or so and says what it cost, as one JSON line:
# service.sh detect|detect_customer|whole BOOTSTRAP TOPIC PREFIX PARTITIONS EVENTS FILE
#
#   detect   customer-keyed facts to escalations, by the two rules of two.yaml. The service is started first, as it would
#            otherwise load the facts instead of judging each as it comes; then FILE is written to its topic of facts.
#   detect_customer
#            the same by the two rules of bench/peers/two.yaml, as Kafka Streams and Flink judge
#   whole    from the source TOPIC through link to escalations, loops and feedback, by rules/default.yaml
#
# CPU and memory are the service's whole process's, from its start to its end by SIGTERM. It says itself once a second
# how far it is: the wall time is that of its last word on something new, and the CPU time of the second half begins
# when it first says that half is done, set in proportion where that is more, and left out where it is nearly all.
set -euo pipefail
export LC_ALL=C.UTF-8

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly here build=${here%/bench/kafka}
readonly what=$1 bootstrap=$2 topic=$3 prefix=$4 partitions=$5 events=$6 file=$7
readonly program=${PROGRAM:-$build/loopbreaker} source_dir=${SOURCE_DIR:-$(cd "$build/../.." && pwd)}
readonly encoding=${ENCODING:-protobuf} workers=${WORKERS:-2} seconds_max=900
ticks_of_second=$(getconf CLK_TCK)
readonly ticks_of_second

fail() {
  echo "bench: $what: $*" >&2
  tail -n 5 "$work/log" >&2 || true
  exit 1
}

work=$(mktemp -d "$build/service-XXXXXX")
readonly work
service="" holder=""
end_all() {
  local pid
  for pid in $service $holder; do kill -9 "$pid" 2>/dev/null || true; done
  rm -rf "$work"
}
trap end_all EXIT

case $what in
  detect) rules=$source_dir/bench/kafka/two.yaml source=${prefix}held ;;
  detect_customer) rules=$source_dir/bench/peers/two.yaml source=${prefix}held ;;
  whole) rules=$source_dir/rules/default.yaml source=$topic ;;
  *) fail "expected detect, detect_customer or whole" ;;
esac
if [[ $what != whole ]]; then
  "$here/hold" "$bootstrap" "$source" >"$work/held" 2>"$work/log" &
  holder=$!
  until grep -q held "$work/held"; do
    kill -0 "$holder" 2>/dev/null || fail "the topic $source could not be made"
    sleep 0.05
  done
fi
cat >"$work/service.yaml" <<END
kafka: {brokers: "$bootstrap", group: $prefix, instance: bench}
sources: [{topic: $source, format: protobuf}]
topics: {prefix: "$prefix", encoding: $encoding, partitions: $partitions}
rules: $rules
http: {listen: "127.0.0.1:0"}
workers: $workers
END
"$program" topics --config "$work/service.yaml" --create >"$work/log" 2>&1 || fail "the topics could not be made"

calculate() { awk "BEGIN {printf \"%.3f\", $1}"; }
# Of the service, before it ends.
cpu_ticks() { awk '{print $14 + $15}' "/proc/$service/stat"; }
peak_kb() { awk '/^VmHWM/ {print $2}' "/proc/$service/status"; }
# ask: sets judged, published and running to what the service says.
ask() {
  local text
  exec 3<>"/dev/tcp/127.0.0.1/$port" || return 1
  printf 'GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
  text=$(cat <&3)
  exec 3>&-
  [[ $text == "HTTP/1.1 200"* ]] || fail "expected the metrics, found ${text%%$'\r'*}"
  judged=$(awk '$1 == "loopbreaker_facts_judged_total" {print int($2)}' <<<"$text")
  published=$(awk '$1 ~ /^loopbreaker_records_written_total.topic="(escalations|loops|dossiers|observations|shadow)"/ {
    sum += $2} END {print sum + 0}' <<<"$text")
  running=$(awk '$1 == "loopbreaker_partitions_judged" {print int($2)}' <<<"$text")
}

began=$EPOCHREALTIME
"$program" run --config "$work/service.yaml" >"$work/log" 2>&1 &
service=$!
port=""
until [[ -n $port ]]; do
  kill -0 "$service" 2>/dev/null || fail "the service ended"
  sleep 0.05
  port=$(sed -n 's/.*"listening".*"port":"\{0,1\}\([0-9]*\).*/\1/p' "$work/log")
done
deadline=$((SECONDS + seconds_max))
loader=""
if [[ $what != whole ]]; then
  running=0
  until ((running == partitions)); do
    ((SECONDS < deadline)) || fail "expected all $partitions partitions taken, found $running"
    sleep 0.2
    ask
  done
  began=$EPOCHREALTIME
  "$here/load" "$bootstrap" "${prefix}facts" 0 "$file" >"$work/load" 2>>"$work/log" &
  loader=$!
fi

# Until the facts are judged and nothing new was said for three seconds.
half_ticks="" half_judged=0 before="" at=$began quiet=0
until ((quiet >= 6)); do
  ((SECONDS < deadline)) || fail "expected $events facts judged within $seconds_max s, found ${judged:-none}"
  kill -0 "$service" 2>/dev/null || fail "the service ended"
  ask
  if [[ -z $half_ticks ]] && ((judged * 2 >= events)); then half_ticks=$(cpu_ticks) half_judged=$judged; fi
  if [[ $judged/$published != "$before" ]]; then
    before=$judged/$published at=$EPOCHREALTIME quiet=0
  elif ((judged >= events)); then
    quiet=$((quiet + 1))
  fi
  sleep 0.5
done
if [[ -n $loader ]]; then wait "$loader"; fi

peak=$(peak_kb) ticks=$(cpu_ticks)
kill -TERM "$service"
wait "$service" || fail "expected the service to end with 0, found $?"
service=""
half=""
if ((half_judged * 10 < events * 9)); then
  half=$(calculate "($ticks - $half_ticks) / $ticks_of_second * ($events / 2) / ($events - $half_judged)")
fi
printf '{"records": %s, "published": %s, "wall_s": %s, "cpu_s": %s, "peak_mb": %s%s}\n' "$events" "$published" \
  "$(calculate "$at - $began")" "$(calculate "$ticks / $ticks_of_second")" "$(calculate "$peak / 1024")" \
  "${half:+, \"second_half_cpu_s\": $half}"
