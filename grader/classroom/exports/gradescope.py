"""One Gradescope `results.json` for each student. Pure.

A criterion is a test, with the rubric's visibility; all that students never see are one test, of
points and nothing else, shown when grades are published. As long as one test is not shown,
Gradescope shows students no total: so what is visible is summed up in the text above the tests.
All text is `text`, never HTML, and what hidden cases told is in none of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from grader.classroom.account import for_student
from grader.classroom.exports.export import advice, messages, without_score
from grader.classroom.exports.feedback import said
from grader.classroom.exports.scores import once_for_each
from grader.classroom.people import Remark, Standing
from grader.core.result import Report, Score, ScoreStatus, Status, StudentReport, worth
from grader.core.text import encode, points, shorten
from grader.reports.records import MOST_WHOLE, with_list
from grader.reports.student import student_view
from grader.reports.terminal import by_hand, out_of

UNSEEN_TOTAL = (
    "has criteria that are not visible: Gradescope shows students no total until grades are "
    "published; what is visible is summed up in the text above the tests"
)
NEVER_SHOWN = "Hidden criteria"
FORMATS = dict.fromkeys(("output_format", "test_output_format", "test_name_format"), "text")
MOST_TEXT = 20_000  # characters of a text
# Of a report, what tells what its student sees, beside the scores.
FACTS = ("status", "earned", "maximum", "diagnoses", "hidden_points", "override")


@dataclass(frozen=True)
class SharedPart:
    """What all have in their files who have the same scores: lines above tests, tests as JSON."""

    is_partly_hidden: bool
    output: tuple[str, ...]
    tests: str


@dataclass
class Results:
    """Some students' files by key, where the total is a trap, and who has no file."""

    files: list[tuple[str, bytes]] = field(default_factory=list)
    unseen: set[str] = field(default_factory=set)
    without: list[Remark] = field(default_factory=list)

    def remark(self, others: Results) -> None:
        """Add what there is to remark of others."""
        self.unseen |= others.unseen
        self.without += others.without

    @property
    def remarks(self) -> list[Remark]:
        """What there is to remark: first, once an assignment, the trap of the total."""
        return [
            *(Remark(assignment, UNSEEN_TOTAL) for assignment in sorted(self.unseen)),
            *self.without,
        ]


def to_gradescope(standings: Iterable[Standing]) -> Results:
    """Write a file for each student with a score; without one there is nothing to upload."""
    results = Results()
    for standing in standings:
        if any(score.is_hidden for score in standing.scores):
            results.unseen.add(standing.assignment)
        if standing.earned is None or standing.report is None:
            message = f"{without_score(standing)}; no file was written"
            results.without.append(Remark(str(standing.student), message))
        else:
            content = content_of(standing, standing.report, standing.earned)
            results.files.append((standing.student.key, content))
    return results


def content_of(standing: Standing, report: Report, earned: float) -> bytes:
    """Write a student's file."""
    facts = (getattr(report, name) for name in FACTS)
    part = shared_part(report.scores, *facts, within=report)
    above = told(standing, is_partly_hidden=part.is_partly_hidden)
    lines = [*above, *part.output, *said(standing)]
    bare = text_of(without_tests(report, earned, lines))
    return encode(with_list(bare, "tests", part.tests) + "\n")


def make_part(scores: tuple[Score, ...], *facts: Any, within: Report) -> SharedPart:
    """Make what is the same for all with these scores and facts, in whichever report."""
    bare = Report(within.submission, None, scores=scores, **dict(zip(FACTS, facts, strict=True)))
    view = student_view(bare)  # of nothing that is one student's alone, as what was printed
    tests = ", ".join(map(text_of, tests_of(scores, view)))
    return SharedPart(bool(view.hidden_points), tuple(output(view)), tests)


# Reports that are read have the very same criteria as no more than so many others.
shared_part = once_for_each(make_part, MOST_WHOLE)


def told(standing: Standing, *, is_partly_hidden: bool) -> Iterator[str]:
    """Say what was taken off or added; without numbers where some criteria are not shown yet."""
    for words, change in for_student(standing, is_partly_hidden=is_partly_hidden):
        yield f"{words}, {change}" if change else words


