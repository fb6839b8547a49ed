#!/usr/bin/env python3
"""The service on a Kafka that asks who is there: TLS, SASL and rights, on a real broker. secure.py PROGRAM [LIBRDKAFKA]

What must work: a service that is known by a certificate, with the rights of deploy/kubernetes/strimzi/user.yaml and no
others, goes on while the broker's certificate is replaced by one of another authority; a password by PLAIN and by SCRAM.
What must not: another authority, another host, an expired certificate, none, a wrong password, a user without rights, no
TLS at all; each is told at the start, with the reason as far as librdkafka knows it, and without the password.

Debian 12's librdkafka cannot do SCRAM with Kafka 4, and says so. LIBRDKAFKA is a newer one (2.6.1) to try SCRAM with.
"""
import json
import os
import pathlib
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
KAFKA = str(ROOT / "tests" / "broker" / "kafka")
SECONDS_MAX = 60
PASSWORD = "a-password-of-the-service"
passed = 0
failed = 0


def check(what, holds, found=""):
    global passed, failed
    passed, failed = (passed + 1, failed) if holds else (passed, failed + 1)
    print(f"{'ok' if holds else 'FAILED'}  {what}" + ("" if holds else f"; found:\n{found}"))


def run(*command, **more):
    done = subprocess.run(command, capture_output=True, text=True, check=False, **more)
    if done.returncode != 0:
        sys.exit(f"secure.py: {' '.join(command[:6])} …: {done.stdout}{done.stderr}")
    return done.stdout.strip()


def wait_until(what, is_true):
    deadline = time.monotonic() + SECONDS_MAX
    while time.monotonic() < deadline:
        if is_true():
            return check(what, True)
        time.sleep(0.2)
    return check(what, False, f"nothing within {SECONDS_MAX} s")


class Authority:
    """Signs certificates of brokers; openssl as anybody has it."""

    def __init__(self, folder, name):
        self.folder = folder / name
        self.folder.mkdir()
        self.certificate = self.folder / "ca.crt"
        run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
            "-subj", f"/CN={name}", "-keyout", f"{self.folder}/ca.key", "-out", str(self.certificate))
        (self.folder / "index.txt").touch()
        (self.folder / "ca.cnf").write_text(
            f"[ca]\ndefault_ca=it\n[it]\ndatabase={self.folder}/index.txt\nnew_certs_dir={self.folder}\nrand_serial=yes\n"
            f"default_md=sha256\npolicy=any\ncopy_extensions=copy\nunique_subject=no\n[any]\ncommonName=supplied\n",
            encoding="utf-8")

    def sign(self, name, names, start="20250101000000Z", end="20450101000000Z"):
        """Key and certificate, two texts in PEM."""
        key, request, certificate = (self.folder / f"{name}.{ending}" for ending in ("key", "csr", "crt"))
        run("openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={name}",
            "-addext", f"subjectAltName={names}", "-keyout", str(key), "-out", str(request))
        run("openssl", "ca", "-batch", "-notext", "-config", f"{self.folder}/ca.cnf", "-cert", str(self.certificate),
            "-keyfile", f"{self.folder}/ca.key", "-startdate", start, "-enddate", end, "-in", str(request), "-out",
            str(certificate))
        return key.read_text(encoding="utf-8"), certificate.read_text(encoding="utf-8")


def free_ports(count):
    """Below those that the system gives to clients, so that one finds its port again when it comes back."""
    held = []
    while len(held) < count:
        candidate = socket.socket()
        try:
            candidate.bind(("127.0.0.1", random.randrange(10000, 32000)))
            held.append(candidate)
        except OSError:
            candidate.close()
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


