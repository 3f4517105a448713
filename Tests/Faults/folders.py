"""A folder of its own for each test, and the ways in which it is made hostile: another user, a
small disk, a mount that may not be written. What this machine does not allow is skipped with the
reason."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import unittest

from service import Service, binary, run_command

NOBODY = 65534


def may_mount():
    probe = subprocess.run(["unshare", "-m", "true"], capture_output=True)
    return os.geteuid() == 0 and probe.returncode == 0


class Folder(unittest.TestCase):
    """`self.folder` is new and empty, `self.database` a path in it."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="mentorship-fault-")
        self.database = os.path.join(self.folder, "database.sqlite")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def serve(self, **more):
        """A running service in the folder, ended with the test."""
        service = Service(self.folder, **more)
        self.addCleanup(service.stop, signal.SIGKILL)
        service.start()
        return service

    def refused(self, code, *fragments, command="serve", database=None, more=(), wrapper=()):
        """One sentence on standard error, with these fragments, and this exit code."""
        arguments = [command, "--database", database or self.database, *more]
        if command == "serve":
            arguments += ["--listen", "127.0.0.1:0"]
        done = subprocess.run([*wrapper, binary(), *arguments], capture_output=True, text=True,
                              timeout=60)
        self.assertEqual(done.returncode, code, done.stderr)
        for fragment in fragments:
            self.assertIn(fragment, done.stderr)
        self.assertEqual(done.stderr.strip().count("\n"), 0, "one line: " + done.stderr)
        self.assertNotRegex(done.stderr, r"SQLite \d", "a sentence, no code")
        return done

    def migrate(self):
        done = run_command("migrate", "--database", self.database)
        self.assertEqual(done.returncode, 0, done.stderr)

    def serves(self, people=None):
        """The database is whole: it can be served, read and written."""
        service = self.serve()
        client = service.client()
        self.assertEqual(client.get("/readyz").status, 200)
        if people is not None:
            found = client.get("/v1/people?limit=200").json["items"]
            self.assertEqual({person["name"] for person in found}, set(people))
        self.assertEqual(client.post("/v1/people", {"name": "after"}).status, 201)
        self.assertEqual(service.stop(), 0)

    # -- Hostile surroundings

    def as_nobody(self):
        """The wrapper that makes permissions bite; the folder then belongs to that user."""
        if os.geteuid() != 0:
            return []
        if not shutil.which("setpriv"):
            self.skipTest("setpriv is not installed")
        for folder, _, names in os.walk(self.folder):
            os.chown(folder, NOBODY, NOBODY)
            for name in names:
                os.chown(os.path.join(folder, name), NOBODY, NOBODY)
        return ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]

    def mount(self, *arguments):
        if not may_mount():
            self.skipTest("nothing can be mounted here")
        done = subprocess.run(["mount", *arguments], capture_output=True, text=True)
        if done.returncode != 0:
            self.skipTest(f"nothing can be mounted here: {done.stderr.strip()}")
        target = arguments[-1]
        self.addCleanup(subprocess.run, ["umount", "-l", target], capture_output=True)

    def small_disk(self, kibibytes):
        self.mount("-t", "tmpfs", "-o", f"size={kibibytes}k", "none", self.folder)

    @contextlib.contextmanager
    def full_disk(self):
        """Not a byte is free within."""
        path = os.path.join(self.folder, "filler")
        with open(path, "wb", buffering=0) as file:
            for size in (65536, 4096, 1):
                with contextlib.suppress(OSError):
                    while True:
                        file.write(b"\0" * size)
        try:
            yield
        finally:
            os.remove(path)
