"""Write what people look at of a class: a page for each student, and the dashboard for staff.

    DIR/dashboard.html      staff's
    DIR/students/KEY.html   one student's, and nobody else's
    DIR/report.json         which files here are ours, and a hash of what each was made from

A page is written again only where what it is made from has changed. Of what else lies in the folder
nothing is ever replaced or removed.
"""

from __future__ import annotations

import contextlib
import functools
import json
import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from grader.classroom.batch.rescore import CurrentRubric
from grader.classroom.batch.serialize import refuse_partial, unpack
from grader.classroom.gradebook.store import Gradebook
from grader.classroom.people import MISSING, Standing, Student
from grader.classroom.site import dashboard
from grader.classroom.site.dashboard import SITE, StudentRow, row_of
from grader.core.errors import RecordError, SubmissionError, UsageError, own_fault
from grader.core.files import file_name, write
from grader.core.hashing import digest, hash_of
from grader.core.result import Report, Status, StudentReport
from grader.core.submission import Submission
from grader.core.text import points
from grader.course.find import Course
from grader.reports.html import fill
from grader.reports.page import Link, Page, page_of, render
from grader.reports.records import stored
from grader.reports.student import student_view

LIST = "report.json"
SCHEMA = "golden-grader/pages/1"
DASHBOARD = "dashboard.html"
STUDENTS = "students"
OURS = re.compile(r"(?:dashboard|index)\.html|students/[^/\\\0]+\.html")
CHUNK = 100  # students whose pages are made from one look into the gradebook


@dataclass(frozen=True)
class Omission:
    """What a page has to do without, as staff are told and as the student reads it."""

    message: str
    note: str = ""
    is_damage: bool = False


ABSENT = Omission("handed in nothing; the page says so")
UNJUDGED = Omission("no score yet; the page says so; run `grade batch` again")
GONE = Omission(
    "what was handed in is no longer kept; the page shows neither code nor pictures",
    "What was handed in is no longer kept: its code and its pictures are not shown.",
)
UNDRAWN = "By a fault of ours its code and pictures can't be shown; the points are right."
DAMAGED = "Something went wrong with what is kept of this: its code and pictures are not shown."
STALE = Omission(
    "graded before the questions changed; the page shows no pictures; run `grade batch` again",
    "The questions have changed since this was graded: its pictures are not shown.",
)


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


