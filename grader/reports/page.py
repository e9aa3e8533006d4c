"""A student's page: one HTML file that needs nothing else, for one graded submission. Pure.

Made from what a student may see, so the same page comes from a fresh report and from the gradebook.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from grader.core.probe import CellError, Level, Observation, ProbeName
from grader.core.result import Departure, Score, ScoreStatus, Status
from grader.core.submission import Cell, Place
from grader.reports import code, scatter, trajectory
from grader.reports.code import Annotation
from grader.reports.html import environment
from grader.reports.scatter import Plane
from grader.reports.student import StudentReport
from grader.reports.svg import Drawn
from grader.reports.terminal import HEADLINES, advice, is_unwritten
from grader.reports.text import cut_middle, one_line
from grader.reports.trajectory import Trajectory

LIMIT = 120_000  # bytes of a page
SHOWN_DEPARTURES = 2
SHOWN_ERRORS = 5
SHOWN_NOTES = 12
SHOWN_REMARKS = 3
SAVED = "last saved "
DEPARTING = (ScoreStatus.LOST, ScoreStatus.NOT_ASKED)

Picture = Trajectory | Plane


@dataclass(frozen=True)
class Page:
    """What a page is made of; `definitions` are the places of the functions that probes are about.

    `questions` are the sentences of probes.
    """

    title: str
    report: StudentReport
    cells: tuple[Cell, ...] = ()
    answers: Mapping[str, Observation] = field(default_factory=dict)
    pictures: tuple[Picture, ...] = ()
    questions: Mapping[str, str] = field(default_factory=dict)
    definitions: Mapping[str, Place] = field(default_factory=dict)


@dataclass(frozen=True)
class Budget:
    """How much is shown: bytes of code and of printed text, characters of a message."""

    code: int
    printed: int
    message: int

    def line(self, text: object) -> str:
        return one_line(text, self.message)


BUDGETS = (Budget(46_000, 9_000, 240), Budget(16_000, 3_000, 160), Budget(2_000, 500, 60))


def render(page: Page) -> str:
    """Give the page as HTML, under the limit: what is too much is cut, and the page says so."""
    for budget in BUDGETS:
        html = environment().get_template("page.html").render(contents(page, budget))
        if len(html.encode()) <= LIMIT:
            break
    return html


def contents(page: Page, budget: Budget) -> dict[str, Any]:
    """Give all that the template shows."""
    report = page.report
    notes = [budget.line(note) for note in report.notes]
    hidden = (report.hidden_criteria, report.hidden_points)
    return {
        "title": page.title or report.assignment or "grade",
        "file": str(report.submission.path),
        "student": report.submission.student,
        "sha256": (report.submission.sha256 or "")[:12],
        "saved": next((n.removeprefix(SAVED) for n in notes if n.startswith(SAVED)), None),
        "notes": [note for note in notes if not note.startswith(SAVED)][:SHOWN_NOTES],
        "headline": None if report.status is Status.GRADED else HEADLINES[report.status],
        "earned": sum(score.earned for score in report.scores),
        "maximum": sum(score.maximum for score in report.scores),
        "hidden": hidden if report.hidden_points else None,
        "advice": advice(report.diagnoses) if report.diagnoses else None,
        "advice_at": [mistake.place for mistake in report.diagnoses if mistake.place],
        "carried": any(score.status is ScoreStatus.CARRIED for score in report.scores),
        "groups": list(groups(page, budget)),
        "pictures": [drawn(each, page, f"picture-{i}") for i, each in enumerate(page.pictures, 1)],
        "errors": [
            {"place": error.place, "words": budget.line(error)} for error in shown_errors(report)
        ],
        "cells": list(cells(page, budget)),
        "printed": cut_middle(report.stdout, budget.printed),
        "isolation": report.isolation.value,
        "open_to": Level(report.isolation).not_restricted,
        "warning": report.isolation_warning,
        "rubric": report.rubric_hash,
    }


def groups(page: Page, budget: Budget) -> Iterator[dict[str, Any]]:
    """Give the table, group by group, in the rubric's order."""
    for name in dict.fromkeys(score.group for score in page.report.scores):
        scores = [score for score in page.report.scores if score.group == name]
        yield {
            "name": name,
            "earned": sum(score.earned for score in scores),
            "maximum": sum(score.maximum for score in scores),
            "criteria": [criterion_view(score, page, budget) for score in scores],
        }


