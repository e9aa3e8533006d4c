"""Do work in forks of this process, which know all that it knows, and load nothing again.

For work on pieces that hang on nothing but themselves, one fork for each processor; and for a
worker of a batch, which is what it would be if it had been started by itself.
"""

from __future__ import annotations

import contextlib
import gc
import itertools
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from multiprocessing.connection import Connection, Pipe
from typing import Generic, NoReturn, TypeVar

from grader.core.errors import GraderError
from grader.core.processes import safe_environment

T = TypeVar("T")
R = TypeVar("R")

# Pieces that are done before there are forks: what that loads and learns, each then knows, and
# where there are no more pieces, none is needed.
ALONE = 2
MANY = 100_000  # new objects, after which memory is looked through for circles; a file makes fewer
DIED = "a process that was at work died, perhaps for want of memory; nothing was written; run again"


def spread(work: Callable[[T], R], pieces: Iterable[T], processors: int) -> Iterator[R]:
    """Do work on one piece after another; give what comes of each, in their order.

    Raises GraderError when a fork dies, and what the work raises.
    """
    waiting = iter(pieces)
    yield from map(work, itertools.islice(waiting, ALONE))
    first = list(itertools.islice(waiting, 1))
    if not first or processors < 2:
        yield from map(work, itertools.chain(first, waiting))
        return
    forks = start_forks(work, processors)
    try:
        rest = itertools.chain(first, waiting)
        yield from by_turns(forks, rest) if forks else map(work, rest)
    finally:
        end_forks(forks)


@contextlib.contextmanager
def beside(work: Callable[[], R]) -> Iterator[Callable[[], R]]:
    """Have work done in a fork while this process goes on; give what waits, once, for its result.

    That raises as `spread` does. Where something is raised meanwhile the work is cut off, so it may
    only read. Where there is one processor, or no process can be added, this one does it then.
    """
    forks: list[Fork[None, R]] = start_forks(lambda _: work(), 1) if count_processors() > 1 else []
    if not forks:
        yield work
        return
    try:
        forks[0].give(None)
        yield forks[0].take
    except BaseException:
        forks[0].kill()
        raise
    finally:
        end_forks(forks)


def start_forks(work: Callable[[T], R], number: int) -> list[Fork[T, R]]:
    """Start so many forks, or as many as the system lets this process have."""
    forks: list[Fork[T, R]] = []
    with contextlib.suppress(OSError):
        while len(forks) < number:
            forks.append(Fork(work))
    return forks


def end_forks(forks: Sequence[Fork[T, R]]) -> None:
    """Wait until forks have ended, which they do when nothing more can come."""
    for fork in forks:
        fork.pipe.close()
    # After all are closed: each fork has the pipes of those that were made before it.
    for fork in forks:
        with contextlib.suppress(ChildProcessError):  # who started us ignores SIGCHLD, and so do we
            os.waitpid(fork.id, 0)


def by_turns(forks: list[Fork[T, R]], pieces: Iterable[T]) -> Iterator[R]:
    """Give each fork one piece at a time."""
    busy: deque[Fork[T, R]] = deque()
    for fork, piece in zip(itertools.cycle(forks), pieces, strict=False):
        if len(busy) < len(forks):
            fork.give(piece)
            busy.append(fork)
            continue
        # The one whose turn it is: it has the next piece before anybody looks at its last.
        done = fork.take()
        fork.give(piece)
        busy.rotate(-1)
        yield done
    for fork in busy:
        yield fork.take()


def count_processors() -> int:
    """Say how many processes can be at work at once; 1 where a process can't be copied safely."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" and is_safe() else 1


def is_safe() -> bool:
    """Tell whether this process can be copied safely."""
    # A fork has one thread: what another had locked would stay so. And macOS's own libraries break.
    # Those of a library that computes are not counted: in a fork nothing is computed by it.
    return sys.platform == "linux" and threading.active_count() == 1


@contextlib.contextmanager
def deaf() -> Iterator[None]:
    """Start processes that never hear Ctrl-C, which is for the one who started all."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # they are born with it
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


