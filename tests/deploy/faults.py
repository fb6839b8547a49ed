"""What the checks of deploy/ found wrong: each says all of it, and ends with 1 when there was any."""
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
found = []


def fault(where, text):
    found.append(f"{where}: {text}")


def expect_same(where, wanted, have):
    """Two sets of names."""
    for name in sorted(set(wanted) - set(have)):
        fault(where, f"expected '{name}', found none")
    for name in sorted(set(have) - set(wanted)):
        fault(where, f"expected no '{name}', found one")


def end(said):
    for line in found:
        print(line, file=sys.stderr)
    print(f"{said}; {len(found)} faults")
    sys.exit(1 if found else 0)
