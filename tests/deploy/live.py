#!/usr/bin/env python3
"""A service that runs on a Kafka of its own, looked at as dashboards and a warehouse would: live.py PROGRAM

The plumber's story goes in. Then every metric that a dashboard or a rule asks for must be served, but for those that only
trouble brings; and what the topics `loops` and `kpi` hold goes into a PostgreSQL of its own as a sink would put it, where
every view and every query of the dashboard must answer, and agree with the records.
"""
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

import metrics
from faults import ROOT, end, expect_same, fault

KAFKA = str(ROOT / "tests" / "broker" / "kafka")
SQL = ROOT / "deploy" / "sql"
SECONDS_MAX = 60
# Served from the first time on: a topic that refuses, a receiver, a store.
OF_TROUBLE = re.compile(r"loopbreaker_(records_refused_total|alert.*)$")


def lines_of(path):
    return (ROOT / path).read_text(encoding="utf-8").splitlines()


def produce(bootstrap, topic, records):
    text = "".join(f"{key}\t{value}\n" for key, value in records)
    subprocess.run(["kcat", "-P", "-b", bootstrap, "-t", topic, "-K", "\t"], input=text, text=True, check=True)


def table(bootstrap, topic):
    """What a compacted topic stands for: the newest value of each key."""
    run = subprocess.run(["kcat", "-C", "-q", "-e", "-b", bootstrap, "-t", topic, "-f", "%k\t%S\t%s\n"], check=True,
                         capture_output=True, text=True)
    rows = {}
    for line in run.stdout.splitlines():
        key, size, value = line.split("\t", 2)
        rows[key] = None if size == "-1" else value
    return rows


def records(rows):
    """Of those that stand; a claim is no record."""
    return [json.loads(value) for key, value in rows.items() if value and not key.startswith("~claim")]


def served(port):
    return urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5).read().decode()


def wait_until(what, is_true):
    deadline = time.monotonic() + SECONDS_MAX
    while not is_true():
        if time.monotonic() > deadline:
            sys.exit(f"live.py: expected {what} within {SECONDS_MAX} s")
        time.sleep(0.2)


def check_metrics(text):
    there = {re.match(r"loopbreaker_[a-z_]+", line).group() for line in text.splitlines() if line.startswith("loopbreaker_")}
    there = {metrics.OF_A_HISTOGRAM.sub("", name) for name in there} | there
    for where, name in sorted(metrics.asked()):
        if name not in there and not OF_TROUBLE.match(name):
            fault(where, f"asks for {name}, which is not served")


