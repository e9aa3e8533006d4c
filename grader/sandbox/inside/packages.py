"""Finds the distributions that an assignment allows, and nothing that lies beside them.

Runs behind the wall. What else is installed is not there at `strong` and `medium`; at the levels
below it would be, and a package that looks for another would find one here and none there.
"""

from __future__ import annotations

import contextlib
import os
import sys
from importlib.machinery import PathFinder

from grader.sandbox.inside.leftovers import forget_mapping

TYPE_CHECKING = False  # what `typing` has costs the child milliseconds
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from importlib.machinery import ModuleSpec
    from typing import Any

MEGA = 1024 * 1024
MOST_MEGABYTES = 1 << 20
PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
# What packages that were imported would have done before each script.
beginnings: list[Callable[..., None]] = []


class PackageFinder:
    """Finds modules by their roots, each in the one folder that it is said to lie in."""

    def __init__(self, roots: dict[str, str], names: Iterable[str]) -> None:
        self.roots, self.names = roots, frozenset(names)

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: Any = None
    ) -> ModuleSpec | None:
        folder = self.roots.get(name)
        return PathFinder.find_spec(name, [folder], target) if folder else None

    def find_distributions(self, context: Any) -> Iterable[Any]:
        """Find what a package asks for of its own version, and of those that it needs."""
        from importlib.metadata import MetadataPathFinder

        path = sorted({*self.roots.values()})
        everything = type(context)(name=context.name, path=path)
        distributions = MetadataPathFinder.find_distributions(everything)
        return [each for each in distributions if each.metadata["Name"] in self.names]


def provide(packages: dict[str, Any], folder: str) -> int:
    """Make distributions importable, and import what a script would wait for; give `megabytes`.

    `folder` is one to write in meanwhile. Where an import fails the process ends, and says why: a
    script without it would do the same work many times as slowly.
    """
    if not packages:
        return 0
    os.environ["TMPDIR"] = folder
    sys.meta_path.append(PackageFinder(packages["roots"], packages["names"]))
    for name in packages["preloaded"]:
        __import__(name)
    if "torch" in sys.modules:
        from grader.sandbox.inside import compiler  # a kit without packages is without it

        compiler.put_off()
        beginnings.append(compiler.begin)
    with unheard():
        for name, use in packages["first_uses"]:
            eval(use, {name: sys.modules[name]})
    mapped = megabytes()
    forget_mapping()
    return mapped


@contextlib.contextmanager
def unheard() -> Iterator[None]:
    """Drop what a library says of files that it does not find here: it does without them."""
    before, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(before, 2)
        os.close(before)
        os.close(nowhere)


def begin(job: dict[str, Any], tell: Callable[[dict[str, Any]], None]) -> int:
    """Do what is to be done before a script begins; give `megabytes`, those that it has taken up.

    What turns out to be needed later, the grader is told by `tell`.
    """
    imports_all = job["imports_all"]
    before = megabytes() if imports_all else 0
    for each in beginnings:
        each(tell, imports_all=imports_all)
    if not imports_all:
        return 0
    taken = megabytes() - before
    forget_mapping()
    return taken


def draw_anew() -> None:
    """Have a script that sets no seed draw numbers of its own, as in a process of its own."""
    # Python's own generator does so by itself in every fork, PyTorch's is the same at every start.
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed()


def megabytes() -> int:
    """Give the address space in use, which the packages' code is the most of."""
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[0]) * PAGE // MEGA + 1
    except OSError:  # where a script sees no /proc, or there is none
        return megabytes_found()


def megabytes_found() -> int:
    """Find by trying under what limit no more memory could be had."""
    import mmap

    try:
        import resource
    except ImportError:  # Windows bounds no addresses
        return 0
    before = resource.getrlimit(resource.RLIMIT_AS)
    low, high = 0, MOST_MEGABYTES
    while low < high:
        middle = (low + high) // 2
        try:
            resource.setrlimit(resource.RLIMIT_AS, (middle * MEGA, before[1]))
            mmap.mmap(-1, PAGE).close()
            high = middle
        except (OSError, MemoryError, ValueError):
            low = middle + 1
        finally:
            resource.setrlimit(resource.RLIMIT_AS, before)
    return low if low < MOST_MEGABYTES else 0  # as on macOS, which refuses to set it


def beside(mapped: int, limits: dict[str, Any]) -> dict[str, Any]:
    """Give limits by which a script has its memory beside the megabytes that packages take."""
    return {**limits, "memory_mb": limits["memory_mb"] + mapped}
