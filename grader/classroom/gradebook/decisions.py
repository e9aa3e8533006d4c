"""What people decided, put into what was judged; and why it may have to be decided anew. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from grader.classroom.gradebook.rows import unreadable
from grader.classroom.people import WHOLE, HandMark, Override, Standing
from grader.core.result import Correction, Marking, Report, Score, ScoreStatus, Status
from grader.core.text import points

Points = Mapping[str, float]  # by criterion
ROUNDED = 0.005 + 1e-9  # what is cut off from points


def find_doubts(standing: Standing, report: Report | None) -> Iterator[str]:
    """Say what has changed since a person decided: it may be decided otherwise now."""
    scores = report.scores if report and standing.is_judged else ()
    judged = {score.name: (score.earned, score.maximum) for score in scores}
    for override in standing.overrides:
        name, about = override.criterion, override.subject
        if standing.is_judged and name not in (WHOLE, *judged):
            yield f"{about}: is no criterion of the attempt that counts"
            continue
        whole = (standing.judged, standing.maximum)
        earned, maximum = whole if name == WHOLE else judged.get(name, (None, None))
        if override.maximum not in (None, maximum) and maximum is not None:
            yield f"{about}: is worth {maximum} now, and was worth {override.maximum}"
        if override.was != earned:
            yield f"{about}: judged {in_points(earned)} now, and was {in_points(override.was)}"


def in_points(number: float | None) -> str:
    """Write points, or that there are none."""
    return "without points" if number is None else points(number)


def correct(report: Report, standing: Standing, corrected: Points) -> Report:
    """Put the points that a person gave, and what they said, into a report. Raises RecordError."""
    whole = find_whole(report, standing)
    refuse_contradiction(report, standing, corrected, is_sum=whole is None)
    if not (standing.overrides or standing.marks):
        return replace(report, earned=standing.corrected, override=None)
    scores = {score.name: score for score in report.scores}
    for override in standing.overrides:
        # Not where more is judged by now than was given.
        if corrected.get(name := override.criterion) == held(override, scores.get(name)):
            correction = correction_of(override)
            scores[name] = replace(scores[name], earned=corrected[name], override=correction)
    for mark in standing.marks:
        score = scores.get(mark.criterion)
        if score is not None and score.override is None and mark.criterion in corrected:
            scores[mark.criterion] = as_marked(score, mark, corrected[mark.criterion])
    report = replace(
        report, earned=standing.corrected, scores=tuple(scores.values()), override=whole
    )
    return report if standing.is_judged or whole is None else as_decided(report)


def as_marked(score: Score, mark: HandMark, earned: float) -> Score:
    """Put what a person gave by hand into a score."""
    marking = Marking(mark.points, mark.who, mark.comment, mark.former)
    return replace(score, status=ScoreStatus.MARKED, earned=earned, mark=marking)


def find_whole(report: Report, standing: Standing) -> Correction | None:
    """Find the decision that is of the whole: one of a criterion, too, where none was judged."""
    theirs = [
        override
        for override in standing.overrides
        if override.criterion == WHOLE or not (standing.is_judged or override.was is not None)
    ]
    return correction_of(theirs[-1]) if theirs else None


def refuse_contradiction(
    report: Report, standing: Standing, corrected: Points, *, is_sum: bool
) -> None:
    """Raise RecordError where a score's row says something else than its report."""
    # Of what is tampered with, none counts.
    lines = report.scores if report.status is Status.GRADED else ()
    judged = {score.name: score.earned for score in lines}
    decided = {override.criterion for override in standing.overrides}
    decided |= {mark.criterion for mark in standing.marks}
    if decided & judged.keys() != corrected.keys():
        raise unreadable("criteria", why="the report has others")
    row = (standing.outcome, standing.maximum, standing.judged is None)
    same = (report.status.value, report.maximum or standing.maximum, report.earned is None)
    more = sum(points - judged[name] for name, points in corrected.items()) if is_sum else 0
    before, total = report.earned or 0, standing.corrected if is_sum else standing.judged
    if row != same or abs((total or 0) - max(before + more, 0)) > ROUNDED:
        raise unreadable("scores", why="its report has another score")


def held(override: Override, score: Score | None) -> float:
    """Give a person's points within what can be had."""
    return min(max(override.points or 0, 0), score.maximum if score else 0)


def correction_of(override: Override) -> Correction:
    """Give a decision as it stands in a report."""
    return Correction(override.points, override.was, override.who, override.why)


def as_decided(report: Report) -> Report:
    """Show an attempt that was not graded by the grader, and was by a person.

    Why it was not is for staff from then on.
    """
    notes = (*report.notes, *report.staff_notes)
    return replace(report, status=Status.GRADED, notes=(), staff_notes=notes)