class Fork(Generic[T, R]):
    """A fork of this process that does one kind of work, and the pipe to it."""

    def __init__(self, work: Callable[[T], R]) -> None:
        self.pipe, theirs = Pipe()
        with deaf():
            self.id = os.fork()
            if not self.id:
                serve(work, theirs, self.pipe)
        theirs.close()

    def give(self, piece: T) -> None:
        """Give it work. Raises GraderError where it is dead."""
        try:
            self.pipe.send(piece)
        except OSError:
            raise GraderError(DIED) from None

    def kill(self) -> None:
        """End it at once, whatever it does."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.id, signal.SIGKILL)

    def take(self) -> R:
        """Wait for what it made of that. Raises what that raised, and GraderError where it died."""
        try:
            done, error = self.pipe.recv()
        except (EOFError, OSError):
            raise GraderError(DIED) from None
        if error is not None:
            raise error
        result: R = done
        return result


def outcome_of(work: Callable[[T], R], piece: T) -> tuple[R | None, Exception | None]:
    """Do work on a piece; give what comes of it, or the error that the original is to raise."""
    try:
        return work(piece), None
    except Exception as error:
        return None, error


def serve(work: Callable[[T], R], pipe: Connection, end: Connection) -> None:
    """Do what comes in until the pipe ends; then end, without what the original does at its end."""
    try:
        end.close()  # else nobody would see it end
        gc.freeze()  # what is only read need be no page of its own
        gc.set_threshold(MANY)
        while True:
            pipe.send(outcome_of(work, pipe.recv()))
    except (EOFError, OSError):
        os._exit(0)
    finally:
        end_badly()


def end_badly() -> NoReturn:
    """Say what went wrong, if that can be said, and end: a fork never goes on as its original."""
    try:
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(1)


class Twin:
    """A fork that does one thing and ends; to whoever made it what `Popen` is for a program."""

    def __init__(self, work: Callable[[], object], keep: Sequence[int]) -> None:
        self.returncode: int | None = None
        self.lock = threading.Lock()  # one thread waits for it while another may end it, or waits
        self.pid = os.fork()
        if not self.pid:
            become(work, keep)

    def kill(self) -> None:
        """End it, if it has not ended."""
        # Once it is waited for its number may be another's; the system may have done that itself.
        with self.lock, contextlib.suppress(ProcessLookupError):
            if self.returncode is None:
                os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> int:
        """Wait for its end, and give how it ended, as `Popen` does."""
        with contextlib.suppress(ChildProcessError):  # another thread has waited for it
            os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOWAIT)
        with self.lock:
            if self.returncode is None:
                self.returncode = self.reap()
        return self.returncode

    def reap(self) -> int:
        """Give how it ended, once; 0 where the system keeps that for nobody."""
        try:
            return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        except ChildProcessError:  # whoever started us ignores SIGCHLD, and so do we
            return 0


def become(work: Callable[[], object], keep: Sequence[int]) -> NoReturn:
    """Do one thing in a fork as a process of its own would that `start_python` starts."""
    try:
        gc.freeze()  # what is only read need be no page of its own; nor is anything of it closed
        settle_in(keep)
        work()
        os._exit(0)
    finally:
        end_badly()


def settle_in(keep: Sequence[int]) -> None:
    """Let a fork look for modules nowhere where hand-ins may lie, and hold nobody's pipe open."""
    environment, here = safe_environment(), os.path.realpath(os.curdir)
    os.environ.clear()
    os.environ.update(environment)
    sys.path[:] = [path for path in sys.path if os.path.realpath(path) != here]
    os.chdir(os.sep)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    for descriptor in {*map(int, os.listdir("/proc/self/fd"))} - {0, 1, 2, *keep}:
        with contextlib.suppress(OSError):  # that by which they were listed
            os.close(descriptor)
