#!/usr/bin/env python3
"""What a program is made of, as CycloneDX 1.6 in JSON on standard output: make.py PROGRAM

From the program itself: the shared libraries that it loads, each with the Debian package that brought it and its version; the
headers and archives that are compiled in, by the packages that `./dev` builds with; and what lies in the sources (the page's
libraries, by NOTICE). Nothing is listed by hand but the names of those packages.
"""
import json
import pathlib
import re
import subprocess
import sys
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Of these only headers are used, so the program does not load them.
COMPILED_IN = ("libboost1.74-dev", "libcli11-dev")


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def libraries(program):
    """The files of the libraries that it loads, with those that these load."""
    return sorted(set(re.findall(r"=> (/\S+)", run("ldd", program))))


def package_of(path):
    """dpkg knows a file by one of its names: with /usr or without, and where a link leads."""
    real = str(pathlib.Path(path).resolve())
    for name in (path, real, real.removeprefix("/usr"), path.removeprefix("/usr")):
        found = subprocess.run(["dpkg-query", "-S", name], capture_output=True, text=True, check=False)
        if found.returncode == 0:
            return found.stdout.split(": ")[0].split(",")[0]
    sys.exit(f"make.py: expected a Debian package that brought {path}, found none")


def component(package, scope):
    name, version, architecture, source, homepage = run(
        "dpkg-query", "-W", "-f", "${Package}\t${Version}\t${Architecture}\t${source:Package}\t${Homepage}", package).split("\t")
    quoted = version.replace("+", "%2B").replace(":", "%3A")
    made = {"type": "library", "bom-ref": name, "name": name, "version": version, "scope": scope,
            "purl": f"pkg:deb/debian/{name}@{quoted}?arch={architecture}&distro=debian-12",
            "properties": [{"name": "debian:source", "value": source}]}
    if homepage:
        made["externalReferences"] = [{"type": "website", "url": homepage}]
    return made


def of_the_page():
    """The libraries of the page, which NOTICE names with their versions and licences."""
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    lock = {"Preact": ("preact", "MIT"), "htm": ("htm", "Apache-2.0"), "uPlot": ("uplot", "MIT")}
    for title, (name, licence) in lock.items():
        version = re.search(rf"\b{title} (\d+\.\d+\.\d+)", notice).group(1)
        yield {"type": "library", "bom-ref": name, "name": name, "version": version, "scope": "required",
               "purl": f"pkg:npm/{name}@{version}", "licenses": [{"license": {"id": licence}}]}


def main():
    program = sys.argv[1]
    packages = sorted({package_of(path) for path in libraries(program)})
    components = [component(package, "required") for package in packages]
    components += [component(package, "required") for package in COMPILED_IN]
    components += of_the_page()
    version = run(program, "--version").strip()
    bom = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
           "metadata": {"component": {"type": "application", "bom-ref": "loopbreaker", "name": "loopbreaker", "version": version,
                                      "licenses": [{"license": {"id": "Apache-2.0"}}]}},
           "components": components,
           "dependencies": [{"ref": "loopbreaker", "dependsOn": [one["bom-ref"] for one in components]}]}
    # The same content has the same number.
    bom["serialNumber"] = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, json.dumps(bom, sort_keys=True))}"
    print(json.dumps(bom, indent=1))


if __name__ == "__main__":
    main()
