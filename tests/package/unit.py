#!/usr/bin/env python3
"""Starts and stops what a unit describes, in a chroot without systemd: unit.py ROOT UNIT STRACE

Does what Type=notify, User, ExecStart, EnvironmentFile and StateDirectory ask for; waits for READY=1, then for /readyz;
asks for /metrics; sends SIGTERM and expects STOPPING=1 and the exit code 0. The system calls that it saw (by strace, whose
output is left in STRACE) must all pass SystemCallFilter.
"""
import configparser
import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

SECONDS_MAX = 60


def fail(text):
    sys.exit(f"unit.py: {text}")


class ManyValues(dict):
    """Keys of a unit may come several times."""

    def __setitem__(self, key, value):
        if isinstance(value, list) and key in self:
            self[key].extend(value)
        else:
            super().__setitem__(key, value)


def read_unit(path):
    parser = configparser.RawConfigParser(dict_type=ManyValues, strict=False, delimiters="=", comment_prefixes="#")
    parser.optionxform = str
    parser.read(path)
    return {key: value.split("\n") for key, value in parser["Service"].items()}


def group_of_calls(name):
    """The system calls of @group, with those of the groups in it."""
    text = subprocess.run(["systemd-analyze", "syscall-filter", name], check=True, capture_output=True, text=True).stdout
    calls = set()
    for word in (line.strip() for line in text.splitlines()[1:]):
        if word.startswith("@"):
            calls |= group_of_calls(word)
        elif word and not word.startswith("#"):
            calls.add(word)
    return calls


def allowed_calls(filters):
    allowed = group_of_calls("@default")
    for line in filters:
        taken = line.startswith("~")
        for word in line.lstrip("~").split():
            calls = group_of_calls(word) if word.startswith("@") else {word}
            allowed = allowed - calls if taken else allowed | calls
    return allowed | group_of_calls("@default")


def next_message(notify, seconds):
    notify.settimeout(seconds)
    try:
        return notify.recv(4096).decode()
    except TimeoutError:
        return ""


def wait_for(notify, process, wanted):
    deadline = time.monotonic() + SECONDS_MAX
    while time.monotonic() < deadline:
        if wanted in next_message(notify, 0.2).split("\n"):
            return
        if process.poll() is not None:
            fail(f"expected {wanted}, found that it ended with {process.returncode}:\n{process.stderr.read()}")
    fail(f"expected {wanted} within {SECONDS_MAX} s, found nothing")


def wait_for_answer(port, path, wanted=""):
    """Until it is answered with 200 and a text that has a line beginning with `wanted`."""
    deadline = time.monotonic() + SECONDS_MAX
    found = ""
    while time.monotonic() < deadline:
        try:
            found = urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5).read().decode()
            if any(line.startswith(wanted) for line in found.splitlines()):
                return
        except (urllib.error.URLError, ConnectionError) as error:
            found = str(error)
        time.sleep(0.1)
    fail(f"GET {path}: expected '{wanted or 200}' within {SECONDS_MAX} s, found:\n{found}")


def main():
    root, unit_name, strace = sys.argv[1:]
    unit = read_unit(f"{root}/lib/systemd/system/{unit_name}")
    user = unit["User"][0]
    ids = subprocess.run(["/usr/sbin/chroot", root, "id", "-u", user], check=True, capture_output=True, text=True).stdout.strip()
    group = subprocess.run(["/usr/sbin/chroot", root, "id", "-g", user], check=True, capture_output=True, text=True).stdout.strip()
    state = f"{root}/var/lib/{unit['StateDirectory'][0]}"
    os.makedirs(state, exist_ok=True)
    os.chmod(state, int(unit["StateDirectoryMode"][0], 8))
    os.chown(state, int(ids), int(group))

    environment = {"PATH": "/usr/bin:/bin", "NOTIFY_SOCKET": "/run/notify", "WATCHDOG_USEC": "400000"}
    for name in unit["EnvironmentFile"]:
        with open(root + name.lstrip("-"), encoding="utf-8") as lines:
            environment.update(line.rstrip("\n").split("=", 1) for line in lines)
    path = f"{root}/run/notify"
    if os.path.exists(path):
        os.remove(path)
    notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    notify.bind(path)
    os.chmod(path, 0o777)

    # strace stands outside, and so sees what changes into the chroot and the user as well: its lines are cut below.
    process = subprocess.Popen(
        ["strace", "-f", "-qq", "-o", strace, "/usr/sbin/chroot", root, "setpriv", f"--reuid={ids}", f"--regid={group}",
         "--init-groups", "--no-new-privs", "--bounding-set=-all", *shlex.split(unit["ExecStart"][0])],
        env=environment, stderr=subprocess.PIPE, text=True)
    wait_for(notify, process, "READY=1")
    program = next(int(pid) for pid in os.listdir("/proc") if pid.isdigit() and is_program(pid, process.pid))
    log = []
    for line in process.stderr:
        log.append(line)
        if '"listening"' in line:
            break
    port = json.loads(log[-1])["port"]
    wait_for_answer(port, "/livez")
    wait_for_answer(port, "/metrics", "loopbreaker_partitions_judged 12")
    wait_for_answer(port, "/readyz")
    wait_for(notify, process, "WATCHDOG=1")
    os.kill(program, signal.SIGTERM)
    wait_for(notify, process, "STOPPING=1")
    rest = process.communicate(timeout=SECONDS_MAX)[1]
    if process.returncode != 0:
        fail(f"expected the exit code 0 after SIGTERM, found {process.returncode}:\n{rest}")

    with open(strace, encoding="utf-8", errors="replace") as lines:
        text = lines.read()
    begin = text.rindex(f'execve("{shlex.split(unit["ExecStart"][0])[0]}"')
    made = set(re.findall(r"^\d+ +(?:\d+\.\d+ )?([a-z_0-9]+)\(", text[begin:], re.M))
    refused = made - allowed_calls(unit["SystemCallFilter"])
    if refused:
        fail(f"expected system calls of SystemCallFilter alone, found also {sorted(refused)}")
    print(f"ready, answered, stopped with 0; {len(made)} different system calls, all within SystemCallFilter")


def is_program(pid, strace_pid):
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            words = file.read().split(b"\0")
        with open(f"/proc/{pid}/status", encoding="utf-8") as file:
            parent = re.search(r"^PPid:\s+(\d+)", file.read(), re.M).group(1)
    except OSError:
        return False
    return words[0].endswith(b"/loopbreaker") and int(parent) == strace_pid


if __name__ == "__main__":
    main()
