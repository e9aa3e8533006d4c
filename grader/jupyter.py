"""Grade in a notebook: find its saved file, and show points and pictures under the cell.

Needs nothing of Jupyter's: IPython is looked at only where it runs already.
"""

from __future__ import annotations

import atexit
import os
import re
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from grader.api import Grader
from grader.core.errors import GraderError, UsageError
from grader.core.result import Report, StudentReport
from grader.core.text import clean
from grader.reports import inline
from grader.reports.page import SAVED
from grader.reports.terminal import Style, render
from grader.submission.reader import Reader

VS_CODE = "__vsc_ipynb_file__"  # a name that it puts into the notebook
JUPYTER = "JPY_SESSION_NAME"  # a path, whole or from where its server began; or only a session's id
NOTEBOOK = ".ipynb"
JUST_NOW_SECONDS = 10
UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))
PLAIN = Style(width=80)
# Kept for a while: a student grades again and again, and to start it takes longer than all else.
READER = Reader()
atexit.register(READER.close)


class Interrupted(KeyboardInterrupt):
    """What a student gets who interrupts the kernel: one line, and no score."""

    def _render_traceback_(self) -> list[str]:
        return ["grade: interrupted; nothing was graded"]


@dataclass(frozen=True, repr=False)
class Shown:
    """What is shown under a cell: HTML where it can be, else text; `report` where there is one."""

    text: str
    html: str
    report: Report | None = None

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return self.html

    def _repr_markdown_(self) -> str:
        ticks = max([2, *map(len, re.findall("`+", self.text))])
        fence = "`" * (ticks + 1)
        return f"{fence}text\n{self.text}\n{fence}"


def check(
    file: str | os.PathLike[str] | None = None,
    *,
    course: str | os.PathLike[str] | None = None,
    assignment: str | None = None,
) -> Shown:
    """Grade a file, or this notebook's own, as it was saved; what is wrong is shown in words."""
    try:
        READER.start()  # while the course is loaded
        with Grader(course, assignment, reader=READER) as grader:
            path = near(own_file()) if file is None else Path(file).expanduser()
            return show(shortened(path), grader)
    except GraderError as error:
        return Shown(f"grade: {error}", inline.render_error(str(error)))
    except KeyboardInterrupt:
        raise Interrupted from None


def show(path: Path, grader: Grader) -> Shown:
    """Grade a file and show it as its student may see it, which a notebook keeps and hands on."""
    page = grader.page(grader.grade_file(path))
    # When it was saved is said by the clock, and once.
    notes = tuple(note for note in page.report.notes if not note.startswith(SAVED))
    page = replace(page, report=StudentReport(replace(page.report, notes=notes)))
    # To its own writer it may be said where a file lies.
    submission = replace(page.report.submission, path=path)
    notes = tuple(note.replace(f"{clean(path.name)}: ", f"{clean(path)}: ") for note in notes)
    report = StudentReport(replace(page.report, submission=submission, notes=notes))
    remarks = grader.course.remarks.values()
    when = "\n".join(filter(None, [saved(path, time.time()), *map(clean, remarks)]))
    text = "\n".join([*([f"{when}\n"] if when else []), render(report, PLAIN)])
    return Shown(text, inline.render(page, when), report)


def saved(path: Path, now: float) -> str:
    """Say when a file was saved, and what that means; nothing of a file that is not there."""
    try:
        seconds = int(now - path.stat().st_mtime)
    except OSError:
        return ""
    if seconds < JUST_NOW_SECONDS:
        return f"{clean(path.name)} was saved just now."
    hint = "save first if you changed something since"
    return f"{clean(path.name)} was saved {ago(seconds)}: {hint}."


def ago(seconds: int) -> str:
    """Say "3 minutes ago"."""
    unit, size = next((unit, size) for unit, size in UNITS if seconds >= size)
    count = seconds // size
    return f"{count} {unit}{'s' if count > 1 else ''} ago"


# The notebook's own file


def own_file() -> Path:
    """Find the file of the notebook that this runs in. Raises UsageError where that can't be."""
    values = [user_names().get(VS_CODE), os.environ.get(JUPYTER)]
    names = [Path(name) for name in values if isinstance(name, str) and name.endswith(NOTEBOOK)]
    paths = (path for name in names for path in candidates(name, Path.cwd()))
    own = next((path for path in paths if path.is_file()), None)
    if own is not None:
        return own
    if names:
        raise UsageError(
            f"this notebook's file was {names[0]}, and is not there: save the notebook, "
            f"and name its file if it was renamed, as in `%grade hw{NOTEBOOK}`"
        )
    raise UsageError(
        f"which file is this notebook's can't be told here: name it, as in `%grade hw{NOTEBOOK}`"
    )


def user_names() -> Mapping[str, Any]:
    """Give the names that the notebook has; none outside of IPython."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return shell.user_ns if shell else {}


def candidates(name: Path, here: Path) -> Iterator[Path]:
    """List where a notebook may lie: a server names it from a folder at or above the kernel's."""
    if name.is_absolute():
        yield name
        return
    yield from (folder / name for folder in (here, *here.parents))
    yield here / name.name


def near(path: Path) -> Path:
    """Name a file by the kernel's folder, which a server may know by a link to it."""
    here = Path.cwd()
    return here / path.name if path.parent.samefile(here) else path


def shortened(path: Path) -> Path:
    """Make a path one from the working directory, where it lies in it."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


# The magic


def add_magic(shell: Any) -> None:
    """Add `%grade` to a running IPython."""
    from IPython.core.magic_arguments import MagicArgumentParser
    from IPython.display import display

    untyped: Any = MagicArgumentParser  # as all of IPython is
    show: Any = display
    parser = untyped("%grade", description="Grade this notebook, or a file, as it was last saved.")
    parser.add_argument("file", nargs="*", help="a notebook or .py file, if it is another")
    parser.add_argument("--course", nargs="+", metavar="DIR", help="the folder with rubric.yaml")
    parser.add_argument("--assignment", metavar="NAME", help="where it can't be told")

    def grade(line: str) -> None:
        options = parser.parse_argstring(line)
        file, course = joined(options.file), joined(options.course)
        show(check(file, course=course, assignment=options.assignment))

    grade.__doc__ = parser.format_help()
    shell.register_magic_function(grade, "line", "grade")


def joined(words: list[str] | None) -> str | None:
    """Join the words of a path that may hold blanks, quoted or not."""
    return " ".join(words).strip("\"'") if words else None
