"""What GitHub shows of graded files: annotations, a summary, points for its Classroom. Pure.

Whatever a student may have written is data in all of it: no workflow command, Markdown or HTML.
Rules: the runner's `ActionCommand.cs`, Classroom's `autograding-grading-reporter`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.core.result import Score, Status
from grader.core.submission import Place
from grader.core.text import points
from grader.core.version import __version__
from grader.judging.scoring import LOST
from grader.reports.page import BUDGETS, Page, departure_view, shown_departures, shown_errors
from grader.reports.terminal import HEADLINES, MARKS, advice, by_hand, out_of, to_mark
from grader.reports.text import capital, one_line

SHOWN = 10  # annotations of a kind in a step; the runner leaves out the rest, and does not say so
SUMMARY_BYTES = 900_000  # a summary of more than 1 MiB is not shown at all
NAME_LENGTH = 120  # so that the points fit into an environment's variable, of 128 KB
WORDS = BUDGETS[1]
MARKUP = re.compile(r"[!#$&*+\-.:;<=>@\[\\\]^_`{|}~]")
LINKED = re.compile(r"://|www\.|@|#", re.IGNORECASE)
ESCAPES = {"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"}


@dataclass(frozen=True)
class GradedFile:
    """A graded file: its page, its path in the repository, the lines there of its code cells."""

    page: Page
    path: str
    lines: Sequence[Sequence[int]] = ()

    def line(self, place: Place | None) -> int | None:
        """Find the file's line that a place is at; in a notebook that is one of its JSON."""
        if place is None or place.line is None:
            return None
        if place.cell is None:
            return None if self.lines else place.line
        rows = self.lines[place.cell - 1 : place.cell]
        return next(iter(rows[0][place.line - 1 :]), None) if rows else None


@dataclass(frozen=True)
class Notice:
    """What is said of a line; `lost` are the points that it is about."""

    kind: str
    title: str
    words: str
    file: GradedFile
    place: Place | None = None
    lost: float = 0

    @property
    def command(self) -> str:
        # Students count cells, and the line is one of the file that GitHub shows.
        where = f"{self.place}: " if self.place and self.place.cell else ""
        words = self.words if self.words.startswith(where) else f"{where}{self.words}"
        line = self.file.line(self.place)
        return command(
            self.kind, words, file=self.file.path, line=str(line or ""), title=self.title
        )


def command(kind: str, words: str, **properties: str) -> str:
    """Write a workflow command."""
    given = ",".join(f"{name}={escaped(text)}" for name, text in properties.items() if text)
    return f"::{kind} {given}::{escaped(words, ESCAPES.keys() - set(':,'))}"


def escaped(text: str, marks: Iterable[str] = ESCAPES) -> str:
    """Write text on one line, as the runner reads it back."""
    return "".join(ESCAPES[c] if c in marks else c for c in one_line(text))


def commands(files: Sequence[GradedFile]) -> Iterator[str]:
    """Give the annotations of all files, those of most points first, as many as are shown."""
    made = [each for file in files for each in remarks(file)]
    for kind in ("error", "warning", "notice"):
        of_kind = sorted((a for a in made if a.kind == kind), key=lambda a: -a.lost)
        few = of_kind if len(of_kind) <= SHOWN else of_kind[: SHOWN - 1]
        yield from (notice.command for notice in few)
        if more := len(of_kind) - len(few):
            yield command(kind, f"and {more} more: see the summary of this job", title="more")


def remarks(file: GradedFile) -> Iterator[Notice]:
    """Say where points were lost, what cells raised, and where to begin."""
    report = file.page.report
    if report.status is not Status.GRADED:
        notes = one_line(" ".join(report.notes))
        yield Notice("error", HEADLINES[report.status], notes, file, lost=report.maximum or 1)
    for (place, words), scores in by_departure(file.page).items():
        more = f" and {len(scores) - 1} more" * (len(scores) > 1)
        lost = sum(score.lost for score in scores)
        title = f"{titled(scores[0])}{more}: {count(lost)} lost"
        yield Notice("error", title, words, file, place, lost)
    for error in shown_errors(report):
        yield Notice("warning", "this cell raised", WORDS.line(error), file, error.place)
    for mistake in report.diagnoses:
        words = f"{capital(mistake.cause)}. {capital(mistake.advice)}."
        yield Notice("notice", "a known mistake", words, file, mistake.place)


def by_departure(page: Page) -> Mapping[tuple[Place | None, str], Sequence[Score]]:
    """Put together the criteria that depart alike: their line is annotated once."""
    alike: dict[tuple[Place | None, str], list[Score]] = {}
    for score in page.report.scores:
        if score.status in LOST:
            alike.setdefault(first_departure(score, page), []).append(score)
    return alike