def criterion_view(score: Score, page: Page, budget: Budget) -> dict[str, Any]:
    """Give one line of the table, and where it departs."""
    titles = {other.name: other.title or other.name for other in page.report.scores}
    departures = shown_departures(score, page)
    return {
        "title": score.title or score.name,
        "status": score.status.value,
        "earned": score.earned,
        "maximum": score.maximum,
        "departures": [departure_view(d, page, budget) for d in departures[:SHOWN_DEPARTURES]],
        "more": len(departures) - SHOWN_DEPARTURES,
        "cause": titles.get(score.cause or ""),
    }


def shown_departures(score: Score, page: Page) -> Sequence[Departure]:
    """Choose the departures that are told: each question and each message once."""
    distinct: list[Departure] = []
    texts: set[str] = set()
    for departure in score.departures if score.status in DEPARTING else ():
        question = page.questions.get(departure.probe) if departure.expected is not None else None
        own = {departure.message, question or departure.message}
        if not own & texts:
            distinct.append(departure)
        # What is left out counts, too: a page has less room than a terminal for what is alike.
        texts |= own
    return distinct


def departure_view(departure: Departure, page: Page, budget: Budget) -> dict[str, Any]:
    """Say what was asked of which case, where it departs, what was expected, what came."""
    case = ProbeName.parse(departure.probe).drawn_case
    if departure.expected is None:
        message = departure.message
        if departure.place is not None:
            message = message.removeprefix(f"{departure.place}: ")
        empty = {"question": None, "where": "", "expected": None, "got": None}
        message = budget.line(message)
        return {**empty, "case": case, "message": message, "place": departure.place}
    return {
        "question": page.questions.get(departure.probe),
        "case": case,
        "where": budget.line(departure.where),
        "message": "",
        "expected": budget.line(departure.expected),
        "got": budget.line(departure.got),
        "place": page.definitions.get(departure.probe),
    }


def drawn(picture: Picture, page: Page, name: str) -> dict[str, Any]:
    """Give a picture with its title, drawn as its kind is."""
    match picture:
        case Trajectory():
            figure: Drawn = trajectory.draw(picture, page.answers, name)
        case Plane():
            figure = scatter.draw(picture, page.answers, name)
    return {"title": picture.title, "name": name, "drawn": figure}


def shown_errors(report: StudentReport) -> Sequence[CellError]:
    """Give what cells raised, but for what is only not written yet: the table says that already."""
    return [error for error in report.errors if not is_unwritten(error)][:SHOWN_ERRORS]


def cells(page: Page, budget: Budget) -> Iterator[code.Listing]:
    """Give the code with what is to be said of its lines."""
    is_file = all(cell.number is None for cell in page.cells)
    parts = code.as_one(page.cells) if is_file else page.cells
    by_line: dict[tuple[int | None, int | None], list[Annotation]] = {}
    for place, annotation in remarks(page, budget):
        others = by_line.setdefault((place.cell, place.line), [])
        if annotation not in others:
            others.append(annotation)
    few = {line: shortened(all_of_it) for line, all_of_it in by_line.items()}
    yield from code.listings(parts if page.cells else (), few, budget.code)


def shortened(lines: Sequence[Annotation]) -> Sequence[Annotation]:
    """Give the first remarks on a line, and how many more there are."""
    more = len(lines) - SHOWN_REMARKS
    if more <= 0:
        return lines
    rest = Annotation("more", f"and {more} more, in the table of points")
    return [*lines[:SHOWN_REMARKS], rest]


def remarks(page: Page, budget: Budget) -> Iterator[tuple[Place, Annotation]]:
    """Give everything that is about a line, what matters most first."""
    for mistake in page.report.diagnoses:
        if mistake.place:
            words = f"{mistake.advice[:1].upper()}{mistake.advice[1:]}."
            yield mistake.place, Annotation("advice", words)
    for error in shown_errors(page.report):
        yield error.place, Annotation("error", budget.line(error))
    for score in page.report.scores:
        for departure in shown_departures(score, page):
            view = departure_view(departure, page, budget)
            if view["place"] is not None:
                yield view["place"], annotation_of(view)


def annotation_of(view: Mapping[str, Any]) -> Annotation:
    """Put a departure on the line that it is about."""
    if view["expected"] is None:
        return Annotation("error", view["message"])
    where = f"{view['where']}: " if view["where"] else ""
    words = f"{where}expected {view['expected']}, got {view['got']}"
    return Annotation("departure", words, asked=view["question"] or "")
