"""A report as text for a terminal, coloured only where asked. Pure: prints nothing."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from grader.core.probe import CellError
from grader.core.result import Departure, Diagnosis, Report, Score, ScoreStatus, Status
from grader.core.version import __version__

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
        yield from textwrap.wrap(text, self.width, initial_indent=space, subsequent_indent=space)


def render(report: Report, style: Style) -> str:
    """The whole report, lines of at most the style's width where words allow it."""
    lines = [style.paint(f"{report.assignment or 'grade'}: {report.submission.path}", "bold")]
    lines += notes(report, style)
    if report.status is not Status.GRADED:
        lines += [style.paint(HEADLINES[report.status], "red")]
    for group in dict.fromkeys(score.group for score in report.scores):
        lines += ["", *table(group, report, style)]
    lines += cell_errors(report.errors, style)
    if report.diagnoses:
        lines += ["", *style.wrap(advice(report.diagnoses), 0)]
    if report.earned is not None:
        lines += ["", *total(report, style)]
    return "\n".join(lines)


def notes(report: Report, style: Style) -> Iterator[str]:
    """What is to be said before the points."""
    for note in report.notes:
        yield from style.wrap(note, 2)


def table(group: str, report: Report, style: Style) -> Iterator[str]:
    """Give one group: its sum, then its criteria."""
    scores = [score for score in report.scores if score.group == group]
    earned = sum(score.earned for score in scores)
    maximum = sum(score.maximum for score in scores)
    yield style.spread(group, points(earned, maximum), painted=style.paint(group, "bold"))
    for score in scores:
        yield from criterion(score, report, style)


def criterion(score: Score, report: Report, style: Style) -> Iterator[str]:
    """Give one criterion: its points and, for what was lost, where it departs."""
    title = score.title + (" (hidden)" if score.is_hidden else "")
    worth = points(score.earned, score.maximum)
    room = style.width - len(worth) - 5
    first, *rest = textwrap.wrap(title, room) or [title]
    yield style.spread(f"  x {first}", worth, painted=f"  {style.mark(score.status)} {first}")
    yield from (f"    {line}" for line in rest)
    if score.status is ScoreStatus.CARRIED:
        text = f"carried forward: follows from the mistake in `{score.cause}`, not charged again"
        yield from style.wrap(text, 6)
    elif score.status is not ScoreStatus.EARNED:
        yield from departures(score, report, style)


def departures(score: Score, report: Report, style: Style) -> Iterator[str]:
    """Give the first departures of a criterion, and how many more there are."""
    distinct = tell_apart(score.departures, report.questions)
    for departure in distinct[:SHOWN_DEPARTURES]:
        question = report.questions.get(departure.probe)
        if question and departure.expected is not None:
            for line in style.wrap(f"{question} [{departure.probe}]", 6):
                yield style.paint(line, "dim")
        yield from style.wrap(departure.message, 6)
    if len(distinct) > SHOWN_DEPARTURES:
        yield style.paint(f"      and {len(distinct) - SHOWN_DEPARTURES} more", "dim")


def tell_apart(
    departures: Sequence[Departure], questions: Mapping[str, str]
) -> Sequence[Departure]:
    """Leave out departures that tell a student nothing new: a question or a message once more."""
    distinct: list[Departure] = []
    texts: set[str | None] = set()
    for departure in departures:
        question = questions.get(departure.probe)
        is_value = departure.expected is not None
        if departure.message not in texts and not (is_value and question in texts):
            distinct.append(departure)
            texts |= {departure.message, question}
    return distinct


def cell_errors(errors: Sequence[CellError], style: Style) -> Iterator[str]:
    """What cells raised while the script ran."""
    texts = [f"{error.place}: {error}" for error in errors if not is_unwritten(error)]
    texts = list(dict.fromkeys(texts))
    if not texts:
        return
    yield ""
    yield style.paint("while the cells ran (cell n is the n-th code cell from the top)", "bold")
    for text in texts[:SHOWN_ERRORS]:
        yield from style.wrap(text, 2)
    if len(texts) > SHOWN_ERRORS:
        yield f"  and {len(texts) - SHOWN_ERRORS} more"


def is_unwritten(error: CellError) -> bool:
    """Whether a cell only met what is not written yet, which the table says already."""
    return error.type == "NotImplementedError"


def advice(diagnoses: Sequence[Diagnosis]) -> str:
    """What a good TA would say."""
    sentences = [
        f"{mistake.cause}. {mistake.advice[:1].upper()}{mistake.advice[1:]}"
        + (f" (it begins in {mistake.place})." if mistake.place else ".")
        for mistake in diagnoses
    ]
    if len(sentences) == 1:
        return f"Your answers are exactly those of a program in which {sentences[0]}"
    return (
        "Your answers are those of a program with two mistakes, wherever these can be told apart. "
        f"In one place, {sentences[0]} In another, {sentences[1]}"
    )


def total(report: Report, style: Style) -> Iterator[str]:
    """The sum, and what the grade was made with."""
    earned, maximum = report.earned or 0, report.maximum or 0
    colour = "green" if earned == maximum else "yellow" if earned else "red"
    worth = points(earned, maximum)
    gap = " " * max(1, style.width - len("total") - len(worth))
    yield style.paint("total", "bold") + gap + style.paint(worth, colour)
    if report.hidden_points:
        yield f"{report.hidden_points} more points are hidden: they are given after handing in"
    yield from isolation(report, style)
    yield f"golden-grader {__version__}, rubric {report.rubric_hash}"


def isolation(report: Report, style: Style) -> Iterator[str]:
    """The level in force, what it leaves open, and the mark of one that is too weak."""
    open_to = report.isolation.not_restricted
    yield from style.wrap(
        f"isolation: {report.isolation.value}" + (f" ({open_to})" if open_to else ""), 0
    )
    if report.isolation_warning:
        yield from (
            style.paint(line, "red")
            for line in style.wrap(f"WARNING: {report.isolation_warning}", 0)
        )


def points(earned: float, maximum: float) -> str:
    """ "2/3"."""
    return f"{earned:g}/{maximum:g}"
