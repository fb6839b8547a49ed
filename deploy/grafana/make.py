#!/usr/bin/env python3
"""Makes the dashboards beside it: make.py; with --check it only says whether they are as it would make them.

operation.json asks Prometheus how the service does; loops.json asks a warehouse (deploy/sql) what customers get, and is the
one to look at with those who own the process. Import them into Grafana 10 or later; each asks for its data source.
"""
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).parent
WIDTH = 24
JOB = 'job="$job", instance=~"$instance"'
PROMETHEUS = {"type": "prometheus", "uid": "${prometheus}"}
WAREHOUSE = {"type": "postgres", "uid": "${warehouse}"}


def panel(kind, title, queries, *, width=8, height=7, unit="short", about="", options=None, source=None, thresholds=None):
    """A query is (expression, legend) of Prometheus, or a text of SQL."""
    targets = []
    for letter, query in zip("ABCDEFGH", queries):
        if source is WAREHOUSE:
            shape = "time_series" if kind == "timeseries" else "table"
            targets.append({"refId": letter, "datasource": WAREHOUSE, "format": shape, "rawQuery": True, "rawSql": query})
        else:
            expression, legend = query
            targets.append({"refId": letter, "datasource": PROMETHEUS, "expr": expression, "legendFormat": legend,
                            "instant": kind == "stat", "range": kind != "stat"})
    steps = [{"color": "green", "value": None}]
    steps += [{"color": color, "value": value} for value, color in (thresholds or [])]
    return {"type": kind, "title": title, "description": about, "datasource": source or PROMETHEUS, "targets": targets,
            "gridPos": {"w": width, "h": height},
            "fieldConfig": {"defaults": {"unit": unit, "thresholds": {"mode": "absolute", "steps": steps}}, "overrides": []},
            "options": options or {}}


def placed(panels):
    """From left to right, and a new row where one is full; each with its number."""
    x = y = row_height = 0
    for number, one in enumerate(panels, 1):
        place = one["gridPos"]
        if x + place["w"] > WIDTH:
            x, y, row_height = 0, y + row_height, 0
        place["x"], place["y"], one["id"] = x, y, number
        x, row_height = x + place["w"], max(row_height, place["h"])
    return panels


def data_source(name, kind):
    return {"name": name, "type": "datasource", "query": kind, "label": name.capitalize()}


def asked(name, query):
    return {"name": name, "type": "query", "datasource": PROMETHEUS, "query": query, "label": name.capitalize(), "refresh": 2,
            "includeAll": name == "instance", "multi": name == "instance", "allValue": ".*"}


def dashboard(uid, title, about, variables, panels, span):
    return {"uid": uid, "title": title, "description": about, "tags": ["loopbreaker"], "schemaVersion": 38, "version": 1,
            "editable": True, "graphTooltip": 1, "refresh": "1m", "time": {"from": span, "to": "now"},
            "timezone": "browser", "templating": {"list": variables}, "annotations": {"list": []}, "panels": placed(panels)}


def rate(metric, by=""):
    return f"sum{f' by ({by})' if by else ''} (rate({metric}{{{JOB}}}[$__rate_interval]))"


