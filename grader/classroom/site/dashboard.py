"""The class on one HTML page, for staff: how it did, whom to look at, a table to search. Pure.

Everything is there to be read without its script, which sorts and filters the table and is all
that may run.
"""

from __future__ import annotations

import json
import math
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from grader.classroom.account import account, clock_in, doubts_of, is_late
from grader.classroom.gradebook.entries import CriterionShare, MistakeShare, Statistics
from grader.classroom.people import EXCUSED, MISSING, TOO_LATE, UNGRADED, Override, Standing
from grader.classroom.sections import names_of, sections_of
from grader.classroom.site import histogram
from grader.core.result import Criterion, Points, Status, whole
from grader.core.text import in_words, points
from grader.reports.html import fill, packaged, policy

SHOWN_NAMES = 8  # of a list that is longer, the others are folded away
SITE = "grader.classroom.site"  # whose templates these are
SLOWEST = 5
STATUSES = (Status.GRADED.value, *UNGRADED, Status.TAMPERED.value, MISSING, TOO_LATE, EXCUSED)
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
    wrong: tuple[str, ...]
    why: str

    @property
    def status(self) -> str:
        return in_words(self.standing.status)

    @property
    def handed_in(self) -> str:
        """When it was handed in, in the assignment's zone, as far as that is known."""
        at, standing = self.standing.submitted_at, self.standing
        return "–" if at is None else clock_in(at, standing.zone, zoned=standing.zoned)

    @property
    def sections(self) -> str:
        return json.dumps(sections_of(self.standing.student))

    @property
    def account(self) -> list[str]:
        """What stands between the judged points and what counts."""
        lines = account(self.standing)
        return [f"{line.words}: {line.worth}" if line.worth else line.words for line in lines]

    @property
    def marks(self) -> list[str]:
        """What else there is to be said of what counts."""
        marks = {
            "late": is_late(self.standing),
            "extended": self.standing.extension,
            "adjusted": self.standing.adjustments,
            "overridden": self.standing.overrides,
            "to be marked": self.standing.to_mark,
        }
        return [mark for mark, holds in marks.items() if holds]


# Somebody to look at, and why, as far as there is more to say.
Concern = tuple[StudentRow, list[str]]


def row_of(standing: Standing, page: str) -> StudentRow:
    """Keep what is shown of a student."""
    brief = standing.brief
    return StudentRow(
        # A class of whole reports would fill memory.
        replace(standing, report=None, sealed=None),
        page,
        brief.groups if brief and standing.status == Status.GRADED.value else {},
        tuple(mistakes[0] for mistakes in brief.mistakes) if brief else (),
        standing.wrong,
        reason(standing),
    )


def reason(standing: Standing) -> str:
    """Say why there is no score, or one of 0; nothing where there is nothing to explain."""
    if standing.status in (Status.GRADED.value, MISSING, EXCUSED, TOO_LATE):
        return ""
    notes = standing.notes or (NOTHING,)
    return notes[0] if standing.status == Status.TAMPERED.value else notes[-1]


def render(
    title: str,
    criteria: Sequence[Criterion],
    rows: Sequence[StudentRow],
    figures: Statistics,
    index: str = "",
) -> str:
    """Give the dashboard as HTML; `criteria` are all of the rubric's.

    `index` is where the course's own page lies, if there is one.
    """
    style = Markup("{}\n{}").format(packaged("page.css"), packaged("dashboard.css", SITE))
    script = packaged("dashboard.js", SITE)
    # The page's own sheet and script, and the policy that lets in no others.
    own = {"style": style, "script": script, "policy": policy(style, script)}
    page: dict[str, object] = {
        "title": title,
        "index": index,
        **contents(criteria, rows, figures),
        **own,
    }
    return fill("dashboard.html", page, SITE)


def contents(
    criteria: Sequence[Criterion], rows: Sequence[StudentRow], figures: Statistics
) -> dict[str, object]:
    """Give all that the template shows of the class."""
    scored = [row.standing.earned for row in rows if row.standing.earned is not None]
    maximum = max((row.standing.maximum or 0 for row in rows), default=0)
    return {
        "statuses": statuses(rows),
        "zone": next((row.standing.zone for row in rows), "") or "UTC",
        "sections": names_of([row.standing.student for row in rows]),
        "scored": scored,
        "maximum": maximum,
        "scores": histogram.draw(scored, maximum, "scores-picture") if scored and maximum else None,
        "attention": [(title, concerns) for title, concerns in attention(rows) if concerns],
        "shown_names": SHOWN_NAMES,
        "shares": list(shares(criteria, figures.criteria)),
        "mistakes": [(mistake, concerned(mistake, rows)) for mistake in figures.mistakes],
        "wrong": wrong_functions(rows),
        "seconds": seconds(rows),
        "groups": worth(criteria),
        "rows": rows,
        "numbers": {mistake.name: number for number, mistake in enumerate(figures.mistakes, 1)},
        "marks": sorted({mark for row in rows for mark in row.marks}),
    }


