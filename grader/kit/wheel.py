"""The grader as students install it: a wheel without the staff's side, and the versions to take.

Written here and not by a build tool, so that the same sources give the same bytes. The layout is
that of the Python packaging guide's "Binary distribution format", version 1.0.
"""

from __future__ import annotations

import ast
import base64
import functools
import hashlib
import importlib
import importlib.metadata
import io
import re
import sys
import tokenize
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.core.errors import UsageError
from grader.core.result import LENIENT, Criterion, looks_closely
from grader.core.terms import explain
from grader.core.version import __version__

NAME = "golden-grader"
PACKAGE = Path(__file__).parents[1]
SUFFIXES = {".py", ".typed", ".json", ".html", ".css", ".js"}
# What serves a class or whoever writes an assignment, and takes as much room as all the rest.
LEFT_OUT = (
    *("authoring/", "classroom/", "cluster/", "kit/"),
    *("cli/assignments.py", "cli/authoring.py", "cli/autograder.py", "cli/batch.py"),
    *("cli/census.py", "cli/classes.py", "cli/completion.py", "cli/known.py", "cli/topics.py"),
    *("cli/typeset.py", "author.py", "cli/ask.py", "cli/check.py", "cli/marks.py"),
    *("cli/anonymous.py", "cli/backup.py", "cli/consent.py", "cli/feedback.py", "cli/people.py"),
    *("cli/requests.py", "cli/serve.py", "cli/similar.py", "cli/term.py", "web/"),
    *("course/authored.py", "course/broken_yaml.py"),
    *("cli/gradebook.py", "cli/intake.py", "cli/new.py", "cli/progress.py", "cli/report.py"),
    *(
        "cli/staff.py",
        "course/draws.py",
        "course/example.py",
        "course/gaps.py",
        "course/lateness.py",
    ),
    *("course/program.py", "course/recording.py", "course/references.py", "course/source.py"),
    *("course/telling.py", "mending.py", "judging/charging.py", "judging/drawn.py"),
    *(
        "judging/known.py",
        "judging/hidden.py",
        "judging/recall.py",
        "judging/mending.py",
        "judging/mutants.py",
        "sandbox/mending.py",
        "reports/records.py",
    ),
    *("course/criteria.py", "course/marks.py", "course/mutants.py", "course/trimming.py"),
    *("submission/parts.py",),
)
# What serves some assignments only.
EXAMPLES = "authoring/examples/"
RECORDING = ("sandbox/inside/recording/",)
LENIENCY = ("judging/leniency.py",)
PACKAGES = ("sandbox/inside/compiler.py",)
PICTURES = frozenset(["confusion", "curve", "plots", "regions", "trajectory"])  # each has a file
# What only a repository's copy has a use for.
GITHUB = ("cli/github.py", "reports/github.py", "submission/lines.py")
RULES = ("submission/deeds.py", "submission/rules.py", "submission/scopes.py")
# The words of a student's reports, of those in docs/terms.md.
WORDS = (
    *("golden", "tolerance", "departure", "mistake", "carried forward", "hidden", "bonus", "rule"),
    *("marked by hand", "graded", "unreadable", "refused", "tampered", "not graded"),
    *("isolation", "strong", "medium", "restricted", "process"),
)
# What `--help` and `help()` show.
DESCRIBED = ("cli/", "__init__.py", "api.py", "jupyter.py")
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
REQUIREMENT = re.compile(r"\s*(?P<name>[\w.-]+)\s*(?:\[(?P<extras>[^]]*)\])?")
EXTRA = re.compile(r"extra\s*==\s*['\"](?P<name>[^'\"]+)['\"]")
FILE_MODE, PROGRAM_MODE = 0o100644, 0o100755
EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first moment that a ZIP archive can name


@dataclass(frozen=True)
class Project:
    """What an installer must know of the grader."""

    summary: str
    python: str
    requires: tuple[str, ...]
    scripts: Mapping[str, str]


def describe_project(checkout: Path = PACKAGE.parent) -> Project:
    """Describe the grader: from its sources where they are, else as it was installed.

    Raises UsageError where it is neither.
    """
    # What an editable installation noted down is as old as that installation.
    path = checkout / "pyproject.toml"
    if path.is_file():
        return read_project(path)
    own = installed(NAME)
    if own is None:
        raise UsageError(f"a kit holds the grader as it is installed; run: pip install {checkout}")
    scripts = own.entry_points.select(group="console_scripts")
    return Project(
        summary=own.metadata["Summary"],
        python=own.metadata["Requires-Python"],
        requires=without_extras(own.requires or ()),
        scripts={script.name: script.value for script in scripts},
    )


def read_project(path: Path) -> Project:
    """Read the description in `pyproject.toml`. Raises UsageError."""
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
    """Keep the requirements that hold without any extra, in one spelling."""
    return tuple(sorted(text.replace('"', "'") for text in requires if not EXTRA.search(text)))


