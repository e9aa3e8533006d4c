"""The interpreter behind the wall: what it is started with, and which files it must see."""

from __future__ import annotations

import functools
import marshal
import os
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

from grader.sandbox.inside.plain import HEADER

HERE = Path(__file__).parent
PACKAGES = ("site-packages", "dist-packages")
DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom")
SYSTEM = ("/usr", "/usr/local", "/")
# Data that honest programs read; the linker's list of where libraries are.
SHARED = ("/usr/share/zoneinfo", "/etc/localtime", "/etc/ld.so.cache", "/etc/ld.so.conf")


@functools.cache
def boot_text() -> str:
    """What the interpreter is told to run."""
    return (HERE / "inside" / "boot.py").read_text(encoding="utf-8")


@functools.cache
def bundle() -> bytes:
    """Our modules that run behind the wall, compiled, as one frame."""
    inside = HERE / "inside"
    files = {"grader": inside / "__init__.py", "grader.sandbox": HERE / "__init__.py"}
    files["grader.sandbox.inside"] = inside / "__init__.py"
    files |= {f"grader.sandbox.inside.{path.stem}": path for path in inside.glob("[!_]*.py")}
    codes = {
        name: compile(path.read_bytes(), f"<{name}>", "exec", dont_inherit=True)
        for name, path in files.items()
    }
    data = marshal.dumps(codes)
    return HEADER.pack(len(data)) + data


@dataclass(frozen=True)
class Interpreter:
    """A Python and the files that it can't do without; `moved_from` is where these really are."""

    executable: str
    prefix: str
    folders: tuple[str, ...]
    files: tuple[str, ...]
    shared_object: str | None = None
    moved_from: str | None = None

    @property
    def environment(self) -> dict[str, str]:
        """One order of sets; one arena for all threads, since each counts as memory of its own.

        And its own library, which an interpreter that was moved would look for where it was.
        """
        fixed = {"PYTHONHASHSEED": "0", "MALLOC_ARENA_MAX": "1"}
        library = (
            {"LD_LIBRARY_PATH": os.path.dirname(self.shared_object)} if self.shared_object else {}
        )
        return fixed | library

    @functools.cached_property
    def masked(self) -> list[str]:
        """Where others' packages lie within what is seen: a script must find none."""
        found = []
        for folder in self.folders:
            here = self.host_path(folder)
            for pattern in ("{}", "*/{}"):
                for name in PACKAGES:
                    matches = Path(here).glob(pattern.format(name))
                    found += [self.inner_path(str(path)) for path in matches if path.is_dir()]
        return sorted(set(found))

    def readable_but_packages(self) -> list[str]:
        """Paths to allow one by one, so that none allows what is masked."""
        paths: list[str] = list(self.files)
        for folder in self.folders:
            paths += self.without_masked(folder, self.masked)
        return paths

    def without_masked(self, folder: str, masked: list[str]) -> list[str]:
        if not any(path.startswith(folder + "/") for path in masked):
            return [folder]
        inner: list[str] = []
        for name in sorted(os.listdir(self.host_path(folder))):
            path = f"{folder}/{name}"
            if path not in masked:
                inner += self.without_masked(path, masked)
        return inner

    def host_path(self, path: str) -> str:
        """Where it is to be found from here."""
        if self.moved_from is None or not path.startswith(self.prefix + "/"):
            return path
        return self.moved_from + path[len(self.prefix) :]

    def inner_path(self, path: str) -> str:
        """The other way round."""
        if self.moved_from is None or not path.startswith(self.moved_from + "/"):
            return path
        return self.prefix + path[len(self.moved_from) :]

    def command(self, module: str, *arguments: str) -> list[str]:
        """Without site-packages, and with PYTHONHASHSEED obeyed, which -I would ignore."""
        return [self.executable, "-s", "-S", "-c", boot_text(), module, *arguments]


@functools.cache
def base_interpreter() -> Interpreter:
    """The one that runs us, past a virtual environment."""
    prefix = os.path.realpath(sys.base_prefix)
    executable = os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable)
    folders = [os.path.realpath(sysconfig.get_path("stdlib"))]
    if prefix not in SYSTEM:
        folders.append(f"{prefix}/lib")
    triplet = sysconfig.get_config_var("MULTIARCH") or "."
    for base in ("/lib64", "/usr/lib64", f"/lib/{triplet}", f"/usr/lib/{triplet}"):
        folders.append(base)
    files = [executable, *SHARED]
    library = sysconfig.get_config_var("INSTSONAME")
    shared = None
    if library and sysconfig.get_config_var("Py_ENABLE_SHARED"):
        shared = os.path.realpath(f"{sysconfig.get_config_var('LIBDIR')}/{library}")
        files.append(shared)
    existing = sorted({folder for folder in folders if os.path.isdir(folder)})
    return Interpreter(
        executable=executable,
        prefix=prefix,
        folders=tuple(folder for folder in existing if not is_beneath(folder, existing)),
        files=tuple(path for path in files if os.path.exists(path)),
        shared_object=shared,
    )


def is_beneath(path: str, others: list[str]) -> bool:
    """Whether one of the others holds it."""
    return any(path.startswith(other + "/") for other in others)


def moved(interpreter: Interpreter, prefix: str) -> Interpreter:
    """The same, its own files found under another prefix."""

    def move(path: str) -> str:
        own = path.startswith(interpreter.prefix + "/")
        return prefix + path[len(interpreter.prefix) :] if own else path

    return Interpreter(
        executable=move(interpreter.executable),
        prefix=prefix,
        folders=tuple(map(move, interpreter.folders)),
        files=tuple(map(move, interpreter.files)),
        shared_object=move(interpreter.shared_object) if interpreter.shared_object else None,
        moved_from=interpreter.prefix,
    )


def is_reachable(path: str, user: int) -> bool:
    """Whether an unprivileged user, who is in no group of the file's, can read it by its path."""
    places = [Path(path), *Path(path).parents]
    for place in places:
        found = place.stat()
        shift = 6 if found.st_uid == user else 0
        wanted = 1 if place != places[0] else 5 if place.is_dir() else 4
        if (found.st_mode >> shift) & wanted != wanted:
            return False
    return True
