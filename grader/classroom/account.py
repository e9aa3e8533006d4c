"""What stands between a student's judged points and what counts, line by line. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from grader.classroom.people import EXCUSED, TOO_LATE, Adjustment, Standing
from grader.core.text import points
from grader.course.lateness import Lateness
from grader.course.zones import shown_in, zone_of

TAKEN_OFF = "nothing is taken off"


@dataclass(frozen=True)
class AccountLine:
    """A line of the account: what it is, and the points that it adds or takes off, if any."""

    words: str
    points: float | None = None
    is_sum: bool = False

    @property
    def worth(self) -> str:
        """The points: with a sign, unless they are a sum."""
        if self.points is None:
            return ""
        return points(self.points) if self.is_sum else signed(self.points)


NUMBERS = ("judged", "corrected", "days_late", "free_days", "penalty", "adjusted")
FACTS = (*NUMBERS, "adjusted_for", "extended_until", "excused_for", "to_look_at")


def facts_of(standing: Standing) -> Iterator[tuple[str, str]]:
    """Give, by the names of `FACTS`, what a table says of it; nothing where nothing was done."""
    lateness, adjustments = standing.lateness, standing.adjustments
    if has_account(standing):
        yield from worths(("judged", standing.judged), ("corrected", standing.corrected))
    if lateness and lateness.is_late:
        yield from (("days_late", str(lateness.days)), ("free_days", str(lateness.free)))
        yield from worths(("penalty", standing.penalty))
    if adjustments:
        yield from worths(("adjusted", adjusted(standing)))
        yield "adjusted_for", ", ".join(f"{a.why} ({signed(a.points)})" for a in adjustments)
    if standing.extension:
        yield "extended_until", standing.extension.astimezone(timezone.utc).isoformat()
    if standing.excused:
        yield "excused_for", standing.excused
    if doubts := [*doubts_of(standing)]:
        yield "to_look_at", "; ".join(doubts)


def worths(*pairs: tuple[str, float | None]) -> Iterator[tuple[str, str]]:
    """Write points, as far as there are any."""
    yield from ((name, points(worth)) for name, worth in pairs if worth is not None)


def spoken(standing: Standing) -> Iterator[str]:
    """Say what was done, without the points that it comes to: they would tell hidden ones."""
    for line in account(standing):
        if not line.is_sum and line.points is None:
            yield line.words
    lateness = standing.lateness
    if lateness and lateness.share < 1 and standing.corrected is not None:
        yield f"{late_words(lateness)}: {share_taken(lateness)} of the points"
    yield from (f"{adjusted_for(a)}, {signed(a.points)}" for a in standing.adjustments)


def for_student(standing: Standing, *, is_partly_hidden: bool) -> tuple[tuple[str, str], ...]:
    """Give what a student reads of it, each with its points; not why they are excused.

    Without sums where some criteria are not shown: they would tell what is earned there.
    """
    if standing.status == EXCUSED:
        return (("You are excused: this counts in no total of yours.", ""),)
    if is_partly_hidden:
        return tuple((words, "") for words in spoken(standing))
    return tuple((line.words, line.worth) for line in account(standing))


def is_late(standing: Standing) -> bool:
    """Tell whether what counts came late: by the rule, else by the word of the system."""
    lateness = standing.lateness
    return standing.late if lateness is None or lateness.is_doubtful else lateness.is_late


def has_account(standing: Standing) -> bool:
    """Tell whether anything stands between the judged points and what counts."""
    lateness = standing.lateness
    return bool(standing.adjustments or (lateness and lateness.is_late))


def account(standing: Standing) -> Iterator[AccountLine]:
    """Give all that a student's points come to, step by step; nothing where nothing was done."""
    if standing.status == EXCUSED:
        yield AccountLine(f"excused: {standing.excused}")
    if standing.extension:
        yield AccountLine(f"extended until {time_in(standing.extension, standing.zone)}")
    if standing.status == EXCUSED or not has_account(standing):
        return
    if standing.corrected is not None:
        yield AccountLine("for the work", standing.corrected, is_sum=True)
    if standing.lateness and standing.lateness.is_late:
        yield late_line(standing, standing.lateness)
    for adjustment in standing.adjustments:
        yield AccountLine(adjusted_for(adjustment), adjustment.points)
    if standing.earned is not None:
        yield AccountLine("counts", standing.earned, is_sum=True)


