"""Write what people look at of a class: a page for each student, and the dashboard for staff.

    DIR/dashboard.html      staff's
    DIR/students/KEY.html   one student's, and nobody else's
    DIR/report.json         which files here are ours, and a hash of what each was made from

A page is written again only where what it is made from has changed. Of what else lies in the folder
nothing is ever replaced or removed.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.classroom.batch.forks import count_processors, spread
from grader.classroom.people import Standing, Student
from grader.classroom.site import dashboard
from grader.classroom.site.dashboard import StudentRow, row_of
from grader.classroom.site.pages import Omission, Pages
from grader.core.errors import UsageError
from grader.core.files import file_name, write
from grader.core.hashing import digest

LIST = "report.json"
SCHEMA = "golden-grader/pages/1"
DASHBOARD = "dashboard.html"
STUDENTS = "students"
AT_ONCE = 10  # pages that a process is given at a time
OURS = re.compile(r"(?:dashboard|index)\.html|students/[^/\\\0]+\.html")


def page_name(key: str) -> str:
    """Say where a student's page lies in the folder."""
    return f"{STUDENTS}/{file_name(key, '.html')}"


@dataclass
class Folder:
    """Where the files go, and the list of those that are ours, each with a hash of its sources.

    `assignment` is what they are about; nothing where that is the whole course.
    """

    root: Path
    assignment: str

    def __post_init__(self) -> None:
        self.listed = self.read_list()

    def read_list(self) -> dict[str, str]:
        """Read the list, empty for a new folder. Raises UsageError for one that is not ours."""
        path = self.root / LIST
        try:
            document = json.loads(path.read_bytes())
            schema, assignment = document["schema"], document["assignment"]
            files = dict(document["files"])
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise UsageError(f"--out {path}: cannot be read: {error.strerror}") from error
        except (ValueError, TypeError, KeyError, RecursionError):
            schema, assignment, files = "", "", {}
        # It says what may be removed, so nothing outside the folder can be in it.
        if schema != SCHEMA or not all(map(OURS.fullmatch, files)):
            raise UsageError(f"--out {path}: is not this program's; name another folder")
        if assignment != self.assignment:
            about = repr(assignment) if assignment else "a whole course"
            raise UsageError(f"--out {self.root}: is about {about}; name another folder")
        return files

    @contextlib.contextmanager
    def claimed(self, names: Iterable[str]) -> Iterator[None]:
        """List files while they are written. Raises UsageError where one is there and not ours.

        They are listed before they are there: what a kill leaves behind is ours to replace.
        """
        for name in names:
            path = self.root / name
            if name not in self.listed and os.path.lexists(path):
                raise UsageError(
                    f"--out {path}: is not this program's; move it or name another folder"
                )
            self.listed.setdefault(name, "")
        self.write_list()
        try:
            yield
        finally:
            self.write_list()

    def write_list(self) -> None:
        document = {"schema": SCHEMA, "assignment": self.assignment, "files": self.listed}
        self.write_file(LIST, json.dumps(document, indent=1).encode("ascii"))

    def has(self, name: str, made_from: str) -> bool:
        """Tell whether a file is there and would be the same if it was made again."""
        return self.listed.get(name) == made_from and (self.root / name).is_file()

    def write(self, name: str, html: str, made_from: str) -> None:
        """Write one of our files, whole or not at all. Raises UsageError."""
        self.write_file(name, html.encode("utf-8"))
        self.listed[name] = made_from

    def write_file(self, name: str, content: bytes) -> None:
        path = self.root / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"--out {path.parent}: cannot be made: {error.strerror}") from error
        write(path, content)

    def remove_others(self, names: Collection[str]) -> int:
        """Remove those of our files that are no longer wanted; how many there were."""
        others = self.listed.keys() - names
        for name in others:
            (self.root / name).unlink(missing_ok=True)
            del self.listed[name]
        return len(others)


@dataclass(frozen=True)
class Plan:
    """The students of one run; `changed` are the keys of those whose pages are to be written."""

    rows: tuple[StudentRow, ...]
    changed: tuple[str, ...]

    @property
    def names(self) -> list[str]:
        return [row.page for row in self.rows]


@dataclass(frozen=True)
class WrittenPage:
    """Whose page was written, what it lacks, where it lies and what it was made from."""

    student: Student
    omission: Omission | None
    name: str
    made_from: str


@dataclass
class Site:
    """One homework's pages, on their way into a folder.

    `index` leads from the dashboard to that of the course.
    """

    pages: Pages
    folder: Folder
    index: str = ""

    def look(self, keys: Sequence[str] | None) -> Plan:
        """Read what counts for the class or for those of `keys`; find whose page is not today's."""
        rows, changed = [], []
        for standing in self.pages.book.standings(self.pages.name, keys, in_brief=True):
            rows.append(row_of(standing, page_name(standing.student.key)))
            if not self.folder.has(rows[-1].page, self.pages.made_from(standing)):
                changed.append(standing.student.key)
        return Plan(tuple(rows), tuple(changed))

    def write_dashboard(self, plan: Plan) -> bool:
        """Write the dashboard, if it is another than what is there."""
        statistics = self.pages.book.statistics(self.pages.name)
        criteria = self.pages.today(()).assignment.criteria
        html = dashboard.render(self.pages.title, criteria, plan.rows, statistics, self.index)
        # By its content, since what it is made from is the whole class.
        made_from = digest(html.encode("utf-8"))
        if self.folder.has(DASHBOARD, made_from):
            return False
        self.folder.write(DASHBOARD, html, made_from)
        return True

    def write_pages(self, plan: Plan) -> Iterator[tuple[Student, Omission | None]]:
        """Write the pages that have changed, on all processors; give whose, and what each lacks."""
        keys = plan.changed
        pieces = (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))
        for written in spread(self.write_some, pieces, count_processors()):
            for page in written:
                self.folder.listed[page.name] = page.made_from
                yield page.student, page.omission

    def write_some(self, keys: Sequence[str]) -> list[WrittenPage]:
        """Write the pages of some."""
        return list(map(self.write_page, self.pages.book.standings(self.pages.name, keys)))

    def write_page(self, standing: Standing) -> WrittenPage:
        """Write a student's page."""
        html, omission = self.pages.page(standing)
        name = page_name(standing.student.key)
        # Made again each time, until it can be made whole.
        is_whole = omission is None or not omission.is_damage
        made_from = self.pages.made_from(standing) if is_whole else ""
        self.folder.write(name, html, made_from)
        return WrittenPage(standing.student, omission, name, made_from)