def run_service(program, folder):
    """Answers the tables of loops and kpi, and what /metrics says, once the story is judged and its days are counted."""
    bootstrap = subprocess.run([KAFKA, "start", f"{folder}/kafka", "1", "--owner", str(os.getpid())], check=True,
                               capture_output=True, text=True).stdout.strip()
    subprocess.run([KAFKA, "create", f"{folder}/kafka", "contacts"], check=True)
    environment = {**os.environ, "LOOPBREAKER_KAFKA_BROKERS": bootstrap, "LOOPBREAKER_HTTP_LISTEN": "127.0.0.1:0",
                   "LOOPBREAKER_TOPICS_PARTITIONS": "2", "LOOPBREAKER_STORE_PATH": f"{folder}/store"}
    config = ["--config", str(ROOT / "deploy" / "service.yaml")]
    subprocess.run([program, "topics", "--create", *config], env=environment, check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    for topic, path, key in (("loopbreaker.customers", "customers", "customerId"), ("loopbreaker.units", "units", "unitId")):
        produce(bootstrap, topic, [(json.loads(line)[key], line) for line in lines_of(f"examples/plumber/{path}.jsonl")])
    events = lines_of("examples/plumber/events.jsonl")
    produce(bootstrap, "contacts", [(json.loads(line)["id"], line) for line in events])

    with open(f"{folder}/log", "w+", encoding="utf-8") as log:
        process = subprocess.Popen([program, "run", *config], env=environment, stderr=log)
        try:
            wait_until("the log line 'listening'", lambda: '"listening"' in open(log.name, encoding="utf-8").read())
            port = next(json.loads(line)["port"] for line in open(log.name, encoding="utf-8") if '"listening"' in line)
            wait_until("an escalation and loops", lambda: "loopbreaker_event_to_escalation_seconds_count" in served(port)
                       and any(value and not key.startswith("~") for key, value in table(bootstrap, "loopbreaker.loops").items()))
            wait_until("every event read", lambda: re.search(rf"^loopbreaker_events_total {len(events)}$", served(port), re.M))
            # Counted when the rest is done.
            wait_until("figures of the days of every loop", lambda: sum(
                day.get("loops", 0) for day in records(table(bootstrap, "loopbreaker.kpi"))) == len(
                    records(table(bootstrap, "loopbreaker.loops"))))
            # Said once a second, of what the progress records tell.
            wait_until("the time of the newest record", lambda: "loopbreaker_source_newest_timestamp_seconds" in served(port))
            said = served(port)
            process.send_signal(signal.SIGTERM)
            if process.wait(SECONDS_MAX) != 0:
                sys.exit(f"live.py: expected the exit code 0, found {process.returncode}:\n{open(log.name).read()}")
        finally:
            process.kill()
    tables = {name: table(bootstrap, f"loopbreaker.{name}") for name in ("loops", "kpi")}
    subprocess.run([KAFKA, "stop", f"{folder}/kafka"], check=True)
    return tables, said


class Warehouse:
    """A PostgreSQL of Debian, gone afterwards (pg_virtualenv); each call is a connection of its own."""

    def ask(self, sql):
        run = subprocess.run(["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql], capture_output=True,
                             text=True, check=False)
        if run.returncode != 0:
            fault(sql, run.stderr.strip())
        return run.stdout.strip()

    def run_file(self, path):
        run = subprocess.run(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", str(path)], capture_output=True, text=True,
                             check=False)
        if run.returncode != 0:
            fault(path.relative_to(ROOT), run.stderr.strip())

    def upsert(self, name, rows):
        """As the JDBC sink does it: key and value as texts."""
        def quoted(text):
            return "NULL" if text is None else "'" + text.replace("'", "''") + "'"
        values = ",".join(f"({quoted(key)}, {quoted(value)})" for key, value in rows.items())
        if values:
            self.ask(f"INSERT INTO loopbreaker.{name}_raw (key, value) VALUES {values} "
                     "ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value")


def fields_of(proto, message):
    text = (ROOT / "proto" / "loopbreaker" / "v1" / proto).read_text(encoding="utf-8")
    body = re.search(rf"message {message} {{(.*?)^}}", text, re.S | re.M).group(1)
    return set(re.findall(r"^  [\w.]+ (\w+) = \d+;", body, re.M))


def check_warehouse(tables):
    warehouse = Warehouse()
    for path in ("tables.sql", "views.sql", "views.sql"):  # again: an upgrade
        warehouse.run_file(SQL / "postgresql" / path)
    for name, rows in tables.items():
        warehouse.upsert(name, rows)
        warehouse.upsert(name, rows)

    loops = records(tables["loops"])
    for sql, wanted in (
            ("SELECT count(*) FROM loopbreaker.loops", len(loops)),
            ("SELECT sum(visits) FROM loopbreaker.loops", sum(loop.get("visits", 0) for loop in loops)),
            ("SELECT sum(failed_visits) FROM loopbreaker.by_category", sum(loop.get("failedVisits", 0) for loop in loops)),
            ("SELECT sum(opened) FROM loopbreaker.by_day", len(loops)),
            ("SELECT sum(resolved) FROM loopbreaker.by_day", sum(loop["status"] == "RESOLVED" for loop in loops)),
            ("SELECT count(*) FROM loopbreaker.open_loops", sum(loop["status"] == "OPEN" for loop in loops)),
            ("SELECT sum(cost_cents) FROM loopbreaker.by_contractor", sum(loop.get("costCents", 0) for loop in loops)),
            ("SELECT to_char(min(opened_at AT TIME ZONE 'UTC'), 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') FROM loopbreaker.loops",
             min(loop["openedAt"] for loop in loops))):
        found = warehouse.ask(sql)
        if found != str(wanted):
            fault(sql, f"expected {wanted}, found {found}")

    days = records(tables["kpi"])

    def total(field, of=lambda day: True):
        return sum(day.get(field, 0) for day in days if of(day))

    leaks = "plumbing/leak"
    for sql, wanted in (
            ("SELECT count(*) FROM loopbreaker.kpi", len(days)),
            ("SELECT sum(contacts) FROM loopbreaker.kpi", total("contacts")),
            ("SELECT sum(solved_at_first_30d) FROM loopbreaker.kpi", total("solvedAtFirst30d")),
            (f"SELECT sum(cost_cents) FROM loopbreaker.kpi WHERE category = '{leaks}'",
             total("costCents", lambda day: day.get("category") == leaks)),
            ("SELECT sum(loops) FROM loopbreaker.kpi", len(loops)),
            ("SELECT sum(failed_visits) FROM loopbreaker.kpi_by_week", total("failedVisits")),
            ("SELECT sum(went_round) FROM loopbreaker.kpi_by_week", total("wentRound")),
            ("SELECT count(*) FROM loopbreaker.kpi_by_week WHERE extract(isodow FROM week) <> 1", 0),
            ("SELECT sum(pile) FROM (SELECT DISTINCT ON (category) pile FROM loopbreaker.pile_by_day "
             "ORDER BY category, day DESC) AS last", total("loops") - total("ended"))):
        found = warehouse.ask(sql)
        if found != str(wanted):
            fault(sql, f"expected {wanted}, found {found}")

    columns = warehouse.ask("SELECT column_name FROM information_schema.columns WHERE table_schema = 'loopbreaker' "
                            "AND table_name = 'kpi'").split()
    expect_same("loopbreaker.kpi: columns", fields_of("kpi.proto", "Kpi") | {"main_category"}, columns)
    columns = warehouse.ask("SELECT column_name FROM information_schema.columns WHERE table_schema = 'loopbreaker' "
                            "AND table_name = 'loops'").split()
    expect_same("loopbreaker.loops: columns", fields_of("loop.proto", "LoopRecord") | {"main_category"}, columns)
    clickhouse = (SQL / "clickhouse" / "tables.sql").read_text(encoding="utf-8")
    for view, fields in (("loops", fields_of("loop.proto", "LoopRecord") - {"first_source", "first_id"}),
                         ("kpi", fields_of("kpi.proto", "Kpi"))):
        body = clickhouse.split(f"VIEW IF NOT EXISTS loopbreaker.{view} AS")[1].split(";")[0]
        expect_same(f"clickhouse/tables.sql: columns of {view}", fields, re.findall(r" AS (\w+),?$", body, re.M))

    board = json.loads((ROOT / "deploy" / "grafana" / "loops.json").read_text(encoding="utf-8"))
    for panel in board["panels"]:
        for target in panel["targets"]:
            rows = warehouse.ask(re.sub(r"\$__timeFilter\((\w+)\)", r"\1 > '2000-01-01'", target["rawSql"]))
            if not rows and "open_loops" not in target["rawSql"]:  # by now everything may be solved or expired
                fault(f"loops.json: {panel['title']}", "expected rows, found none")

    # What is erased disappears, and its row with it.
    first = next(key for key, value in tables["loops"].items() if value and not key.startswith("~claim"))
    warehouse.upsert("loops", {first: None})
    if warehouse.ask("SELECT count(*) FROM loopbreaker.loops") != str(len(loops) - 1):
        fault("loops", "expected a tombstone to end its row")
    warehouse.run_file(SQL / "postgresql" / "forget.sql")
    if warehouse.ask("SELECT count(*) FROM loopbreaker.loops_raw WHERE value IS NULL") != "0":
        fault("forget.sql", "expected no row without a value")
    return len(loops)


def main():
    if sys.argv[1] == "--warehouse":  # within pg_virtualenv
        with open(sys.argv[2], encoding="utf-8") as file:
            end(f"{check_warehouse(json.load(file))} loops in PostgreSQL")
    with tempfile.TemporaryDirectory() as folder:
        tables, said = run_service(os.path.realpath(sys.argv[1]), folder)
        check_metrics(said)
        with open(f"{folder}/tables.json", "w", encoding="utf-8") as file:
            json.dump(tables, file)
        warehouse = subprocess.run(["pg_virtualenv", sys.executable, __file__, "--warehouse", file.name], check=False)
    if warehouse.returncode != 0:
        fault("warehouse", "see above")
    end("metrics of a service that runs")


if __name__ == "__main__":
    main()