def late_line(standing: Standing, lateness: Lateness) -> AccountLine:
    """Say how late it came, and what that costs."""
    words = late_words(lateness)
    if standing.status == TOO_LATE:
        return AccountLine(f"{words}: refused")
    if standing.corrected is None or lateness.share == 1:
        return AccountLine(f"{words}: {TAKEN_OFF}")
    share = f"{share_taken(lateness)} of {points(standing.corrected)} points"
    return AccountLine(f"{words}: {share}", -standing.penalty)


def late_words(lateness: Lateness) -> str:
    """Say how late a hand-in came, and which days of that are free."""
    days = f"{lateness.days} day{'s' * (lateness.days != 1)} begun"
    free = f", {lateness.free} of them free" if lateness.free else ""
    return f"late by {late_by(lateness.late_by)} ({days}{free})"


def late_by(time: timedelta) -> str:
    """Write how late it is."""
    return days_and_hours(time) or "less than a minute"


def share_taken(lateness: Lateness) -> str:
    """Write the share that is taken off, in percent."""
    return f"{points(float(100 * (1 - lateness.share)))} %"


def adjusted_for(adjustment: Adjustment) -> str:
    """Say why points were added or taken off."""
    return f"{'added' if adjustment.points >= 0 else 'taken off'}: {adjustment.why}"


def adjusted(standing: Standing) -> float:
    """Add up what was adjusted."""
    return round(sum(adjustment.points for adjustment in standing.adjustments), 2)


def signed(worth: float) -> str:
    """Write points that are added or taken off."""
    return f"+{points(worth)}" if worth > 0 else points(worth)


def time_in(when: datetime, zone: str) -> str:
    """Write a time as clocks in a zone show it, or in UTC, and say which."""
    return f"{shown_in(when, zone)} ({zone})" if zone else f"{shown_in(when, 'UTC')} UTC"


def clock_in(when: datetime, zone: str, *, zoned: bool | None = True) -> str:
    """Write a time to the minute as clocks in a zone show it, or in UTC.

    Of what is not `zoned` nobody knows more than what was written.
    """
    at = when.astimezone(zone_of(zone if zone and zoned is not False else "UTC"))
    return f"{at:%Y-%m-%d %H:%M}"


def marks_of(standing: Standing) -> Iterator[str]:
    """Say in a word or two each what was done to a student's points."""
    lateness = standing.lateness
    if standing.status == EXCUSED:
        return  # none of it changes anything
    if lateness and lateness.is_late:
        lost = f", {signed(-standing.penalty)}" if standing.penalty else ""
        yield f"late by {late_by(lateness.late_by)}{lost}"
    elif is_late(standing):
        yield "late"
    if standing.extension:
        yield "extended"
    if standing.adjustments:
        yield f"adjusted {signed(adjusted(standing))}"


def doubts_of(standing: Standing) -> Iterator[str]:
    """Say what of the time of a hand-in a person has to look at."""
    lateness, is_decided = standing.lateness, standing.adjustments or standing.extension
    if lateness is None or lateness.is_late or standing.excused:
        return
    if standing.late and not is_decided:
        yield f"the system says that it is late, and not since when: {TAKEN_OFF}"
    elif lateness.is_doubtful and not standing.late:
        by_file = "by the time of its file, which anybody may set"
        yield f"late by {late_by(lateness.late_by)} {by_file}: {TAKEN_OFF}"


def days_and_hours(time: timedelta) -> str:
    """Write "1 day 2 h 5 min", without what is 0."""
    minutes = time // timedelta(minutes=1)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [(days, "day" if days == 1 else "days"), (hours, "h"), (minutes, "min")]
    return " ".join(f"{amount} {unit}" for amount, unit in parts if amount)
