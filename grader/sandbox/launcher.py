"""Start a process behind the wall as a user who is not root: no submission ever is."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from grader.core.errors import GraderError
from grader.sandbox.inside.folder import remove
from grader.sandbox.interpreter import base_interpreter, is_reachable, moved
from grader.sandbox.outside import Outside
from grader.sandbox.packages import NO_PACKAGES, Packages

Files = tuple[tuple[str, bytes], ...]
USER_SETTING = "GRADE_SANDBOX_USER"
NOBODY = 65534
MOVED_TO = "/mnt"
SHARED_IN = "/var/tmp"  # not where a script's own folder is, which hides what else is there
ABOVE = 101  # what a script may have open, and the supervisor's socket, lie below it
# Read-only and private, gone with the process; then root is given up for good.
MOVE_AND_DROP = """
at=$1 user=$2 group=$3 left=$4; shift 4
mount -t tmpfs -o mode=755 tmpfs "$at"
while [ "$left" -gt 0 ]; do
    mkdir "$at/$left"; mount --bind -o ro "$1" "$at/$left"
    shift; left=$((left - 1))
done
exec setpriv --reuid="$user" --regid="$group" --clear-groups "$@"
"""


def unprivileged_user() -> tuple[int, int] | None:
    """Find whom to become, user and group; None when we are not root. Raises GraderError."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return None
    import pwd  # Windows has none

    setting = os.environ.get(USER_SETTING, str(NOBODY))
    try:
        known = pwd.getpwuid(int(setting)) if setting.isdecimal() else pwd.getpwnam(setting)
    except KeyError:
        if not setting.isdecimal():
            raise GraderError(f"{USER_SETTING}={setting}: there is no such user") from None
        return checked_user(int(setting), int(setting))
    return checked_user(known.pw_uid, known.pw_gid)


def checked_user(user: int, group: int) -> tuple[int, int]:
    """Give user and group. Raises GraderError for root, which no wall of ours holds."""
    if user == 0 or group == 0:
        raise GraderError(f"{USER_SETTING}: submissions are never run as root; name another user")
    return user, group