class Broker:
    """A listener for itself and for tools, which asks nothing; one that asks for a certificate, one for a password."""

    def __init__(self, folder, authorities, certificate):
        self.folder = folder / "kafka"
        self.keystore = folder / "broker.pem"
        self.keystore.write_text("".join(certificate), encoding="utf-8")
        ports = free_ports(4)
        controller = ports.pop()
        self.plain, self.tls, self.sasl = (f"127.0.0.1:{port}" for port in ports)
        settings = folder / "secure.settings"
        settings.write_text(f"""
listeners=CLIENT://{self.plain},TLS://{self.tls},SASL://{self.sasl},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=CLIENT://{self.plain},TLS://{self.tls},SASL://{self.sasl}
controller.quorum.voters=1@127.0.0.1:{controller}
listener.security.protocol.map=CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT,TLS:SSL,SASL:SASL_SSL
ssl.keystore.type=PEM
ssl.keystore.location={self.keystore}
ssl.truststore.type=PEM
ssl.truststore.location={authorities}
listener.name.tls.ssl.client.auth=required
sasl.enabled.mechanisms=SCRAM-SHA-512,PLAIN
listener.name.sasl.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
listener.name.sasl.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required \
user_loopbreaker="{PASSWORD}";
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:ANONYMOUS
""", encoding="utf-8")
        run(KAFKA, "start", str(self.folder), "1", "--owner", str(os.getpid()),
            env={**os.environ, "KAFKA_SETTINGS": str(settings),
                 "KAFKA_FORMAT": f"--add-scram SCRAM-SHA-512=[name=loopbreaker,password={PASSWORD}]"})

    def show(self, certificate):
        """Starts anew, with this certificate."""
        self.keystore.write_text("".join(certificate), encoding="utf-8")
        run(KAFKA, "restart", str(self.folder), "1")

    def allow(self, *acl):
        jars = next(ROOT.glob("build/kafka-*/kafka-tools-*.jar")).parent
        run("java", "-XX:TieredStopAtLevel=1", "-cp", f"{jars}/*", "org.apache.kafka.tools.AclCommand", "--bootstrap-server",
            self.plain, "--add", "--allow-principal", "User:loopbreaker", "--allow-principal", "User:CN=loopbreaker", *acl)

    def produce(self, lines):
        run("kcat", "-P", "-b", self.plain, "-t", "contacts", input="\n".join(lines))

    def stop(self):
        run(KAFKA, "stop", str(self.folder))


def rights_of_the_service():
    """As arguments of Kafka's own tool, from what Strimzi would give."""
    user = yaml.safe_load((ROOT / "deploy/kubernetes/strimzi/user.yaml").read_text(encoding="utf-8"))
    for acl in user["spec"]["authorization"]["acls"]:
        resource = acl["resource"]
        pattern = {"prefix": "prefixed"}.get(resource["patternType"], resource["patternType"])
        yield [f"--{resource['type']}", resource["name"], "--resource-pattern-type", pattern,
               *(word for operation in acl["operations"] for word in ("--operation", operation))]


class Client:
    """Writes configurations of a service that differ in how it shows who it is."""

    def __init__(self, folder, broker, certificate):
        self.folder, self.broker, self.count = folder, broker, 0
        for path, text in zip((folder / "user.key", folder / "user.crt"), certificate):
            path.write_text(text, encoding="utf-8")

    def by_certificate(self, authority):
        return self.write(self.broker.tls, {
            "security.protocol": "SSL", "ssl.ca.location": str(authority), "ssl.key.location": f"{self.folder}/user.key",
            "ssl.certificate.location": f"{self.folder}/user.crt"})

    def without_certificate(self, authority):
        return self.write(self.broker.tls, {"security.protocol": "SSL", "ssl.ca.location": str(authority)})

    def by_password(self, authority, mechanism, password=PASSWORD):
        secret = self.folder / f"secret-{self.count}"
        secret.write_text(f"sasl.username=loopbreaker\nsasl.password={password}\n", encoding="utf-8")
        secret.chmod(0o600)
        return self.write(self.broker.sasl, {"security.protocol": "SASL_SSL", "sasl.mechanism": mechanism,
                                             "ssl.ca.location": str(authority)}, properties_file=str(secret))

    def write(self, bootstrap, properties, **kafka):
        self.count += 1
        path = self.folder / f"service-{self.count}.yaml"
        path.write_text(yaml.safe_dump({
            "kafka": {"brokers": bootstrap, "properties": properties, **kafka},
            "sources": [{"topic": "contacts", "format": "json"}], "topics": {"partitions": 2},
            "rules": str(ROOT / "rules/default.yaml"), "http": {"listen": "127.0.0.1:0"}}), encoding="utf-8")
        return str(path)


def check_refused(program, what, config, said, env=None):
    began = time.monotonic()
    done = subprocess.run([program, "run", "--config", config], capture_output=True, text=True, check=False, env=env,
                          timeout=SECONDS_MAX)
    text = done.stdout + done.stderr
    check(f"{what}: refused with a reason", done.returncode in (1, 3) and re.search(said, text) is not None,
          f"exit code {done.returncode}, wanted /{said}/\n{text}")
    check(f"{what}: within 20 s, without the password", time.monotonic() - began < 20 and PASSWORD not in text, text)


