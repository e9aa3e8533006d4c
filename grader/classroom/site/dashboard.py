"""The class on one HTML page, for staff: how it did, whom to look at, a table to search. Pure.

Everything is there to be read without its script, which sorts and filters the table and is all
that may run.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import math
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from grader.classroom.gradebook.entries import CriterionShare, Statistics
from grader.classroom.people import MISSING, Override, Standing
from grader.classroom.site import histogram
from grader.core.result import Criterion, Status
from grader.reports.html import environment, style_sheet
from grader.reports.text import points

SHOWN_NAMES = 8  # of a list that is longer, the others are folded away
SLOWEST = 5
UNGRADED = (Status.NOT_GRADED.value, Status.UNREADABLE.value, Status.REFUSED.value)
STATUSES = (Status.GRADED.value, *UNGRADED, Status.TAMPERED.value, MISSING)
NOTHING = "there is no score of it yet: run `grade batch` again"


@dataclass(frozen=True)
class StudentRow:
    """One student: a standing whose report is left out, and what of that is shown.

    `page` is where the student's own page lies, seen from the dashboard.
    """

    standing: Standing
    page: str
    groups: Mapping[str, float]
    mistakes: tuple[str, ...]
    why: str

    @property
    def status(self) -> str:
        return in_words(self.standing.status)

    @property
    def marks(self) -> list[str]:
        """What else there is to be said of what counts."""
        late = ["late"] if self.standing.late else []
        return [*late, "overridden"] if self.standing.overrides else late


Concern = tuple[
    StudentRow, list[str]
]  # somebody to look at, and why, as far as there is more to say


@dataclass(frozen=True)
class Dashboard:
    """What a dashboard is made of; `criteria` are all of the rubric's."""

    title: str
    criteria: tuple[Criterion, ...]
    rows: tuple[StudentRow, ...]
    statistics: Statistics


def row_of(standing: Standing, page: str) -> StudentRow:
    """What is shown of a student."""
    groups: dict[str, float] = defaultdict(float)
    if standing.status == Status.GRADED.value:
        for score in standing.scores:
            groups[score.group] += score.earned
    return StudentRow(
        replace(standing, report=None),
        page,
        dict(groups),
        tuple(diagnosis.mistakes[0] for diagnosis in standing.diagnoses),
        reason(standing),
    )


def reason(standing: Standing) -> str:
    """Why there is no score, or one of 0; empty where there is nothing to explain."""
    if standing.status in (Status.GRADED.value, MISSING):
        return ""
    notes = standing.notes or (NOTHING,)
    return notes[0] if standing.status == Status.TAMPERED.value else notes[-1]


def render(dashboard: Dashboard) -> str:
    """The dashboard as HTML."""
    return environment().get_template("dashboard.html").render(contents(dashboard))


def contents(dashboard: Dashboard) -> dict[str, Any]:
    """All that the template shows."""
    rows = dashboard.rows
    scored = [one.standing.earned for one in rows if one.standing.earned is not None]
    maximum = max((one.standing.maximum or 0 for one in rows), default=0)
    return {
        # The page's own sheet and script, and the policy that lets in no others.
        "style": style(),
        "script": script(),
        "policy": policy(),
        "title": dashboard.title,
        "statuses": statuses(rows),
        "figures": figures(scored, maximum, len(rows)),
        "maximum": maximum,
        "scores": histogram.draw(scored, maximum, "scores-picture") if scored and maximum else None,
        "attention": [(title, some) for title, some in attention(rows) if some],
        "shown_names": SHOWN_NAMES,
        "shares": list(shares(dashboard)),
        "mistakes": mistakes(dashboard),
        "seconds": seconds(rows),
        "groups": groups(dashboard.criteria),
        "rows": rows,
        "numbers": numbers(dashboard),
        "marks": sorted({mark for one in rows for mark in one.marks}),
    }


def statuses(rows: Sequence[StudentRow]) -> list[tuple[str, int]]:
    """How many there are of each status, in words."""
    counted = Counter(one.standing.status for one in rows)
    return [(in_words(status), counted[status]) for status in STATUSES if counted[status]]


def figures(scored: Sequence[float], maximum: int, students: int) -> list[tuple[str, str, str]]:
    """The class in five numbers: what, how many, of how many."""
    counted = [("Students", f"{students:,}", ""), ("With a score", f"{len(scored):,}", "")]
    if not scored:
        return counted
    return [
        *counted,
        ("Median", f"{round(statistics.median(scored), 2):g}", f"of {maximum}"),
        ("Mean", f"{statistics.fmean(scored):.1f}", f"of {maximum}"),
        ("Full marks", f"{sum(earned >= maximum for earned in scored):,}", ""),
    ]


