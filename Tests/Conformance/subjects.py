"""The servers that cases are sent to: ours on a database of its own, and others that answer the
same few paths, each on a free loopback port for the time of the run."""

import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time

from case import KEY, PERSON_ID

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "Tests/System"))

from service import Service  # noqa: E402

START_SECONDS = 20


class Ours:
    """Our server. `settings` are those of a case: limits, "rate" for rate limits that are on, and
    host=NAME for a name that it goes by."""

    name = "ours"
    is_ours = True

    def __init__(self, settings=()):
        arguments = []
        for setting in settings:
            if setting.startswith("host="):
                arguments += ["--host", setting[5:]]
            elif setting != "rate":
                arguments += ["--limit", setting]
        self.service = Service(arguments=arguments)
        self.rate_limit = "on" if "rate" in settings else "off"

    def __enter__(self):
        self.service.start(rate_limit=self.rate_limit)
        self.address = (self.service.host, self.service.port)
        self.key = self.service.key.encode()
        self.person = PERSON_ID
        if self.rate_limit == "off":
            self.person = self.make_person()
        if len(self.key) != len(KEY) or len(self.person) != len(PERSON_ID):
            raise RuntimeError("a key or an id has another length than the cases expect")
        return self

    def make_person(self):
        """Where the settings leave no room for one, none is needed."""
        try:
            answer = self.service.client().post("/v1/people", {"name": "Known"})
            return answer.json["id"].encode()
        except (OSError, KeyError):
            return PERSON_ID

    def __exit__(self, *_):
        self.service.stop()
        shutil.rmtree(self.service.folder, ignore_errors=True)


class Other:
    """Another server, as a process in a folder of its own."""

    is_ours = False
    key = KEY
    person = PERSON_ID

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix=f"conformance-{self.name}-")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = free.getsockname()
        self.process = subprocess.Popen(
            self.command(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.wait()
        return self

    def wait(self):
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            try:
                socket.create_connection(self.address, timeout=1).close()
                return
            except OSError:
                time.sleep(0.05)
        self.__exit__()
        raise RuntimeError(f"{self.name} does not listen")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=START_SECONDS)
        shutil.rmtree(self.folder, ignore_errors=True)

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w") as file:
            file.write(text)
        return path


class Nginx(Other):
    """It reads the whole body before it asks what is behind it, as a server with an application."""

    name = "nginx"

    def command(self):
        # Its workers run as another user, and must reach the socket and the spooled bodies.
        os.chmod(self.folder, 0o755)
        text = (HERE / "nginx.conf").read_text()
        text = text.replace("@FOLDER@", self.folder).replace("@PORT@", str(self.address[1]))
        return ["nginx", "-p", self.folder, "-c", self.write("nginx.conf", text),
                "-e", os.path.join(self.folder, "errors")]


class Node(Other):
    name = "node"

    def command(self):
        return ["node", str(HERE / "node_server.mjs"), str(self.address[1])]


class Uvicorn(Other):
    """From PyPI, in an environment under var/ that script/conformance makes."""

    name = "uvicorn"

    def command(self):
        return [str(ROOT / "var/uvicorn/bin/python"), "-m", "uvicorn", "--app-dir", str(HERE),
                "--port", str(self.address[1]), "--log-level", "critical", "uvicorn_app:app"]


OTHERS = {other.name: other for other in (Nginx, Node, Uvicorn)}