def check_taken(program, what, config, env=None):
    done = subprocess.run([program, "topics", "--config", config], capture_output=True, text=True, check=False, env=env)
    check(f"{what}: taken", done.returncode == 0, done.stdout + done.stderr)


def check_rotation(program, config, folder, broker, next_certificate):
    """A service that runs, while the broker comes back with another certificate."""
    events = (ROOT / "examples/plumber/events.jsonl").read_text(encoding="utf-8").splitlines()
    half = len(events) // 2
    path = folder / "log"
    with open(path, "w", encoding="utf-8") as log:
        service = subprocess.Popen([program, "run", "--config", config], stderr=log)
    try:
        wait_until("the service starts with the rights of user.yaml alone",
                   lambda: '"listening"' in path.read_text(encoding="utf-8") or service.poll() is not None)
        if service.poll() is not None:
            return check("it runs", False, path.read_text(encoding="utf-8"))
        lines = path.read_text(encoding="utf-8").splitlines()
        port = next(json.loads(line)["port"] for line in lines if '"listening"' in line)

        def has_read(count):
            text = urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5).read().decode()
            return re.search(rf"^loopbreaker_events_total {count}$", text, re.M) is not None

        broker.produce(events[:half])
        wait_until("it reads over TLS", lambda: has_read(half))
        broker.show(next_certificate)
        broker.produce(events[half:])
        wait_until("it goes on with a certificate of another authority", lambda: has_read(len(events)))
        service.send_signal(signal.SIGTERM)
        text = path.read_text(encoding="utf-8")
        check("it ends with 0", service.wait(SECONDS_MAX) == 0, text)
        check("nothing was refused to it", "not written" not in text and "uthoriz" not in text, text)
    finally:
        service.kill()


def main():
    program = os.path.realpath(sys.argv[1])
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        ours, theirs = Authority(folder, "ours"), Authority(folder, "theirs")
        both = folder / "authorities.crt"
        both.write_text(ours.certificate.read_text() + theirs.certificate.read_text(), encoding="utf-8")
        here = "IP:127.0.0.1,DNS:localhost"
        broker = Broker(folder, both, ours.sign("broker", here))
        client = Client(folder, broker, ours.sign("loopbreaker", "DNS:loopbreaker"))
        run(KAFKA, "create", str(broker.folder), "contacts", env={**os.environ, "KAFKA_BOOTSTRAP": broker.plain})
        run(program, "topics", "--create", "--config", client.write(broker.plain, {}))

        right = client.by_certificate(both)
        check_refused(program, "no rights", right, "may not see it")
        for acl in rights_of_the_service():
            broker.allow(*acl)
        check_refused(program, "another authority", client.by_certificate(theirs.certificate), "certificate verify failed")
        check_refused(program, "no certificate", client.without_certificate(both), "(?i)certificate")
        check_refused(program, "no TLS", client.write(broker.tls, {}), "(?i)ssl|security.protocol|disconnect")
        check_taken(program, "a password by PLAIN", client.by_password(both, "PLAIN"))
        check_refused(program, "a wrong password", client.by_password(both, "PLAIN", PASSWORD + "x"), "(?i)authentication failed")
        check_scram(program, folder, client, both)
        check_rotation(program, right, folder, broker, theirs.sign("broker", here))
        broker.show(ours.sign("broker", "DNS:elsewhere.example"))
        check_refused(program, "another host", right, "certificate verify failed")
        broker.show(ours.sign("broker", here, "20250101000000Z", "20250201000000Z"))
        check_refused(program, "an expired certificate", right, "certificate verify failed")
        run(KAFKA, "stop", str(broker.folder))
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


def check_scram(program, folder, client, authorities):
    right = client.by_password(authorities, "SCRAM-SHA-512")
    if subprocess.run([program, "topics", "--config", right], capture_output=True, check=False).returncode != 0:
        check_refused(program, "SCRAM by a librdkafka that cannot", right, "cannot do SCRAM with Kafka 4")
    if len(sys.argv) < 3:
        return
    libraries = folder / "libraries"
    libraries.mkdir()
    (libraries / "librdkafka.so.1").symlink_to(os.path.realpath(sys.argv[2]))
    newer = {**os.environ, "LD_LIBRARY_PATH": str(libraries)}
    check_taken(program, "a password by SCRAM, with a newer librdkafka", right, newer)
    check_refused(program, "a wrong password by SCRAM", client.by_password(authorities, "SCRAM-SHA-512", PASSWORD + "x"),
                  "(?i)authentication failed", newer)


if __name__ == "__main__":
    main()
