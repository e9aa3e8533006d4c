"""The grader for programs, the command and notebooks: open a course, grade files, get reports."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from grader.core.errors import GraderError, UsageError
from grader.core.result import Report, looks_closely
from grader.core.submission import Limits
from grader.core.way import way_to
from grader.course.find import Course, choose_assignment, find_course
from grader.course.load import Assignment
from grader.course.rubric import recall_rubric
from grader.pipeline import Graded, Worth, grade_safely, refuse_other
from grader.pipeline import grade as grade_reading
from grader.reports.student import student_view
from grader.sandbox.isolation import SandboxPool
from grader.submission.beside import find_beside
from grader.submission.reader import Reader
from grader.submission.reading import Reading

if TYPE_CHECKING:
    from grader.reports.page import Page

SOURCE_NAME = "source.py"


def open_course(folder: str | os.PathLike[str] | None = None) -> Course:
    """Open the course in a folder, else the only one upwards from the working directory.

    Raises UsageError where there is none or several, RubricError for a malformed rubric.
    """
    return find_course(option_of(folder), Path.cwd())


def recall_course(folder: str | os.PathLike[str] | None) -> Course:
    """Open a course as `open_course` does, sooner where it is what it was the last time."""
    return find_course(option_of(folder), Path.cwd(), load=recall_rubric)


def option_of(folder: str | os.PathLike[str] | None) -> Path | None:
    """Give the folder that was named, if any."""
    return None if folder is None else Path(folder).expanduser()


def grade(
    path_or_source: str | os.PathLike[str],
    course: str | os.PathLike[str] | Course | None = None,
    assignment: str | None = None,
) -> Report:
    """Grade one notebook, `.py` file, or program given as text (that is, with a line end).

    What is wrong with the file stands in the report, which then has no score. Raises UsageError
    where there is no course, RubricError where its rubric is malformed.
    """
    with Grader(course, assignment) as grader:
        return grader.grade(path_or_source)


class Grader:
    """Grades files of one course one by one, behind a wall that is kept warm; a context."""

    def __init__(
        self,
        course: str | os.PathLike[str] | Course | None = None,
        assignment: str | None = None,
        *,
        isolation: str = "auto",
        seeds: tuple[int, ...] = (),
        timeout: float | None = None,
        reader: Reader | None = None,
    ) -> None:
        """Open a course, or take one that is open already.

        `assignment` names the one that all files belong to; else each file tells. `seeds` add
        drawn cases; `timeout` are the seconds for a whole file, in place of the rubric's; `reader`
        is closed by whoever made it.
        """
        self.course = course if isinstance(course, Course) else recall_course(course)
        root = self.course.root if isinstance(course, Course | None) else Path(course).expanduser()
        self.named = root.absolute(), root.absolute() / "assignments"
        self.option, self.seeds, self.timeout = assignment, seeds, timeout
        if assignment is not None:  # a wrong name is this call's fault, not each file's
            choose_assignment(self.course, assignment, None, Path(assignment))
        self.sandboxes, self.own_reader = SandboxPool(isolation), Reader()
        self.reader = reader or self.own_reader
        rubrics = self.course.rubric.assignments.values()
        self.reader.closely = any(looks_closely(each.gist.criteria) for each in rubrics)

    def __enter__(self) -> Grader:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End what is kept running."""
        self.sandboxes.close()
        self.own_reader.close()

    def grade(self, path_or_source: str | os.PathLike[str]) -> Report:
        """Grade one file, or a program's text, whatever is wrong with it."""
        if isinstance(path_or_source, str) and "\n" in path_or_source:
            return self.grade_source(path_or_source).report
        return self.grade_file(Path(path_or_source)).report

    def grade_file(self, path: Path) -> Graded:
        """Grade one file; with the report comes what it was made from."""
        return grade_safely(path, self.worth(path), lambda: self.read_and_grade(path))

    def grade_source(self, source: str) -> Graded:
        """Grade a program's text as if it was one's own `.py` file."""
        path = Path(SOURCE_NAME)

        def work() -> Graded:
            reading = self.reader.read_content(path, source.encode("utf-8", "surrogatepass"))
            return self.grade_reading(reading, is_own=True)

        return grade_safely(path, self.worth(path), work)

    def read_and_grade(self, path: Path) -> Graded:
        """Read a file, find its assignment, grade it. Raises GraderError."""
        # Asked when it is known to be no link, which could lead to a file of staff's own.
        return self.grade_reading(self.read(path), is_own=self.course.is_own(path))

    def read(self, path: Path) -> Reading:
        """Read a file and what comes along. Raises GraderError."""
        self.course.refuse_within(path)
        self.load_likely(path)
        way = way_to(path, self.named)
        reading = self.reader.read(path, self.limits, way)
        assignment = self.assignment_of(reading)
        # In a kit the course's own lie beside it, too.
        files = find_beside(way, assignment.rubric.files, ("probes.py", "cases.py"))
        return self.reader.read_files(reading, files)

    def load_likely(self, path: Path) -> None:
        """Load the assignment that a file is likely of, while the reader is still starting."""
        with contextlib.suppress(GraderError):  # it is said of the one that it is of
            self.assignment(choose_assignment(self.course, self.option, None, path))

    def grade_reading(self, reading: Reading, *, is_own: bool) -> Graded:
        """Grade what was read by the assignment that it belongs to. Raises GraderError."""
        assignment = self.assignment_of(reading)
        refuse_other(reading, assignment)  # before a wall is made for what is not to run
        sandbox = self.sandboxes.fit_for(is_own=is_own)
        graded = grade_reading(reading, assignment, sandbox, is_own=is_own)
        if assignment.staff_folder is None or graded.report.is_perfect:
            return graded
        from grader.mending import with_mended  # not in a student's copy

        return with_mended(graded, assignment, sandbox)

    def assignment_of(self, reading: Reading) -> Assignment:
        """Load the assignment that a submission belongs to. Raises UsageError."""
        path, named = reading.submission.path, reading.assignment
        defined = reading.outline.definitions
        return self.assignment(choose_assignment(self.course, self.option, named, path, defined))

    def assignment(self, name: str) -> Assignment:
        """Load an assignment with the seeds and the time limit that hold here."""
        return self.course.assignment(name, self.seeds, self.timeout)

    @property
    def limits(self) -> Limits:
        """The limits of the assignment; before it is known, those of the one that takes most."""
        return self.course.limits_of(self.option)

    def worth(self, path: Path) -> Worth:
        """Tell what a file may be worth, as far as that is known before it is read."""
        # Which assignment it is may stand in the file only, and then nothing is known yet.
        with contextlib.suppress(UsageError):
            name = choose_assignment(self.course, self.option, None, path)
            rubric = self.course.rubric.assignments[name]
            maximum = rubric.maximum(with_hidden=not self.course.is_kit)
            return Worth(name, maximum, rubric.visible_hash)
        return Worth()

    def page(self, graded: Graded) -> Page:
        """Put together a student's page; of a file without a score, why it has none."""
        # Here and not above: a right submission whose page nobody wants does not wait for it.
        from grader.reports.page import Page, page_of

        name = graded.report.assignment
        if graded.reading is None or graded.observations is None or name is None:
            title = self.course.rubric.assignments[name].gist.title if name else ""
            return Page(title, student_view(graded.report))
        return page_of(graded.report, graded.reading, graded.observations, self.assignment(name))

    def captions(self, graded: Graded) -> Sequence[str]:
        """Say what the pictures of a file's wrong answers show."""
        report = graded.report
        if graded.observations is None or not report.assignment or report.is_perfect:
            return ()
        from grader.reports.pictures import read_pictures, say

        assignment = self.assignment(report.assignment)
        answers = graded.observations.visible(assignment.probes).by_probe
        # A picture that is declared wrong is the teacher's to see, with `--html`.
        pictures, _ = read_pictures(assignment.rubric, assignment.probes, assignment.golden)
        return tuple(say(pictures, answers))
