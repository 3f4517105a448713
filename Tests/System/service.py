"""Starts the mentorship binary on a database of its own and speaks to it as any client would.

Only the standard library: what is tested here is the program as its users meet it.
"""

import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]


def binary():
    named = os.environ.get("MENTORSHIP_BINARY")
    path = pathlib.Path(named) if named else ROOT / ".build/debug/mentorship"
    if not path.exists():
        raise SystemExit(f"{path} is not there: run swift build, or set MENTORSHIP_BINARY")
    return str(path)


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"{self.status} {self.body[:300]!r}"


# Idle connections are asked no more after this time.
IDLE_SECONDS = 20


class Client:
    """One keep-alive connection with one key."""

    def __init__(self, host, port, key=None):
        self.host, self.port, self.key = host, port, key
        self.connection = None
        self.used = 0.0

    def send(self, method, path, body=None, headers=None, key=None):
        headers = dict(headers or {})
        key = key or self.key
        if key:
            headers["Authorization"] = f"Bearer {key}"
        data = None
        if body is not None:
            if isinstance(body, (bytes, str)):
                data = body.encode() if isinstance(body, str) else body
            else:
                data = json.dumps(body).encode()
            headers.setdefault("Content-Type", "application/json")
        # The server closes a connection that was idle for 30 s: a write must not run into that.
        if time.monotonic() - self.used > IDLE_SECONDS:
            self.close()
        self.used = time.monotonic()
        for attempt in (1, 2):
            if self.connection is None:
                self.connection = http.client.HTTPConnection(self.host, self.port, timeout=60)
            try:
                self.connection.request(method, path, body=data, headers=headers)
                response = self.connection.getresponse()
                answer = Answer(response.status, dict(response.getheaders()), response.read())
                if response.will_close:
                    self.close()
                return answer
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                # A kept connection may have been closed between two requests; only a request
                # that repeats safely is sent again.
                self.close()
                if attempt == 2 or method not in ("GET", "HEAD", "PUT"):
                    raise

    def get(self, path, **more):
        return self.send("GET", path, **more)

    def post(self, path, body=None, **more):
        return self.send("POST", path, body, **more)

    def put(self, path, body=None, **more):
        return self.send("PUT", path, body, **more)

    def delete(self, path, **more):
        return self.send("DELETE", path, **more)

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None


class Service:
    """A server process; `folder` may be given so that a test can start it again on the same file."""

    def __init__(self, folder=None, arguments=(), environment=None, wrapper=()):
        self.own = folder is None
        self.folder = folder or tempfile.mkdtemp(prefix="mentorship-test-")
        self.database = os.path.join(self.folder, "database.sqlite")
        self.arguments = list(arguments)
        self.environment = dict(os.environ, **(environment or {}))
        self.wrapper = list(wrapper)
        self.process = None
        self.key = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()
        if self.own:
            shutil.rmtree(self.folder, ignore_errors=True)

    def start(self, rate_limit="off"):
        self.launch(rate_limit)
        self.await_address()
        if self.key is None:
            self.key = self.make_key("administrator")

    def launch(self, rate_limit="off"):
        """Begins, and waits for nothing."""
        self.log = open(os.path.join(self.folder, "log"), "ab")
        self.process = subprocess.Popen(
            self.wrapper
            + [binary(), "serve", "--database", self.database, "--listen", "127.0.0.1:0",
               "--log-format", "json", "--rate-limit", rate_limit] + self.arguments,
            stdout=subprocess.PIPE, stderr=self.log, env=self.environment,
            start_new_session=True)

    def await_address(self):
        line = self.process.stdout.readline().decode()
        match = re.search(r"http://([^:]+):(\d+)", line)
        if not match:
            self.process.wait(timeout=10)
            raise RuntimeError(f"no address in {line!r}; exit code {self.process.returncode}: "
                               + self.log_text()[-2000:])
        self.host, self.port = match.group(1), int(match.group(2))
        self.url = match.group(0)

    def log_text(self):
        """The lines that are whole: the last may be on its way still."""
        with open(os.path.join(self.folder, "log"), errors="replace") as file:
            text = file.read()
        return text[:text.rfind("\n") + 1]

    def make_key(self, role, name="test", *more):
        made = subprocess.run(
            [binary(), "key", "create", "--database", self.database, "--role", role,
             "--name", name, *more], capture_output=True, text=True, check=True)
        return made.stdout.strip()

    def client(self, key=None):
        return Client(self.host, self.port, key or self.key)

    def stop(self, number=signal.SIGTERM):
        if self.process and self.process.poll() is None:
            # The whole group, since a tracer may stand between us and the server.
            os.killpg(self.process.pid, number)
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
        if self.process:
            self.process.stdout.close()
            self.log.close()
        return self.process.returncode if self.process else None

    def wait_ready(self, seconds=10, pause=0.02):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                if self.client().get("/readyz").status == 200:
                    return
            except OSError:
                pass
            time.sleep(pause)
        raise RuntimeError("not ready: " + self.log_text()[-2000:])


def run_command(*arguments, environment=None, input=None):
    return subprocess.run(
        [binary(), *arguments], capture_output=True, text=True, input=input,
        env=dict(os.environ, **(environment or {})), timeout=120)


def wait_for_job(client, location, seconds=300):
    """Polls a job or match run until it is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = client.get(location)
        assert answer.status == 200, answer
        if answer.json["state"] not in ("queued", "running"):
            return answer.json
        time.sleep(0.05)
    raise AssertionError(f"{location} was not over after {seconds} s")