def operation():
    def stat(title, query, **more):
        return panel("stat", title, [(query, "")], width=4, height=4, **more)

    def lines(title, queries, **more):
        return panel("timeseries", title, queries, **more)

    panels = [
        stat("Instances that answer", 'sum(up{job="$job"})', thresholds=[]),
        stat("Read whole until", f"time() - max(loopbreaker_complete_timestamp_seconds{{{JOB}}})", unit="s",
             about="How long ago that is of which everything has been read. What time alone brings waits for it.",
             thresholds=[(120, "orange"), (900, "red")]),
        stat("Partitions not judged",
             f"sum(loopbreaker_partitions_owned{{{JOB}}}) - sum(loopbreaker_partitions_judged{{{JOB}}})",
             thresholds=[(1, "orange")]),
        stat("Sources silent", f"sum(max by (topic) (loopbreaker_source_silent{{{JOB}}}))", thresholds=[(1, "orange")]),
        stat("Dead letters, last hour", f"sum(increase(loopbreaker_dead_letters_total{{{JOB}}}[1h]))",
             thresholds=[(20, "orange")]),
        stat("Refused by Kafka, last hour", f"sum(increase(loopbreaker_records_refused_total{{{JOB}}}[1h]))",
             thresholds=[(1, "red")]),
        lines("From event to escalation", [
            (f"histogram_quantile({share}, sum by (le) (rate(loopbreaker_event_to_escalation_seconds_bucket{{{JOB}}}"
             "[$__rate_interval])))", legend) for share, legend in ((0.5, "half"), (0.99, "99 of 100"))],
              unit="s", about="Until the escalation that an event opened is acknowledged; of those that events open."),
        lines("Behind, in time", [(f"max by (stage, topic) (loopbreaker_lag_seconds{{{JOB}}})", "{{stage}} {{topic}}")], unit="s"),
        lines("Behind, in records", [(f"sum by (stage, topic) (loopbreaker_lag_records{{{JOB}}})", "{{stage}} {{topic}}")]),
        lines("Events", [(rate("loopbreaker_events_total"), "read"), (rate("loopbreaker_facts_linked_total"), "linked"),
                         (rate("loopbreaker_facts_judged_total"), "judged")], unit="cps"),
        lines("Written, by topic", [(rate("loopbreaker_records_written_total", "topic"), "{{topic}}")], unit="cps"),
        lines("Escalations opened, by rule", [
            (f'sum by (rule) (increase(loopbreaker_escalations_total{{{JOB}, state="OPENED"}}[1h]))', "{{rule}}")],
              about="In the hour before."),
        lines("Not used", [(rate("loopbreaker_dead_letters_total", "reason"), "dead: {{reason}}"),
                           (rate("loopbreaker_events_parked_total"), "parked"),
                           (rate("loopbreaker_rows_ignored_total"), "left out by a mapping"),
                           (rate("loopbreaker_events_erased_total"), "of erased customers")], unit="cps"),
        lines("Newest record of each source",
              [(f"time() - max by (topic) (loopbreaker_source_newest_timestamp_seconds{{{JOB}}})", "{{topic}}")], unit="s"),
        lines("Partitions", [(f"loopbreaker_partitions_owned{{{JOB}}}", "owned by {{instance}}"),
                             (f"loopbreaker_partitions_judged{{{JOB}}}", "judged by {{instance}}"),
                             (f"loopbreaker_partitions_behind_rules{{{JOB}}}", "behind the rules, {{instance}}")]),
        lines("Loading", [(f"loopbreaker_restore_records_left{{{JOB}}}", "left to read, {{instance}}"),
                          (rate("loopbreaker_facts_from_store_total", "instance"), "from the local store a second, {{instance}}")]),
        lines("Begun again", [(f"increase(loopbreaker_restarts_total{{{JOB}}}[1h])", "{{instance}}"),
                              (f"increase(loopbreaker_stores_lost_total{{{JOB}}}[1h])", "store lost, {{instance}}")],
              about="In the hour before."),
        lines("Alerts", [(rate("loopbreaker_alerts_delivered_total", "receiver"), "taken by {{receiver}}"),
                         (rate("loopbreaker_alert_failures_total", "receiver"), "failed at {{receiver}}"),
                         (rate("loopbreaker_alerts_given_up_total", "receiver"), "given up, {{receiver}}")], unit="cps"),
        lines("Alerts on their way", [(f"sum by (receiver) (loopbreaker_alerts_waiting{{{JOB}}})", "waiting for {{receiver}}"),
                                      (f"sum(loopbreaker_alerts_held{{{JOB}}})", "held: a source is silent"),
                                      (f"sum(loopbreaker_alerts_grouped{{{JOB}}})", "to become one"),
                                      (f"sum(loopbreaker_alerts_dead{{{JOB}}})", "not delivered, of what stands")]),
    ]
    variables = [data_source("prometheus", "prometheus"), asked("job", "label_values(loopbreaker_partitions_owned, job)"),
                 asked("instance", 'label_values(loopbreaker_partitions_owned{job="$job"}, instance)')]
    return dashboard("loopbreaker-operation", "loopbreaker: operation", "How the service does; docs/operating.md says what to do.",
                     variables, panels, "now-6h")


