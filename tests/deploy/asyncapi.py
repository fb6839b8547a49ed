#!/usr/bin/env python3
"""Holds docs/asyncapi.yaml to AsyncAPI's schema, to the topics of the program, and its payloads to the protos.

asyncapi.py PROGRAM NODE_MODULES [--write]: with --write, makes docs/asyncapi-messages.json anew from the protos.
"""
import json
import subprocess
import sys

import jsonschema
import yaml

import topics
from faults import ROOT, end, expect_same, fault

MESSAGES = ROOT / "docs" / "asyncapi-messages.json"
PUBLISHED = ("ContactEvent", "Customer", "Unit", "Erasure", "Escalation", "Feedback", "LoopRecord", "Dossier", "Briefing",
             "Kpi")
SCALARS = {
    "TYPE_STRING": {"type": "string"},
    "TYPE_BYTES": {"type": "string", "contentEncoding": "base64"},
    "TYPE_BOOL": {"type": "boolean"},
    "TYPE_INT32": {"type": "integer"},
    "TYPE_INT64": {"type": "integer"},
    "TYPE_UINT32": {"type": "integer", "minimum": 0},
    "TYPE_UINT64": {"type": "integer", "minimum": 0},
    "TYPE_FIXED64": {"type": "integer", "minimum": 0},
    "TYPE_DOUBLE": {"type": "number"},
    "TYPE_FLOAT": {"type": "number"},
}
KNOWN = {
    ".google.protobuf.Timestamp": {"type": "string", "format": "date-time"},
    ".google.protobuf.Duration": {"type": "string", "pattern": "^-?[0-9]+(\\.[0-9]{1,9})?s$"},
}


def image():
    """Messages, enums and their comments by full name, from the protos as buf reads them."""
    run = subprocess.run(["buf", "build", "-o", "-#format=json"], cwd=ROOT, check=True, capture_output=True, text=True)
    messages, enums, comments = {}, {}, {}

    def walk(file, name, message, path):
        messages[name] = message
        for place in file.get("sourceCodeInfo", {}).get("location", []):
            at = place.get("path", [])
            said = place.get("trailingComments") or place.get("leadingComments")
            if said and at[:len(path)] == path and len(at) == len(path) + 2 and at[-2] == 2:
                comments[(name, message["field"][at[-1]]["name"])] = " ".join(said.split())
        for enum in message.get("enumType", []):
            enums[f"{name}.{enum['name']}"] = [value["name"] for value in enum["value"]]
        for number, nested in enumerate(message.get("nestedType", [])):
            walk(file, f"{name}.{nested['name']}", nested, path + [3, number])

    for file in json.loads(run.stdout)["file"]:
        for number, message in enumerate(file.get("messageType", [])):
            walk(file, f".{file['package']}.{message['name']}", message, [4, number])
    return messages, enums, comments


def schemas():
    messages, enums, comments = image()
    made = {}

    def of_type(field):
        kind, name = field["type"], field.get("typeName")
        if kind == "TYPE_ENUM":
            return {"enum": enums[name]}
        if kind != "TYPE_MESSAGE":
            return SCALARS[kind]
        if name in KNOWN:
            return KNOWN[name]
        make(name)
        return {"$ref": f"#/definitions/{name.rpartition('.')[2]}"}

    def of_field(field):
        if field["label"] != "LABEL_REPEATED":
            return of_type(field)
        nested = messages.get(field.get("typeName"), {})
        if nested.get("options", {}).get("mapEntry"):
            return {"type": "object", "additionalProperties": of_type(nested["field"][1])}
        return {"type": "array", "items": of_type(field)}

    def make(name):
        short = name.rpartition(".")[2]
        if short in made:
            return
        made[short] = {}
        properties = {}
        for field in messages[name].get("field", []):
            schema = dict(of_field(field))
            said = comments.get((name, field["name"]))
            if said and "$ref" not in schema:
                schema["description"] = said
            properties[field["jsonName"]] = schema
        made[short] = {"type": "object", "properties": properties}

    for name in PUBLISHED:
        if f".loopbreaker.v1.{name}" in messages:
            make(f".loopbreaker.v1.{name}")
    return {"$comment": "Made from the protos by tests/deploy/run.sh write", "definitions": dict(sorted(made.items()))}


def check_messages(wanted):
    have = json.loads(MESSAGES.read_text(encoding="utf-8"))
    expect_same("docs/asyncapi-messages.json", wanted["definitions"], have["definitions"])
    for name in wanted["definitions"].keys() & have["definitions"].keys():
        if wanted["definitions"][name] != have["definitions"][name]:
            fault(f"docs/asyncapi-messages.json: {name}", "not as in the protos: tests/deploy/run.sh write")
    for name, schema in have["definitions"].items():
        try:
            jsonschema.Draft7Validator.check_schema(schema)
        except jsonschema.SchemaError as error:
            fault(f"docs/asyncapi-messages.json: {name}", error.message)


def check_references(document, node, messages):
    if isinstance(node, list):
        for item in node:
            check_references(document, item, messages)
    elif isinstance(node, dict):
        for value in node.values():
            check_references(document, value, messages)
        reference = node.get("$ref")
        if reference is None:
            return
        file, _, pointer = reference.partition("#/")
        at = messages if file == "./asyncapi-messages.json" else document
        for part in pointer.split("/"):
            at = at.get(part) if isinstance(at, dict) else None
        if at is None:
            fault("docs/asyncapi.yaml", f"'{reference}' leads nowhere")


def main():
    program, modules = sys.argv[1:3]
    wanted = schemas()
    if sys.argv[3:] == ["--write"]:
        MESSAGES.write_text(json.dumps(wanted, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    check_messages(wanted)

    document = yaml.safe_load((ROOT / "docs" / "asyncapi.yaml").read_text(encoding="utf-8"))
    with open(f"{modules}/@asyncapi/specs/schemas/3.0.0.json", encoding="utf-8") as file:
        schema = json.load(file)
    for error in jsonschema.Draft7Validator(schema).iter_errors(document):
        worst = jsonschema.exceptions.best_match([error])
        fault("docs/asyncapi.yaml", f"/{'/'.join(map(str, worst.absolute_path))}: {worst.message[:300]}")
    check_references(document, document, wanted)

    known = topics.needed(program)
    expect_same("docs/asyncapi.yaml: channels", known, document["channels"])
    for name, channel in document["channels"].items():
        address = name if known.get(name, {}).get("source") else "{prefix}" + name
        if channel["address"] != address:
            fault(f"docs/asyncapi.yaml: {name}", f"expected the address {address}, found {channel['address']}")
    end(f"{len(document['channels'])} channels, {len(wanted['definitions'])} messages")


if __name__ == "__main__":
    main()
