"""A report as text for a terminal, coloured only where asked. Pure: returns lines, prints nothing."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader import __version__
from grader.model import GROUPS, CellError, Departure, Report, Score, ScoreStatus, Status

SHOWN_DEPARTURES = 2
SHOWN_ERRORS = 5
COLOURS = {"green": "32", "red": "31", "yellow": "33", "bold": "1", "dim": "2"}
MARKS = {
    ScoreStatus.EARNED: ("✓", "+", "green"),
    ScoreStatus.LOST: ("✗", "x", "red"),
    ScoreStatus.CARRIED: ("→", ">", "yellow"),
    ScoreStatus.NOT_ASKED: ("–", "-", "yellow"),
}
HEADLINES = {
    Status.UNREADABLE: "not read",
    Status.REFUSED: "refused",
    Status.NOT_GRADED: "not graded: no score, which is not a score of zero",
    Status.TAMPERED: "tampered with",
}


@dataclass(frozen=True)
class Style:
    """What the terminal can show."""

    width: int = 80
    colour: bool = False
    unicode: bool = True

    def paint(self, text: str, colour: str) -> str:
        return f"\033[{COLOURS[colour]}m{text}\033[0m" if self.colour else text

    def mark(self, status: ScoreStatus) -> str:
        fancy, plain, colour = MARKS[status]
        return self.paint(fancy if self.unicode else plain, colour)

    def spread(self, left: str, right: str, *, painted: str | None = None) -> str:
        """Left text, right text at the right edge; `painted` stands for left, coloured."""
        gap = max(1, self.width - len(left) - len(right))
        return f"{left if painted is None else painted}{' ' * gap}{right}"

    def wrap(self, text: str, indent: int) -> Iterator[str]:
        space = " " * indent
        yield from textwrap.wrap(
            text, self.width, initial_indent=space, subsequent_indent=space
        )


def render(report: Report, style: Style) -> str:
    """The whole report, lines of at most the style's width where words allow it."""
    lines = [style.paint(f"{report.assignment or 'grade'}: {report.submission.path}", "bold")]
    lines += notes(report, style)
    if report.status is not Status.GRADED:
        lines += [style.paint(HEADLINES[report.status], "red")]
    for group in GROUPS:
        scores = [score for score in report.scores if score.criterion.group == group]
        if scores:
            lines += ["", *table(group, scores, report, style)]
    if report.errors:
        lines += ["", *cell_errors(report.errors, style)]
    if report.earned is not None:
        lines += ["", *total(report, style)]
    return "\n".join(lines)


def notes(report: Report, style: Style) -> Iterator[str]:
    for note in report.notes:
        yield from style.wrap(note, 2)


def table(group: str, scores: Sequence[Score], report: Report, style: Style) -> Iterator[str]:
    earned = sum(score.earned for score in scores)
    maximum = sum(score.criterion.points for score in scores)
    yield style.spread(group, points(earned, maximum), painted=style.paint(group, "bold"))
    for score in scores:
        yield from criterion(score, report, style)


def criterion(score: Score, report: Report, style: Style) -> Iterator[str]:
    title = score.criterion.title + (" (hidden)" if score.criterion.hidden else "")
    worth = points(score.earned, score.criterion.points)
    room = style.width - len(worth) - 5
    first, *rest = textwrap.wrap(title, room) or [title]
    yield style.spread(f"  x {first}", worth, painted=f"  {style.mark(score.status)} {first}")
    yield from (f"    {line}" for line in rest)
    if score.status is not ScoreStatus.EARNED:
        yield from departures(score.departures, report, style)


def departures(some: Sequence[Departure], report: Report, style: Style) -> Iterator[str]:
    """The first departures, one for each question: the other cases mostly say the same again."""
    by_question: dict[str, Departure] = {}
    for departure in some:
        by_question.setdefault(report.questions.get(departure.probe, ""), departure)
    shown = list(by_question.items())[:SHOWN_DEPARTURES]
    for question, departure in shown:
        if question:
            for line in style.wrap(f"{question} [{departure.probe}]", 6):
                yield style.paint(line, "dim")
        yield from style.wrap(departure.message, 6)
    if len(some) > len(shown):
        left = len(some) - len(shown)
        yield style.paint(f"      and {left} more like {'this' if left == 1 else 'these'}", "dim")


def cell_errors(errors: Sequence[CellError], style: Style) -> Iterator[str]:
    yield style.paint("while the cells ran", "bold")
    for error in errors[:SHOWN_ERRORS]:
        text = f"{error.type_name}: {error.message}".removesuffix(": ")
        yield from style.wrap(f"{error.place}: {text}", 2)
    if len(errors) > SHOWN_ERRORS:
        yield f"  and {len(errors) - SHOWN_ERRORS} more"


def total(report: Report, style: Style) -> Iterator[str]:
    earned, maximum = report.earned or 0, report.maximum or 0
    colour = "green" if earned == maximum else "yellow" if earned else "red"
    worth = points(earned, maximum)
    gap = " " * max(1, style.width - len("total") - len(worth))
    yield style.paint("total", "bold") + gap + style.paint(worth, colour)
    if report.hidden_points:
        yield f"{report.hidden_points} more points are hidden: they are given after handing in"
    yield from style.wrap(f"isolation: {report.isolation} ({report.not_restricted})", 0)
    yield f"golden-grader {__version__}, rubric {report.rubric_hash}"


def points(earned: float, maximum: float) -> str:
    return f"{earned:g}/{maximum:g}"
