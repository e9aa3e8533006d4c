"""A student's page: one HTML file that needs nothing else, for one graded submission. Pure.

Made from what a student may see, so the same page comes from a fresh report and from the gradebook.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from grader.core.probe import CellError, Observation, Observations, ProbeName
from grader.core.result import (
    Departure,
    Report,
    Score,
    ScoreStatus,
    Status,
    StudentReport,
    worth,
)
from grader.core.submission import Cell, Place
from grader.course.load import Assignment
from grader.judging.scoring import LOST
from grader.reports import code
from grader.reports.code import Annotation
from grader.reports.html import fill
from grader.reports.pictures import Picture, read_pictures
from grader.reports.student import student_view
from grader.reports.terminal import (
    HEADLINES,
    advice,
    by_group,
    by_hand,
    is_unwritten,
    share_in_words,
    to_mark,
)
from grader.reports.text import capital, cut_middle, one_line
from grader.submission.reading import Reading

LIMIT = 120_000  # bytes of a page
WHOLE = Place(None, None)  # of a comment that is on no line and no cell
SHOWN_DEPARTURES = 2
SHOWN_ERRORS = 5
SHOWN_NOTES = 12
SHOWN_REMARKS = 3
SAVED = "last saved "


@dataclass(frozen=True)
class Link:
    """Where another page lies, seen from this one."""

    title: str
    href: str


@dataclass(frozen=True)
class Page:
    """What a page is made of; `definitions` are the places of the functions that probes are about.

    `questions` are the sentences of probes, `links` lead to the student's other homework, `faults`
    are for staff: what is wrong with pictures that are left out. `comments` are what people said
    of lines and cells, or, without either, of the whole; Markdown. `account` is what was taken off
    and added afterwards, each with its points, as far as the student may know them.
    """

    title: str
    report: StudentReport
    cells: tuple[Cell, ...] = ()
    answers: Mapping[str, Observation] = field(default_factory=dict)
    pictures: tuple[Picture, ...] = ()
    questions: Mapping[str, str] = field(default_factory=dict)
    definitions: Mapping[str, Place] = field(default_factory=dict)
    links: tuple[Link, ...] = ()
    faults: tuple[str, ...] = ()
    comments: tuple[tuple[Place, str], ...] = ()
    account: tuple[tuple[str, str], ...] = ()


def page_of(
    report: Report, reading: Reading, observations: Observations, assignment: Assignment
) -> Page:
    """Make the page of a report, fresh or kept, without the pictures that are declared wrong."""
    pictures, faults = read_pictures(assignment.rubric, assignment.probes, assignment.golden)
    visible = [probe for probe in assignment.probes if not probe.hidden]
    places = reading.outline.definitions
    return Page(
        assignment.rubric.gist.title,
        student_view(report, hidden_points=assignment.hidden_points),
        reading.script.shown,
        observations.visible(assignment.probes).by_probe,
        pictures,
        {p.name: p.sentence for p in visible},
        {p.name: places[p.needs[-1]] for p in visible if p.needs[-1] in places},
        faults=tuple(fault.partition("\n")[0] for fault in faults),
    )


@dataclass(frozen=True)
class Budget:
    """How much is shown: bytes of code and of printed text, characters of a message."""

    code: int
    printed: int
    message: int

    def line(self, text: object) -> str:
        return one_line(text, self.message)


BUDGETS = (Budget(46_000, 9_000, 400), Budget(16_000, 3_000, 160), Budget(2_000, 500, 60))


def render(page: Page) -> str:
    """Give the page as HTML, under the limit: what is too much is cut, and the page says so."""
    # Made anew rather than cut: half a page would be no HTML.
    for budget in BUDGETS:
        html = fill("page.html", contents(page, budget))
        if len(html.encode()) <= LIMIT:
            break
    return html


def contents(page: Page, budget: Budget, name: str = "picture") -> dict[str, object]:
    """Give all that the templates show; pictures are told apart by `name` and a number."""
    report = page.report
    notes = [budget.line(note) for note in report.notes]
    listings = list(cells(page, budget))
    return {
        "report": report,
        "title": page.title or report.assignment or "grade",
        "links": page.links,
        "account": page.account,
        "saved": next((n.removeprefix(SAVED) for n in notes if n.startswith(SAVED)), None),
        "notes": [note for note in notes if not note.startswith(SAVED)][:SHOWN_NOTES],
        "headline": None if report.status is Status.GRADED else HEADLINES[report.status],
        "earned": sum(score.earned for score in report.scores),
        "maximum": worth(report.scores),
        "worth": worth,
        "charged": len([s for s in report.scores if s.status in LOST]),
        "carried": len([s for s in report.scores if s.status is ScoreStatus.CARRIED]),
        "to_mark": to_mark(report.to_mark),
        "advice": advice(report) if report.diagnoses else None,
        "groups": {
            group: [criterion_view(score, page, budget) for score in scores]
            for group, scores in by_group(report.scores).items()
        },
        "pictures": [
            picture.draw(page.answers, f"{name}-{i}") for i, picture in enumerate(page.pictures, 1)
        ],
        "errors": [(error.place, budget.line(error)) for error in shown_errors(report)],
        "cells": listings,
        "comments": list(comments_above(page, {c.number for c in listings if not c.file})),
        "more_cells": len(page.cells) - len(listings) if len(listings) > 1 else 0,
        "printed": cut_middle(report.stdout, budget.printed),
    }


def comments_above(page: Page, numbers: Container[int | None]) -> Iterator[tuple[str, str]]:
    """Give the comments that stand beside no code: on the whole, or where no cell is shown."""
    for place, words in page.comments:
        if place == WHOLE or place.cell not in numbers:
            yield str(place), words


def criterion_view(score: Score, page: Page, budget: Budget) -> dict[str, object]:
    """Give one line of the table, and where it departs."""
    departures = shown_departures(score, page)
    comment = score.mark.comment if score.mark else ""
    return {
        "score": score,
        "comment": comment,
        "departures": [departure_view(d, page, budget) for d in departures[:SHOWN_DEPARTURES]],
        "more": len(departures) - SHOWN_DEPARTURES,
        "share": share_in_words(score) if score.status is ScoreStatus.PARTLY else None,
        "cause": page.report.cause_of(score),
        "by_hand": [
            budget.line(each) for each in by_hand(score) if score.by_hand and each != comment
        ],
    }


def shown_departures(score: Score, page: Page) -> Sequence[Departure]:
    """Choose the departures that are told: each question and each message once."""
    distinct: list[Departure] = []
    texts: set[str] = set()
    for departure in score.departures if score.status in LOST else ():
        question = page.questions.get(departure.probe) if departure.expected is not None else None
        own = {departure.message, question or departure.message}
        if not own & texts:
            distinct.append(departure)
        # What is left out counts as told, too; the terminal does not go so far (`tell_apart`).
        texts |= own
    return distinct


@dataclass(frozen=True)
class DepartureView:
    """What was asked of which case, where it departs, what was expected, what came.

    `message` is for what has no value to compare, such as an exception.
    """

    case: str
    place: Place | None
    message: str = ""
    question: str | None = None
    where: str = ""
    expected: str | None = None
    got: str = ""

    @property
    def annotation(self) -> Annotation:
        """The same, put on a line of code."""
        if self.expected is None:
            return Annotation("error", self.message)
        where = f"{self.where}: " if self.where else ""
        words = f"{where}expected {self.expected}, got {self.got}"
        return Annotation("departure", words, asked=self.question or "")


def departure_view(departure: Departure, page: Page, budget: Budget) -> DepartureView:
    """Give a departure as it is shown, within the budget."""
    case = ProbeName.parse(departure.probe).drawn_case
    if departure.expected is None:
        # The place stands beside the message, as a link.
        place = f"{departure.place}: " if departure.place else ""
        message = budget.line(departure.message.removeprefix(place))
        return DepartureView(case, departure.place, message)
    return DepartureView(
        case,
        page.definitions.get(departure.probe),
        question=page.questions.get(departure.probe),
        where=budget.line(departure.where),
        expected=budget.line(departure.expected),
        got=budget.line(departure.got),
    )


def shown_errors(report: StudentReport) -> Sequence[CellError]:
    """Give what cells raised, but for what is only not written yet: the table says that already."""
    return [error for error in report.errors if not is_unwritten(error)][:SHOWN_ERRORS]


def cells(page: Page, budget: Budget) -> Iterator[code.Listing]:
    """Give the code with what is to be said of its lines."""
    own = tuple(cell for cell in page.cells if not cell.file)
    if own and all(cell.number is None for cell in own):
        own = code.as_one(own)
    parts = (*own, *(cell for cell in page.cells if cell.file))
    # Two criteria may say the same of a line: a dict keeps each remark once, in order.
    by_line: dict[tuple[int | None, int | None], dict[Annotation, None]] = {}
    for place, annotation in remarks(page, budget):
        by_line.setdefault((place.cell, place.line), {})[annotation] = None
    few = {line: shortened(list(annotations)) for line, annotations in by_line.items()}
    yield from code.listings(parts, few, budget.code)


def shortened(annotations: list[Annotation]) -> list[Annotation]:
    """Keep the first remarks on a line, and say how many more there are; comments all stay."""
    spoken = [annotation for annotation in annotations if annotation.kind == "comment"]
    others = [annotation for annotation in annotations if annotation.kind != "comment"]
    more = len(others) - SHOWN_REMARKS
    rest = [Annotation("more", f"and {more} more, in the table of points")] if more > 0 else []
    return [*spoken, *others[:SHOWN_REMARKS], *rest]


def remarks(page: Page, budget: Budget) -> Iterator[tuple[Place, Annotation]]:
    """Give everything that is about a line, what matters most first."""
    placed = [(place, words) for place, words in page.comments if place != WHOLE]
    yield from ((place, Annotation("comment", words)) for place, words in placed)
    for mistake in page.report.diagnoses:
        if mistake.place:
            yield mistake.place, Annotation("advice", f"{capital(mistake.advice)}.")
    for error in shown_errors(page.report):
        yield error.place, Annotation("error", budget.line(error))
    for score in page.report.scores:
        for departure in shown_departures(score, page):
            view = departure_view(departure, page, budget)
            if view.place is not None:
                yield view.place, view.annotation
