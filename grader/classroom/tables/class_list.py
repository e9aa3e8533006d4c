"""The class list, one student's history, and what a rescore changes, as text. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from grader.classroom.gradebook.entries import Change, History, PastAttempt, PastScore, Stale
from grader.classroom.people import Override, Standing
from grader.core.result import Status
from grader.reports.terminal import Style, points

SHOWN = 30


def line(one: Standing, style: Style) -> str:
    """One line of the class list: who, what is to be said, points."""
    marks = [] if one.status == Status.GRADED.value else [one.status.replace("_", " ")]
    marks += ["late"] if one.late else []
    marks += [f"{one.attempts} attempts"] if one.attempts > 1 else []
    marks += ["overridden"] if one.overrides else []
    return style.spread(str(one.student), f"{', '.join(marks)}  {worth(one.earned, one.maximum)}")


def worth(earned: float | None, maximum: int | None) -> str:
    """Points, or a dash where there is no score."""
    return f"{points(earned, maximum or 0) if earned is not None else '-':>7}"


def render_history(history: History, style: Style) -> str:
    """Every attempt with every score it was given, then what people decided."""
    lines = [style.paint(str(history.student), "bold")]
    ids = ", ".join(f"{system} {value}" for system, value in sorted(history.student.ids.items()))
    lines += [f"  {ids}"] if ids else []
    for number, attempt in enumerate(history.attempts, 1):
        lines += ["", *attempt_lines(number, attempt, style)]
    if history.overrides:
        lines += ["", style.paint("overrides", "bold")]
        lines += [text for one in history.overrides for text in style.wrap(overruled(one), 2)]
    if not history.attempts:
        lines += ["", "nothing was handed in"]
    return "\n".join(lines)


def attempt_lines(number: int, attempt: PastAttempt, style: Style) -> Iterator[str]:
    """One attempt: when, which file, and its scores, the oldest first."""
    when = attempt.submitted_at.strftime("%Y-%m-%d %H:%M UTC")
    late = ", late" if attempt.late else ""
    yield style.paint(f"{attempt.assignment}, attempt {number}: {when}{late}", "bold")
    yield from style.wrap(f"{attempt.place} (sha256 {attempt.content[:12]})", 2)
    for note in attempt.notes:
        yield from style.wrap(note, 2)
    for score in attempt.scores:
        yield from score_lines(score, style)


def score_lines(score: PastScore, style: Style) -> Iterator[str]:
    """One score: when, what, and why there is none."""
    when = score.judged_at.strftime("%Y-%m-%d %H:%M")
    left = f"  {when}  {score.status.replace('_', ' ')}, isolation {score.isolation}"
    yield style.spread(left, worth(score.earned, score.maximum))
    if score.earned is None:
        yield from style.wrap((score.report.notes or ("no reason is kept",))[-1], 4)
    for diagnosis in score.report.diagnoses:
        yield from style.wrap(f"mistake: {diagnosis.cause}", 4)


def overruled(one: Override) -> str:
    """What a person decided, when and why."""
    was = "no points" if one.was is None else f"{one.was:g}"
    now = "taken back" if one.points is None else f"{was} -> {one.points:g}"
    when = one.at.strftime("%Y-%m-%d %H:%M")
    return f"{when} {one.assignment}, {one.criterion}: {now}, by {one.who}: {one.why}"


def render_changes(
    changes: Sequence[Change], stale: Sequence[Stale], overridden: Collection[str], style: Style
) -> str:
    """Who gets other points, by how much; and who can't be judged again.

    `overridden` are the keys of those who keep some points whatever is judged.
    """
    news = [one for one in changes if one.is_news]
    same = len(changes) - len(news)
    lines = [style.paint(f"{len(news)} change, {same} are judged alike", "bold")]
    for one in news:
        before, after = (
            worth(e, m)
            for e, m in ((one.was.earned, one.was.maximum), (one.now.earned, one.now.maximum))
        )
        gain = ""
        if one.was.earned is not None and one.now.earned is not None:
            gain = f"{one.now.earned - one.was.earned:+g}"
        kept = ", but for what is overridden" if one.was.student.key in overridden else ""
        lines.append(style.spread(f"  {one.was.student}{kept}", f"{before} -> {after} {gain:>7}"))
    if stale:
        lines += [
            "",
            style.paint(f"not judged again: {len(stale)}; run `grade batch` again", "yellow"),
        ]
        lines += [t for s in stale[:SHOWN] for t in style.wrap(f"{s.was.student}: {s.why}", 2)]
        lines += [f"  and {len(stale) - SHOWN} more"] if len(stale) > SHOWN else []
    return "\n".join(lines)
