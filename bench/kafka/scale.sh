#!/usr/bin/env bash
# Measures what a fact and a customer cost as there are more of them: customers, facts of each, partitions, instances. On
# a Kafka of its own, customer-keyed facts by the two rules of two.yaml, each row from nothing. Prints a table and writes
# build/bench/results-scale.json.
#
#   CUSTOMERS               how many, with FACTS facts each (default "10000 100000 1000000 10000000", and 1)
#   FACTS_EACH              how many, of EVENTS / FACTS_EACH customers (default "10 100 1000 10000 100000")
#   PARTITIONS, INSTANCES   how many, with EVENTS facts, ten a customer (default "1 4 16 64" and "1 2 4")
#   EVENTS                  default 300,000
#   MEMORY_MB_MAX           of all instances, where a row is given up (default three quarters of the machine's)
#
# Lists may be empty. Where nothing else is said there are 6 partitions and one instance. To see that it works, in a
# minute: EVENTS=20000 CUSTOMERS=2000 FACTS_EACH=100 PARTITIONS=4 INSTANCES=2
name=scale
source "$(dirname "${BASH_SOURCE[0]}")/instances.sh"
readonly events=${EVENTS:-300000} facts=${FACTS:-1} usual_facts=10 usual_partitions=6
readonly customers_rows=${CUSTOMERS-10000 100000 1000000 10000000} facts_rows=${FACTS_EACH-10 100 1000 10000 100000}
readonly partitions_rows=${PARTITIONS-1 4 16 64} instances_rows=${INSTANCES-1 2 4}
memory_mb_max=${MEMORY_MB_MAX:-$(awk '/^MemTotal/ {print int($2 / 1024 * 0.75)}' /proc/meminfo)}
readonly memory_mb_max ready_seconds_max=120 row_seconds_max=900

readonly line='%10s %10s %10s %10s %10s %8s %13s %10s %15s  %s\n'
results="" comma="" rows=0
is_too_large() { awk "BEGIN {exit !($(memory_mb VmRSS) > $memory_mb_max)}"; }

# row WHAT CUSTOMERS FACTS PARTITIONS INSTANCES
row() {
  local what=$1 customers=$2 each=$3 partitions=$4 instances=$5
  local total=$((customers * each)) prefix=row$((++rows)). holder loader names=() n instance
  : >"$work/held"
  "$here/hold" "$bootstrap" "${prefix}held" >"$work/held" 2>"$work/hold.log" &
  holder=$!
  others=("$holder")
  until grep -q held "$work/held"; do
    kill -0 "$holder" 2>/dev/null || fail "the topic ${prefix}held could not be made"
    sleep 0.05
  done
  for ((n = 1; n <= instances; ++n)); do names+=("i$n"); done
  for instance in "${names[@]}"; do write_config "$instance" "$prefix" "$partitions" "${prefix}held"; done
  create_topics i1
  # Before the facts are there: they are judged one by one, not loaded.
  for instance in "${names[@]}"; do start "$instance"; done
  await_judged "$partitions" "$ready_seconds_max"
  if ((instances > 1)); then await_shared "$partitions" "$ready_seconds_max"; fi

  local cpu_before mb_before began=$EPOCHREALTIME deadline=$((SECONDS + row_seconds_max)) judged remark=""
  cpu_before=$(cpu_seconds) mb_before=$(memory_mb VmRSS)
  "$here/spread" "$bootstrap" "${prefix}facts" "$customers" "$each" >"$work/spread.log" 2>&1 &
  loader=$!
  others+=("$loader")
  until judged=$(metric loopbreaker_facts_judged_total) && ((judged >= total)); do
    if ((SECONDS >= deadline)); then remark="given up after $row_seconds_max s"; fi
    if is_too_large; then remark="given up at $memory_mb_max MB"; fi
    if [[ -n $remark ]]; then break; fi
    check_all_run
    kill -0 "$loader" 2>/dev/null || wait "$loader" || fail "the facts could not be written"
    sleep 0.2
  done
  local wall cpu mb
  wall=$(calculate "$EPOCHREALTIME - $began")
  # What waits for company is written within a second or two.
  sleep 3
  judged=$(metric loopbreaker_facts_judged_total)
  cpu=$(calculate "($(cpu_seconds) - $cpu_before) * 1e6 / $judged" 1)
  mb=$(calculate "$(memory_mb VmHWM) - $mb_before" 1)
  kill "$loader" "$holder" 2>/dev/null || true
  wait "$loader" "$holder" 2>/dev/null || true
  others=()
  for instance in "${names[@]}"; do stop "$instance" "$([[ -z $remark ]] && echo TERM || echo KILL)"; done
  # shellcheck disable=SC2059  # a format in a variable
  printf "$line" "$customers" "$each" "$partitions" "$instances" "$judged" "$wall" "$cpu" "$mb" \
    "$(calculate "$mb * 1048576 / $customers" 0)" "$remark"
  results+=$(printf '%s\n  {"grows": "%s", "customers": %s, "factsEach": %s, "partitions": %s, "instances": %s, "facts": %s, "wallSeconds": %s, "cpuMicrosecondsPerFact": %s, "memoryMb": %s, "remark": "%s"}' \
    "$comma" "$what" "$customers" "$each" "$partitions" "$instances" "$judged" "$wall" "$cpu" "$mb" "$remark")
  comma=,
}

printf 'customer-keyed facts by bench/kafka/two.yaml; %s workers an instance, %s cores with the broker\n\n' \
  "${WORKERS:-2}" "$(nproc)"
# shellcheck disable=SC2059  # a format in a variable
printf "$line" customers "facts each" partitions instances judged "wall s" "CPU us/fact" "memory MB" "bytes/customer" ""
# The first to run would pay for a cold broker.
row "nothing" 10000 1 "$usual_partitions" 1 >/dev/null
results="" comma=""
for n in $customers_rows; do row customers "$n" "$facts" "$usual_partitions" 1; done
for n in $facts_rows; do row factsEach $((events < n ? 1 : events / n)) "$n" "$usual_partitions" 1; done
for n in $partitions_rows; do row partitions $((events / usual_facts)) "$usual_facts" "$n" 1; done
for n in $instances_rows; do row instances $((events / usual_facts)) "$usual_facts" "$usual_partitions" "$n"; done
printf '[%s\n]\n' "$results" >"$build/results-scale.json"
echo
echo "written: $build/results-scale.json"
