"""The topics that the program says it needs."""
import json
import subprocess

from faults import ROOT


def needed(program, config="deploy/service.yaml"):
    """By name without prefix: {"topic", "partitions", "settings"}; sources have "source" and their whole name."""
    run = subprocess.run([program, "topics", "--needed", "--config", str(ROOT / config)], check=True,
                         capture_output=True, text=True)
    topics = [json.loads(line) for line in run.stdout.splitlines()]
    return {topic["topic"].removeprefix("loopbreaker."): topic for topic in topics}
