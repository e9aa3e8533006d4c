"""A student's page: one HTML file that needs nothing else, for one graded submission. Pure.

Made from a report's document, so the same page comes from a fresh report and from the gradebook.
Of hidden criteria it shows how many there are and what they are worth, nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from grader.core.probe import Level, Observation
from grader.core.result import GROUPS, Diagnosis
from grader.core.submission import Cell, Place
from grader.reports import code, trajectory
from grader.reports import scatter as plane
from grader.reports.code import Annotation
from grader.reports.html import environment
from grader.reports.scatter import Plane
from grader.reports.svg import Drawn
from grader.reports.terminal import HEADLINES, advice
from grader.reports.text import cut_middle, one_line
from grader.reports.trajectory import Trajectory

LIMIT = 120_000  # bytes of a page
SHOWN_DEPARTURES = 2
SHOWN_ERRORS = 5
SHOWN_NOTES = 12
SHOWN_REMARKS = 3
SAVED = "last saved "
PLACE = re.compile(r"(?:cell (\d{1,6}))?(?:, )?(?:line (\d{1,6}))?: ")

Picture = Trajectory | Plane
Criterion = Mapping[str, Any]


@dataclass(frozen=True)
class Page:
    """What a page is made of.

    `report` is a document as `report.schema.json` describes it; `questions` are the sentences of
    probes, `definitions` the places of the functions that they are about. `hidden_points` counts
    where hidden criteria are not in the report; `withheld` are notes that are for staff only.
    """

    title: str
    report: Mapping[str, Any]
    cells: tuple[Cell, ...] = ()
    answers: Mapping[str, Observation] = field(default_factory=dict)
    pictures: tuple[Picture, ...] = ()
    questions: Mapping[str, str] = field(default_factory=dict)
    definitions: Mapping[str, Place] = field(default_factory=dict)
    hidden_points: int = 0
    withheld: Collection[str] = ()


@dataclass(frozen=True)
class Budget:
    """How much is shown: bytes of code and of printed text, characters of a message."""

    code: int
    printed: int
    message: int


BUDGETS = (Budget(46_000, 9_000, 240), Budget(16_000, 3_000, 160), Budget(2_000, 500, 60))


def render(page: Page) -> str:
    """The page as HTML, under the limit: what is too much is cut, and the page says so."""
    for budget in BUDGETS:
        html = environment().get_template("page.html").render(contents(page, budget))
        if len(html.encode()) <= LIMIT:
            break
    return html


def contents(page: Page, budget: Budget) -> dict[str, Any]:
    """All that the template shows."""
    report = page.report
    visible = [one for one in report["criteria"] if one["visibility"] == "visible"]
    submission = report["submission"]
    notes = list(shown_notes(page, budget))
    return {
        "title": page.title or report["assignment"] or "grade",
        "file": file_name(submission["path"]),
        "student": submission["student"],
        "sha256": (submission["sha256"] or "")[:12],
        "saved": next((n.removeprefix(SAVED) for n in notes if n.startswith(SAVED)), None),
        "notes": [note for note in notes if not note.startswith(SAVED)][:SHOWN_NOTES],
        "headline": headline(report["status"]),
        "earned": sum(one["earned"] for one in visible),
        "maximum": sum(one["maximum"] for one in visible),
        "hidden": hidden(page),
        "advice": advice(list(diagnoses(report))) if report["diagnoses"] else None,
        "advice_at": [one.place for one in diagnoses(report) if one.place],
        "carried": any(one["status"] == "carried" for one in visible),
        "groups": [group for name in GROUPS for group in table(name, visible, page, budget)],
        "pictures": [drawn(one, page, f"picture-{i}") for i, one in enumerate(page.pictures, 1)],
        "errors": [error_view(one, budget) for one in shown_errors(report)],
        "cells": list(cells(page, visible, budget)),
        "printed": cut_middle(report["stdout"], budget.printed),
        "isolation": report["isolation"],
        "open_to": Level(report["isolation"]).not_restricted,
        "warning": report["isolation_warning"],
        "rubric": report["rubric"],
    }


def file_name(path: str) -> str:
    """The last part of a path of any system: where it lay is nobody's business."""
    return re.split(r"[/\\]", path)[-1] or path


def shown_notes(page: Page, budget: Budget) -> Iterator[str]:
    """Notes for the student, each once, without the folders of whoever graded."""
    path = page.report["submission"]["path"]
    for note in dict.fromkeys(page.report["notes"]):
        if note not in page.withheld:
            yield one_line(note.replace(path, file_name(path)), budget.message)


def headline(status: str) -> str | None:
    """What became of a submission without points."""
    return next((words for one, words in HEADLINES.items() if one.value == status), None)


def hidden(page: Page) -> tuple[int, int] | None:
    """How many criteria are hidden and their points; 0 criteria where only the points are known."""
    some = [one for one in page.report["criteria"] if one["visibility"] != "visible"]
    worth = sum(one["maximum"] for one in some) or page.hidden_points
    return (len(some), worth) if worth else None


def diagnoses(report: Mapping[str, Any]) -> Iterator[Diagnosis]:
    """The diagnoses of a document."""
    for one in report["diagnoses"]:
        place = Place(one["cell"], one["line"])
        known = place if str(place) else None
        yield Diagnosis(tuple(one["mistakes"]), one["cause"], one["advice"], known)