def unused(
    criteria: Sequence[Criterion], *, records: bool, packages: bool, pictures: Collection[str]
) -> tuple[str, ...]:
    """Name what an assignment's criteria need not; unless it `records`, what notes drawing.

    And unless it allows `packages`, what these need; what draws other kinds of `pictures`.
    """
    is_lenient = any(criterion.compare in LENIENT for criterion in criteria)
    return (
        *(() if records else RECORDING),
        *(() if packages else PACKAGES),
        *(f"reports/{kind}.py" for kind in sorted(PICTURES.difference(pictures))),
        *(() if is_lenient else LENIENCY),
        *(() if looks_closely(criteria) else RULES),
    )


def write_wheel(project: Project, engine: Mapping[str, bytes]) -> tuple[str, bytes]:
    """Write the wheel of some of the package's files; give its file name and content."""
    stem = f"{NAME.replace('-', '_')}-{__version__}"
    record = f"{stem}.dist-info/RECORD"
    scripts = [f"{name} = {value}" for name, value in sorted(project.scripts.items())]
    tags = ["Wheel-Version: 1.0", f"Generator: {NAME} ({__version__})"]
    tags += ["Root-Is-Purelib: true", "Tag: py3-none-any"]
    files = {
        **{f"{PACKAGE.name}/{name}": raw for name, raw in engine.items()},
        f"{stem}.dist-info/METADATA": lines(metadata(project)),
        f"{stem}.dist-info/WHEEL": lines(tags),
        f"{stem}.dist-info/entry_points.txt": lines(["[console_scripts]", *scripts]),
    }
    rows = [*(f"{name},{digest(raw)},{len(raw)}" for name, raw in files.items()), f"{record},,"]
    return f"{stem}-py3-none-any.whl", zipped({**files, record: lines(rows)})


def metadata(project: Project) -> list[str]:
    """Write the lines by which an installer knows the grader."""
    return [
        "Metadata-Version: 2.1",
        f"Name: {NAME}",
        f"Version: {__version__}",
        f"Summary: {project.summary}",
        f"Requires-Python: {project.python}",
        *(f"Requires-Dist: {text}" for text in project.requires),
    ]


def engine_files(without: tuple[str, ...] = ()) -> dict[str, bytes]:
    """Read the package's files that students get, by their path in it, in one order."""
    files = {
        name: shipped(path)
        for name, path in package_paths()
        if path.suffix in SUFFIXES and not name.startswith((*LEFT_OUT, *without))
    }
    return dict(sorted({**files, "docs/terms.md": words_of_reports()}.items()))


def words_of_reports() -> bytes:
    """Write what a student's words mean as the grader's own document has it, and nothing else."""
    return lines(f"| {word} | {meaning} |" for word, meaning in explain(WORDS))


def whole_files() -> dict[str, bytes]:
    """Read all of the package's files, for staff: as they are, by their path in it, in one order.

    The homework that comes as an example is no part of it.
    """
    return {
        name: path.read_bytes()
        for name, path in package_paths()
        if path.is_file() and not name.startswith(EXAMPLES) and path.suffix != ".pyc"
    }


def package_paths() -> list[tuple[str, Path]]:
    """List what is in the package, by its path in it, in one order."""
    return sorted((path.relative_to(PACKAGE).as_posix(), path) for path in PACKAGE.rglob("*"))


def shipped(path: Path) -> bytes:
    """Read a file as students get it: a program's lines as they are, but for what nothing reads."""
    raw = path.read_bytes()
    if path.suffix != ".py":
        return raw
    described = path.relative_to(PACKAGE).as_posix().startswith(DESCRIBED)
    return stripped(raw, described=described)


