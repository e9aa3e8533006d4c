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
from collections.abc import Iterator, Mapping, Sequence

from grader.classroom.exports.export import Export, moment, without_score
from grader.classroom.people import MISSING, Standing
from grader.core.result import Score
from grader.core.text import points

MESSAGE = 100  # characters
BODY = 240
ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_junit(standings: Sequence[Standing]) -> Export:
    """One XML document."""
    root = ET.Element(
        "testsuites", name=", ".join(sorted({standing.assignment for standing in standings}))
    )
    root.extend([suite(standing) for standing in standings])
    count(root, list(root.iter("testcase")))
    ET.indent(root, space="")
    return Export(ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n")


def suite(standing: Standing) -> ET.Element:
    """A student's cases, and what is known of the whole."""
    element = ET.Element("testsuite", name=legal(str(standing.student)))
    cases = [case(standing, name, score) for name, score in named(standing.scores)]
    cases = cases if standing.status == "graded" else [unjudged(standing)]
    count(element, cases)
    element.append(properties(about(standing)))
    element.extend(cases)
    return element


def about(standing: Standing) -> dict[str, str]:
    """What has no place of its own in the format."""
    facts = {
        "assignment": standing.assignment,
        "status": standing.status,
        "earned": None if standing.earned is None else points(standing.earned),
        "maximum": None if standing.maximum is None else str(standing.maximum),
        "attempts": str(standing.attempts),
        "late": "yes" if standing.late else "no",
        "submitted_at": moment(standing.submitted_at),
        "isolation": standing.report.isolation.value if standing.report else None,
    }
    return {name: value for name, value in facts.items() if value is not None}


def named(scores: Sequence[Score]) -> Iterator[tuple[str, Score]]:
    """Name criteria by titles, of which no two are alike: of two cases readers keep the first."""
    titles = Counter(score.title for score in scores)
    for score in scores:
        if not score.title:
            yield score.name, score
        else:
            unique = titles[score.title] == 1
            yield score.title if unique else f"{score.title} [{score.name}]", score


def case(standing: Standing, name: str, score: Score) -> ET.Element:
    """Make a criterion's case; it fails unless it is earned whole."""
    element = test_case(standing, name)
    facts = {
        "criterion": score.name,
        "visibility": score.visibility,
        "earned": points(score.earned),
        "maximum": str(score.maximum),
    }
    if score.override:
        facts["overridden_by"] = score.override.who
    element.append(properties(facts))
    if score.earned < score.maximum:
        element.append(outcome("failure", list(reasons(score))))
    return element


def unjudged(standing: Standing) -> ET.Element:
    """The only case of a student whose criteria were not judged."""
    element = test_case(standing, standing.assignment)
    if standing.status == MISSING:
        element.append(outcome("skipped", ["nothing was handed in"]))
        return element
    has_score = standing.earned is not None
    first = f"{standing.status}: 0 points" if has_score else without_score(standing)
    element.append(outcome("failure" if has_score else "error", [first, *standing.notes]))
    return element


def test_case(standing: Standing, name: str) -> ET.Element:
    """A case; its class is the student, under whom readers list it."""
    return ET.Element("testcase", classname=legal(str(standing.student)), name=legal(name))


def reasons(score: Score) -> Iterator[str]:
    """Say why points were lost, the shortest account first."""
    worth = f"{points(score.earned)} of {score.maximum} points"
    yield f"{score.status.value.replace('_', ' ')}: {worth}"
    if score.cause:
        yield f"because of {score.cause}"
    yield from dict.fromkeys(departure.message for departure in score.departures)


def outcome(tag: str, lines: Sequence[str]) -> ET.Element:
    """What became of a case, as attribute and as body."""
    text = legal("\n".join(lines))
    element = ET.Element(tag, message=cut(" | ".join(text.splitlines()), MESSAGE))
    element.text = cut(text, BODY)
    return element


def properties(values: Mapping[str, str]) -> ET.Element:
    """The format's only place for anything else."""
    element = ET.Element("properties")
    for name, value in values.items():
        ET.SubElement(element, "property", name=name, value=legal(value))
    return element


def count(element: ET.Element, cases: Sequence[ET.Element]) -> None:
    """Sums of a suite, or of all."""
    outcomes = Counter(child.tag for case in cases for child in case)
    element.set("tests", str(len(cases)))
    for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        element.set(name, str(outcomes[tag]))


def legal(text: str) -> str:
    """Text without the characters that XML has no way to write."""
    return ILLEGAL.sub("", text)


def cut(text: str, length: int) -> str:
    """The beginning of a text."""
    return text if len(text) <= length else f"{text[: length - 1]}…"
