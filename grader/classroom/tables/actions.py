"""What an action changes, and the list of who did what to a class, as text. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grader.classroom.gradebook.entries import Counted, Effect
from grader.classroom.gradebook.log import LISTED, LogEntry
from grader.core.text import clean, in_words
from grader.reports.terminal import Style, out_of

SHOWN = 30  # for whom other points count


def render_effects(effects: Sequence[Effect], style: Style) -> str:
    """Write for whom other points count, and how many they are before and after."""
    if not effects:
        return "  for nobody other points count"
    lines = list(effect_lines(effects[:SHOWN], style))
    lines += [f"  and {len(effects) - SHOWN} more"] if len(effects) > SHOWN else []
    return "\n".join(lines)


def effect_lines(effects: Sequence[Effect], style: Style) -> Iterator[str]:
    """Write a line for each, below the name of its assignment."""
    name = None
    for effect in effects:
        if effect.assignment != name:
            name = effect.assignment
            yield clean(f"  {name}")
        shift = effect.shift
        yield style.spread(f"    {shift.student}", f"{worth(shift.was)} -> {worth(shift.now):>10}")


def worth(counted: Counted) -> str:
    """Write points, or why there are none."""
    if counted.earned is None:
        return in_words(counted.status)
    return out_of(counted.earned, counted.maximum or 0)


def render_log(entries: Sequence[LogEntry], style: Style) -> str:
    """Write a line for each thing that was done, with its number, and why below."""
    if not entries:
        return "nothing was done yet"
    return "\n".join(line for entry in entries for line in lines_of(entry, style))


def lines_of(entry: LogEntry, style: Style) -> list[str]:
    """Write what was done, by whom, to whom; what is undone says so."""
    number = "-" if entry.number is None else str(entry.number)
    head = f"{number:>5}  {entry.at:%Y-%m-%d %H:%M}  {entry.kind}"
    whom = whom_of(entry)
    text = clean(f"{whom}{': ' if whom else ''}{entry.what}, by {entry.who}")
    if entry.undone_by is not None:
        text += f" (undone by {entry.undone_by})"
    lines = [head if entry.undone_by else style.paint(head, "bold")]
    lines += style.wrap(text, 7)
    lines += style.wrap(clean(entry.why), 9) if entry.why else ()
    return lines


def whom_of(entry: LogEntry) -> str:
    """Name those whom it concerned, or how many."""
    if len(entry.whom) > LISTED:
        return f"{len(entry.whom)} students"
    return ", ".join(map(str, entry.whom))
