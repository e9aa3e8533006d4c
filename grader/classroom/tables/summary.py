"""What a TA wants to know of a class, as text for a terminal. Pure: prints nothing."""

from __future__ import annotations

import statistics
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence

from grader.classroom.gradebook.entries import Statistics
from grader.classroom.people import MISSING, Standing
from grader.core.result import Status
from grader.reports.terminal import Style

BINS = 10
BAR_WIDTH = 30
SHOWN = 10
WITH_SCORE = (Status.GRADED.value, Status.TAMPERED.value)
NO_SCORE = (Status.NOT_GRADED.value, Status.UNREADABLE.value, Status.REFUSED.value)


def render(
    figures: Statistics,
    standings: Iterable[Standing],
    titles: Mapping[str, str],
    style: Style,
) -> str:
    """Distribution, criteria, mistakes, and everyone without a score.

    `titles` are the sentences of the criteria. Of the standings only those are kept that are spoken
    of one by one, since a class of reports would fill memory.
    """
    scored, maximum, told = [], 0, []
    for one in standings:
        maximum = max(maximum, one.maximum or 0)
        scored += [] if one.earned is None else [one.earned]
        told += [] if one.status == Status.GRADED.value else [one]
    lines = [style.paint(head(figures), "bold")]
    if scored and maximum:
        lines += ["", *histogram(scored, maximum, style)]
        lines += ["", style.paint("points earned per criterion", "bold")]
        lines += criteria(figures, titles, style)
    if figures.mistakes:
        lines += ["", style.paint("most frequent mistakes", "bold"), *mistakes(figures, style)]
    for title, colour, some in groups(told):
        lines += ["", style.paint(f"{title}: {len(some)}", colour)]
        lines += [line for one in some for line in style.wrap(person(one), 2)]
    return "\n".join(lines)


def head(figures: Statistics) -> str:
    """How many there are of each status."""
    counts = [
        f"{number} {status.replace('_', ' ')}"
        for status, number in sorted(figures.statuses.items(), key=lambda pair: -pair[1])
    ]
    number = sum(figures.statuses.values())
    return f"{number} student{'s' * (number != 1)}: {', '.join(counts)}"


def histogram(scored: Sequence[float], maximum: float, style: Style) -> Iterator[str]:
    """How many have how many points."""
    bins = [0] * BINS
    for earned in scored:
        bins[min(int(BINS * earned / maximum), BINS - 1)] += 1
    edges = [maximum * at / BINS for at in range(BINS + 1)]
    width = len(f"{maximum:g}") + 2
    for at, number in enumerate(bins):
        label = f"{edges[at]:.4g}-{edges[at + 1]:.4g}"
        yield f"  {label:>{2 * width}} {bar(number / max(bins), style)} {number or ''}".rstrip()
    mean = statistics.fmean(scored)
    middle = statistics.median(scored)
    yield f"  mean {mean:.1f}, median {middle:g}, of {maximum:g} points"


def bar(share: float, style: Style) -> str:
    """A bar as long as a share."""
    return ("█" if style.unicode else "#") * round(share * BAR_WIDTH)


def criteria(figures: Statistics, titles: Mapping[str, str], style: Style) -> Iterator[str]:
    """The share of students that earned each line of the rubric, in its order."""
    for one in figures.criteria:
        title = titles.get(one.name, one.name)
        cut = textwrap.shorten(title, style.width - 32, placeholder="…" if style.unicode else "...")
        yield style.spread(f"  {cut}", f"{one.earned:4.0%}  mean {one.mean:4.2f}/{one.maximum}")


def mistakes(figures: Statistics, style: Style) -> Iterator[str]:
    """Each cause, and how many students it was named to."""
    for one in figures.mistakes[:SHOWN]:
        yield from style.wrap(f"{len(one.students):>4}  {one.cause}", 2)
    if len(figures.mistakes) > SHOWN:
        yield f"  and {len(figures.mistakes) - SHOWN} more"


def groups(standings: Sequence[Standing]) -> Iterator[tuple[str, str, list[Standing]]]:
    """Those whom staff should look at: a title, its colour, the people."""
    for title, colour, statuses in (
        ("tampered with, 0 points: look at these", "red", [Status.TAMPERED.value]),
        ("without a score, which is not a score of zero", "red", NO_SCORE),
        ("missing: nothing was handed in", "yellow", [MISSING]),
    ):
        some = [one for one in standings if one.status in statuses]
        if some:
            yield title, colour, some


def person(one: Standing) -> str:
    """Who, and why there is no score or one of 0."""
    if one.status == MISSING:
        return str(one.student)
    notes = one.notes or ("",)
    why = notes[0] if one.status == Status.TAMPERED.value else notes[-1]
    return f"{one.student}: {one.status.replace('_', ' ')}: {why}"
