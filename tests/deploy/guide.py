#!/usr/bin/env python3
"""docs/operating.md speaks of every metric, every alert and every line of the log that the program has, and of no other."""
import re

import yaml

import metrics
from faults import ROOT, end, expect_same

GUIDE = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
A_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')
# The first argument of a call that logs. Where it is a variable, its texts stand in calls of NoteDone.
A_LINE = re.compile(r"\bLog(?:Debug|Info|Warning|Error)\(([^;{]*?)(?:,\s*\{\{|\);)", re.S)
BY_LEVEL = re.compile(r"\bLog\(\s*\w+,([^;{]*?),\s*\{\{", re.S)
NOTED = re.compile(r"\bNoteDone\(user, (\"[^\"]+\")")


def logged():
    said = set()
    for path in (ROOT / "src").rglob("*.cc"):
        if path.name == "log.cc":
            continue
        text = path.read_text(encoding="utf-8")
        for call in A_LINE.findall(text) + BY_LEVEL.findall(text) + NOTED.findall(text):
            said |= {words for words in A_TEXT.findall(call)}
    return said


def first_cells(heading, pattern):
    """What stands in quotes in the first column of the table under this heading."""
    section = GUIDE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    cells = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    return {name for cell in cells for name in re.findall(pattern, cell)}


def main():
    expect_same("docs/operating.md: metrics", metrics.in_sources(), first_cells("Every metric", r"`(loopbreaker_[a-z_]+)"))
    expect_same("docs/operating.md: log", logged(), first_cells("Every line of the log", r"`([^`]+)`"))
    rules = yaml.safe_load((ROOT / "deploy/prometheus/loopbreaker.rules.yaml").read_text(encoding="utf-8"))
    alerts = {rule["alert"] for group in rules["groups"] for rule in group["rules"]}
    expect_same("docs/operating.md: alerts", alerts, first_cells("Every alert", r"`(\w+)`"))
    end(f"{len(metrics.in_sources())} metrics, {len(alerts)} alerts, {len(logged())} lines of the log")


if __name__ == "__main__":
    main()
