"""The warm process, in which no script ever runs: it forks a supervisor for each that comes in.

Where a supervisor has namespaces of its own, it takes one script after the other: of what a script
has started nothing is left by then, its folder has gone with it, and the next has the same number.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # the same without enums, which cost
import _socket
import contextlib
import gc
import os
import signal
import sys

from grader.sandbox.inside import packages, surroundings, walls
from grader.sandbox.inside.plain import BOUNDS
from grader.sandbox.inside.supervisor import Supervisor, close_all_but, receive, send

TYPE_CHECKING = False  # what `typing` has costs the child milliseconds
if TYPE_CHECKING:
    from typing import Any

    Request = tuple[bytes, list[int]]

LAST_NUMBER = "/proc/sys/kernel/ns_last_pid"
# What scripts import most: loaded once, before the first of them. Not all that some import: every
# fork of every submission pays for what is loaded, most of all for shared objects.
PRELOADED = """
collections contextlib copy csv dataclasses functools itertools math opcode operator os random re
resource string time typing warnings
"""
# What it takes to compile and run a first program is done before the first of the scripts.
FIRST_PROGRAM = """
import math
from collections import Counter
@staticmethod
def read(path, *more, sep=",", **options):
    rows, labels = [], []
    with open(path) as file:
        for line in file:
            parts = line.strip().split(sep)
            rows.append([float(part) for part in parts[:-1]])
    return rows, {label: labels.count(label) for label in set(labels)}
class Model:
    def __init__(self, size=2):
        self.weights, self.bias = [0.0] * size, 0
    def forward(self, row):
        net = sum(w * x for w, x in zip(self.weights, row)) + self.bias
        return 1 if net > 0 and not net <= 0 else -1
    def train(self, X, y, epochs=1):
        for _ in range(epochs):
            for i, row in enumerate(X):
                if (error := y[i] - self.forward(row)) != 0:
                    self.weights = [w + error * x for w, x in zip(self.weights, row)]
                    self.bias += error
                elif error is None or row in X[1:]: raise ValueError(f"{error!r} of {y[i]:.2f}")
model = Model()
model.train([[1, 2.5], [-2, 0.5]], (1, -1))
while model.bias > 9: model.bias //= 2 ** 3
try:
    assert max(map(lambda row: row[0] % 2, sorted([[1], [2]], reverse=True))) == 1, "odd"
except (AssertionError, KeyError) as error:
    del model