def loops():
    def number(title, sql, unit="short", about=""):
        return panel("stat", title, [sql], width=6, height=4, unit=unit, about=about, source=WAREHOUSE)

    def table(title, sql, width=12, height=10, about=""):
        return panel("table", title, [sql], width=width, height=height, about=about, source=WAREHOUSE)

    panels = [
        number("Not solved", "SELECT count(*) FROM loopbreaker.open_loops"),
        number("Not solved for two weeks", "SELECT count(*) FROM loopbreaker.open_loops WHERE age_days > 14"),
        number("Visits in vain", "SELECT 100 * sum(failed_visits)::numeric / NULLIF(sum(visits), 0) FROM loopbreaker.loops "
               "WHERE $__timeFilter(opened_at)", unit="percent", about="Of loops that began in the time shown."),
        number("Days of customers", "SELECT sum(customer_days) FROM loopbreaker.loops WHERE $__timeFilter(opened_at)",
               about="That customers stayed at home, of loops that began in the time shown."),
        panel("timeseries", "Began and solved, by day", [
            "SELECT day::timestamptz AS time, sum(opened) AS began, sum(resolved) AS solved FROM loopbreaker.by_day "
            "WHERE $__timeFilter(day) GROUP BY day ORDER BY day"], width=24, source=WAREHOUSE),
        panel("timeseries", "What lies there", [
            "SELECT day::timestamptz AS time, pile AS loops FROM (SELECT day, sum(sum(loops - ended)) OVER (ORDER BY day) AS pile "
            "FROM loopbreaker.kpi GROUP BY day) AS piles WHERE $__timeFilter(day) ORDER BY day"], width=12, height=10,
              about="Loops that began and have not ended, at the end of the day.", source=WAREHOUSE),
        table("Work beside result, by week",
              "SELECT week, sum(contacts) AS contacts, sum(visits) AS visits, "
              "round(100 * sum(failed_visits) / NULLIF(sum(visits), 0)) AS \"% in vain\", sum(loops) AS loops, "
              "sum(went_round) AS \"went round\", sum(broken) AS broken, sum(avoidable_cents) / 100 AS \"avoidable euros\", "
              "sum(avoidable_days) AS \"days lost\" FROM loopbreaker.kpi_by_week WHERE $__timeFilter(week) GROUP BY week "
              "ORDER BY week DESC LIMIT 20",
              about="Contacts and visits of the week; what became of the loops that began in it."),
        table("Where it goes round",
              "SELECT category, loops, open, failed_visits, round(100 * failed_share) AS \"% in vain\", reopens, "
              "cost_cents / 100 AS euros, customer_days, round(median_days::numeric, 1) AS \"median days\" "
              "FROM loopbreaker.by_category ORDER BY failed_visits + reopens DESC, category LIMIT 20", width=24),
        table("By who does the work",
              "SELECT contractor, owner_team, loops, open, visits, round(100 * failed_share) AS \"% in vain\", customer_days "
              "FROM loopbreaker.by_contractor ORDER BY failed_visits DESC, contractor, owner_team LIMIT 20",
              about="A contractor or a team, never a person."),
        table("Longest without an end",
              "SELECT loop_id, category, round(age_days::numeric) AS days, contacts, visits, failed_visits, reopens, waits_on "
              "FROM loopbreaker.open_loops LIMIT 20"),
    ]
    return dashboard("loopbreaker-loops", "loopbreaker: the loops", "What customers get, from a warehouse (deploy/sql).",
                     [data_source("warehouse", "postgres")], panels, "now-90d")


def main():
    wrong = 0
    for name, made in (("operation", operation()), ("loops", loops())):
        path = HERE / f"{name}.json"
        text = json.dumps(made, indent=1, ensure_ascii=False) + "\n"
        if sys.argv[1:] != ["--check"]:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            print(f"{path}: expected what make.py makes, found something else", file=sys.stderr)
            wrong = 1
    sys.exit(wrong)


if __name__ == "__main__":
    main()
