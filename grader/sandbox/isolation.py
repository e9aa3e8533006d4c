"""Choose the wall: by name, or the best that stands on this machine when it is tried."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Callable, Iterator

from grader.core.errors import GraderError, RefusedError
from grader.core.probe import Level
from grader.sandbox.process import ProcessSandbox
from grader.sandbox.protocol import NOTHING, Sandbox, Worker

NEEDED, WANTED = 160, 1024  # files and pipes, open at a time
FIX = "see `grade doctor` for what this machine lacks"


def forms() -> list[tuple[Level, str, Callable[[], Sandbox]]]:
    """List every wall that this system may have, the best first."""
    walls: list[tuple[Level, str, Callable[[], Sandbox]]] = []
    if sys.platform == "linux":
        from grader.sandbox.linux import FreshSandbox, WarmSandbox

        walls = [
            (Level.STRONG, "warm", lambda: WarmSandbox(Level.STRONG)),
            (Level.STRONG, "fresh", lambda: FreshSandbox(Level.STRONG)),
            (Level.MEDIUM, "warm", lambda: WarmSandbox(Level.MEDIUM)),
            (Level.RESTRICTED, "warm", lambda: WarmSandbox(Level.RESTRICTED)),
        ]
    if sys.platform == "darwin":
        walls = [(Level.BASIC, "fresh", lambda: ProcessSandbox(Level.BASIC))]
    for level in (Level.PROCESS, Level.NONE):
        walls.append((level, "fresh", lambda level=level: ProcessSandbox(level)))  # type: ignore[misc]
    return walls


class SandboxPool:
    """The wall in use: chosen when first needed, kept for the files after it."""

    def __init__(self, isolation: str = "auto") -> None:
        self.isolation = isolation
        self.chosen: Sandbox | None = None
        self.choosing = threading.Lock()

    def fit_for(self, *, is_own: bool) -> Sandbox:
        """Give the one for one's own file or another's. Raises RefusedError where none is fit.

        A level that was typed out is taken for both, and the report bears the mark.
        """
        # Two threads that each chose one would leave one running that nobody closes.
        with self.choosing:
            self.chosen = sandbox = self.chosen or choose(self.isolation)
        if not is_own and self.isolation == "auto" and not sandbox.level.fits_strangers:
            raise RefusedError(too_weak(sandbox))
        return sandbox

    def close(self) -> None:
        """End what is kept running."""
        if self.chosen is not None:
            self.chosen.close()


def too_weak(sandbox: Sandbox) -> str:
    """Say why a stranger's file is not run, and what to do."""
    level = sandbox.level
    return (
        f"other people's code needs isolation medium or strong, and the best here is "
        f"{level.value}: {level.not_restricted}. `grade doctor` says what to install; "
        f"--isolation {level.value} grades all the same, and marks every report"
    )


@contextlib.contextmanager
def open_sandbox(isolation: str = "auto", form: str | None = None) -> Iterator[Sandbox]:
    """Open a wall of the level named, or the best, tried before its use. Raises RefusedError."""
    sandbox = choose(isolation, form)
    try:
        yield sandbox
    finally:
        sandbox.close()


def choose(isolation: str, form: str | None = None) -> Sandbox:
    """Try the walls one by one, the best first. Raises RefusedError with each one's reason.

    Raises GraderError where this process may have too little open for any.
    """
    make_room()
    reasons = []
    for level, name, make in forms():
        # What was typed out is never replaced by another, and nothing falls to `none` by itself.
        wanted = level is not Level.NONE if isolation == "auto" else level.value == isolation
        if not wanted or form not in (None, name):
            continue
        try:
            return tried(make())
        except GraderError as error:
            reasons.append(f"{level.value} ({name}): {error}")
    why = "; ".join(reasons) or "this system has no such level"
    raise RefusedError(f"isolation {isolation} can't be had here: {why}; {FIX}")


def make_room() -> None:
    """Let this process have enough open, if it may. Raises GraderError."""
    if sys.platform == "win32":
        return
    import resource

    most, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if not 0 <= most < NEEDED:
        return
    for limits in ((hard, hard), (WANTED, WANTED)):  # the second is root's to set
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, limits)
    if resource.getrlimit(resource.RLIMIT_NOFILE)[0] < NEEDED:
        raise GraderError(
            f"only {most} files may be open here at a time, and {NEEDED} are needed; run "
            f"`ulimit -n {WANTED}` first, or ask who set that limit"
        )


def tried(sandbox: Sandbox) -> Sandbox:
    """Give the sandbox, if a process behind it finds that its walls hold. Raises GraderError."""
    try:
        Worker(NOTHING, sandbox).close()
    except GraderError:
        sandbox.close()
        raise
    return sandbox
