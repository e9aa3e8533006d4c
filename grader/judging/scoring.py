"""Turn verdicts into points. Pure: no files, no clock, no processes."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from grader.core.probe import Failure, FailureKind, Observation
from grader.core.result import Criterion, Departure, Score, ScoreStatus, Signature, Verdict
from grader.core.submission import Breach
from grader.judging.comparison import compare

NOT_SEEN = Failure(FailureKind.DIED, "no answer: the program was stopped before this question")


def score(
    criteria: Sequence[Criterion],
    observations: Mapping[str, Observation],
    golden: Mapping[str, Any],
    breaches: Sequence[Breach],
) -> tuple[Score, ...]:
    """Points for each criterion: all of them when every one of its probes agrees, else none.

    A rule can be kept only by a program that does something, so its points wait for the others'.
    """
    scores = {
        criterion.name: score_probes(criterion, judge(criterion, observations, golden))
        for criterion in criteria
        if criterion.rule is None
    }
    begun = any(one.earned for one in scores.values())
    for criterion in criteria:
        if criterion.rule is not None:
            scores[criterion.name] = score_rule(criterion, breaches, begun=begun)
    return tuple(scores[criterion.name] for criterion in criteria)


def carry_forward(scores: Sequence[Score], group: Sequence[Signature]) -> tuple[Score, ...]:
    """Give back what only follows from a known mistake, as human markers do.

    For a submission that answers exactly as a catalogued mistake does: the criteria that the
    mistake is about stay lost; of the others' points the rubric's share is given. A tie charges
    the criteria of all its mistakes, and gives the smallest share.
    """
    about = {name for one in group for name in one.about}
    share = min((one.carry_forward for one in group), default=0.0)
    charged = next((s.criterion.name for s in scores if is_charged(s, about)), None)
    # A mistake that costs nothing of what it is about would give everything back for nothing.
    if not share or charged is None:
        return tuple(scores)
    shown = {probe for one in group for probe in one.probes}
    return tuple(
        dataclasses.replace(
            one,
            status=ScoreStatus.CARRIED,
            earned=round(share * one.criterion.points, 2),
            cause=charged,
        )
        if is_lost(one) and one.criterion.name not in about and follows(one, shown)
        else one
        for one in scores
    )


def is_lost(one: Score) -> bool:
    """Whether points were lost by answers; a rule is kept or broken, whatever the mistake."""
    lost = one.status in (ScoreStatus.LOST, ScoreStatus.NOT_ASKED)
    return lost and one.criterion.rule is None


def is_charged(one: Score, about: Collection[str]) -> bool:
    """Whether a criterion is lost that the mistake itself is about."""
    return is_lost(one) and one.criterion.name in about


def follows(one: Score, shown: Collection[str]) -> bool:
    """Whether a mistake explains each departure: that of a drawn case by its fixed twin."""
    return all(departure.probe.partition("@")[0] in shown for departure in one.departures)


def judge(
    criterion: Criterion, observations: Mapping[str, Observation], golden: Mapping[str, Any]
) -> list[Verdict]:
    """One verdict for each of a criterion's probes."""
    by_shape = criterion.group == "shapes"
    return [
        compare(
            probe,
            observations.get(probe, NOT_SEEN),
            golden[probe],
            criterion.tolerance,
            by_shape=by_shape,
        )
        for probe in criterion.probes
    ]


def score_probes(criterion: Criterion, verdicts: Sequence[Verdict]) -> Score:
    """All points if every verdict agrees; else none, and where each departs."""
    failed = [verdict for verdict in verdicts if not verdict.agrees]
    if not failed:
        return Score(criterion, ScoreStatus.EARNED, criterion.points)
    departures = tuple(verdict.departure for verdict in failed if verdict.departure)
    asked = any(verdict.asked for verdict in failed)
    status = ScoreStatus.LOST if asked else ScoreStatus.NOT_ASKED
    cause = next((verdict.cause for verdict in failed if verdict.cause), None)
    return Score(criterion, status, 0, departures, cause)


def score_rule(criterion: Criterion, breaches: Sequence[Breach], *, begun: bool) -> Score:
    """All points for a program that does something and breaks no rule."""
    if breaches:
        departures = tuple(
            Departure(str(criterion.rule), f"{breach.place}: {breach.message}")
            for breach in breaches
        )
        return Score(criterion, ScoreStatus.LOST, 0, departures)
    if not begun:
        message = "counts as soon as another criterion is earned"
        return Score(
            criterion, ScoreStatus.NOT_ASKED, 0, (Departure(str(criterion.rule), message),)
        )
    return Score(criterion, ScoreStatus.EARNED, criterion.points)
