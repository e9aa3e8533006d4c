"""The interpreter behind the wall: what it is started with, and which files it must see."""

from __future__ import annotations

import dataclasses
import functools
import marshal
import os
import sys
import sysconfig
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, product
from pathlib import Path

from grader.core.cache import keep, key_of, recall
from grader.sandbox.inside.plain import HEADER

HERE = Path(__file__).parent
PACKAGES = ("site-packages", "dist-packages")
DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom")
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
SYSTEM = ("/usr", "/usr/local", "/")
# Data that honest programs read; the linker's list of where libraries are.
SHARED = ("/usr/share/zoneinfo", "/etc/localtime", "/etc/ld.so.cache", "/etc/ld.so.conf")


@functools.cache
def boot_text() -> str:
    """Read what the interpreter is told to run."""
    return (HERE / "inside" / "boot.py").read_text(encoding="utf-8")


@functools.cache
def bundle() -> bytes:
    """Compile our modules that run behind the wall, and give them as one frame."""
    inside = HERE / "inside"
    # In place of the package's own first file, which imports what is not for the other side.
    files = {"grader": inside / "__init__.py", "grader.sandbox": HERE / "__init__.py"}
    files["grader.sandbox.inside"] = inside / "__init__.py"
    files |= {f"grader.sandbox.inside.{path.stem}": path for path in inside.glob("[a-z]*.py")}
    sources = {f"<{name}>": path.read_bytes() for name, path in files.items()}
    place = f"behind the wall {inside}"
    key = key_of(part for name, source in sources.items() for part in (name.encode(), source))
    data = recall(place, key)
    if data is None:
        compiled = (compile(s, name, "exec", dont_inherit=True) for name, s in sources.items())
        data = marshal.dumps(dict(zip(files, compiled, strict=True)))
        keep(place, key, data)
    return bytes(HEADER.pack(len(data)) + data)


@functools.cache
def recorder() -> bytes:
    """Compile what keeps what a script draws and prints: no other script is sent it."""
    folder = HERE / "inside" / "recording"
    paths = [folder / f"{name}.py" for name in ("panel", "drawing", "figures", "records")]
    return marshal.dumps(
        {
            f"grader.sandbox.inside.recording.{path.stem}": compile(
                path.read_bytes(), f"<{path.stem}>", "exec", dont_inherit=True
            )
            for path in paths
        }
    )


@dataclass(frozen=True)
class Interpreter:
    """A Python, the files that it can't do without, and packages; `moves` say where these are.

    Each is a folder as it is here, and as it is to the interpreter.
    """

    executable: str
    prefix: str
    folders: tuple[str, ...]
    files: tuple[str, ...]
    shared_object: str | None = None
    packages: tuple[str, ...] = ()
    moves: tuple[tuple[str, str], ...] = ()

    @property
    def environment(self) -> dict[str, str]:
        """One order of sets; one arena for all threads, since each counts as memory of its own.

        And its own library, which an interpreter that was moved would look for where it was. Sums
        are added in one order by one thread, and what has threads can't be forked.
        """
        fixed = {"PYTHONHASHSEED": "0", "MALLOC_ARENA_MAX": "1"}
        if self.packages:
            fixed |= dict.fromkeys(THREADS, "1")
        library = (
            {"LD_LIBRARY_PATH": os.path.dirname(self.shared_object)} if self.shared_object else {}
        )
        return fixed | library

    @functools.cached_property
    def masked(self) -> list[str]:
        """Where others' packages lie within what is seen: a script must find none."""
        return sorted(
            {
                self.inner_path(str(path))
                for folder, pattern, name in product(self.folders, ("{}", "*/{}"), PACKAGES)
                for path in Path(self.host_path(folder)).glob(pattern.format(name))
                if path.is_dir()
            }
        )

    def readable(self) -> list[str]:
        """List the paths to allow where nothing else is there."""
        return [*self.folders, *self.files, *self.packages]

    def readable_but_packages(self) -> list[str]:
        """List paths to allow one by one, so that none allows what is masked.

        For Landlock, which has no way to take back what a folder above was granted.
        """
        folders = chain.from_iterable(map(self.without_masked, self.folders))
        return [*self.files, *folders, *self.packages]

    def without_masked(self, folder: str) -> list[str]:
        if not any(path.startswith(folder + "/") for path in self.masked):
            return [folder]
        paths = [f"{folder}/{name}" for name in sorted(os.listdir(self.host_path(folder)))]
        inner = (self.without_masked(path) for path in paths if path not in self.masked)
        return [*chain.from_iterable(inner)]

    def host_path(self, path: str) -> str:
        """Give where a path of the interpreter's is to be found from here."""
        return replace_folder(path, [(inner, host) for host, inner in self.moves])

    def inner_path(self, path: str) -> str:
        """Give what a path from here is to the interpreter."""
        return replace_folder(path, self.moves)

    def command(self, module: str, *arguments: str) -> list[str]:
        """Give the command that runs a module, without site-packages."""
        # Not -I, which ignores PYTHONHASHSEED: then a set would have another order in each worker.
        return [self.executable, "-s", "-S", "-c", boot_text(), module, *arguments]


@functools.cache
def base_interpreter() -> Interpreter:
    """Find the interpreter that runs us, past a virtual environment."""
    prefix = os.path.realpath(sys.base_prefix)
    executable = os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable)
    folders = [os.path.realpath(sysconfig.get_path("stdlib"))]
    if prefix not in SYSTEM:
        folders.append(f"{prefix}/lib")
    # Libraries only: all of /usr would be the machine's programs and their data, too.
    triplet = sysconfig.get_config_var("MULTIARCH") or "."
    folders += ["/lib64", "/usr/lib64", f"/lib/{triplet}", f"/usr/lib/{triplet}"]
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
    """Tell whether one of the others holds it."""
    return any(path.startswith(other + "/") for other in others)


def moved(interpreter: Interpreter, moves: Sequence[tuple[str, str]]) -> Interpreter:
    """Give the same interpreter, found in other folders; each move is from one to another."""

    def move(path: str) -> str:
        return replace_folder(path, moves)

    shared = interpreter.shared_object
    return dataclasses.replace(
        interpreter,
        executable=move(interpreter.executable),
        prefix=move(interpreter.prefix),
        folders=tuple(map(move, interpreter.folders)),
        files=tuple(map(move, interpreter.files)),
        packages=tuple(map(move, interpreter.packages)),
        shared_object=shared and move(shared),
        moves=tuple(moves),
    )


def replace_folder(path: str, moves: Sequence[tuple[str, str]]) -> str:
    """Give a path with the folder that it lies in, or is, replaced by another."""
    for old, new in moves:
        if path == old or path.startswith(f"{old}/"):
            return new + path[len(old) :]
    return path


def is_reachable(path: str, user: int) -> bool:
    """Tell whether an unprivileged user, in no group of the file's, can read it by its path."""
    places = [Path(path), *Path(path).parents]
    for place in places:
        about = place.stat()
        shift = 6 if about.st_uid == user else 0
        # To pass through the folders above is enough, to list them is not needed.
        wanted = 1 if place != places[0] else 5 if place.is_dir() else 4
        if (about.st_mode >> shift) & wanted != wanted:
            return False
    return True
