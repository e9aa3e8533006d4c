"""The class list, one student's history, and what a rescore changes, as text. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from grader.classroom.account import account, clock_in, doubts_of, late_words, marks_of
from grader.classroom.gradebook.entries import (
    Change,
    History,
    PastAttempt,
    PastMark,
    PastScore,
    Shift,
    Stale,
    Unreadable,
)
from grader.classroom.people import Override, Standing
from grader.core.result import Points, Status
from grader.core.text import in_words, points
from grader.reports.terminal import Style, out_of
from grader.reports.text import count

SHOWN = 30
NO_ZONES: Mapping[str, str] = {}


def line(standing: Standing, style: Style) -> str:
    """Write one line of the class list: who, what is to be said, points."""
    worth = worth_of(standing.earned, standing.maximum)
    return style.spread(str(standing.student), f"{', '.join(remarks_on(standing))}  {worth}")


def remarks_on(standing: Standing) -> list[str]:
    """Say in a word each what is to be said of somebody's points."""
    marks = [] if standing.status == Status.GRADED.value else [in_words(standing.status)]
    marks += marks_of(standing)
    marks += [f"{standing.attempts} attempts"] if standing.attempts > 1 else []
    marks += ["overridden"] if standing.overrides else []
    marks += ["to be looked at"] if standing.doubts or [*doubts_of(standing)] else []
    return marks + ([f"{points(standing.to_mark)} to be marked"] if standing.to_mark else [])


def account_lines(standing: Standing, style: Style) -> Iterator[str]:
    """Show what stands between the judged points and what counts, a line each."""
    for entry in account(standing):
        yield style.spread(f"  {entry.words}", entry.worth)
    for doubt in doubts_of(standing):
        yield from style.wrap(doubt, 2)


def worth_of(earned: float | None, maximum: Points | None) -> str:
    """Write points, or a dash where there is no score."""
    return f"{'-' if earned is None else out_of(earned, maximum or 0):>7}"


def render_history(
    history: History, style: Style, sums: str = "", zones: Mapping[str, str] = NO_ZONES
) -> str:
    """Show every attempt with every score it was given, then what people decided.

    `sums` are what counts of it, `zones` those in which the assignments are due.
    """
    lines = [style.paint(str(history.student), "bold")]
    ids = ", ".join(f"{system} {value}" for system, value in sorted(history.student.ids.items()))
    lines += [f"  {ids}"] if ids else []
    lines += style.wrap(history.fault, 2) if history.fault else []
    lines += ["", sums] if sums else []
    numbers = Counter[str]()  # an attempt's number is that in its assignment
    for attempt in history.attempts:
        name = "" if isinstance(attempt, Unreadable) else attempt.assignment
        numbers[name] += 1
        # Of which assignment one is that can't be read, nobody knows: it may be of any.
        number = numbers[name] + (numbers[""] if name else numbers.total() - numbers[""])
        lines += ["", *attempt_lines(number, attempt, style, zones.get(name, ""))]
    if history.overrides:
        lines += ["", style.paint("overrides", "bold")]
        for override in history.overrides:
            lines += style.wrap(overruled(override, zones), 2)
    if history.marks:
        lines += ["", style.paint("marked by hand", "bold")]
        for mark in history.marks:
            lines += style.wrap(marked(mark, zones), 2)
    if not history.attempts:
        lines += ["", "nothing was handed in"]
    return "\n".join(lines)


def attempt_lines(
    number: int, attempt: PastAttempt | Unreadable, style: Style, zone: str
) -> Iterator[str]:
    """Show one attempt: when, which file, and its scores, the oldest first."""
    if isinstance(attempt, Unreadable):
        yield style.paint(f"attempt {number}", "bold")
        yield from style.wrap(attempt.fault, 2)
        return
    when = clock_in(attempt.submitted_at, zone, zoned=attempt.zoned)
    when += "" if attempt.zoned is False else f" ({zone})" if zone else " UTC"
    late = f", {mark}" if (mark := lateness_of(attempt)) else ""
    gone = f", removed by action {attempt.removed_by}" if attempt.removed_by else ""
    yield style.paint(f"{attempt.assignment}, attempt {number}: {when}{late}{gone}", "bold")
    yield from style.wrap(f"{attempt.place} (sha256 {attempt.content[:12]})", 2)
    for note in attempt.notes:
        yield from style.wrap(note, 2)
    for score in attempt.scores:
        yield from score_lines(score, style, zone)


