"""A class's results as JUnit XML, for staff: criteria that are not visible are in it, marked. Pure.

A suite a student, a case a criterion. What went wrong with us, or with a file that nobody could
read, is an `error`; what was not handed in is `skipped`; only what was judged can be a `failure`.
The text stands both in the attribute `message` and in the body: some readers show only one of
them. Long texts are cut, so that a large class stays under the 30 MB that GitLab accepts.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from grader.classroom.account import facts_of, is_late
from grader.classroom.exports.csv import comments_of
from grader.classroom.exports.export import messages, moment, without_score
from grader.classroom.exports.scores import once_for_each
from grader.classroom.people import EXCUSED, HELD, MISSING, TOO_LATE, Standing
from grader.core.result import Score, Status
from grader.core.text import in_words, points, shorten

OUTCOMES = {"failures": "failure", "errors": "error", "skipped": "skipped"}
COUNTS = ("tests", *OUTCOMES)
MESSAGE = 100  # characters
BODY = 240
MOST_CACHED = 8192  # texts, of which most stand in every suite
LINES = {'"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#09;"}  # which readers make blanks
ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass
class Sums:
    """What the head of the document tells of all suites."""

    assignments: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, others: Sums) -> None:
        """Add what another process has counted."""
        self.assignments |= others.assignments
        self.counts.update(others.counts)


@dataclass(frozen=True)
class JunitCase:
    """A criterion's case from after its class, and what became of it where it did not pass."""

    text: str
    outcome: str = ""


def suites(standings: Iterable[Standing], *, is_of_several: bool = False) -> tuple[bytes, Sums]:
    """Write some students' suites, and count; of several assignments each has one for each."""
    sums, parts = Sums(), []
    for standing in standings:
        sums.assignments.add(standing.assignment)
        parts.append(suite(standing, sums.counts, is_one_of_many=is_of_several))
    return "".join(f"{part}\n" for part in parts).encode(), sums


def around(sums: Sums) -> tuple[bytes, bytes]:
    """Write what stands before the suites, and what stands after them."""
    counts = {name: str(sums.counts[name]) for name in COUNTS}
    root = head("testsuites", {"name": ", ".join(sorted(sums.assignments)), **counts})
    first = f"<?xml version='1.0' encoding='utf-8'?>\n{root}"
    if not sums.assignments:
        return f"{first} />".encode(), b"\n"
    return f"{first}>\n".encode(), b"</testsuites>\n"


def suite(standing: Standing, sums: Counter[str], *, is_one_of_many: bool = False) -> str:
    """Write a student's cases, and what is known of the whole; count them among all."""
    name = f"{standing.student}, {standing.assignment}" if is_one_of_many else standing.student
    begin = head("testcase", {"classname": str(standing.student)})
    cases = [unjudged(standing)]
    if standing.status == Status.GRADED.value:
        cases = [case(score, name) for name, score in named(standing.scores)]
    outcomes = Counter(case.outcome for case in cases)
    counts = {"tests": len(cases), **{name: outcomes[tag] for name, tag in OUTCOMES.items()}}
    sums.update(counts)
    attributes = {"name": str(name), **{name: str(number) for name, number in counts.items()}}
    facts = properties(tuple(about(standing).items()))
    return around_all("testsuite", attributes, facts, *(begin + case.text for case in cases))


def about(standing: Standing) -> dict[str, str | None]:
    """Give what has no place of its own in the format."""
    return {
        "assignment": standing.assignment,
        "status": standing.status,
        "earned": None if standing.earned is None else points(standing.earned),
        "maximum": None if standing.maximum is None else str(standing.maximum),
        "attempts": str(standing.attempts),
        "late": "yes" if is_late(standing) else "no",
        "submitted_at": moment(standing.submitted_at, zoned=standing.zoned),
        "isolation": standing.report.isolation.value if standing.report else None,
        **dict(facts_of(standing)),
        **dict(comments_of(standing)),
    }


