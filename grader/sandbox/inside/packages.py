"""Finds the distributions that an assignment allows, and nothing that lies beside them.

Runs behind the wall. What else is installed is not there at `strong` and `medium`; at the levels
below it would be, and a package that looks for another would find one here and none there.
"""

from __future__ import annotations

import contextlib
import os
import sys
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

from grader.sandbox.inside.leftovers import forget_mapping

TYPE_CHECKING = False  # what `typing` has costs the child milliseconds
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

MEGA = 1024 * 1024
MOST_MEGABYTES = 1 << 20
PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
TORCH, COMPILER, COMPILER_MEGABYTES = "torch", "torch._dynamo", 100
# What asks more of the compiler than each optimizer does.
COMPILED = r"\b(func|functorch|v?map|[vj][jv]p|jac\w+|hessian|compiler?|checkpoint|jit|export|fx)\b"
COMPILED += r"|attention|custom_op|_dynamo"


class PackageFinder:
    """Finds modules by their roots, each in the one folder that it is said to lie in."""

    def __init__(self, roots: dict[str, str], names: Iterable[str]) -> None:
        self.roots, self.names = roots, frozenset(names)

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: Any = None
    ) -> ModuleSpec | None:
        if name.startswith(f"{COMPILER}.") and type(sys.modules.get(COMPILER)) is Compiler:
            import_compiler()
            module = sys.modules.get(name)
            return ModuleSpec(name, Loaded(module)) if module else None  # type: ignore[arg-type]
        folder = self.roots.get(name)
        return PathFinder.find_spec(name, [folder], target) if folder else None

    def find_distributions(self, context: Any) -> Iterable[Any]:
        """Find what a package asks for of its own version, and of those that it needs."""
        from importlib.metadata import MetadataPathFinder

        path = sorted({*self.roots.values()})
        everything = type(context)(name=context.name, path=path)
        distributions = MetadataPathFinder.find_distributions(everything)
        return [each for each in distributions if each.metadata["Name"] in self.names]


class Compiler(ModuleType):
    """PyTorch's compiler, which is imported when more is asked of it than to leave code as it is.

    Each optimizer asks for that, and to import it takes as long as all of PyTorch else.
    """

    __path__, __file__ = [], None  # what is looked at of each module that there is

    def graph_break(self) -> None:
        """Begin nothing new, where nothing is compiled."""

    def disable(self, function: Any, *_: Any, **__: Any) -> Any:
        """Leave a function as it is."""
        return function

    def __getattr__(self, name: str) -> Any:
        return getattr(import_compiler(), name)


class Loaded:
    """Loads a module that another has imported: it stays as it is."""

    def __init__(self, module: ModuleType) -> None:
        self.module, self.spec = module, module.__spec__

    def create_module(self, _: ModuleSpec) -> ModuleType:
        return self.module

    def exec_module(self, module: ModuleType) -> None:
        module.__spec__ = self.spec


def import_compiler() -> ModuleType:
    """Import PyTorch's compiler in the place of what stands for it."""
    if type(sys.modules.get(COMPILER)) is Compiler:
        del sys.modules[COMPILER], sys.modules[TORCH]._dynamo
    __import__(COMPILER)
    return sys.modules[COMPILER]


def foresee(cells: Iterable[str]) -> None:
    """Import for a script what else each of its copies would have to."""
    if type(sys.modules.get(COMPILER)) is Compiler:
        import re

        if any(re.search(COMPILED, source) for source in cells):
            import_compiler()


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
    room = 0
    if TORCH in sys.modules and COMPILER not in sys.modules:
        modules: dict[str, Any] = sys.modules
        modules[COMPILER] = modules[TORCH]._dynamo = Compiler(COMPILER)
        room = COMPILER_MEGABYTES
    with unheard():
        for name, use in packages["first_uses"]:
            eval(use, {name: sys.modules[name]})
    mapped = megabytes() + room
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