def statuses(rows: Sequence[StudentRow]) -> list[tuple[str, int]]:
    """Count the students of each status."""
    amounts = Counter(row.standing.status for row in rows)
    return [(in_words(status), amounts[status]) for status in STATUSES if amounts[status]]


def attention(rows: Sequence[StudentRow]) -> Iterator[tuple[str, list[Concern]]]:
    """List those whom staff should look at, by what there is to see."""
    for title, those in (
        ("Tampered with: 0 points", [Status.TAMPERED.value]),
        ("Without a score, which is not a score of zero", UNGRADED),
        ("Missing: nothing was handed in", [MISSING]),
        ("Refused: came too late", [TOO_LATE]),
    ):
        concerned = (row for row in rows if row.standing.status in those)
        yield title, [(row, [f"{row.status}: {row.why}"] if row.why else []) for row in concerned]
    late = (r for r in rows if is_late(r.standing) and r.standing.status != TOO_LATE)
    yield "Late", [(row, row.account) for row in late]
    yield "Late or not, which no system tells", list(untimed(rows))
    yield "Excused", [(row, row.account) for row in rows if row.standing.status == EXCUSED]
    adjusted = (row for row in rows if row.standing.adjustments and not is_late(row.standing))
    yield "Adjusted", [(row, row.account) for row in adjusted]
    overridden = (row for row in rows if row.standing.overrides)
    yield "Overridden", [(row, list(map(decision, row.standing.overrides))) for row in overridden]
    unmarked = [row for row in rows if row.standing.to_mark]
    yield "To be marked by hand", [(row, [worth_left(row)]) for row in unmarked]
    doubtful = (row for row in rows if row.standing.doubts)
    yield "Overrides to be looked at", [(row, list(row.standing.doubts)) for row in doubtful]


def untimed(rows: Sequence[StudentRow]) -> Iterator[Concern]:
    """List those of whom nobody knows for sure whether they were late."""
    for row in rows:
        if doubts := [*doubts_of(row.standing)]:
            yield row, doubts


def worth_left(row: StudentRow) -> str:
    """Say how many points are still to be marked."""
    return f"{points(row.standing.to_mark)} of {row.standing.maximum} points"


def decision(override: Override) -> str:
    """Say what a person decided, and why."""
    was = "" if override.was is None else f"{points(override.was)} → "
    now = points(override.points or 0)
    return f"{override.subject}: {was}{now}, by {override.who}: {override.why}"


def shares(
    criteria: Sequence[Criterion], judged: Sequence[CriterionShare]
) -> Iterator[tuple[str, list[tuple[CriterionShare, Criterion | None]]]]:
    """Give the criteria by group, in the rubric's order, each with who earned it.

    What is judged by an older rubric may have criteria that today's does not know.
    """
    # Hidden criteria are among them: this page is for staff.
    known = {criterion.name: criterion for criterion in criteria}
    names = [criterion.group for criterion in criteria]
    for group in dict.fromkeys([*names, *(share.group for share in judged)]):
        lines = [(share, known.get(share.name)) for share in judged if share.group == group]
        if lines:
            yield group, lines


def concerned(mistake: MistakeShare, rows: Sequence[StudentRow]) -> list[Concern]:
    """List those who made a mistake."""
    by_key = {row.standing.student.key: row for row in rows}
    return [(by_key[who.key], []) for who in mistake.students if who.key in by_key]


def wrong_functions(rows: Sequence[StudentRow]) -> list[tuple[str, list[Concern]]]:
    """List the functions that are wrong themselves, with whose: the most frequent first."""
    whose: dict[str, list[Concern]] = defaultdict(list)
    for row in rows:
        for name in row.wrong:
            whose[name].append((row, []))
    return sorted(whose.items(), key=lambda pair: -len(pair[1]))


def worth(criteria: Sequence[Criterion]) -> Mapping[str, Points]:
    """Add up what each of the rubric's groups is worth."""
    points_of: dict[str, Points] = {}
    for each in criteria:
        points_of[each.group] = points_of.get(each.group, 0) + (0 if each.bonus else each.points)
    return {group: whole(points) for group, points in points_of.items()}


def seconds(rows: Sequence[StudentRow]) -> dict[str, object] | None:
    """Say how long grading took, where that is known: the median, and the slowest."""
    timed = [(row.standing.seconds, row) for row in rows if row.standing.seconds is not None]
    if not timed:
        return None
    # By time alone: of rows that took the same, none is less than another.
    slowest = sorted(timed, key=lambda pair: -pair[0])[:SLOWEST]
    return {
        "known": len(timed),
        "total": duration(math.fsum(taken for taken, _ in timed)),
        "median": duration(statistics.median(taken for taken, _ in timed)),
        "slowest": [(duration(taken), row) for taken, row in slowest],
    }


def duration(taken: float) -> str:
    """Write seconds with as many digits as matter; minutes where they are many."""
    if taken < 1:
        return f"{taken:.2f} s"
    return f"{taken:.1f} s" if taken < 120 else f"{taken / 60:.1f} min"