def named(scores: Sequence[Score]) -> Iterator[tuple[str, Score]]:
    """Name criteria by titles, of which no two are alike: of two cases readers keep the first."""
    titles = Counter(score.title for score in scores)
    for score in scores:
        alike = titles[score.title] > 1
        title = f"{score.title} [{score.name}]" if alike else score.title
        yield title if score.title else score.name, score


@once_for_each
def case(score: Score, name: str) -> JunitCase:
    """Write a criterion's case but for its class; it fails unless it is earned whole."""
    facts = (
        ("criterion", score.name),
        ("visibility", score.visibility),
        ("earned", points(score.earned)),
        ("maximum", str(score.maximum)),
        ("overridden_by", score.override.who if score.override else None),
    )
    if score.is_unmarked:
        return test_case(name, "skipped", ["to be marked by hand"], properties(facts))
    if score.earned < score.maximum:
        return test_case(name, "failure", list(reasons(score)), properties(facts))
    return test_case(name, "", (), properties(facts))


def unjudged(standing: Standing) -> JunitCase:
    """Write the only case of a student whose criteria were not judged."""
    name, has_score = standing.assignment, standing.earned is not None
    if standing.status == MISSING:
        return test_case(name, "skipped", ["nothing was handed in"])
    if standing.status in (HELD, EXCUSED, TOO_LATE):
        return test_case(name, "skipped", [without_score(standing)])
    first = f"{standing.status}: 0 points" if has_score else without_score(standing)
    tag = "failure" if has_score else "error"
    return test_case(name, tag, [first, *standing.notes])


def test_case(name: str, tag: str, lines: Sequence[str], *inside: str) -> JunitCase:
    """Write a case from after its class: that is the student, under whom readers list it."""
    parts = [*inside, outcome(tag, lines)] if tag else inside
    whole = around_all("testcase", {"name": name}, *parts)
    return JunitCase(whole.removeprefix("<testcase"), tag)


def reasons(score: Score) -> Iterator[str]:
    """Say why points were lost, the shortest account first."""
    worth = f"{points(score.earned)} of {score.maximum} points"
    yield f"{in_words(score.status.value)}: {worth}"
    if score.cause:
        yield f"because of {score.cause}"
    yield from messages(score)


def outcome(tag: str, lines: Sequence[str]) -> str:
    """Say what became of a case, as attribute and as body."""
    text = legal("\n".join(lines))
    first = head(tag, {"message": shorten(" | ".join(text.splitlines()), MESSAGE)})
    body = escape(shorten(text, BODY))
    return f"{first}>{body}</{tag}>" if body else f"{first} />"


@functools.lru_cache(maxsize=MOST_CACHED)
def properties(facts: tuple[tuple[str, str | None], ...]) -> str:
    """Put what is known of anything else where the format has its only place for it."""
    pairs = ({"name": name, "value": value} for name, value in facts if value is not None)
    return around_all("properties", {}, *(f"{head('property', pair)} />" for pair in pairs))


def around_all(tag: str, attributes: Mapping[str, str], *inside: str) -> str:
    """Write an element around others.

    A line an element: a diff of two exports then shows whose points changed.
    """
    first = head(tag, attributes)
    return "\n".join((f"{first}>", *inside, f"</{tag}>")) if inside else f"{first} />"


def head(tag: str, attributes: Mapping[str, str]) -> str:
    """Begin an element."""
    return f"<{tag}{''.join(f' {name}={quoted(text)}' for name, text in attributes.items())}"


@functools.lru_cache(maxsize=MOST_CACHED)
def quoted(text: str) -> str:
    """Write the value of an attribute."""
    return f'"{escape(legal(text), LINES)}"'


def legal(text: str) -> str:
    """Leave out the characters that XML has no way to write, not even as entities."""
    return ILLEGAL.sub("", text)