def written(content: dict[str, Any]) -> bytes:
    """Write a result as the file that Gradescope reads. Raises ValueError for NaN."""
    return encode(text_of(content) + "\n")


def text_of(content: dict[str, Any]) -> str:
    """Write JSON. Raises ValueError for NaN."""
    return json.dumps(content, allow_nan=False, ensure_ascii=False)


def document(
    report: Report,
    view: StudentReport,
    earned: float,
    above: Iterable[str] = (),
    below: Iterable[str] = (),
) -> dict[str, Any]:
    """Give a student's result; every text in it is plain, and lines may stand around it.

    The `view` is what the student may see of the report.
    """
    bare = without_tests(report, earned, [*above, *output(view), *below])
    return {**bare, "tests": tests_of(report.scores, view)}


def without_tests(report: Report, earned: float, lines: Iterable[str]) -> dict[str, Any]:
    """Give a student's result with the place for tests, and no test."""
    return {
        "score": rounded(earned),
        "output": plain("\n".join(lines)),
        **FORMATS,
        "stdout_visibility": "hidden",
        "tests": [],
        "extra_data": {
            "status": report.status.value,
            "isolation": report.isolation.value,
            "rubric": report.rubric_hash,
        },
    }


def tests_of(scores: Sequence[Score], view: StudentReport) -> list[dict[str, Any]]:
    """Give a test for each criterion that students see by then, and one for all others."""
    visible = {score.name: score for score in view.scores}
    shown = [score for score in scores if score.visibility != "hidden"]
    never = [score for score in scores if score.visibility == "hidden"]
    tests = [
        test(score, number, output_of(score, visible.get(score.name)))
        for number, score in enumerate(shown, start=1)
    ]
    return tests + ([never_shown(never, len(tests) + 1)] if never else [])


def output(view: StudentReport) -> Iterator[str]:
    """Give what a student reads above the tests."""
    if view.status is not Status.GRADED:
        yield f"{view.status.value}: staff will look at it"
    if view.hidden_points and view.override is None:
        so_far = out_of(view.earned or 0, view.maximum or 0)
        yield f"{so_far} points for what you can see; {view.hidden_points} more are hidden so far"
    yield from advice(view.diagnoses)


def never_shown(scores: Sequence[Score], number: int) -> dict[str, Any]:
    """Give the criteria that students never see as one test, of points and nothing else."""
    earned, maximum = sum(score.earned for score in scores), worth(scores)
    judged = {} if all(score.is_unmarked for score in scores) else {"score": rounded(earned)}
    return {
        "name": NEVER_SHOWN,
        "number": str(number),
        "max_score": maximum,
        **judged,
        "output": "",
        "visibility": "after_published",
    }


def test(score: Score, number: int, lines: Iterable[str]) -> dict[str, Any]:
    """Give a criterion as a test."""
    passed = "passed" if score.earned >= score.maximum else "failed"
    # A test without a score is one that nobody has marked.
    judged = {} if score.is_unmarked else {"score": rounded(score.earned), "status": passed}
    # What is a bonus is no part of the maximum, and tests' maxima add up to that.
    maximum = {} if score.bonus else {"max_score": score.maximum}
    return {
        "name": plain(score.title or score.name) + " (bonus)" * score.bonus,
        "number": str(number),
        **maximum,
        **judged,
        "output": plain("\n".join(lines)),
        "visibility": score.visibility,
    }


def output_of(score: Score, visible: Score | None) -> Iterator[str]:
    """Say where a criterion departs, as students see it; of one that they see later, nothing."""
    if visible is None:
        return
    if visible.status is ScoreStatus.CARRIED:
        yield "follows from a mistake elsewhere, and is not charged again"
    if visible.by_hand:
        yield from by_hand(visible)
    yield from messages(visible)


def rounded(number: float) -> int | float:
    """Round points to at most 2 decimals. Raises GraderError for NaN."""
    # By way of the text, so that the same points are written everywhere.
    text = points(number)
    return float(text) if "." in text else int(text)


def plain(text: str) -> str:
    """Write text with line feeds only, as the format wants it, and no end without end."""
    return shorten(text.replace("\r\n", "\n").replace("\r", "\n"), MOST_TEXT)
