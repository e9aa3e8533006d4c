"""The command as a process of its own that need not import what another has imported already.

Half a second of each command goes to imports. So one process imports all once, and forks for each
command: a true process, with its own memory, streams, folder and environment, a child of the test
that waits for it and sends it signals. What it has not is a start: a test whose claim is about
imports, about Python's own settings or about what is looked for where, starts Python itself.
"""

import atexit
import inspect
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

from support import starter

# Names in the environment that Python reads when it begins, and what is in ours for each command.
AT_START = ("PYTHON", "LC_", "LANG")
AS_STARTED = {"PYTHONPATH": str(Path(starter.__file__).parents[2])}
SIGNATURE = inspect.signature(subprocess.Popen._execute_child)
SECONDS = 120  # until all is imported on a busy machine
PIPES = ("p2cread", "p2cwrite", "c2pread", "c2pwrite", "errread", "errwrite")


class Starter:
    """The process that has imported all; it ends with this one."""

    def __init__(self):
        self.channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        environment = {**own_environment(os.environ), **AS_STARTED}
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, starter.__file__, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env=environment,
            )
        self.channel.settimeout(SECONDS)
        atexit.register(self.close)

    def start(self, command, files):
        socket.send_fds(self.channel, [json.dumps(command).encode()], files)
        answer = self.channel.recv(64)
        assert answer, "the process that starts commands has ended"
        return int(answer)

    def close(self):
        self.channel.close()
        self.process.wait()


class Command(subprocess.Popen):
    """`grade` with some words, as `Popen` would start it."""

    starter = None

    def _execute_child(self, *given):
        asked = SIGNATURE.bind(self, *given).arguments
        sys.audit("subprocess.Popen", "grade", asked["args"], asked["cwd"], None)
        Command.starter = Command.starter or Starter()
        command = {
            "words": asked["args"],
            "cwd": str(asked["cwd"] or Path.cwd()),
            "environment": asked["env"],
            "session": bool(asked["start_new_session"]),
        }
        ends = [asked[name] for name in ("p2cread", "c2pwrite", "errwrite")]
        files = [number if end == -1 else end for number, end in enumerate(ends)]
        self.pid = self.starter.start(command, files)
        self._child_created = True
        self._close_pipe_fds(*(asked[name] for name in PIPES))


def own_environment(environment):
    """All but by which coverage would begin: a command begins with it, its starter does not."""
    return {name: value for name, value in environment.items() if "COVERAGE" not in name}


def start_of(environment):
    return {name: value for name, value in environment.items() if name.startswith(AT_START)}


def can_fork(cwd, environment):
    """Whether it would be the same as when started by itself."""
    is_same = start_of(environment) == start_of({**os.environ, **AS_STARTED})
    return starter.CLONE is not None and is_same and Path(cwd).is_dir()


def start_grade(*words, cwd, env, **options):
    """A process of the command; of `options` streams, `text` and `start_new_session`."""
    if can_fork(cwd, env):
        return Command([*map(str, words)], cwd=cwd, env=env, **options)
    return subprocess.Popen([sys.executable, "-m", "grader", *words], cwd=cwd, env=env, **options)
