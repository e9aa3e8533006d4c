"""A class's results as JUnit XML, for staff: criteria that are not visible are in it, marked. Pure.

A suite a student, a case a criterion. What went wrong with us, or with a file that nobody could
read, is an `error`; what was not handed in is `skipped`; only what was judged can be a `failure`.
The text stands both in the attribute `message` and in the body: some readers show only one of
them. Long texts are cut, so that a large class stays under the 30 MB that GitLab accepts.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from grader.classroom.account import facts_of, is_late
from grader.classroom.exports.csv import comments_of
from grader.classroom.exports.export import messages, moment, without_score
from grader.classroom.people import EXCUSED, HELD, MISSING, TOO_LATE, Standing
from grader.core.result import Score, Status
from grader.core.text import in_words, points, shorten

OUTCOMES = {"failures": "failure", "errors": "error", "skipped": "skipped"}
COUNTS = ("tests", *OUTCOMES)
MESSAGE = 100  # characters
BODY = 240
ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass
class Sums:
    """What the head of the document tells of all suites."""

    assignments: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, standing: Standing, element: ET.Element) -> None:
        """Add a student's suite."""
        self.assignments.add(standing.assignment)
        self.counts.update({name: int(element.attrib[name]) for name in COUNTS})


def suites(
    standings: Iterable[Standing], sums: Sums, *, is_of_several: bool = False
) -> Iterator[bytes]:
    """Write the suites, a student's at a time; of several assignments each has one for each."""
    for standing in standings:
        element = suite(standing, is_one_of_many=is_of_several)
        sums.add(standing, element)
        # A line an element: a diff of two exports then shows whose points changed.
        ET.indent(element, space="")
        element.tail = "\n"
        yield ET.tostring(element, encoding="utf-8")


def around(sums: Sums) -> tuple[bytes, bytes]:
    """Write what stands before the suites, and what stands after them."""
    root = ET.Element("testsuites", name=", ".join(sorted(sums.assignments)))
    for name in COUNTS:
        root.set(name, str(sums.counts[name]))
    root.text = "\n" if sums.assignments else None
    whole = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    head, end, _ = whole.partition(b"</testsuites>")
    return head, end + b"\n"


def suite(standing: Standing, *, is_one_of_many: bool = False) -> ET.Element:
    """Give a student's cases, and what is known of the whole."""
    name = f"{standing.student}, {standing.assignment}" if is_one_of_many else standing.student
    element = ET.Element("testsuite", name=legal(str(name)))
    element.append(properties(about(standing)))
    if standing.status == Status.GRADED.value:
        element.extend([case(standing, name, score) for name, score in named(standing.scores)])
    else:
        element.append(unjudged(standing))
    count(element)
    return element


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


def case(standing: Standing, name: str, score: Score) -> ET.Element:
    """Make a criterion's case; it fails unless it is earned whole."""
    element = test_case(standing, name)
    facts = {
        "criterion": score.name,
        "visibility": score.visibility,
        "earned": points(score.earned),
        "maximum": str(score.maximum),
        "overridden_by": score.override.who if score.override else None,
    }
    element.append(properties(facts))
    if score.is_unmarked:
        element.append(outcome("skipped", ["to be marked by hand"]))
    elif score.earned < score.maximum:
        element.append(outcome("failure", list(reasons(score))))
    return element


def unjudged(standing: Standing) -> ET.Element:
    """Make the only case of a student whose criteria were not judged."""
    element = test_case(standing, standing.assignment)
    if standing.status == MISSING:
        element.append(outcome("skipped", ["nothing was handed in"]))
        return element
    has_score = standing.earned is not None
    if standing.status in (HELD, EXCUSED, TOO_LATE):
        element.append(outcome("skipped", [without_score(standing)]))
        return element
    first = f"{standing.status}: 0 points" if has_score else without_score(standing)
    element.append(outcome("failure" if has_score else "error", [first, *standing.notes]))
    return element


def test_case(standing: Standing, name: str) -> ET.Element:
    """Begin a case; its class is the student, under whom readers list it."""
    return ET.Element("testcase", classname=legal(str(standing.student)), name=legal(name))


def reasons(score: Score) -> Iterator[str]:
    """Say why points were lost, the shortest account first."""
    worth = f"{points(score.earned)} of {score.maximum} points"
    yield f"{in_words(score.status.value)}: {worth}"
    if score.cause:
        yield f"because of {score.cause}"
    yield from messages(score)


def outcome(tag: str, lines: Sequence[str]) -> ET.Element:
    """Say what became of a case, as attribute and as body."""
    text = legal("\n".join(lines))
    element = ET.Element(tag, message=shorten(" | ".join(text.splitlines()), MESSAGE))
    element.text = shorten(text, BODY)
    return element


def properties(facts: Mapping[str, str | None]) -> ET.Element:
    """Put what is known of anything else where the format has its only place for it."""
    element = ET.Element("properties")
    for name, value in facts.items():
        if value is not None:
            ET.SubElement(element, "property", name=name, value=legal(value))
    return element


def count(element: ET.Element) -> None:
    """Note the sums of a suite."""
    cases = list(element.iter("testcase"))
    outcomes = Counter(child.tag for case in cases for child in case)
    element.set("tests", str(len(cases)))
    for name, tag in OUTCOMES.items():
        element.set(name, str(outcomes[tag]))


def legal(text: str) -> str:
    """Leave out the characters that XML has no way to write, not even as entities."""
    return ILLEGAL.sub("", text)
