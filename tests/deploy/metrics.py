"""The metrics that dashboards and alerting rules ask for, and those that the sources name."""
import json
import re

import yaml

from faults import ROOT

NAME = re.compile(r"loopbreaker_[a-z_]+")
OF_A_HISTOGRAM = re.compile(r"_(bucket|sum|count)$")
VARIABLES = {"$__rate_interval": "5m", "$job": "loopbreaker", "$instance": ".*"}


def in_sources():
    """What the program may serve: each name stands in its sources as a text of its own."""
    names = set()
    for path in (ROOT / "src").rglob("*.cc"):
        names |= set(re.findall(r'"(loopbreaker_[a-z_]+)"', path.read_text(encoding="utf-8")))
    return names


def expressions():
    """(where, expression) of everything that asks Prometheus."""
    rules = yaml.safe_load((ROOT / "deploy/prometheus/loopbreaker.rules.yaml").read_text(encoding="utf-8"))
    for group in rules["groups"]:
        for rule in group["rules"]:
            yield rule["alert"], rule["expr"]
    for panel in json.loads((ROOT / "deploy/grafana/operation.json").read_text(encoding="utf-8"))["panels"]:
        for target in panel["targets"]:
            expression = target["expr"]
            for variable, value in VARIABLES.items():
                expression = expression.replace(variable, value)
            yield panel["title"], expression


def asked():
    """Names of metrics by who asks for them, without what Prometheus itself adds."""
    return {(where, OF_A_HISTOGRAM.sub("", name)) for where, text in expressions() for name in NAME.findall(text)}