class Launcher:
    """How to start a command as an unprivileged user who can reach what is to be shown.

    That is the interpreter, packages, and files that are written once, into `shared`, for all.
    """

    is_lent = False

    def __init__(self, packages: Packages = NO_PACKAGES, files: Files = ()) -> None:
        self.packages, self.names = packages, [name for name, _ in files]
        self.shared = share(files) if files else None
        shown = [*packages.entries, *([self.shared] if self.shared else [])]
        self.interpreter = replace(base_interpreter(), packages=tuple(shown))
        self.user = unprivileged_user()
        self.outside = Outside(self.user and self.user[0])
        self.prefix: list[str] = []
        self.home: list[int] = []  # descriptors of such folders, where they are needed
        python = self.interpreter
        needed = [python.executable, *python.folders, *python.packages]
        if self.user and not all(is_reachable(path, self.user[0]) for path in needed):
            self.show(self.user)

    @property
    def scratch(self) -> str:
        """Where the user may make folders: nobody else could write into one that is root's own."""
        return "/tmp" if self.user else tempfile.gettempdir()

    def show(self, user: tuple[int, int]) -> None:
        """Show the interpreter to the process alone: root's folders are opened to nobody else."""
        if not self.mount(user):
            self.hand_over()

    def mount(self, user: tuple[int, int]) -> bool:
        """Show the interpreter by a mount that nobody else sees; False where we may make none."""
        prefix = ["unshare", "--mount", "--propagation", "private", "--", "/bin/sh", "-ec"]
        sources = self.sources()
        prefix += [MOVE_AND_DROP, "sh", MOVED_TO, *map(str, user), str(len(sources)), *sources]
        if not shutil.which("unshare") or not shutil.which("setpriv"):
            return False
        if subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode:
            return False
        moves = [(source, f"{MOVED_TO}/{len(sources) - i}") for i, source in enumerate(sources)]
        self.prefix, self.interpreter = prefix, moved(self.interpreter, moves)
        return True

    def sources(self) -> list[str]:
        """List the folders that hold the interpreter and the packages, each once."""
        prefix = self.interpreter.prefix
        others = [path for path in self.packages.folders if not f"{path}/".startswith(f"{prefix}/")]
        return [prefix, *others]

    def given(self) -> dict[str, Any]:
        """Give what is needed behind the wall to import the packages; nothing where there are none.

        `roots` are the modules, each with the folder that holds it there.
        """
        if not self.packages.names:
            return {}
        inner = self.interpreter.inner_path
        return {
            "roots": {name: inner(folder) for name, folder in self.packages.roots},
            "names": [name for name, _ in self.packages.versions],
            "preloaded": self.packages.preloaded,
            "first_uses": self.packages.first_uses,
        }

    def hand_over(self) -> None:
        """Show it all by open descriptors of its folders, which need no rights above."""
        import fcntl  # Windows has none

        moves = []
        for source in self.sources():
            folder = os.open(source, os.O_PATH | os.O_DIRECTORY)
            self.home.append(fcntl.fcntl(folder, fcntl.F_DUPFD_CLOEXEC, ABOVE))
            os.close(folder)
            moves.append((source, f"/proc/self/fd/{self.home[-1]}"))
        self.interpreter = moved(self.interpreter, moves)

    def start(
        self,
        command: Sequence[str],
        streams: Sequence[Any],
        keep: Sequence[int] = (),
        folder: str | os.PathLike[str] = "/",
    ) -> subprocess.Popen[bytes]:
        """Start it in a session of its own; `streams` are the standard ones. Raises GraderError."""
        # Where the interpreter is moved, `setpriv` does this instead: to mount it takes root.
        become: dict[str, Any] = {}
        if self.user and not self.prefix:
            become = {"user": self.user[0], "group": self.user[1], "extra_groups": []}
        environment = {**self.interpreter.environment, "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
        if sys.platform == "win32":  # without it the interpreter can't draw random numbers
            environment["SYSTEMROOT"] = os.environ.get("SYSTEMROOT", r"C:\Windows")
        stdin, stdout, stderr = streams
        try:
            return subprocess.Popen(
                [*self.prefix, *command],
                stdin=stdin,
                stdout=stdout,
                stderr=stderr,
                bufsize=0,  # pipes are waited for by descriptor: what Python held would be missed
                cwd=folder,
                env=environment,
                start_new_session=True,  # a Ctrl-C is for the grader, which ends the rest in order
                pass_fds=[*keep, *self.home],
                **become,
            )
        except OSError as error:
            raise GraderError(f"the sandbox did not start: {self.explain(error)}") from error

    def explain(self, error: OSError) -> str:
        """Say what a start failed for, and what to do where it is that we stay root."""
        if self.user is None:
            return str(error)
        return (
            f"as root, submissions run as user {self.user[0]}, and that could not be: {error}; "
            "run `grade` as an ordinary user, or with the right to become another "
            "(CAP_SETUID, CAP_SETGID)"
        )

    @property
    def links(self) -> dict[str, str]:
        """The shared files, by their names beside the script: where each is."""
        return {name: os.path.join(str(self.shared), name) for name in self.names}

    def __getstate__(self) -> dict[str, Any]:
        """Have a copy in another process leave what was written to the one that wrote it."""
        return {**self.__dict__, "is_lent": True}

    def close(self) -> None:
        """Close what is held open, and remove what was written."""
        if self.shared and not self.is_lent:
            remove(self.shared)
        for descriptor in self.home:
            with contextlib.suppress(OSError):
                os.close(descriptor)
        self.home = []


def share(files: Files) -> str:
    """Write files where everybody may read and nobody may write them; give the folder."""
    folder = tempfile.mkdtemp(prefix="grade-data-", dir=SHARED_IN)
    for name, content in files:
        path = Path(folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(0o444)
    for place, _, _ in os.walk(folder):
        os.chmod(place, 0o755)
    return folder


class Launchers:
    """One for each set of packages and shared files, made when it is first needed."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.made: dict[tuple[Packages, Files], Launcher] = {}

    def of(self, packages: Packages = NO_PACKAGES, files: Files = ()) -> Launcher:
        """Give the one for some packages and files."""
        with self.lock:
            if (packages, files) not in self.made:
                self.made[packages, files] = Launcher(packages, files)
            return self.made[packages, files]

    def close(self) -> None:
        """Close what all of them hold open."""
        for launcher in self.made.values():
            launcher.close()
