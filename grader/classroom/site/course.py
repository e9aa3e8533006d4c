"""The pages of a course of several assignments: an index for staff, and a folder for each.

DIR/index.html    staff's: how each assignment came out, everyone's points, links to all pages
DIR/report.json   that it is ours
DIR/NAME/         dashboard and students' pages of one assignment, which lead to each other
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from markupsafe import Markup

from grader.classroom.gradebook.store import Gradebook
from grader.classroom.people import MISSING, UNGRADED, Standing
from grader.classroom.site.dashboard import SITE
from grader.classroom.site.pages import Pages
from grader.classroom.site.publish import DASHBOARD, Folder, Site, page_name
from grader.classroom.transcripts import Syllabus, Transcript, Unit, transcripts
from grader.core.files import file_name
from grader.core.hashing import digest
from grader.core.text import in_words
from grader.course.find import Course
from grader.reports.html import fill, packaged, policy
from grader.reports.page import Link

INDEX = "index.html"
UP = "../" * 2  # from a student's page to the course's folder


def folder_of(unit: Unit) -> str:
    """Name the folder of an assignment's pages."""
    return file_name(unit.name, "")


@dataclass(frozen=True)
class IndexCell:
    """What the index shows of a student in one assignment; `page` is empty where there is none."""

    standing: Standing
    page: str

    @property
    def mark(self) -> str:
        """What stands there in place of points."""
        return "–" if self.standing.status == MISSING else in_words(self.standing.status)


@dataclass(frozen=True)
class CourseSite:
    """All assignments of a course that are held, on their way into a folder."""

    syllabus: Syllabus
    classes: Sequence[Sequence[Standing]]
    root: Path

    @cached_property
    def listed(self) -> list[Collection[str]]:
        """Who has a page in each assignment, by key."""
        return [{standing.student.key for standing in standings} for standings in self.classes]

    @cached_property
    def students(self) -> list[Transcript]:
        return transcripts(self.syllabus, self.classes)

    def sites(self, book: Gradebook, course: Course) -> Iterator[tuple[Site, Collection[str]]]:
        """Give each assignment's pages, and who has one."""
        for unit, listed in zip(self.syllabus.units, self.listed, strict=True):
            folder = Folder(self.root / folder_of(unit), unit.name)
            pages = Pages(book, course, unit.name, self.across(unit))
            yield Site(pages, folder, f"../{INDEX}"), listed

    def across(self, here: Unit) -> Mapping[str, tuple[Link, ...]]:
        """Find where each student's other pages lie, seen from the one in an assignment."""
        others = [
            (unit, listed)
            for unit, listed in zip(self.syllabus.units, self.listed, strict=True)
            if unit is not here
        ]
        keys = [student.student.key for student in self.students]
        return {
            key: tuple(
                Link(unit.title, f"{UP}{folder_of(unit)}/{page_name(key)}")
                for unit, listed in others
                if key in listed
            )
            for key in keys
        }

    def write_index(self, folder: Folder) -> bool:
        """Write the index, if it is another than what is there."""
        html = self.render()
        made_from = digest(html.encode("utf-8"))
        if folder.has(INDEX, made_from):
            return False
        folder.write(INDEX, html, made_from)
        return True

    def render(self) -> str:
        """Give the index as HTML."""
        style = Markup("{}\n{}").format(packaged("page.css"), packaged("dashboard.css", SITE))
        contents = {
            "syllabus": self.syllabus,
            "units": list(map(self.figures, self.syllabus.units, self.classes)),
            "students": [(student, list(self.cells(student))) for student in self.students],
            "totals": [s.total for s in self.students if s.total is not None],
            "style": style,
            "policy": policy(style),
        }
        return fill("course.html", contents, SITE)

    def figures(self, unit: Unit, standings: Sequence[Standing]) -> dict[str, object]:
        """Say how an assignment came out."""
        return {
            "unit": unit,
            "dashboard": f"{folder_of(unit)}/{DASHBOARD}",
            "handed_in": sum(standing.status != MISSING for standing in standings),
            "ungraded": sum(standing.status in UNGRADED for standing in standings),
            "scored": [s.earned for s in standings if s.earned is not None],
        }

    def cells(self, student: Transcript) -> Iterator[IndexCell]:
        """Give what is shown of a student, assignment by assignment."""
        rows = zip(self.syllabus.units, self.listed, student.standings, strict=True)
        key = student.student.key
        for unit, listed, standing in rows:
            page = f"{folder_of(unit)}/{page_name(key)}" if key in listed else ""
            yield IndexCell(standing, page)
