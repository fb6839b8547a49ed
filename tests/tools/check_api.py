#!/usr/bin/env python3
"""Holds a running server to the OpenAPI description that it serves: check_api.py http://127.0.0.1:PORT

Every operation is asked once in good order, by the token that signing in has as its example, and then in every way that
should be refused; each answer must have a status, a content type and a body as described. Prints a line for each fault and a last line with the number of operations and
answers; exits with 1 when there was any fault.
"""
import hmac
import json
import re
import sys
import urllib.error
import urllib.parse
import urllib.request

import jsonschema

METHODS = {"get", "post", "put", "delete"}
faults = []
answers = 0


def fault(where, text):
    faults.append(f"{where}: {text}")


def validator(api, schema):
    """References are to the description itself."""
    return jsonschema.Draft202012Validator({**schema, "components": api["components"]})


def check_value(api, schema, value, where):
    for error in validator(api, schema).iter_errors(value):
        fault(where, "/" + "/".join(map(str, error.absolute_path)) + ": " + error.message[:200])


def check_references(api, node, where):
    if isinstance(node, list):
        for item in node:
            check_references(api, item, where)
    elif isinstance(node, dict):
        if "$ref" in node:
            found = api
            for part in node["$ref"].removeprefix("#/").split("/"):
                found = found.get(part, {})
            if not found:
                fault(where, f"{node['$ref']} leads nowhere")
        for key, inner in node.items():
            check_references(api, inner, f"{where}/{key}")


def check_description(api):
    if not api["openapi"].startswith("3.1."):
        fault("openapi", f"expected 3.1, found {api['openapi']}")
    check_references(api, api, "")
    for name, schema in api["components"]["schemas"].items():
        try:
            jsonschema.Draft202012Validator.check_schema(schema)
        except jsonschema.SchemaError as error:
            fault(name, error.message)
    names = [operation["operationId"] for _, _, operation in operations(api)]
    for name in {name for name in names if names.count(name) > 1}:
        fault(name, "two operations have this operationId")
    for method, path, operation in operations(api):
        where = f"{method.upper()} {path}"
        declared = {one["name"] for one in operation.get("parameters", []) if one["in"] == "path" and one["required"]}
        named = {part[1:-1] for part in path.split("/") if part.startswith("{")}
        if declared != named:
            fault(where, f"parameters of the path are {named}, declared {declared}")
        if not any(status.startswith("2") for status in operation["responses"]):
            fault(where, "nothing says what it answers when all is well")
        if method == "post":
            content = operation["requestBody"]["content"]["application/json"]
            if "example" not in content:
                fault(where, "its body has no example")
            else:
                check_value(api, content["schema"], content["example"], where + " example")


def operations(api):
    return [(method, path, operation) for path, methods in api["paths"].items()
            for method, operation in methods.items() if method in METHODS]


def check_answer(api, operation, where, status, content_type, body):
    global answers
    answers += 1
    described = operation["responses"].get(str(status))
    if described is None:
        fault(where, f"{status} is not described")
        return
    content = described.get("content", {})
    kind = content_type.split(";")[0]
    if not content:
        if body:
            fault(where, f"{status} has a body, none is described")
    elif kind not in content:
        fault(where, f"{status} is {kind}, described is {', '.join(content)}")
    elif kind.endswith("json"):
        check_value(api, content[kind]["schema"], json.loads(body), f"{where} {status}")


def ask(base, method, path, body=None, headers=None):
    request = urllib.request.Request(base + path, data=None if body is None else body.encode(), method=method.upper(),
                                     headers={"Content-Type": "application/json", **(headers or {})})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            stream = answer.headers.get_content_type() == "text/event-stream"  # has no end: the first line will do
            return answer.status, answer.headers["Content-Type"], answer.readline() if stream else answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers["Content-Type"], error.read()


def example(operation):
    return operation["requestBody"]["content"]["application/json"]["example"]


def pushes_of(path, operation):
    """The same of what is signed instead, with the secret and at the time of the example."""
    examples = {one["name"]: one.get("example") for one in operation["parameters"]}
    body = json.dumps(example(operation))
    seconds = re.match(r"t=(\d+),", examples["X-Loopbreaker-Signature"]).group(1)
    seal = hmac.new(b"an example", f"{seconds}.{body}".encode(), "sha256").hexdigest()
    signed = {"X-Loopbreaker-Signature": f"t={seconds},v1={seal}"}
    good = path.replace("{source}", examples["source"])
    return [(good, body, signed, "202"), (good, body, {}, "401"), (good, body + " ", signed, "401"),
            (path.replace("{source}", "nobody"), body, signed, "404")]


def requests_of(method, path, operation, standing, token):
    """What to ask and which status to expect: (path, body, headers, status). `standing`: an id of each list."""
    if "{source}" in path:
        return pushes_of(path, operation)
    examples = {one["name"]: one["example"] for one in operation.get("parameters", []) if "example" in one}
    of = "feedback" if "/feedback/" in path else "escalations"
    in_path = urllib.parse.quote(examples.pop("id", standing[of]), safe="")
    good = path.replace("{id}", in_path) + ("?" + urllib.parse.urlencode(examples) if examples else "")
    body = json.dumps(example(operation)) if method == "post" else None
    asked = [(good, body, {}, next(status for status in operation["responses"] if status.startswith("2")))]
    if "401" in operation["responses"]:
        asked.append((good, body and body.replace(token, "somebody"), {"Authorization": "Bearer somebody"}, "401"))
    if "404" in operation["responses"] and "{id}" in path:
        asked.append((path.replace("{id}", "nobody"), body, {}, "404"))
    if method == "post":
        asked += [(good, "{}", {}, "400"), (good, "no JSON", {}, "400"),
                  (good, body, {"Content-Type": "text/plain"}, "415")]
    elif any(one["in"] == "query" for one in operation.get("parameters", [])):
        asked += [(path + "?nonsense=1", None, {}, "400"), (path + "?%", None, {}, "400")]
    if method != "get":
        asked.append((good, body, {"Origin": "http://elsewhere.example"}, "403"))
    return asked


def main():
    base = sys.argv[1].rstrip("/")
    api = json.loads(ask(base, "get", "/api/v1/openapi.json")[2])
    check_description(api)
    token = example(api["paths"]["/api/v1/session"]["post"])["token"]
    known = {"Authorization": f"Bearer {token}"}
    standing = {}
    for of in ("escalations", "feedback"):
        rows = json.loads(ask(base, "get", f"/api/v1/{of}", headers=known)[2])[of]
        if not rows:
            sys.exit(f"expected at least one of {of} to try with, found none")
        standing[of] = rows[0]["id"]
    for method, path, operation in operations(api):
        for target, body, headers, expected in requests_of(method, path, operation, standing, token):
            where = f"{method.upper()} {target}"
            status, content_type, text = ask(base, method, target, body, {**known, **headers})
            if str(status) != expected:
                fault(where, f"expected {expected}, found {status}: {text[:200]}")
            check_answer(api, operation, where, status, content_type or "", text)
    for line in faults:
        print(line)
    print(f"{len(operations(api))} operations, {answers} answers, {len(faults)} faults")
    sys.exit(1 if faults else 0)


main()
