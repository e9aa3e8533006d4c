"""A report as text for a terminal, coloured only where asked. Pure: prints nothing."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from grader.core.probe import CellError
from grader.core.result import (
    Departure,
    Diagnosis,
    QuestionTally,
    Report,
    Score,
    ScoreStatus,
    Status,
    worth,
)
from grader.core.text import clean, points
from grader.core.version import __version__
from grader.reports.text import capital

SHOWN_DEPARTURES = 2
SHOWN_ERRORS = 5
FORMER = " in an earlier attempt, of which this part is unchanged"
COLOURS = {"green": "32", "red": "31", "yellow": "33", "bold": "1", "dim": "2"}
MARKS = {
    ScoreStatus.EARNED: ("✓", "+", "green"),
    ScoreStatus.PARTLY: ("◐", "~", "yellow"),
    ScoreStatus.LOST: ("✗", "x", "red"),
    ScoreStatus.CARRIED: ("→", ">", "yellow"),
    ScoreStatus.NOT_ASKED: ("–", "-", "yellow"),
    ScoreStatus.TO_MARK: ("○", "o", "yellow"),
    ScoreStatus.MARKED: ("●", "o", "green"),
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
        """Put one text left and one at the right edge; `painted` stands for left, coloured."""
        # Colours take no room, so the gap is measured without them.
        gap = max(1, self.width - len(left) - len(right))
        return f"{left if painted is None else painted}{' ' * gap}{right}"

    def wrap(self, text: str, indent: int) -> Iterator[str]:
        space = " " * indent
        yield from textwrap.wrap(text, self.width, initial_indent=space, subsequent_indent=space)


def render(report: Report, style: Style, course: str = "", captions: Iterable[str] = ()) -> str:
    """Render the whole report, in lines of at most the style's width where words allow it.

    `course` says where the rubric is, if nobody has named the place; `captions` are of pictures.
    """
    path = clean(report.submission.path)
    lines = [style.paint(f"{report.assignment or 'grade'}: {path}", "bold")]
    notes = (*report.notes, *report.staff_notes)
    lines += [line for note in notes for line in style.wrap(note, 2)]
    if report.status is not Status.GRADED:
        lines += [style.paint(HEADLINES[report.status], "red")]
    for group, scores in by_group(report.scores).items():
        of_it = sum_of(scores, worth(scores))
        lines += ["", style.spread(group, of_it, painted=style.paint(group, "bold"))]
        lines += [line for score in scores for line in criterion(score, report, style)]
    for text in captions:
        lines += ["", *style.wrap(text, 0)]
    lines += cell_errors(report.errors, style)
    if report.diagnoses:
        lines += ["", *style.wrap(advice(report), 0)]
    if report.earned is not None:
        lines += ["", *total(report, style)]
        lines += [made_with(report, course)]
    return "\n".join(lines)


def by_group(scores: Iterable[Score]) -> dict[str, list[Score]]:
    """Sort criteria into their groups, in the rubric's order."""
    groups: dict[str, list[Score]] = {}
    for score in scores:
        groups.setdefault(score.group, []).append(score)
    return groups


def criterion(score: Score, report: Report, style: Style) -> Iterator[str]:
    """Give one criterion: its points and, for what was lost, where it departs."""
    name = score.title + (" (hidden)" * score.is_hidden) + (" (bonus)" * score.bonus)
    of_it = sum_of([score], score.maximum)
    room = style.width - len(of_it) - 5
    # A rubric may leave the title empty, of which nothing could be wrapped.
    first, *rest = textwrap.wrap(name, room) or [name]
    yield style.spread(f"  x {first}", of_it, painted=f"  {style.mark(score.status)} {first}")
    yield from (f"    {line}" for line in rest)
    if score.status is ScoreStatus.PARTLY:
        yield from style.wrap(share_in_words(score), 6)
    if score.status is ScoreStatus.CARRIED:
        cause = f'"{title}"' if (title := report.cause_of(score)) else "another mistake"
        yield from style.wrap(f"carried forward: follows from {cause}, not charged again", 6)
    elif score.by_hand:
        for text in by_hand(score):
            yield from style.wrap(text, 6)
    elif score.status is not ScoreStatus.EARNED:
        yield from departures(score, report, style)


