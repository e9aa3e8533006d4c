"""What a TA wants to know of a class, as text for a terminal. Pure: prints nothing."""

from __future__ import annotations

import statistics
import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from grader.classroom.account import doubts_of, late_words
from grader.classroom.gradebook.entries import Statistics
from grader.classroom.people import MISSING, TOO_LATE, UNGRADED, Standing
from grader.core.result import Status
from grader.core.text import in_words, points
from grader.reports.terminal import Style

BINS = 10
BAR_WIDTH = 30
SHOWN = 10
CRITERIA = "criteria: the share of students that earned it whole, and the mean points"


def render(
    count: Callable[[], Statistics],
    standings: Iterable[Standing],
    titles: Mapping[str, str],
    style: Style,
) -> str:
    """Show distribution, criteria, mistakes, and everyone without a score.

    `titles` are the sentences of the criteria, `count` gives the figures: it is asked last, as
    another process may be at work on them.
    """
    # Only those are kept that are spoken of: a class of whole reports would fill memory.
    scored, maximum, named, wrong, unmarked = [], 0.0, [], Counter[str](), 0
    late, untimed = list[float](), list[str]()
    for standing in standings:
        maximum = max(maximum, standing.maximum or 0)
        wrong.update(standing.wrong)
        unmarked += standing.to_mark > 0
        scored += [] if standing.earned is None else [standing.earned]
        late += [standing.penalty] if standing.lateness and standing.lateness.is_late else []
        untimed += (f"{standing.student}: {doubt}" for doubt in doubts_of(standing))
        is_plain = standing.status == Status.GRADED.value and not standing.doubts
        named += [] if is_plain else [standing]
    figures = count()
    lines = [style.paint(head(figures), "bold")]
    if scored and maximum:
        lines += ["", *histogram(scored, maximum, style)]
        lines += ["", style.paint(CRITERIA, "bold")]
        lines += criteria(figures, titles, style)
    if figures.mistakes:
        lines += ["", style.paint("most frequent mistakes", "bold"), *mistakes(figures, style)]
    if wrong:
        lines += ["", style.paint("functions that are wrong themselves", "bold")]
        lines += functions(wrong)
    lines += to_be_marked(unmarked, style)
    lines += lateness(late, untimed, style)
    for title, colour, group in groups(named):
        lines += ["", style.paint(f"{title}: {len(group)}", colour)]
        lines += [line for standing in group for line in style.wrap(person(standing), 2)]
    return "\n".join(lines)


def to_be_marked(unmarked: int, style: Style) -> Iterator[str]:
    """Say of how many something is still to be marked."""
    if unmarked:
        yield from ("", style.paint(f"to be marked by hand: {unmarked}; run: grade mark", "yellow"))


def lateness(late: Sequence[float], untimed: Sequence[str], style: Style) -> Iterator[str]:
    """Say how many were late, what that cost, and of whom nobody knows for sure."""
    if late:
        cost = f"taken off: {points(sum(late))} points in all"
        yield from ("", style.paint(f"late: {len(late)}; {cost}", "bold"))
    if not untimed:
        return
    yield ""
    yield style.paint(f"late or not, which no system tells: {len(untimed)}", "yellow")
    for text in untimed[:SHOWN]:
        yield from style.wrap(text, 2)
    if len(untimed) > SHOWN:
        yield f"  and {len(untimed) - SHOWN} more"


def head(figures: Statistics) -> str:
    """Count the students of each status, the most first."""
    by_amount = sorted(figures.statuses.items(), key=lambda pair: -pair[1])
    counts = [f"{number} {in_words(status)}" for status, number in by_amount]
    number = sum(figures.statuses.values())
    return f"{number} student{'s' * (number != 1)}: {', '.join(counts)}"


def histogram(scored: Sequence[float], maximum: float, style: Style) -> Iterator[str]:
    """Draw how many have how many points."""
    # The last bin has its upper end, too: full marks make no bin of their own.
    bins = Counter(min(int(BINS * earned / maximum), BINS - 1) for earned in scored)
    width = len(f"{maximum:g}") + 2
    for at in range(BINS):
        label = f"{maximum * at / BINS:.4g}-{maximum * (at + 1) / BINS:.4g}"
        bar = ("█" if style.unicode else "#") * round(BAR_WIDTH * (bins[at] / max(bins.values())))
        line = f"  {label:>{2 * width}} {bar}"
        yield f"{line} {bins[at] or ''}".rstrip()
    mean, middle = statistics.fmean(scored), points(statistics.median(scored))
    yield f"  mean {mean:.1f}, median {middle}, of {maximum:g} points"


def criteria(figures: Statistics, titles: Mapping[str, str], style: Style) -> Iterator[str]:
    """Give the share of students that earned each line of the rubric, in its order."""
    for share in figures.criteria:
        title = titles.get(share.name, share.name)
        cut = textwrap.shorten(title, style.width - 32, placeholder="…" if style.unicode else "...")
        mean = f"mean {share.mean:4.2f}/{share.maximum}"
        yield style.spread(f"  {cut}", f"{share.earned:4.0%}  {mean}")


def mistakes(figures: Statistics, style: Style) -> Iterator[str]:
    """Give each cause, and how many students it was named to."""
    for mistake in figures.mistakes[:SHOWN]:
        yield from style.wrap(f"{len(mistake.students):>4}  {mistake.cause}", 2)
    if len(figures.mistakes) > SHOWN:
        yield f"  and {len(figures.mistakes) - SHOWN} more"


def functions(wrong: Counter[str]) -> Iterator[str]:
    """Give each function, and how many students have it wrong."""
    yield from (f"  {number:>4}  {name}" for name, number in wrong.most_common(SHOWN))
    if len(wrong) > SHOWN:
        yield f"  and {len(wrong) - SHOWN} more"


def groups(standings: Sequence[Standing]) -> Iterator[tuple[str, str, list[Standing]]]:
    """List those whom staff should look at: a title, its colour, the people."""
    for title, colour, statuses in (
        ("tampered with, 0 points: look at these", "red", [Status.TAMPERED.value]),
        ("without a score, which is not a score of zero", "red", UNGRADED),
        ("missing: nothing was handed in", "yellow", [MISSING]),
        ("refused: came too late", "yellow", [TOO_LATE]),
    ):
        group = [standing for standing in standings if standing.status in statuses]
        if group:
            yield title, colour, group
    if doubtful := [standing for standing in standings if standing.doubts]:
        yield "overrides to be looked at", "yellow", doubtful


def person(standing: Standing) -> str:
    """Say who it is, and why there is no score or one of 0, or what to decide anew."""
    if standing.doubts:
        return f"{standing.student}: {'; '.join(standing.doubts)}"
    if standing.status == MISSING:
        return str(standing.student)
    if standing.status == TOO_LATE and standing.lateness:
        return f"{standing.student}: {late_words(standing.lateness)}"
    # Of tampering the first note tells; of all else the last, which is what ended it.
    notes = standing.notes or ("",)
    why = notes[0] if standing.status == Status.TAMPERED.value else notes[-1]
    return f"{standing.student}: {in_words(standing.status)}: {why}"