def lateness_of(attempt: PastAttempt) -> str:
    """Say how late an attempt came, by the rule, else by the word of the system."""
    if attempt.lateness and attempt.lateness.is_late:
        words = late_words(attempt.lateness)
        return words if attempt.lateness.accepted else f"{words}, refused"
    return "late" if attempt.late else ""


def score_lines(score: PastScore | Unreadable, style: Style, zone: str) -> Iterator[str]:
    """Show one score: when, what, and why there is none."""
    if isinstance(score, Unreadable):
        yield from style.wrap(score.fault, 2)
        return
    when = clock_in(score.judged_at, zone)
    left = f"  {when}  {in_words(score.status)}, isolation {score.isolation}"
    yield style.spread(left, worth_of(score.earned, score.maximum))
    if score.earned is None:
        # The last note is what ended it; those before are of what was read.
        yield from style.wrap((score.report.notes or ("no reason is kept",))[-1], 4)
    for diagnosis in score.report.diagnoses:
        yield from style.wrap(f"mistake: {diagnosis.cause}", 4)


def overruled(override: Override | Unreadable, zones: Mapping[str, str]) -> str:
    """Say what a person decided, when and why."""
    if isinstance(override, Unreadable):
        return override.fault
    was = "no points" if override.was is None else points(override.was)
    now = "taken back" if override.points is None else f"{was} -> {points(override.points)}"
    what = f"{override.assignment}, {override.subject}: {now}"
    at = clock_in(override.at, zones.get(override.assignment, ""))
    return f"{at} {what}, by {override.who}: {override.why}"


def marked(mark: PastMark | Unreadable, zones: Mapping[str, str]) -> str:
    """Say what a person gave by hand, when, and what they said of it."""
    if isinstance(mark, Unreadable):
        return mark.fault
    now = "taken back" if mark.points is None else points(mark.points)
    words = f": {mark.comment}" if mark.comment else ""
    what = f"{mark.assignment}, {mark.criterion}: {now}, by {mark.who}{words}"
    return f"{clock_in(mark.at, zones.get(mark.assignment, ''))} {what}"


def render_changes(
    shifts: Sequence[Shift],
    changes: Sequence[Change],
    alike: int,
    stale: Sequence[Stale],
    style: Style,
) -> str:
    """Say for whom other points count, by how much; and who can't be judged again.

    `alike` are more attempts that are judged as they were: of a class nearly all, so only counted.
    """
    news = sum(change.is_news for change in changes)
    alike += len(changes) - news
    counts = f"{count(alike, 'attempt is', 'attempts are')} judged alike, {news} otherwise"
    lines = [style.paint(f"{len(shifts)} change; {counts}", "bold")]
    lines += [shift_line(shift, style) for shift in shifts]
    if stale:
        title = f"not judged again: {len(stale)}; give `grade batch` their files again"
        lines += ["", style.paint(title, "yellow")]
        for entry in stale[:SHOWN]:
            lines += style.wrap(f"{entry.student}: {entry.why}", 2)
        lines += [f"  and {len(stale) - SHOWN} more"] if len(stale) > SHOWN else []
    return "\n".join(lines)


def shift_line(shift: Shift, style: Style) -> str:
    """Write who has which points before and after, and the difference where there is one."""
    before, after = shift.was.earned, shift.now.earned
    worth = f"{worth_of(before, shift.was.maximum)} -> {worth_of(after, shift.now.maximum)}"
    # Between no score and a score there is no difference: not graded is no zero.
    gain = "" if before is None or after is None else f"{after - before:+g}"
    return style.spread(f"  {shift.student}", f"{worth} {gain:>7}")
