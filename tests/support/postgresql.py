"""A real PostgreSQL for tests: in a folder of its own, on a socket, gone when the tests end."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from pathlib import Path

import pytest

from support.project import is_alive

SECONDS = 30
MEMORY = Path("/dev/shm")
MOST = 8 << 30  # bytes, of which all databases of the tests take half


def find_programs():
    """The newest server that Debian's packages have put here, or None."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    return max(found, key=lambda folder: int(folder.parent.name), default=None)


def find_account():
    """Who runs the server: it refuses to be run by root."""
    if os.geteuid() != 0:
        return None
    import pwd  # Windows has none

    names = {one.pw_name for one in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def find_folder():
    """Memory, where there is enough: to make, copy and remove a database takes a third there."""
    with contextlib.suppress(OSError, IndexError):
        available = int(Path("/proc/meminfo").read_text().partition("MemAvailable:")[2].split()[0])
        if min(available << 10, shutil.disk_usage(MEMORY).free) > MOST:
            return MEMORY
    return None


def clear_left():
    """Remove from memory what tests have left there that were killed."""
    for pid in MEMORY.glob("pg-*/data/postmaster.pid"):
        with contextlib.suppress(OSError, IndexError):
            if not is_alive(pid.read_text().split()[0]):
                shutil.rmtree(pid.parent.parent)


class Server:
    """A server that can be stopped and started again; each test gets a database in it."""

    def __init__(self, programs, folder, *, durable):
        self.folder = folder
        self._programs = programs
        self._account = find_account()
        self._settings = ["-c", "listen_addresses=", "-k", folder]
        self._settings += [] if durable else ["-c", "fsync=off"]
        self._process = None
        if self._account:
            shutil.chown(folder, self._account)
        self._run("initdb", "-D", f"{folder}/data", "-U", "grader", "-A", "trust", "-E", "UTF8")

    def url(self, database="postgres", user="grader"):
        return f"postgresql+psycopg://{user}@/{database}?host={self.folder}"

    def make_database(self, like=None):
        """Make an empty database, or a copy of another that nobody is connected to; its URL."""
        name = f"test_{uuid.uuid4().hex}"
        template = like.partition("@/")[2].partition("?")[0] if like else "template1"
        self.ask(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def ask(self, statement, database="postgres"):
        """One statement, asked beside the program under test; the answer as text."""
        options = ["-h", self.folder, "-U", "grader", "-d", database, "-XAtqc", statement]
        return self._run("psql", *options).strip()

    def start(self):
        command = [self._programs / "postgres", "-D", f"{self.folder}/data", *self._settings]
        # The kernel stops the server where the tests end without a chance to do so.
        self._process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "INT", *command],
            user=self._account,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + SECONDS
        while not self.is_ready():
            assert self._process.poll() is None, "the server ended at once"
            assert time.monotonic() < deadline, "the server does not start"
            time.sleep(0.05)

    def is_ready(self):
        with contextlib.suppress(subprocess.CalledProcessError):
            self._run("pg_isready", "-q", "-h", self.folder)
            return True
        return False

    def stop(self):
        """Close all connections and end; whoever still asks is hung up on."""
        self._process.send_signal(signal.SIGINT)
        self._process.wait(SECONDS)

    def kill(self):
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(SECONDS)

    def _run(self, program, *arguments):
        return subprocess.run(
            [self._programs / program, *arguments],
            user=self._account,
            cwd=self.folder,
            check=True,
            capture_output=True,
            text=True,
            timeout=SECONDS,
        ).stdout


@contextlib.contextmanager
def running_server(*, durable=False):
    """A server as long as it is needed; `durable` if it is to wait for the disk, as real ones do.

    Skips the test where PostgreSQL is not installed.
    """
    programs = find_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    # Not in pytest's own folder, which other accounts can't enter and whose name may be too long
    # for a socket.
    clear_left()
    folder = tempfile.mkdtemp(prefix="pg-", dir=None if durable else find_folder())
    try:
        server = Server(programs, folder, durable=durable)
        try:
            server.start()
            yield server
        finally:
            server.kill()
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # another may clear it, too


@pytest.fixture(scope="session")
def postgresql():
    with running_server() as server:
        yield server