def table(
    name: str, visible: Sequence[Criterion], page: Page, budget: Budget
) -> Iterator[dict[str, Any]]:
    """One group of the table, if it has criteria."""
    some = [one for one in visible if one["group"] == name]
    if some:
        yield {
            "name": name,
            "earned": sum(one["earned"] for one in some),
            "maximum": sum(one["maximum"] for one in some),
            "criteria": [criterion_view(one, visible, page, budget) for one in some],
        }


def criterion_view(
    one: Criterion, visible: Sequence[Criterion], page: Page, budget: Budget
) -> dict[str, Any]:
    """One line of the table, and where it departs."""
    titles = {other["name"]: other["title"] or other["name"] for other in visible}
    told = list(unlike(one["departures"], page)) if one["status"] in ("lost", "not_asked") else []
    return {
        "title": one["title"] or one["name"],
        "status": one["status"],
        "earned": one["earned"],
        "maximum": one["maximum"],
        "departures": [departure_view(d, page, budget) for d in told[:SHOWN_DEPARTURES]],
        "more": len(told) - SHOWN_DEPARTURES,
        # What is to blame may be hidden, and then it is not named.
        "cause": titles.get(one["cause"]),
    }


def unlike(departures: Sequence[Mapping[str, Any]], page: Page) -> Iterator[Mapping[str, Any]]:
    """Departures that do not tell the student the same: each question once, each message once."""
    told: set[str] = set()
    for one in departures:
        question = page.questions.get(one["probe"]) if one["expected"] is not None else None
        if not {one["message"], question or one["message"]} & told:
            yield one
        told |= {one["message"], question or one["message"]}


def departure_view(one: Mapping[str, Any], page: Page, budget: Budget) -> dict[str, Any]:
    """A departure, taken apart: what was asked of which case, where, expected, got."""
    is_value = one["expected"] is not None
    where = one["message"].partition("expected ")[0].rstrip(" :,") if is_value else ""
    place, message = placed(one["message"])
    return {
        "question": page.questions.get(one["probe"]) if is_value else None,
        "case": one["probe"].partition(":")[2],
        "where": one_line(where, budget.message),
        "message": "" if is_value else one_line(message, budget.message),
        "expected": one_line(one["expected"], budget.message) if is_value else None,
        "got": one_line(one["got"], budget.message) if is_value else None,
        "place": page.definitions.get(one["probe"]) if is_value else place,
    }


def placed(message: str) -> tuple[Place | None, str]:
    """A message without the place that it begins with, and that place."""
    match = PLACE.match(message)
    if match is None or not any(match.groups()):
        return None, message
    cell, line = (int(digits) if digits else None for digits in match.groups())
    return Place(cell, line), message[match.end() :]


def drawn(picture: Picture, page: Page, name: str) -> dict[str, Any]:
    """A picture with its title, drawn as its kind is."""
    match picture:
        case Trajectory():
            made: Drawn = trajectory.draw(picture, page.answers, name)
        case Plane():
            made = plane.draw(picture, page.answers, name)
    return {"title": picture.title, "name": name, "drawn": made}


def shown_errors(report: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """What cells raised, but for what is only not written yet: the table says that already."""
    return [one for one in report["errors"] if one["type"] != "NotImplementedError"][:SHOWN_ERRORS]


def error_view(one: Mapping[str, Any], budget: Budget) -> dict[str, Any]:
    """An error with its place."""
    words = f"{one['type']}: {one['message']}".removesuffix(": ")
    return {"place": Place(one["cell"], one["line"]), "words": one_line(words, budget.message)}


def cells(page: Page, visible: Sequence[Criterion], budget: Budget) -> Iterator[code.Listing]:
    """The code with what is said of its lines."""
    is_file = all(cell.number is None for cell in page.cells)
    parts = code.as_one(page.cells) if is_file else page.cells
    spoken: dict[tuple[int | None, int | None], list[Annotation]] = {}
    for place, remark in remarks(page, visible, budget):
        said = spoken.setdefault((place.cell, place.line), [])
        if remark not in said:
            said.append(remark)
    kept = {at: shortened(said) for at, said in spoken.items()}
    yield from code.listings(parts if page.cells else (), kept, budget.code)


def shortened(said: Sequence[Annotation]) -> Sequence[Annotation]:
    """The first remarks on a line, and how many more there are."""
    more = len(said) - SHOWN_REMARKS
    if more <= 0:
        return said
    return [*said[:SHOWN_REMARKS], Annotation("more", f"and {more} more, in the table of points")]


def remarks(
    page: Page, visible: Sequence[Criterion], budget: Budget
) -> Iterator[tuple[Place, Annotation]]:
    """Everything that is about a line, what matters most first."""
    for one in diagnoses(page.report):
        if one.place:
            yield one.place, Annotation("advice", f"{one.advice[:1].upper()}{one.advice[1:]}.")
    for error in shown_errors(page.report):
        view = error_view(error, budget)
        yield view["place"], Annotation("error", view["words"])
    for criterion in visible:
        if criterion["status"] in ("lost", "not_asked"):
            for departure in unlike(criterion["departures"], page):
                yield from remark_on(departure_view(departure, page, budget))


def remark_on(view: Mapping[str, Any]) -> Iterator[tuple[Place, Annotation]]:
    """A departure as a remark on the line it is about, if that is known."""
    if view["place"] is None:
        return
    if view["expected"] is None:
        yield view["place"], Annotation("error", view["message"])
        return
    where = f"{view['where']}: " if view["where"] else ""
    words = f"{where}expected {view['expected']}, got {view['got']}"
    yield view["place"], Annotation("departure", words, asked=view["question"] or "")