def by_hand(score: Score) -> Iterator[str]:
    """Say what a person gave on a criterion, or what there is to be had."""
    if score.is_unmarked:
        yield "to be marked by hand"
        yield from (f"{points(level.points)}: {level.words}" for level in score.levels)
    elif score.mark:
        yield from (level.words for level in score.levels if level.points == score.mark.points)
        yield from filter(None, [score.mark.comment])
        yield f"marked by {score.mark.who or 'hand'}{FORMER if score.mark.former else ''}"


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
    # Only what is said is known: a message left out does not make its question known, too.
    texts: set[str | None] = set()
    for departure in departures:
        question = questions.get(departure.probe)
        is_value = departure.expected is not None
        if departure.message not in texts and not (is_value and question in texts):
            distinct.append(departure)
            texts |= {departure.message, question}
    return distinct


def cell_errors(errors: Sequence[CellError], style: Style) -> Iterator[str]:
    """List what cells raised while the script ran."""
    unique = dict.fromkeys(f"{error.place}: {error}" for error in errors if not is_unwritten(error))
    texts = list(unique)
    if not texts:
        return
    yield ""
    yield style.paint("while the cells ran (cell n is the n-th code cell from the top)", "bold")
    for text in texts[:SHOWN_ERRORS]:
        yield from style.wrap(text, 2)
    if len(texts) > SHOWN_ERRORS:
        yield f"  and {len(texts) - SHOWN_ERRORS} more"


def is_unwritten(error: CellError) -> bool:
    """Tell whether a cell only met what is not written yet, which the table says already."""
    return error.type == "NotImplementedError"


def advice(report: Report) -> str:
    """Say what a good TA would."""
    first, *others = dict.fromkeys(map(explanation, report.diagnoses))
    # "Exactly" only of one mistake: where two interfere, a program with both answers otherwise.
    if len(report.wrong) > len(report.diagnoses):
        whose = "With what else is wrong put right, your answers would be"
    elif others:
        whose = "Wherever your mistakes can be told apart, your answers are"
    else:
        whose = "Your answers are exactly"
    more = "".join(f" In another place, {each}" for each in others)
    return f"{whose} those of a program in which {first}{more}"


def explanation(mistake: Diagnosis) -> str:
    """Say what the mistake is, and what to do about it where."""
    begins = f" (it begins in {mistake.place})" if mistake.place else ""
    return f"{mistake.cause}. {capital(mistake.advice)}{begins}."


def total(report: Report, style: Style) -> Iterator[str]:
    """Give the sum, and say how good the wall was."""
    # Never None here: a report without a score has no total.
    earned, maximum = report.earned or 0, report.maximum or 0
    colour = "green" if report.is_perfect else "yellow" if earned else "red"
    in_all = out_of(earned, maximum)
    line = style.spread("total", in_all, painted=style.paint("total", "bold"))
    yield line.removesuffix(in_all) + style.paint(in_all, colour)
    if report.to_mark:
        yield to_mark(report.to_mark)
    if report.hidden_points:
        yield f"{report.hidden_points} more points are hidden: they are given after handing in"
    yield from isolation(report, style)


def made_with(report: Report, course: str) -> str:
    """Say by which grader and rubric it was judged, and where that lies."""
    place = f" in {course}" if course else ""
    return f"golden-grader {__version__}, rubric {report.rubric_hash}{place}"


def isolation(report: Report, style: Style) -> Iterator[str]:
    """Name the level in force, what it leaves open, and warn of one that is too weak."""
    level = report.isolation
    what_is_open = f" ({level.not_restricted})" if level.not_restricted else ""
    yield from style.wrap(f"isolation: {level.value}{what_is_open}", 0)
    if report.isolation_warning:
        for line in style.wrap(f"WARNING: {report.isolation_warning}", 0):
            yield style.paint(line, "red")


def to_mark(worth: float) -> str:
    """Say how many points are yet to come from a person."""
    verb = "is" if worth == 1 else "are"
    return f"{points(worth)} of these points {verb} marked by hand after handing in"


def sum_of(scores: Sequence[Score], maximum: float) -> str:
    """Write what several scores have; a question mark where all are still to be marked."""
    if all(score.is_unmarked for score in scores):
        return f"?/{points(maximum)}"
    return out_of(sum(score.earned for score in scores), maximum)


def out_of(earned: float, maximum: float) -> str:
    """Write points as "2/3"; what is a bonus and nothing else as "+2"."""
    if not maximum and earned:
        return f"+{points(earned)}"
    return f"{points(earned)}/{points(maximum)}"


def share_in_words(score: Score) -> str:
    """Say "4 of 5 questions: 1.6 of 2 points"."""
    tally = score.tally or QuestionTally(0, 0)
    more = f", and {tally.carried} wrong only in consequence" if tally.carried else ""
    earned = f"{points(score.earned)} of {points(score.maximum)} points"
    return f"{tally.right} of {tally.of} questions{more}: {earned}"