def attention(rows: Sequence[StudentRow]) -> Iterator[tuple[str, list[Concern]]]:
    """Those whom staff should look at, by what there is to see."""
    for title, wanted in (
        ("Tampered with: 0 points", [Status.TAMPERED.value]),
        ("Without a score, which is not a score of zero", UNGRADED),
        ("Missing: nothing was handed in", [MISSING]),
    ):
        some = [one for one in rows if one.standing.status in wanted]
        yield title, [(one, [why] if (why := explanation(one)) else []) for one in some]
    yield "Late", [(one, []) for one in rows if one.standing.late]
    overruled = [one for one in rows if one.standing.overrides]
    yield "Overridden", [(one, list(map(overruling, one.standing.overrides))) for one in overruled]


def explanation(row: StudentRow) -> str:
    """The status and what led to it; empty where there is nothing to explain."""
    return f"{in_words(row.standing.status)}: {row.why}" if row.why else ""


def overruling(one: Override) -> str:
    """What a person decided, and why."""
    was = "" if one.was is None else f"{points(one.was)} → "
    return f"{one.criterion}: {was}{points(one.points or 0)}, by {one.who}: {one.why}"


def shares(dashboard: Dashboard) -> Iterator[dict[str, Any]]:
    """The criteria by group, in the rubric's order, each with the share of students that earned it.

    What is judged by an older rubric may have criteria that today's does not know.
    """
    known = {criterion.name: criterion for criterion in dashboard.criteria}
    judged = dashboard.statistics.criteria
    names = [criterion.group for criterion in dashboard.criteria]
    for group in dict.fromkeys([*names, *(line.group for line in judged)]):
        lines = [share(line, known.get(line.name)) for line in judged if line.group == group]
        if lines:
            yield {"name": group, "criteria": lines}


def share(one: CriterionShare, criterion: Criterion | None) -> dict[str, Any]:
    """A criterion's line."""
    return {
        "title": criterion.title if criterion else one.name,
        "is_hidden": criterion is not None and criterion.hidden,
        "earned": one.earned,
        "mean": one.mean,
        "maximum": one.maximum,
    }


def mistakes(dashboard: Dashboard) -> list[dict[str, Any]]:
    """Every mistake that was made, with who made it; the most frequent first."""
    pages = {one.standing.student.key: one for one in dashboard.rows}
    return [
        {
            "name": in_words(one.name),
            "cause": one.cause,
            "concerns": [(pages[who.key], []) for who in one.students if who.key in pages],
        }
        for one in dashboard.statistics.mistakes
    ]


def numbers(dashboard: Dashboard) -> dict[str, tuple[int, str]]:
    """By the name of a mistake, its place in the list and how the table calls it."""
    listed = enumerate(dashboard.statistics.mistakes, 1)
    return {one.name: (number, in_words(one.name)) for number, one in listed}


def in_words(name: str) -> str:
    """A name of ours as people write it."""
    return name.replace("_", " ")


def groups(criteria: Sequence[Criterion]) -> list[tuple[str, int]]:
    """The rubric's groups and what each is worth."""
    worth: Counter[str] = Counter()
    for criterion in criteria:
        worth[criterion.group] += criterion.points
    return list(worth.items())


def seconds(rows: Sequence[StudentRow]) -> dict[str, Any] | None:
    """How long grading took, where that is known: the median, and the slowest."""
    timed = [(one.standing.seconds, one) for one in rows if one.standing.seconds is not None]
    if not timed:
        return None
    slowest = sorted(timed, key=lambda pair: -pair[0])[:SLOWEST]
    return {
        "known": len(timed),
        "total": duration(math.fsum(taken for taken, _ in timed)),
        "median": duration(statistics.median(taken for taken, _ in timed)),
        "slowest": [(duration(taken), one) for taken, one in slowest],
    }


def duration(taken: float) -> str:
    """Seconds with as many digits as matter; minutes where they are many."""
    if taken < 1:
        return f"{taken:.2f} s"
    return f"{taken:.1f} s" if taken < 120 else f"{taken / 60:.1f} min"


@functools.cache
def style() -> Markup:
    """The sheet of all our pages, and what the dashboard adds to it."""
    return Markup(f"{style_sheet('page.css')}\n{part('dashboard.css')}")


@functools.cache
def script() -> Markup:
    """The script that sorts and filters the table."""
    return part("dashboard.js")


def part(name: str) -> Markup:
    """A packaged file to be put into the page, without its indents and comments."""
    loader = environment().loader
    assert loader is not None
    source, *_ = loader.get_source(environment(), name)
    lines = (line.strip() for line in source.splitlines())
    return Markup("\n".join(x for x in lines if x and not x.startswith(("/*", "//"))))


@functools.cache
def policy() -> str:
    """Nothing is loaded, and nothing run but the one script, which has no way out of the page."""
    parts = [
        "default-src 'none'",
        f"style-src '{digest(style())}'",
        f"script-src '{digest(script())}'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    return "; ".join(parts)


def digest(text: str) -> str:
    """A text as a content policy names it."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}"