@functools.cache  # a kit reads them twice, and who makes several kits reads them again for each
def stripped(raw: bytes, *, described: bool) -> bytes:
    """Take out of a program what nothing reads; if it is `described`, its docstrings stay."""
    rows = without_annotations(raw).decode().split("\n")
    blank_imports_of_types(rows)
    if not described:
        blank_docstrings(rows)
    for token in tokenize.tokenize(io.BytesIO("\n".join(rows).encode()).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            rows[row - 1] = rows[row - 1][:column].rstrip()
    return "\n".join(rows).encode()


def without_annotations(raw: bytes) -> bytes:
    """Take out what functions say of types, for those who check them; each line stays its own."""
    rows = raw.split(b"\n")
    for line, begin, end in sorted(spans_of_types(ast.parse(raw), rows), reverse=True):
        rows[line - 1] = rows[line - 1][:begin] + rows[line - 1][end:]
    return b"\n".join(rows)


def spans_of_types(tree: ast.Module, rows: Sequence[bytes]) -> Iterator[tuple[int, int, int]]:
    """Find a line and two columns for each annotation that a function has on one line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.arg) and node.annotation:
            end = node.annotation.end_col_offset or 0
            if node.annotation.end_lineno == node.lineno:
                yield node.lineno, node.col_offset + len(node.arg), end
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.returns:
            line, end = node.returns.lineno, node.returns.end_col_offset or 0
            arrow = rows[line - 1].rfind(b" ->", 0, node.returns.col_offset)
            if arrow >= 0 and node.returns.end_lineno == line:
                yield line, arrow, end


def blank_imports_of_types(rows: list[str]) -> None:
    """Leave the lines empty of what is only imported where types are checked."""
    nodes = [node for node in ast.parse("\n".join(rows)).body if is_for_checkers(node)]
    if any(getattr(node, "orelse", None) for node in nodes):
        return  # what is for everyone else
    for node in nodes:
        end = node.end_lineno or node.lineno
        rows[node.lineno - 1 : end] = [""] * (end - node.lineno + 1)


def is_for_checkers(node: ast.stmt) -> bool:
    """Tell whether a statement says that types are checked, or is one for when they are."""
    name = node.test if isinstance(node, ast.If) else None
    if isinstance(node, ast.Assign):
        (name, *_) = node.targets
    return isinstance(name, ast.Name) and name.id == "TYPE_CHECKING"


def blank_docstrings(rows: list[str]) -> None:
    """Leave the lines of docstrings empty; where there is nothing else, the least stays."""
    for node in ast.walk(ast.parse("\n".join(rows))):
        if isinstance(node, DOCUMENTED) and ast.get_docstring(node, clean=False) is not None:
            text, *others = node.body
            end = text.end_lineno or text.lineno
            rows[text.lineno - 1 : end] = [""] * (end - text.lineno + 1)
            if not others and not isinstance(node, ast.Module):
                rows[text.lineno - 1] = " " * text.col_offset + '""'


def lines(texts: Iterable[str]) -> bytes:
    """Write lines as a file has them."""
    return "".join(f"{text}\n" for text in texts).encode()


def digest(raw: bytes) -> str:
    """Hash a file as a wheel's RECORD writes it."""
    code = base64.urlsafe_b64encode(hashlib.sha256(raw).digest()).decode().rstrip("=")
    return f"sha256={code}"


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Make a ZIP archive that shows no clock, no owner and no machine, in the order given."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, raw in files.items():
            member = zipfile.ZipInfo(name, EARLIEST)
            member.create_system = 3  # Unix, also where Windows writes it
            member.external_attr = mode_of(raw) << 16
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, raw, compresslevel=9)
    return target.getvalue()


def mode_of(raw: bytes) -> int:
    """Say what a file may be: a script may be run."""
    return PROGRAM_MODE if raw.startswith(b"#!") else FILE_MODE


def constraints(requires: Iterable[str], candidates: Iterable[Path]) -> bytes:
    """List the tested versions of just what is needed, also on other systems and Pythons.

    They are those of the first of the files that is there, else the ones installed here.
    """
    needed = all_needed(requires)
    path = next((path for path in candidates if path.is_file()), None)
    if path is None:
        pins = [f"{name}=={own.version}" for name in sorted(needed) if (own := installed(name))]
    else:
        listed = path.read_text(encoding="utf-8").splitlines()
        named = ((line, REQUIREMENT.match(line)) for line in listed)
        pins = [line for line, match in named if match and canonical(match["name"]) in needed]
    return lines(["# Versions of what the grader needs, tested together.", *pins])


def all_needed(requires: Iterable[str]) -> set[str]:
    """Name all packages that these need in turn, on any system, with the extras wanted of each."""
    needed: set[tuple[str, str]] = set()  # a package, and an extra of it or ""
    waiting = [(text, "") for text in requires]
    while waiting:
        text, extra = waiting.pop()
        wanted, requirement = EXTRA.search(text), REQUIREMENT.match(text)
        # Of the markers only `extra` counts: students have other systems and Pythons.
        if requirement is None or (wanted["name"] if wanted else "") != extra:
            continue
        name = canonical(requirement["name"])
        extras = ["", *map(str.strip, (requirement["extras"] or "").split(","))]
        new = {(name, extra) for extra in extras} - needed
        needed |= new
        package = installed(name)
        theirs = (package.requires or ()) if package else ()
        waiting += [(text, extra) for text in theirs for _, extra in new]
    return {name for name, _ in needed}


def installed(name: str) -> importlib.metadata.Distribution | None:
    """Find a package; nothing where it is not installed, as on another system."""
    try:
        return importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def canonical(name: str) -> str:
    """Bring a package's name to the one spelling that counts."""
    return re.sub(r"[-_.]+", "-", name).lower()
