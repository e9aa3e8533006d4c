"""Find out what this machine can do, by running against each wall; what to do about each no."""

from __future__ import annotations

import dataclasses
import platform
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.core.errors import GraderError
from grader.core.probe import Level
from grader.sandbox.isolation import forms
from grader.sandbox.protocol import NOTHING, Sandbox, Worker

INSTALL_BUBBLEWRAP = "apt-get install bubblewrap"
STRONG_ONLY = "use isolation strong: see below for what it needs"
BOUNDED_DISK = f"at medium its size is looked at again and again; else {STRONG_ONLY}"
FILE_WALL = "use isolation strong or medium"
ANY_WALL = "use isolation strong, medium or restricted"
LANDLOCK = "a kernel of 5.13 or newer, started with lsm=landlock,... (Docker: 20.10.18)"
WATCH = "use isolation strong, or medium where there is a /proc to look into"
PROC = "mount /proc where the grader runs, and so that it shows that user's processes"
# What a script must not be able to do, how that was tried from inside, and what helps.
PROMISES: Mapping[str, tuple[str, str, str]] = {
    "files": ("reads no file of this machine", "open one made for it", FILE_WALL),
    "paths": ("can't see which files there are", "stat one made for it", STRONG_ONLY),
    "neighbours": ("sees no other process", "look for the grader's", STRONG_ONLY),
    "signals": ("disturbs no other process", "signal its parent", ANY_WALL),
    "processes": ("starts no process", "fork", ANY_WALL),
    "programs": ("runs no program", "run Python", ANY_WALL),
    "network": ("reaches no network", "open sockets", ANY_WALL),
    "kernel": ("gets at little of the kernel", "unshare, personality, ptrace", ANY_WALL),
    "privileges": ("has no privileges and gets none", "setuid 0", ANY_WALL),
    "memory": ("has bounded memory", "reserve more", "use Linux"),
    "disk": ("has a folder of bounded size", "ask for its file system's size", BOUNDED_DISK),
    "watch": ("has bounded threads and nameless files", "be looked at from outside", WATCH),
    "landlock": (
        "is held by Landlock too, a second wall around files",
        "restrict itself",
        LANDLOCK,
    ),
}
# What keeps an ordinary user from making namespaces: a file, its bad value, what changes it.
BLOCKERS = (
    (
        "/proc/sys/kernel/apparmor_restrict_unprivileged_userns",
        "1",
        "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0, or allow bwrap in AppArmor",
    ),
    (
        "/proc/sys/kernel/unprivileged_userns_clone",
        "0",
        "sysctl -w kernel.unprivileged_userns_clone=1",
    ),
    ("/proc/sys/user/max_user_namespaces", "0", "sysctl -w user.max_user_namespaces=10000"),
)
CONTAINER = (
    "a container started with --security-opt seccomp=unconfined --security-opt apparmor=unconfined"
)
GVISOR = "a container of another runtime (--runtime runc): gVisor's kernel has restricted at most"
LISTENER = (
    "Linux 5.5 or newer, and nobody above who listens (LXD): without a listener of ours, a script "
    "is run again for each series of questions"
)
# What helps, by a word of why a wall does not stand, or of what it does without.
HELP = (
    ("libseccomp can't", "apt-get install libseccomp2"),
    ("did not hold: files", LANDLOCK),
    ("watch", PROC),
    ("seccomp with a listener", LISTENER),
    ("SECCOMP_USER_NOTIF_FLAG_CONTINUE", LISTENER),
    ("PR_SET_SECCOMP", CONTAINER),
    ("capset", CONTAINER),
    ("PR_SET_CHILD_SUBREAPER", CONTAINER),
    ("overflowuid", GVISOR),
    ("bwrap:", CONTAINER),
)


@dataclass(frozen=True)
class Finding:
    """What came of trying one wall: the level reached and what held, or why it does not stand."""

    wanted: Level
    form: str
    reached: Level | None = None
    held: Mapping[str, bool] = dataclasses.field(default_factory=dict)
    refused: Sequence[str] = ()
    reason: str = ""

    @property
    def stands(self) -> bool:
        return self.reached is not None


def examine() -> list[Finding]:
    """Try every wall that this system may have, the best first; without walls comes last."""
    return [try_wall(*wall) for wall in forms() if wall[0] is not Level.NONE]


def try_wall(level: Level, form: str, make: Callable[[], Sandbox]) -> Finding:
    """Start a process behind one wall and let it run against it."""
    job = dataclasses.replace(NOTHING, try_walls=True)
    try:
        sandbox = make()
        try:
            worker = Worker(job, sandbox)
            worker.close()
        finally:
            sandbox.close()
    except GraderError as error:
        return Finding(level, form, reason=str(error))
    return Finding(level, form, worker.level, worker.held, worker.refused)


def report() -> Iterator[str]:
    """Say what `grade doctor` prints; its last line is the level."""
    system = f"{platform.system()} {platform.release()}, {platform.machine()}"
    yield f"Python {platform.python_version()}, {system}"
    yield ""
    findings = examine()
    for finding in findings:
        yield f"{'yes' if finding.stands else 'no ':4}{finding.wanted.value} ({finding.form})"
        if finding.reason:
            yield f"      {finding.reason}"
        for call in finding.refused:
            yield f"      it does without what is refused here: {call}"
    best = next((finding for finding in findings if finding.stands), None)
    if best is not None:
        yield from promises(best)
    yield from advice(findings)
    yield ""
    # Without any, we are root and can't become anybody else: then nothing is graded by itself.
    yield f"level: {best.reached.value if best and best.reached else Level.NONE.value}"


def promises(best: Finding) -> Iterator[str]:
    """Say of each promise whether it holds at the best level, and what would change that."""
    yield ""
    yield f"What a script can't do at {best.wanted.value} ({best.form}), each tried from inside:"
    for name, (promise, how, fix) in PROMISES.items():
        holds = best.held.get(name, False)
        yield f"{'yes' if holds else 'no ':4}{promise} (tried: {how})"
        if not holds:
            yield f"      to change that: {fix}"


def advice(findings: list[Finding]) -> Iterator[str]:
    """Say what to do about the walls that do not stand; nothing when all do."""
    lines = dict.fromkeys(fixes(findings))
    if lines:
        yield ""
        yield "What would help:"
        yield from (f"  {line}" for line in lines)


def fixes(findings: list[Finding]) -> Iterator[str]:
    """Give the commands and settings for what was found missing."""
    standing = {finding.wanted for finding in findings if finding.stands}
    # One form of a level is enough.
    reasons = [finding.reason for finding in findings if finding.wanted not in standing]
    words = [*reasons, *(word for finding in findings for word in finding.refused)]
    if not any(words):
        return
    if sys.platform != "linux":
        yield "Linux: only there are the levels strong and medium to be had"
        return
    if shutil.which("bwrap") is None:
        yield INSTALL_BUBBLEWRAP
    blocked = [fix for place, bad, fix in BLOCKERS if read(place) == bad]
    yield from blocked
    for sign, fix in HELP:
        # Where the kernel's own settings stand in the way, it is not the container.
        if any(sign in word for word in words) and not (blocked and sign == "bwrap:"):
            yield fix


def read(place: str) -> str | None:
    """Read a setting of the kernel's, if there is such a one."""
    try:
        return Path(place).read_text(encoding="ascii").strip()
    except OSError:
        return None