"""


def main() -> None:
    """Serve one submission in this interpreter, or many in forks of it."""
    setup = surroundings.GraderPipes(0, 1).read()
    if setup is None:
        return
    surroundings.set_streams()
    if setup["warm"]:
        keep_warm(setup)
    else:
        setup["mapped"] = packages.provide(setup["packages"], setup["folder"])
        enter_namespaces(setup)
        Supervisor(setup, int(sys.argv[2])).run()


def keep_warm(setup: dict[str, Any]) -> None:
    """Have a supervisor take each set of pipes that comes in, until no more can come."""
    requests = _socket.socket(fileno=os.dup(0))
    load(setup)
    # Where nothing hides it, a script of the same user could write into its memory.
    walls.control(walls.SET_DUMPABLE, int(setup["nested"]))
    # In new namespaces nobody knows any more who he is.
    setup["user"] = os.getuid(), os.getgid()
    surroundings.tell_of(setup["folder"])
    setup["loaded"] = surroundings.hide()
    gc.collect()
    gc.freeze()  # what is here stays: no collection in a fork has to look at it
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel reaps
    lane: Lane | None = None
    while (request := receive(requests, 4))[1]:
        lane = lane if lane is not None and lane.is_alive() else None
        try:
            if lane is not None and lane.is_free:
                lane.give(request)
            else:
                # Scripts that run at once beside it are rare, and have supervisors for one each.
                lane = fork(setup, request, requests, lane) or lane
        except OSError as error:
            os.write(request[1][2], f"no new namespaces: {error}".encode())
        # The script's end is told by the end of its pipes, so nobody else may hold them open.
        for descriptor in request[1]:
            os.close(descriptor)


def load(setup: dict[str, Any]) -> None:
    """Have in memory what every script would load for itself."""
    for name in PRELOADED.split():
        __import__(name)
    exec(compile(FIRST_PROGRAM, "", "exec"), {})
    setup["mapped"] = packages.provide(setup["packages"], setup["folder"])


class Lane:
    """A supervisor in namespaces of its own, for one script after the other."""

    def __init__(self, socket: _socket.socket) -> None:
        self.socket, self.is_free = socket, False

    def is_alive(self) -> bool:
        """Tell whether it can still be asked, and note whether it is free by now."""
        try:
            word = self.socket.recv(1, _socket.MSG_DONTWAIT)
        except BlockingIOError:
            return True
        except OSError:
            word = b""
        self.is_free = bool(word)
        if not word:
            self.socket.close()
        return self.is_free

    def give(self, request: Request) -> None:
        """Have it watch over one more script. Raises OSError."""
        self.is_free = False
        send(self.socket, request[1], request[0])


def fork(
    setup: dict[str, Any], request: Request, requests: _socket.socket, lane: Lane | None
) -> Lane | None:
    """Fork a supervisor, into namespaces of its own where there are any. Raises OSError.

    It is given where it takes more scripts: there is one such at a time.
    """
    ours, theirs = _socket.socketpair()
    nested = setup["nested"]
    if (walls.fork_into_namespaces(setup["syscalls"]) if nested else os.fork()) == 0:
        # Whoever holds these could have scripts run, and be sent the pipes of others.
        for socket in (requests, ours, *([lane.socket] if lane else [])):
            socket.close()
        supervise(setup, request, theirs, stays=nested and lane is None)
    theirs.close()
    return Lane(ours) if nested and lane is None else None


def supervise(
    setup: dict[str, Any], request: Request, more: _socket.socket, *, stays: bool
) -> None:
    """Become a supervisor, and nothing else any more; one that `stays` takes more scripts."""
    try:
        _signal.signal(_signal.SIGCHLD, _signal.SIG_DFL)
        last_number = enter_namespaces(setup)
        while request[1]:
            watch_over(setup, request)
            # Whatever a script has left would be there for the next, and die with this process.
            if not stays or last_number is None or has_left_any():
                return
            os.pwrite(last_number, b"1", 0)
            more.send(b"+")  # before the grader is told by the end of its socket
            close_all_but(0, 1, 2, more.fileno(), last_number)
            request = receive(more, 4)
    except BaseException as error:
        os.write(2, f"{type(error).__name__}: {error}".encode())
    finally:
        os._exit(0)  # a fork that came back from here would go on as the warm process


def enter_namespaces(setup: dict[str, Any]) -> int | None:
    """Be who one was, where the namespaces are new; give where to tell which number was the last.

    None where that can't be told: the next script would see how many processes there were before.
    """
    os.setsid()
    setup["refused"], last_number = [], None
    if setup["nested"]:
        # Else the maps of the namespace are not ours to write.
        walls.control(walls.SET_DUMPABLE, 1)
        walls.map_user(*setup["user"])
        walls.own_name(setup["refused"])
        with contextlib.suppress(OSError):
            last_number = os.open(LAST_NUMBER, os.O_WRONLY | os.O_CLOEXEC)
            os.pwrite(last_number, b"1", 0)
    # Before there is a script: it is of the same user, who may trace whatever is dumpable.
    walls.control(walls.SET_DUMPABLE, 0)
    return last_number


def watch_over(setup: dict[str, Any], request: Request) -> None:
    """Take over the pipes to one script, and watch over it to its end."""
    folder_mb, file_mb, processor = BOUNDS.unpack(request[0])
    descriptors = request[1]
    for standard, descriptor in enumerate(descriptors[:3]):
        os.dup2(descriptor, standard)
        os.close(descriptor)
    if processor >= 0:  # where who asked is: they take turns
        os.sched_setaffinity(0, {processor})
    limits = {"folder_mb": folder_mb, "file_mb": file_mb}
    Supervisor({**setup, **limits}, descriptors[3]).run()


def has_left_any() -> bool:
    """Tell whether a process is left of a script's, after all were killed and waited for."""
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return False
    return True
