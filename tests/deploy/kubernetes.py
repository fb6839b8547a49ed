#!/usr/bin/env python3
"""Renders every kustomization of deploy/kubernetes and holds what comes out to schemas: kubernetes.py PROGRAM [--write]

With --write it first makes strimzi/topics.yaml anew from the topics that the program needs.

Objects of Kubernetes to its own schema (strictly: no key that it does not know), those of Strimzi to the operator's, the
configuration to the program's, the topics to those that the program needs. No cluster has seen any of it.
"""
import json
import subprocess
import sys

import jsonschema
import kubernetes_validate
import yaml

import topics
from faults import ROOT, end, expect_same, fault

FOLDER = ROOT / "deploy" / "kubernetes"
KUBERNETES = "1.33"


def strict(schema):
    """With no keys but those that are named; Kubernetes drops others in silence."""
    if isinstance(schema, dict):
        schema = {key: strict(value) for key, value in schema.items()}
        if "properties" in schema and isinstance(schema["properties"], dict) and schema.get("type") == "object":
            schema.setdefault("additionalProperties", False)
    return schema


def custom_schemas():
    schemas = {}
    for path in (ROOT / "tests" / "deploy" / "strimzi").glob("*.yaml"):
        definition = yaml.safe_load(path.read_text(encoding="utf-8"))["spec"]
        for version in definition["versions"]:
            schema = dict(version["schema"]["openAPIV3Schema"])
            schema["properties"] = {**schema["properties"], "metadata": {}}
            schemas[(f"{definition['group']}/{version['name']}", definition["names"]["kind"])] = strict(schema)
    return schemas


def render(folder):
    run = subprocess.run(["kubectl", "kustomize", str(folder)], capture_output=True, text=True, check=False)
    if run.returncode != 0:
        fault(folder.relative_to(ROOT), run.stderr.strip())
    return [document for document in yaml.safe_load_all(run.stdout) if document]


def check_schema(where, thing, custom):
    schema = custom.get((thing["apiVersion"], thing["kind"]))
    if schema is not None:
        for error in jsonschema.Draft202012Validator(schema).iter_errors(thing):
            fault(where, f"/{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}")
        return
    try:
        kubernetes_validate.validate(thing, KUBERNETES, strict=True)
    except (kubernetes_validate.ValidationError, kubernetes_validate.SchemaNotFoundError) as error:
        fault(where, str(getattr(error, "message", error))[:300])


def check_pod(where, workload):
    """Of the restricted profile of Pod Security, and with no write but to its volume."""
    pod = workload["spec"]["template"]["spec"]
    security = pod["securityContext"]
    if not security.get("runAsNonRoot") or security["seccompProfile"]["type"] != "RuntimeDefault":
        fault(where, "expected runAsNonRoot and the seccomp profile RuntimeDefault")
    for container in pod["containers"]:
        wanted = {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]}}
        if container["securityContext"] != wanted:
            fault(where, f"container {container['name']}: expected {wanted}, found {container['securityContext']}")
        if container["image"].endswith(":latest") or ":" not in container["image"]:
            fault(where, f"container {container['name']}: expected an image with a tag, found {container['image']}")
        mounted = {mount["name"] for mount in container["volumeMounts"]}
        there = {volume["name"] for volume in pod["volumes"]}
        there |= {claim["metadata"]["name"] for claim in workload["spec"]["volumeClaimTemplates"]}
        expect_same(f"{where}: volumes of {container['name']}", there, mounted)


def check_references(where, things):
    """What one object says of another holds: selectors find the pods, names of ports are theirs."""
    workload = next(thing for thing in things if thing["kind"] == "StatefulSet")
    pod = workload["spec"]["template"]
    labels = pod["metadata"]["labels"].items()
    ports = {port["name"] for container in pod["spec"]["containers"] for port in container["ports"]}
    names = {(thing["kind"], thing["metadata"]["name"]) for thing in things}
    for thing in things:
        spec = thing.get("spec", {})
        selector = spec.get("selector", spec.get("podSelector"))
        if selector is not None:
            wanted = selector.get("matchLabels", selector if thing["kind"] == "Service" else {})
            if not wanted or not wanted.items() <= labels:
                fault(f"{where}: {thing['kind']} {thing['metadata']['name']}", f"its selector {selector} finds no pod")
        if thing["kind"] == "Service":
            for port in spec["ports"]:
                if port["targetPort"] not in ports:
                    fault(f"{where}: Service {thing['metadata']['name']}", f"no port {port['targetPort']} in the pod")
    if ("Service", workload["spec"]["serviceName"]) not in names:
        fault(where, f"expected the Service {workload['spec']['serviceName']} of the StatefulSet, found none")
    for volume in pod["spec"]["volumes"]:
        if "configMap" in volume and ("ConfigMap", volume["configMap"]["name"]) not in names:
            fault(where, f"expected the ConfigMap {volume['configMap']['name']}, found none")


def check_configuration(where, things):
    schema = json.loads((ROOT / "schemas" / "service.schema.json").read_text(encoding="utf-8"))
    for thing in things:
        if thing["kind"] != "ConfigMap":
            continue
        for name, text in thing["data"].items():
            for error in jsonschema.Draft202012Validator(schema).iter_errors(yaml.safe_load(text)):
                fault(f"{where}: {name}", f"/{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}")


def write_topics(program):
    text = "# Made by tests/deploy/run.sh write, from `loopbreaker topics --needed`. Copies: as many as the cluster makes by itself.\n"
    for topic in topics.needed(program).values():
        if topic.get("source"):
            continue
        thing = {"apiVersion": "kafka.strimzi.io/v1", "kind": "KafkaTopic", "metadata": {"name": topic["topic"]},
                 "spec": {"partitions": topic["partitions"], "config": topic["settings"]}}
        text += "---\n" + yaml.safe_dump(thing, sort_keys=False)
    (FOLDER / "strimzi" / "topics.yaml").write_text(text, encoding="utf-8")


def check_topics(program, things):
    made = {}
    for thing in things:
        if thing["kind"] != "KafkaTopic":
            continue
        name = thing["spec"].get("topicName", thing["metadata"]["name"])
        made[name] = (thing["spec"]["partitions"], {key: str(value) for key, value in thing["spec"]["config"].items()})
    wanted = {topic["topic"]: (topic["partitions"], topic["settings"])
              for topic in topics.needed(program).values() if not topic.get("source")}
    expect_same("strimzi/topics.yaml", wanted, made)
    for name in wanted.keys() & made.keys():
        if wanted[name] != made[name]:
            fault(f"strimzi/topics.yaml: {name}", f"expected {wanted[name]}, found {made[name]}")


def main():
    program = sys.argv[1]
    if sys.argv[2:] == ["--write"]:
        write_topics(program)
    custom = custom_schemas()
    count = 0
    for kustomization in sorted(FOLDER.rglob("kustomization.yaml")):
        where = kustomization.parent.relative_to(FOLDER)
        things = render(kustomization.parent)
        count += len(things)
        for thing in things:
            check_schema(f"{where}: {thing['kind']} {thing['metadata']['name']}", thing, custom)
        if where.name == "strimzi":
            check_topics(program, things)
            continue
        for thing in things:
            if thing["kind"] == "StatefulSet":
                check_pod(f"{where}: {thing['kind']} {thing['metadata']['name']}", thing)
        check_references(where, things)
        check_configuration(where, things)
    end(f"{count} objects")


if __name__ == "__main__":
    main()
