#!/usr/bin/env python3
"""Says which YAML files a JSON Schema refuses, as an editor would: validate.py SCHEMA FILE...

Of a Markdown file (.md) the ```yaml blocks are read whose first line begins with the text behind --block. Prints a line
for each refusal and a last line with the number of documents; exits with 1 when any was refused.
"""
import argparse
import json
import re
import sys

import jsonschema
import yaml


class CoreLoader(yaml.SafeLoader):
    """YAML 1.2 as editors read it: NO and on are texts, and so are dates."""


CoreLoader.yaml_implicit_resolvers = {}
for tag, pattern, first in [
    ("null", r"^(~|null|Null|NULL|)$", "~nN\0"),
    ("bool", r"^(true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("float", r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$", "-+.0123456789"),
]:
    for character in first:
        character = "" if character == "\0" else character
        entry = ("tag:yaml.org,2002:" + tag, re.compile(pattern))
        CoreLoader.yaml_implicit_resolvers.setdefault(character, []).append(entry)

CoreLoader.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(node.value, 10))


def as_json(value):
    """Keys are texts in JSON, whatever YAML takes them for."""
    if isinstance(value, dict):
        return {key if isinstance(key, str) else json.dumps(key): as_json(inner) for key, inner in value.items()}
    return [as_json(item) for item in value] if isinstance(value, list) else value


def documents(path, block):
    text = open(path, encoding="utf-8-sig").read()
    if not path.endswith(".md"):
        return [(path, text)]
    blocks = re.finditer(r"^```yaml\n(" + re.escape(block) + r".*?)^```", text, re.M | re.S)
    return [(f"{path}:{text.count(chr(10), 0, found.start()) + 2}", found[1]) for found in blocks]


def faults(text, validator):
    try:
        document = as_json(yaml.load(text, CoreLoader))
    except yaml.YAMLError as error:
        yield "not YAML: " + " ".join(str(error).split())
        return
    for error in validator.iter_errors(document):
        while error.context:
            error = max(error.context, key=lambda inner: len(inner.absolute_path))
        yield "/" + "/".join(map(str, error.absolute_path)) + ": " + error.message[:300]


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--block", default="#")
    arguments.add_argument("schema")
    arguments.add_argument("files", nargs="+")
    options = arguments.parse_args()

    schema = json.load(open(options.schema, encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    count = refused = 0
    for path in options.files:
        for name, text in documents(path, options.block):
            count += 1
            found = list(faults(text, validator))
            refused += bool(found)
            for fault in found:
                print(f"{name}: {fault}")
    print(f"{count} documents, {refused} refused")
    sys.exit(1 if refused else 0)


main()