def count(lost: float) -> str:
    """Write "1 point" or "2 points"."""
    return f"{points(lost)} point{'s' * (lost != 1)}"


def titled(score: Score) -> str:
    """Name a criterion as a student knows it."""
    return one_line(score.title or score.name, NAME_LENGTH)


def first_departure(score: Score, page: Page) -> tuple[Place | None, str]:
    """Say where a criterion departs first."""
    for departure in shown_departures(score, page):
        view = departure_view(departure, page, WORDS)
        asked = f"{view.question}: " if view.question else ""
        return view.place, f"{asked}{view.annotation.words}"
    return None, "points were lost"


def summary(files: Iterable[GradedFile]) -> str:
    """Write the job's summary: a table of points for each file."""
    text = ""
    for file in files:
        part = "\n".join([*section(file), ""])
        if len((text + part).encode("utf-8", "replace")) > SUMMARY_BYTES:
            return f"{text}\nMore files were graded than fit in here.\n"
        text += part
    return text


def section(file: GradedFile) -> Iterator[str]:
    """Give a file's points, criterion by criterion, and what a good TA would say."""
    report = file.page.report
    has = "no score" if report.earned is None else out_of(report.earned, report.maximum or 0)
    yield from (f"## {literal(file.page.title or report.assignment or 'grade')}: {has}", "")
    yield from (code(file.path), "")
    if report.status is not Status.GRADED:
        yield from (f"**{literal(HEADLINES[report.status])}**", "")
    for note in (*report.notes, *([advice(report)] if report.diagnoses else [])):
        yield from (literal(WORDS.line(note)), "")
    if report.scores:
        yield from ("| | criterion | points | |", "|---|---|--:|---|")
        yield from (row(score, file.page) for score in report.scores)
        yield ""
    for error in shown_errors(report):
        yield f"- {error.place}: {code(WORDS.line(error))}"
    if report.to_mark:
        yield from ("", to_mark(report.to_mark))
    if report.hidden_points:
        yield from ("", f"{points(report.hidden_points)} more points are given after handing in.")
    if report.earned is not None:
        level = f"isolation: {report.isolation.value}"
        yield from (
            "",
            literal(f"golden-grader {__version__}, rubric {report.rubric_hash}, {level}"),
        )


def row(score: Score, page: Page) -> str:
    """Give a criterion's line of the table."""
    words = ""
    if score.by_hand:
        words = literal(WORDS.line("; ".join(by_hand(score))))
    elif score.status in LOST:
        place, text = first_departure(score, page)
        words = (f"{place}: " if place and not text.startswith(str(place)) else "") + code(text)
    elif score.cause:
        cause = page.report.cause_of(score) or "another mistake"
        words = f"follows from {literal(one_line(cause, NAME_LENGTH))}"
    has = "?" if score.is_unmarked else points(score.earned)
    mark = MARKS[score.status][0]
    return f"| {mark} | {literal(titled(score))} | {has} of {points(score.maximum)} | {words} |"


def literal(text: str) -> str:
    """Write text that shows as it is, whatever Markdown or HTML would make of it."""
    # What is an entity marks nothing up: no table's cell, link, tag or emphasis. A blank of no
    # width tears apart what GitHub makes a link of even so.
    torn = LINKED.sub(lambda match: f"{match[0][0]}\u200b{match[0][1:]}", one_line(text))
    return MARKUP.sub(lambda match: f"&#{ord(match[0])};", torn)


def code(text: str) -> str:
    """Write text as code: GitHub makes no mentions, links or pictures of what is in that."""
    return f"<code>{literal(text)}</code>"


def result(files: Iterable[GradedFile], fail_under: float | None) -> Mapping[str, Any]:
    """Give the points as Classroom's reporter reads them; without a score there are none."""
    files = list(files)
    scores = [score for file in files for score in file.page.report.scores if not score.is_unmarked]
    reports = [file.page.report for file in files]
    status = "fail" if any(report.falls_below(fail_under) for report in reports) else "pass"
    if any(report.earned is None for report in reports):
        status = "error"
    failed = [test(file.path, "error", 0) for file in files if file.page.report.earned is None]
    return {
        "version": 1,
        "status": status,
        "max_score": sum(score.maximum for score in scores if not score.bonus),
        "tests": [*map(criterion_test, scores), *failed],
    }


def criterion_test(score: Score) -> Mapping[str, Any]:
    """Give a criterion as a test."""
    return test(titled(score), "fail" if score.lost > 0 else "pass", score.earned)


def test(name: str, status: str, earned: float) -> Mapping[str, Any]:
    """Give a test as the reporter shows it: with its line, unless that is 0."""
    # The reporter prints the name, where this would be a command of the runner's.
    plain = one_line(name, NAME_LENGTH).replace("##[", "## [")
    return {"name": plain, "status": status, "score": earned, "line_no": 0}
