"""A report as the gradebook keeps it, and back, of whatever version of ours. Pure.

Staff's side only: a student's copy keeps none.
"""

from __future__ import annotations

import contextlib
import functools
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter, ValidationError

from grader.core.errors import RecordError
from grader.core.result import Departure, Report, Score
from grader.core.submission import Place
from grader.reports.document import ASIDE, dump, reports

PLACE = re.compile(r"(?:cell (\d{1,6}))?(?:, )?(?:line (\d{1,6}))?: ")
WHERE = b'"where":'  # of each departure, which a version before 0.2.0 did not write
# How criteria stand in what is stored. In a text of a student's, a quote has a stroke before it.
BEGIN, END = b'"criteria": [', b'], "diagnoses": '
FIRST, LAST, BETWEEN = b'{"name": ', b"}", b", "
MOST_CACHED, MOST_LENGTH = 2048, 2048  # criteria's parts, and how long each may be
MOST_WHOLE, MOST_TOGETHER = 256, 32_768  # all of a report's criteria, and how long they may be
MOST_WRITTEN = 16_384  # and as it is written: what is lost says where
WHOLE = "whole rubric, hidden criteria included: "


def stored(report: Report) -> dict[str, Any]:
    """Give what the gradebook keeps: the document, and what pages are made from besides."""
    return dump(report, dict.fromkeys(ASIDE, True))


class ReportWriter:
    """Gives what the gradebook keeps, and each criterion's part once for all who have its score."""

    def __init__(self) -> None:
        self.known: dict[int, tuple[Score, dict[str, Any], str]] = {}

    def write(self, report: Report) -> tuple[dict[str, Any], str]:
        """Give what `stored` gives, and the text of its criteria for `text_of`."""
        parts = [self.part(score) for score in report.scores]
        fields = stored(replace(report, scores=()))
        fields["criteria"] = [line for _, line, _ in parts]
        return fields, BETWEEN.decode().join(text for _, _, text in parts)

    def part(self, score: Score) -> tuple[Score, dict[str, Any], str]:
        """Write a score; it is held, so that no other can have its number."""
        if (known := self.known.get(id(score))) is not None:
            return known
        line = scores().dump_python(score, mode="json", by_alias=True, warnings="error")
        written = score, line, json.dumps(line, allow_nan=False)
        if len(self.known) >= MOST_CACHED:
            self.known.clear()
        if len(written[2]) <= MOST_WRITTEN:
            self.known[id(score)] = written
        return written


def text_of(fields: Mapping[str, Any], criteria: str) -> str:
    """Give the JSON of what is stored, the text of its criteria being known."""
    bare = json.dumps({**fields, "criteria": []}, allow_nan=False)
    return with_list(bare, "criteria", criteria)


def with_list(bare: str, name: str, inside: str) -> str:
    """Put what is in a list into JSON in which the first list of that name is empty."""
    # Nothing else is called so and is a list; in a text a quote has a stroke before it.
    begin = f'"{name}": ['
    return bare.replace(f"{begin}]", f"{begin}{inside}]", 1)


def read(fields: Mapping[str, Any]) -> Report:
    """Read a report from what is stored, or from a document of any version of ours.

    Raises RecordError for what no version of ours has written.
    """
    try:
        report = with_staff_notes(reports().validate_python(fields))
    except ValidationError as error:
        raise RecordError(first_fault(error)) from error
    lines = fields.get("criteria", ())
    if all("where" in departure for line in lines for departure in line.get("departures", ())):
        return report
    scores = tuple(
        replace(score, departures=tuple(map(with_places, score.departures)))
        for score in report.scores
    )
    return replace(report, scores=scores)


def read_text(text: bytes) -> Report:
    """Read a report from the JSON of what is stored. Raises as `read`, and ValueError."""
    # In a third less time. It reads no half of a pair of surrogates, which a text may have.
    with contextlib.suppress(ValidationError):
        report = read_parts(text)
        if text.count(WHERE) == sum(len(score.departures) for score in report.scores):
            return with_staff_notes(report)
    return read(json.loads(text))


def read_parts(text: bytes) -> Report:
    """Read a report, each criterion's part once for all who have the same. Raises ValidationError.

    A cut that is none leaves parts that are no JSON.
    """
    head, begin, rest = text.partition(BEGIN)
    inside, end, tail = rest.partition(END)
    if not begin or not end or not inside.startswith(FIRST) or not inside.endswith(LAST):
        return reports().validate_json(text)
    report = reports().validate_json(head + begin + end + tail)
    read = read_scores if len(inside) <= MOST_TOGETHER else read_scores.__wrapped__
    return replace(report, scores=read(inside))


@functools.lru_cache(MOST_WHOLE)
def read_scores(inside: bytes) -> tuple[Score, ...]:
    """Read all criteria, once for all who have the same ones."""
    parts = inside[len(FIRST) : -len(LAST)].split(LAST + BETWEEN + FIRST)
    return tuple(map(read_score, parts))


def read_score(part: bytes) -> Score:
    """Read a criterion's part; one that is very long is no other's."""
    return read_once(part) if len(part) <= MOST_LENGTH else read_once.__wrapped__(part)


@functools.lru_cache(MOST_CACHED)
def read_once(part: bytes) -> Score:
    """Read a criterion's part, from after its first word."""
    return scores().validate_json(FIRST + part + LAST)


@functools.cache
def scores() -> TypeAdapter[Score]:
    """Make the adapter once."""
    return TypeAdapter(Score)


def with_staff_notes(report: Report) -> Report:
    """Set apart the note that is for staff, which stood among the others before 0.3.0."""
    theirs = tuple(note for note in report.notes if note.startswith(WHOLE))
    if not theirs:
        return report
    notes = tuple(note for note in report.notes if note not in theirs)
    return replace(report, notes=notes, staff_notes=(*report.staff_notes, *theirs))


def first_fault(error: ValidationError) -> str:
    """Say on one line where something is not as it should be, and what it should be."""
    fault = error.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}"


def with_places(departure: Departure) -> Departure:
    """Read places from a departure's sentence, where a version before 0.2.0 wrote only that."""
    if departure.expected is not None:
        where = departure.message.partition("expected ")[0].rstrip(" :,")
        return replace(departure, where=where)
    place = PLACE.match(departure.message)
    if place is None or not any(place.groups()):
        return departure
    cell, line = (int(digits) if digits else None for digits in place.groups())
    return replace(departure, place=Place(cell, line))
