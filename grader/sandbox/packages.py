"""The installed distributions that a script may import: what they are made of, and where it lies.

Read from their own metadata, on the grader's side; none of them is imported here.
"""

from __future__ import annotations

import functools
import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.core.errors import CourseError

if TYPE_CHECKING:
    from importlib.metadata import Distribution

STANDARD = "stdlib"
# What is imported later than the package itself, at a first use, and would cost each script anew.
LATER = {
    "numpy": ("numpy.random", "numpy.fft", "numpy.polynomial", "numpy.ma"),
    "torch": ("torch.optim", "torch.utils.data"),
}
# What is looked up once, at a first use, in files that no script sees.
FIRST_USES = {"torch": "torch.nn.functional.linear(torch.ones(2, 2), torch.ones(2, 2)).relu()"}


@dataclass(frozen=True)
class Packages:
    """Named distributions and all that they need; `entries` are their files and folders.

    `roots` are the modules that they bring, each with the folder that it lies in, and `own` those
    that the named ones bring: the others are there for these alone.
    """

    names: tuple[str, ...] = ()
    versions: tuple[tuple[str, str], ...] = ()
    entries: tuple[str, ...] = ()
    roots: tuple[tuple[str, str], ...] = ()
    own: tuple[str, ...] = ()

    @property
    def folders(self) -> tuple[str, ...]:
        """The folders in which the entries lie, among others' that are to stay unseen."""
        return tuple(sorted({os.path.dirname(entry) for entry in self.entries}))

    @property
    def preloaded(self) -> tuple[str, ...]:
        """The modules to import before there is a script."""
        return tuple(name for root in self.own for name in (root, *LATER.get(root, ())))

    @property
    def first_uses(self) -> tuple[tuple[str, str], ...]:
        """Expressions to evaluate before there is a script, each with the module that it uses."""
        return tuple((root, FIRST_USES[root]) for root in self.own if root in FIRST_USES)


NO_PACKAGES = Packages()


@functools.cache
def find_packages(allowed: tuple[str, ...]) -> Packages:
    """Find what a rubric allows besides the standard library. Raises CourseError.

    `allowed` are names of distributions; names of Python's own modules are left out.
    """
    names = list(distributions_in(allowed))
    if not names:
        return NO_PACKAGES
    named = find_distributions(names)
    everything = with_what_they_need(named)
    roots = {root: folder for each in everything for root, folder in roots_of(each)}
    return Packages(
        names=tuple(names),
        versions=tuple(sorted((each.name, each.version) for each in everything)),
        entries=tuple(sorted({entry for each in everything for entry in entries_of(each)})),
        roots=tuple(sorted(roots.items())),
        own=tuple(sorted({root for each in named for root, _ in roots_of(each)})),
    )


def distributions_in(allowed: Iterable[str]) -> Iterator[str]:
    """Give the names of distributions among what a rubric allows; the others are Python's own."""
    own = sys.stdlib_module_names
    return (name for name in allowed if name != STANDARD and name not in own)


def find_distributions(names: Sequence[str]) -> list[Distribution]:
    """Find installed distributions. Raises CourseError where one isn't there or can't be shown."""
    from importlib import metadata  # costs milliseconds, and most assignments do without

    distributions, missing = [], []
    for name in names:
        try:
            distributions.append(metadata.distribution(name))
        except metadata.PackageNotFoundError:
            missing.append(name)
    if missing:
        raise CourseError(
            f"the assignment allows {', '.join(map(repr, missing))}, not installed here; "
            f"{to_install(missing)}"
        )
    for distribution in distributions:
        if not any(roots_of(distribution)):
            raise CourseError(
                f"the assignment allows {distribution.name!r}, of which no module was found in its "
                "own folder: is it installed in editable form? Install it as usual"
            )
    return distributions


def to_install(missing: Sequence[str]) -> str:
    """Say how packages are installed: none whose name may be a slip of one that many allow."""
    import difflib

    for name in missing:
        if name in LATER:
            continue
        near = difflib.get_close_matches(name, (STANDARD, *LATER), 1, 0.8)
        # Some packages are called nearly as one of Python's own modules.
        near += difflib.get_close_matches(name, sys.stdlib_module_names, 1, 0.9)
        if near:
            return f"did you mean {near[0]!r}?"
    return f"run: pip install {' '.join(missing)} (-c constraints.txt, if any)"


def with_what_they_need(named: Sequence[Distribution]) -> list[Distribution]:
    """Add what distributions require, and what that requires; what isn't installed is left out."""
    from importlib import metadata

    taken: dict[str, Distribution] = {}
    waiting = list(named)
    while waiting:
        distribution = waiting.pop(0)
        if normal(distribution.name) in taken:
            continue
        taken[normal(distribution.name)] = distribution
        for name in required_by(distribution):
            try:
                waiting.append(metadata.distribution(name))
            except metadata.PackageNotFoundError:  # a package may do without, or says so itself
                continue
    return list(taken.values())


def required_by(distribution: Distribution) -> Iterator[str]:
    """Give the names of what a distribution requires on this machine, its extras left aside."""
    from packaging.requirements import Requirement

    for text in distribution.requires or ():
        requirement = Requirement(text)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield requirement.name


def normal(name: str) -> str:
    """Give the one form of a distribution's name, which may be written in several ways."""
    return re.sub(r"[-_.]+", "-", name).lower()


@functools.cache
def entries_of(distribution: Distribution) -> Sequence[str]:
    """Give the files and folders that a distribution has in the folder of all packages."""
    base = os.path.realpath(str(distribution.locate_file("")))
    # What a `.pth` names is run at every start, and lies elsewhere.
    names = (name for name in names_in(distribution) if not name.endswith(".pth"))
    paths = (f"{base}/{name}" for name in sorted({*names} - {"", ".", "..", "__pycache__"}))
    return [path for path in paths if os.path.exists(path)]


def names_in(distribution: Distribution) -> Iterator[str]:
    """Give what a distribution's files begin with."""
    import csv  # where no package is allowed, nobody waits for it

    record = distribution.read_text("RECORD")
    if record is None:  # as Debian's own packages have none
        return (path.parts[0] for path in distribution.files or () if path.parts)
    # Not as paths: PyTorch has fourteen thousand.
    return (row[0].partition("/")[0] for row in csv.reader(record.splitlines()) if row)


def roots_of(distribution: Distribution) -> Iterator[tuple[str, str]]:
    """Give the modules that a distribution brings, each with its folder."""
    for entry in entries_of(distribution):
        folder, _, name = entry.rpartition("/")
        is_package = os.path.isdir(entry) and name.isidentifier()
        module = name.partition(".")[0]
        is_module = os.path.isfile(entry) and name.endswith((".py", ".so", ".pyd"))
        if is_package or (is_module and module.isidentifier()):
            yield module, folder
