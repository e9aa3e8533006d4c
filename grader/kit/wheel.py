"""The grader as students install it: a wheel without the staff's side, and the versions to take.

Written here and not by a build tool, so that the same sources give the same bytes. The layout is
that of the Python packaging guide's "Binary distribution format", version 1.0.
"""

from __future__ import annotations

import base64
import fnmatch
import hashlib
import importlib
import importlib.metadata
import io
import re
import sys
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.core.errors import UsageError
from grader.core.version import __version__

NAME = "golden-grader"
PACKAGE = Path(__file__).parents[1]
SUFFIXES = {".py", ".typed", ".json", ".html", ".css", ".js"}
# What serves a class or whoever writes an assignment, and takes as much room as all the rest.
LEFT_OUT = ("authoring/*", "classroom/*", "cluster/*", "kit/*")
REQUIREMENT = re.compile(r"\s*(?P<name>[\w.-]+)\s*(?:\[(?P<extras>[^]]*)\])?(?P<rest>[^;]*)")
EXTRA = re.compile(r"extra\s*==\s*['\"](?P<name>[^'\"]+)['\"]")
FILE_MODE = 0o100644
EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first moment that a ZIP archive can name


@dataclass(frozen=True)
class Project:
    """What an installer must know of the grader."""

    summary: str
    python: str
    requires: tuple[str, ...]
    scripts: Mapping[str, str]


def describe_project(checkout: Path = PACKAGE.parent) -> Project:
    """The grader's own description: from its sources where they are, else as it was installed.

    What an editable installation noted down is as old as that installation. Raises UsageError.
    """
    path = checkout / "pyproject.toml"
    if path.is_file():
        return read_project(path)
    try:
        installed = importlib.metadata.distribution(NAME)
    except importlib.metadata.PackageNotFoundError:
        raise UsageError(
            f"a kit holds the grader as it is installed; run: pip install {checkout}"
        ) from None
    scripts = installed.entry_points.select(group="console_scripts")
    return Project(
        summary=installed.metadata["Summary"],
        python=installed.metadata["Requires-Python"],
        requires=without_extras(installed.requires or ()),
        scripts={script.name: script.value for script in scripts},
    )


def read_project(path: Path) -> Project:
    """The description in `pyproject.toml`. Raises UsageError."""
    try:
        toml = importlib.import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    except ImportError:
        raise UsageError(
            f"{path} can be read by Python 3.11 or newer only; run: pip install tomli"
        ) from None
    project = toml.loads(path.read_text(encoding="utf-8"))["project"]
    return Project(
        summary=project["description"],
        python=project["requires-python"],
        requires=without_extras(project["dependencies"]),
        scripts=project["scripts"],
    )


def without_extras(requires: Iterable[str]) -> tuple[str, ...]:
    """The requirements that hold without any extra, in one spelling."""
    return tuple(sorted(one.replace('"', "'") for one in requires if not EXTRA.search(one)))


def write_wheel(project: Project) -> tuple[str, bytes]:
    """The wheel's file name and content."""
    stem = f"{NAME.replace('-', '_')}-{__version__}"
    scripts = "".join(f"{name} = {value}\n" for name, value in sorted(project.scripts.items()))
    metadata = [
        "Metadata-Version: 2.1",
        f"Name: {NAME}",
        f"Version: {__version__}",
        f"Summary: {project.summary}",
        f"Requires-Python: {project.python}",
        *(f"Requires-Dist: {one}" for one in project.requires),
    ]
    tags = ["Wheel-Version: 1.0", f"Generator: {NAME} ({__version__})"]
    tags += ["Root-Is-Purelib: true", "Tag: py3-none-any"]
    files = {
        **{f"{PACKAGE.name}/{name}": raw for name, raw in engine_files().items()},
        f"{stem}.dist-info/METADATA": lines(metadata),
        f"{stem}.dist-info/WHEEL": lines(tags),
        f"{stem}.dist-info/entry_points.txt": f"[console_scripts]\n{scripts}".encode(),
    }
    record = f"{stem}.dist-info/RECORD"
    rows = [*(f"{name},{digest(raw)},{len(raw)}" for name, raw in files.items()), f"{record},,"]
    return f"{stem}-py3-none-any.whl", zipped({**files, record: lines(rows)})


def engine_files() -> dict[str, bytes]:
    """The package's files that students get, by their path in it, in one order."""
    paths = {path.relative_to(PACKAGE).as_posix(): path for path in PACKAGE.rglob("*")}
    return {
        name: paths[name].read_bytes()
        for name in sorted(paths)
        if paths[name].suffix in SUFFIXES
        and not any(fnmatch.fnmatchcase(name, pattern) for pattern in LEFT_OUT)
    }


def lines(texts: Iterable[str]) -> bytes:
    """Lines as a file has them."""
    return "".join(f"{text}\n" for text in texts).encode()


def digest(raw: bytes) -> str:
    """A hash as a wheel's RECORD writes it."""
    code = base64.urlsafe_b64encode(hashlib.sha256(raw).digest()).decode().rstrip("=")
    return f"sha256={code}"


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A ZIP archive that shows no clock, no owner and no machine, in the order given."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, raw in files.items():
            member = zipfile.ZipInfo(name, EARLIEST)
            member.create_system = 3  # Unix, also where Windows writes it
            member.external_attr = FILE_MODE << 16
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, raw, compresslevel=9)
    return target.getvalue()


def constraints(project: Project, candidates: Sequence[Path]) -> bytes:
    """The tested versions of just what the wheel needs, also on other systems and Pythons.

    They are those of the first of the files that is there, else the ones that are installed here.
    """
    needed = all_needed(project.requires)
    path = next((path for path in candidates if path.is_file()), None)
    if path is None:
        pins = [pin for name in sorted(needed) if (pin := installed_pin(name)) is not None]
    else:
        listed = path.read_text(encoding="utf-8").splitlines()
        pins = [line for line in listed if name_of(line) in needed]
    return lines(["# Versions of what the grader needs, tested together.", *pins])


def all_needed(requires: Iterable[str]) -> dict[str, set[str]]:
    """All packages that these need in turn, on any system, with the extras wanted of each."""
    needed: dict[str, set[str]] = {}
    waiting = [(one, "") for one in requires]
    while waiting:
        text, extra = waiting.pop()
        wanted = EXTRA.search(text)
        found = REQUIREMENT.match(text)
        if found is None or (wanted["name"] if wanted else "") != extra:
            continue
        name = canonical(found["name"])
        extras = {"", *(part.strip() for part in (found["extras"] or "").split(","))}
        new = extras - needed.setdefault(name, set())
        needed[name] |= new
        waiting += [(one, extra) for one in needed_by(name) for extra in sorted(new)]
    return needed


def needed_by(name: str) -> list[str]:
    """A package's own requirements; none where it is not installed, as on another system."""
    try:
        return importlib.metadata.requires(name) or []
    except importlib.metadata.PackageNotFoundError:
        return []


def installed_pin(name: str) -> str | None:
    """The version that is installed, as a constraint."""
    try:
        return f"{name}=={importlib.metadata.version(name)}"
    except importlib.metadata.PackageNotFoundError:
        return None


def name_of(line: str) -> str | None:
    """The package that a line of a constraints file is about."""
    found = REQUIREMENT.match(line)
    return canonical(found["name"]) if found else None


def canonical(name: str) -> str:
    """A package's name in the one spelling that counts."""
    return re.sub(r"[-_.]+", "-", name).lower()
