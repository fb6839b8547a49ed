#!/usr/bin/env python3
"""The bill of materials of a program: valid CycloneDX, and it knows the libraries without which there is no service."""
import json
import subprocess
import sys

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from faults import ROOT, end, fault

WITHOUT_WHICH_NOTHING = {"librdkafka1", "libprotobuf32", "libssl3", "libsodium23", "libboost1.74-dev", "preact"}


def main():
    text = subprocess.run([str(ROOT / "deploy/sbom/make.py"), sys.argv[1]], check=True, capture_output=True, text=True).stdout
    error = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if error is not None:
        fault("sbom", str(error.data)[:500])
    names = {component["name"] for component in json.loads(text)["components"]}
    for name in sorted(WITHOUT_WHICH_NOTHING - names):
        fault("sbom", f"expected '{name}', found none")
    end(f"{len(names)} components")


if __name__ == "__main__":
    main()
