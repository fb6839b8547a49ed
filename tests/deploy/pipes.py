#!/usr/bin/env python3
"""Topics and files through pipes, as docs/ways_in.md shows them: pipes.py PROGRAM

What a topic gives to `replay -` through kcat is what the file gives; what replay writes goes back into a topic, from which
the same lines come again, as what an earlier run has published. Rows of CSV go through a topic line by line.
"""
import json
import os
import subprocess
import sys
import tempfile

from faults import ROOT, end, fault

KAFKA = str(ROOT / "tests" / "broker" / "kafka")
STORY = ROOT / "examples" / "plumber"
RULES = ROOT / "rules" / "default.yaml"


def lines(command, text=None):
    run = subprocess.run(command, input=text, capture_output=True, text=True, cwd=ROOT, check=False)
    if run.returncode != 0:
        sys.exit(f"pipes.py: {' '.join(map(str, command))}: expected the exit code 0, found {run.returncode}:\n{run.stderr}")
    return run.stdout.splitlines()


class Pipes:
    def __init__(self, program, bootstrap):
        self.program, self.bootstrap = program, bootstrap

    def produce(self, topic, text):
        lines(["kcat", "-P", "-b", self.bootstrap, "-t", topic], text)

    def consume(self, topic):
        return "".join(f"{line}\n" for line in lines(["kcat", "-C", "-e", "-q", "-b", self.bootstrap, "-t", topic]))

    def replay(self, *arguments, text=None):
        return lines([self.program, "replay", *arguments, "--rules", RULES, "--quiet"], text)


def expect_equal(what, wanted, have):
    if sorted(wanted) != sorted(have):
        only = sorted(set(wanted) ^ set(have))
        fault(what, f"expected {len(wanted)} lines, found {len(have)}; the first that only one has: {only[:1]}")


def main():
    program = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        bootstrap = subprocess.run([KAFKA, "start", f"{folder}/kafka", "1", "--owner", str(os.getpid())], check=True,
                                   capture_output=True, text=True).stdout.strip()
        for topic in ("contacts", "out", "calls"):
            subprocess.run([KAFKA, "create", f"{folder}/kafka", topic], check=True)
        pipes = Pipes(program, bootstrap)

        events, customers = STORY / "events.jsonl", ["--customers", STORY / "customers.jsonl"]
        pipes.produce("contacts", events.read_text(encoding="utf-8"))
        of_topic = pipes.consume("contacts")
        for what in ("--final", "--loops"):
            wanted = pipes.replay(events, *customers, what)
            if not wanted:
                fault(what, "expected lines, found none")
            expect_equal(f"replay - {what}", wanted, pipes.replay("-", *customers, what, text=of_topic))

        revisions = pipes.replay(events, *customers)
        expect_equal("revisions of replay -", [json.loads(line)["id"] for line in revisions],
                     [json.loads(line)["id"] for line in pipes.replay("-", *customers, text=of_topic)])
        pipes.produce("out", "".join(f"{line}\n" for line in revisions))
        published = f"{folder}/published.jsonl"
        with open(published, "w", encoding="utf-8") as file:
            file.write(pipes.consume("out"))
        expect_equal("what came back from the topic", revisions, open(published, encoding="utf-8").read().splitlines())
        expect_equal("replay --published of what came back", [], pipes.replay(events, *customers, "--published", published))

        log, mapping = ROOT / "examples/adapters/asterisk_queue_log.log", ["--mapping", "mappings/asterisk_queue_log.yaml"]
        pipes.produce("calls", log.read_text(encoding="utf-8"))
        expect_equal("rows of CSV", pipes.replay(log, *mapping, "--loops"),
                     pipes.replay("-", *mapping, "--loops", text=pipes.consume("calls")))
        subprocess.run([KAFKA, "stop", f"{folder}/kafka"], check=True)
    end(f"{len(events.read_text(encoding='utf-8').splitlines())} events through a topic, {len(revisions)} revisions into one")


if __name__ == "__main__":
    main()
