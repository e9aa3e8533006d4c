"""One person's place of work: grade files of one course one by one, behind a wall kept warm."""

from __future__ import annotations

from pathlib import Path

from grader.course.load import Course
from grader.pipeline import Judged, Load, grade_path
from grader.reports.document import document
from grader.reports.page import Page
from grader.reports.page_data import page_of
from grader.sandbox.isolation import SandboxPool


class Desk:
    """Grades files one by one and makes their pages; `load` gives an assignment by its name."""

    def __init__(self, course: Course, option: str | None, load: Load, isolation: str) -> None:
        self.course, self.option, self.load = course, option, load
        self.sandboxes = SandboxPool(isolation)

    def grade(self, path: Path) -> Judged:
        """One file, whatever is wrong with it."""
        return grade_path(path, self.course, self.option, self.load, self.sandboxes)

    def page(self, judged: Judged) -> Page:
        """What a student's page is made of; of a file without a score, why it has none.

        Raises RubricError for a picture that is declared wrong.
        """
        report, name = document(judged.report), judged.report.assignment
        rubric = self.course.rubric.assignments[name] if name else None
        if judged.reading is None or judged.observations is None or rubric is None:
            return Page(rubric.section.title if rubric else "", report)
        assignment = self.load(rubric.name)
        return page_of(report, judged.reading.script, judged.observations, assignment, rubric)

    def close(self) -> None:
        """End what is kept running."""
        self.sandboxes.close()
