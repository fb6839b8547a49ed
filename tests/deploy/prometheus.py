#!/usr/bin/env python3
"""Alerting rules and dashboards: as they should be made, understood by promtool, and about metrics that there are."""
import json
import pathlib
import subprocess
import tempfile

import yaml

import metrics
from faults import ROOT, end, fault

RULES = ROOT / "deploy" / "prometheus"
WIDTH = 24


def run(*command, where):
    done = subprocess.run(command, cwd=RULES, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        fault(where, (done.stdout + done.stderr).strip())


def check_expressions():
    """Each as a rule of its own: promtool reads no expression alone."""
    rules = [{"record": f"checked:{number}", "expr": expression, "labels": {"asked_by": where}}
             for number, (where, expression) in enumerate(metrics.expressions())]
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "rules.yaml"
        path.write_text(yaml.safe_dump({"groups": [{"name": "asked", "rules": rules}]}), encoding="utf-8")
        run("promtool", "check", "rules", str(path), where="deploy/grafana")
    return len(rules)


def check_rules_are_tested():
    tests = yaml.safe_load((RULES / "loopbreaker.test.yaml").read_text(encoding="utf-8"))["tests"]
    raised = {one["alertname"] for test in tests for one in test["alert_rule_test"] if one.get("exp_alerts")}
    rules = yaml.safe_load((RULES / "loopbreaker.rules.yaml").read_text(encoding="utf-8"))["groups"]
    for rule in (rule for group in rules for rule in group["rules"]):
        if rule["alert"] not in raised:
            fault("deploy/prometheus/loopbreaker.test.yaml", f"no test raises {rule['alert']}")
        if rule["labels"].get("severity") not in ("page", "ticket"):
            fault(rule["alert"], f"expected the severity page or ticket, found {rule['labels']}")


def check_layout(path):
    board = json.loads(path.read_text(encoding="utf-8"))
    sources = {variable["name"] for variable in board["templating"]["list"] if variable["type"] == "datasource"}
    taken = {}
    for panel in board["panels"]:
        where = f"{path.name}: {panel['title']}"
        if panel["datasource"]["uid"].strip("${}") not in sources:
            fault(where, f"expected a data source of {sources}, found {panel['datasource']}")
        place = panel["gridPos"]
        if place["x"] + place["w"] > WIDTH:
            fault(where, f"expected it within {WIDTH} columns, found {place}")
        for x in range(place["x"], place["x"] + place["w"]):
            for y in range(place["y"], place["y"] + place["h"]):
                if (x, y) in taken:
                    fault(where, f"lies over {taken[x, y]}")
                    break
                taken[x, y] = panel["title"]


def main():
    run(str(ROOT / "deploy/grafana/make.py"), "--check", where="deploy/grafana")
    run("promtool", "check", "rules", "loopbreaker.rules.yaml", where="deploy/prometheus")
    run("promtool", "check", "config", "--syntax-only", "scrape.yaml", where="deploy/prometheus")
    run("promtool", "test", "rules", "loopbreaker.test.yaml", where="deploy/prometheus")
    check_rules_are_tested()
    for path in sorted((ROOT / "deploy/grafana").glob("*.json")):
        check_layout(path)
    known = metrics.in_sources()
    for where, name in sorted(metrics.asked()):
        if name not in known:
            fault(where, f"asks for {name}, which the program does not have")
    end(f"{check_expressions()} expressions")


if __name__ == "__main__":
    main()