@dataclass
class Site:
    """One homework of a gradebook, on its way into a folder.

    `across` are links to a student's other pages, by key; `index` leads from the dashboard to that
    of the course.
    """

    book: Gradebook
    course: Course
    name: str
    folder: Folder
    across: Mapping[str, tuple[Link, ...]] = field(default_factory=dict)
    index: str = ""

    def __post_init__(self) -> None:
        self.rubric = self.course.rubric.assignments[self.name]
        self.today = functools.cache(
            lambda seeds: CurrentRubric(self.course.assignment(self.name, seeds))
        )
        today = self.today(())
        # Pictures and the homework's title are in no rubric's hash, and yet are on the pages.
        section = self.rubric.section.model_dump(mode="json", exclude={"weight"})
        self.basis = hash_of(code_hash(), today.asked, today.judging, section)

    def look(self, keys: Sequence[str] | None) -> Plan:
        """Read what counts for the class or for those of `keys`; find whose page is not today's."""
        rows, changed = [], []
        for standing in self.book.standings(self.rubric.name, keys):
            rows.append(row_of(standing, page_name(standing.student.key)))
            if not self.folder.has(rows[-1].page, self.made_from(standing)):
                changed.append(standing.student.key)
        return Plan(tuple(rows), tuple(changed))

    def made_from(self, standing: Standing) -> str:
        """Hash all that a student's page depends on."""
        who = [standing.student.key, standing.student.name]
        report = stored(standing.report) if standing.report else {}
        links = [asdict(link) for link in self.links(standing)]
        key = standing.observation_key
        return hash_of(self.basis, who, standing.status, report, key, links)

    def links(self, standing: Standing) -> tuple[Link, ...]:
        """Give the links to a student's other pages."""
        return self.across.get(standing.student.key, ())

    def write_dashboard(self, plan: Plan) -> bool:
        """Write the dashboard, if it is another than what is there."""
        statistics = self.book.statistics(self.rubric.name)
        criteria = self.today(()).assignment.criteria
        html = dashboard.render(self.title, criteria, plan.rows, statistics, self.index)
        # By its content, since what it is made from is the whole class.
        made_from = digest(html.encode("utf-8"))
        if self.folder.has(DASHBOARD, made_from):
            return False
        self.folder.write(DASHBOARD, html, made_from)
        return True

    def write_pages(self, plan: Plan) -> Iterator[tuple[Student, Omission | None]]:
        """Write the pages that have changed; whose each is, and what it lacks."""
        for start in range(0, len(plan.changed), CHUNK):
            keys = plan.changed[start : start + CHUNK]
            for standing in self.book.standings(self.rubric.name, keys):
                html, omission = self.page(standing)
                name = page_name(standing.student.key)
                # Made again each time, until it can be made whole.
                is_whole = omission is None or not omission.is_damage
                self.folder.write(name, html, self.made_from(standing) if is_whole else "")
                yield standing.student, omission

    def page(self, standing: Standing) -> tuple[str, Omission | None]:
        """Give a student's page as HTML, and what it has to do without."""
        if standing.report is None:
            who, links = name_of(standing.student), self.links(standing)
            contents = {"title": self.title, "student": who, "links": links}
            is_missing = standing.status == MISSING
            if standing.fault:  # said already, when all were looked at
                return fill("absent.html", {**contents, "is_missing": False}, SITE), None
            html = fill("absent.html", {**contents, "is_missing": is_missing}, SITE)
            return html, ABSENT if is_missing else UNJUDGED
        report = with_decisions(standing, standing.report)
        try:
            page, omission = self.page_with_code(standing, report)
            return self.rendered(page, standing), omission
        except RecordError as error:
            omission = Omission(str(error), DAMAGED, is_damage=True)
        except Exception as error:  # of one page, and of none after it
            omission = Omission(own_fault(error), UNDRAWN, is_damage=True)
        return self.rendered(self.bare(report, omission), standing), omission

    def rendered(self, page: Page, standing: Standing) -> str:
        """Write a student's page as HTML, with its links."""
        return render(replace(page, title=self.title, links=self.links(standing)))

    def page_with_code(self, standing: Standing, report: Report) -> tuple[Page, Omission | None]:
        """Make the page of what was observed, as far as it is kept. Raises RecordError."""
        key = standing.observation_key
        observed = self.book.find_observation(key) if key else None
        if observed is None:
            # As the student sees it: of what is tampered with, some is for staff only.
            omission = GONE if student_view(report).status is Status.GRADED else None
            return self.bare(report, omission), omission
        try:
            reading, observations = unpack(observed.document, Submission(Path()))
        except SubmissionError:  # it was not run, and the report says why
            return self.bare(report, None), None
        today = self.today(observed.seeds)
        # Answers to other questions can't be drawn beside today's goldens.
        if observed.asked != today.asked:
            return replace(self.bare(report, STALE), cells=reading.script.shown), STALE
        refuse_partial(observations, today.assignment.probes)
        page = page_of(report, reading, observations, today.assignment)
        faults = [Omission(f"the page lacks a picture: {fault}") for fault in page.faults]
        return page, next(iter(faults), None)

    def bare(self, report: Report, omission: Omission | None) -> Page:
        """Make a page without code and pictures, which says why."""
        assignment = self.today(()).assignment
        view = student_view(report, hidden_points=assignment.hidden_points)
        notes = view.notes if omission is None else (*view.notes, omission.note)
        return Page(self.title, StudentReport(replace(view, notes=notes)))

    @property
    def title(self) -> str:
        return self.rubric.section.title or self.rubric.name


def name_of(student: Student) -> str:
    """Give the name that a student's page shows."""
    return student.name or student.key


def with_decisions(standing: Standing, report: Report) -> Report:
    """Give a student their name, and say what a person decided that they may know of."""
    decisions = [
        f"A person gave {points(score.earned)} of {score.maximum} points for "
        f"“{score.title or score.name}”."
        for score in report.scores
        if score.override and not score.is_hidden
    ]
    if report.override and report.earned is not None:
        total = f"{points(report.earned)} of {report.maximum}"
        decisions = [f"A person gave {total} points for the whole."]
    return replace(
        report,
        submission=replace(report.submission, student=name_of(standing.student)),
        notes=(*report.notes, *decisions),
    )


@functools.cache
def code_hash() -> str:
    """Hash all that makes a page: this module, and whatever it has a page made by."""
    here = Path(__file__).parent
    folders = (here, here.parents[1] / "reports")
    sources = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
    # Compiled files change from machine to machine; their sources are hashed already.
    return digest(b"".join(path.read_bytes() for path in sources if path.suffix != ".pyc"))
