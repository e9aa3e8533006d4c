"""Make each student's page of one homework, as whoever looks at it reads it. Writes nothing."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from grader.classroom.account import for_student
from grader.classroom.anonymity import Cover, shown_cells
from grader.classroom.batch.rescore import CurrentRubric
from grader.classroom.batch.serialize import refuse_partial, unpack
from grader.classroom.gradebook.store import Gradebook
from grader.classroom.people import EXCUSED, MISSING, TOO_LATE, Comment, Standing, Student
from grader.classroom.site.dashboard import SITE
from grader.core.errors import RecordError, SubmissionError, own_fault
from grader.core.hashing import digest, hash_of
from grader.core.result import Report, Status, StudentReport
from grader.core.submission import Place, Submission
from grader.core.text import points
from grader.course.find import Course
from grader.reports.html import fill
from grader.reports.page import Link, Page, page_of, render
from grader.reports.records import stored
from grader.reports.student import student_view


@dataclass(frozen=True)
class Omission:
    """What a page has to do without, as staff are told and as the student reads it."""

    message: str
    note: str = ""
    is_damage: bool = False


ABSENT = Omission("handed in nothing; the page says so")
# What of a rubric is on no page, but by what it brings about for a student.
OF_THE_TERM = {"weight", "due", "late"}
WITHOUT = {
    MISSING: ABSENT,
    EXCUSED: Omission("excused; the page says so"),
    TOO_LATE: Omission("came too late and was refused; the page says so"),
}
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


@dataclass
class Pages:
    """A homework's pages; `across` are links to each student's others, by key."""

    book: Gradebook
    course: Course
    name: str
    across: Mapping[str, tuple[Link, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rubric = self.course.rubric.assignments[self.name]
        self.today = functools.cache(
            lambda seeds: CurrentRubric(self.course.assignment(self.name, seeds))
        )
        today = self.today(())
        # Pictures and the homework's title are in no rubric's hash, and yet are on the pages.
        section = self.rubric.section.model_dump(mode="json", exclude=OF_THE_TERM)
        self.basis = hash_of(code_hash(), today.asked, today.judging, section)

    def made_from(self, standing: Standing) -> str:
        """Hash all that a student's page depends on."""
        who = [standing.student.key, standing.student.name]
        # What people decided stands in the report, and is no part of its hash.
        is_decided = bool(standing.overrides or standing.marks)
        report = stored(standing.report) if standing.report and is_decided else standing.digest
        links = [asdict(link) for link in self.links(standing)]
        comments = [[str(place), words] for place, words in self.comments_on(standing)]
        key = standing.observation_key
        made = (self.basis, who, standing.status, report, key, links, comments)
        account = self.account(standing)
        return hash_of(*made, account) if account else hash_of(*made)

    @functools.cached_property
    def comments(self) -> Mapping[str, Sequence[Comment]]:
        """What people said beside the code, by student."""
        return self.book.comments(self.name)

    def comments_on(self, standing: Standing) -> tuple[tuple[Place, str], ...]:
        """Give what people said of the attempt that counts, and where."""
        theirs = self.comments.get(standing.student.key, ())
        say = self.cover.say_of(standing.student) if self.cover else str
        return tuple((comment.place, say(comment.words)) for comment in theirs)

    def account(self, standing: Standing) -> tuple[tuple[str, str], ...]:
        """Give what a student reads of what was taken off and added."""
        report = standing.report
        is_partly_hidden = bool(report and student_view(report).hidden_points)
        return for_student(standing, is_partly_hidden=is_partly_hidden)

    def links(self, standing: Standing) -> tuple[Link, ...]:
        """Give the links to a student's other pages."""
        return self.across.get(standing.student.key, ())

    def page(self, standing: Standing) -> tuple[str, Omission | None]:
        """Give a student's page as HTML, and what it has to do without."""
        if standing.report is None:
            who, links = name_of(standing.student), self.links(standing)
            contents: dict[str, object] = {"title": self.title, "student": who, "links": links}
            contents |= {"account": self.account(standing), "status": standing.status}
            html = fill("absent.html", contents, SITE)
            if standing.fault:  # said already, when all were looked at
                return html, None
            return html, WITHOUT.get(standing.status, UNJUDGED)
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
        own = replace(page, title=self.title, links=self.links(standing))
        comments, account = self.comments_on(standing), self.account(standing)
        return render(replace(own, comments=comments, account=account))

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
            cells = shown_cells(reading.script.shown, self.cover, standing.student)
            return replace(self.bare(report, STALE), cells=cells), STALE
        refuse_partial(observations, today.assignment.probes)
        page = page_of(report, reading, observations, today.assignment)
        page = replace(page, cells=shown_cells(page.cells, self.cover, standing.student))
        faults = [Omission(f"the page lacks a picture: {fault}") for fault in page.faults]
        return page, next(iter(faults), None)

    def bare(self, report: Report, omission: Omission | None) -> Page:
        """Make a page without code and pictures, which says why."""
        assignment = self.today(()).assignment
        view = student_view(report, hidden_points=assignment.hidden_points)
        notes = view.notes if omission is None else (*view.notes, omission.note)
        return Page(self.title, StudentReport(replace(view, notes=notes)))

    @functools.cached_property
    def cover(self) -> Cover | None:
        """Who is shown by which code, where names are hidden."""
        return self.book.cover()

    @property
    def title(self) -> str:
        return self.rubric.gist.title or self.rubric.name


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
