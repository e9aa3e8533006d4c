"""Turn verdicts into points. Pure: no files, no clock, no processes."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from grader.core.probe import Failure, FailureKind, Observation, ProbeName
from grader.core.result import (
    LENIENT,
    OF_VALUES,
    Criterion,
    Departure,
    Points,
    QuestionTally,
    Score,
    ScoreStatus,
    Signature,
    Verdict,
    whole,
)
from grader.core.submission import Breach
from grader.judging.number_types import compare_types
from grader.judging.verdicts import judge_answer

IMPORTS = "imports"
NONE: frozenset[str] = frozenset()
LOST = (ScoreStatus.LOST, ScoreStatus.PARTLY, ScoreStatus.NOT_ASKED)
UNANSWERED = Failure(FailureKind.DIED, "no answer: the program was stopped before this question")


def score(
    criteria: Sequence[Criterion],
    observations: Mapping[str, Observation],
    golden: Mapping[str, Any],
    breaches: Sequence[Breach],
    *,
    begun: bool = False,
    right: frozenset[str] = NONE,
) -> tuple[Score, ...]:
    """Give each criterion's points: all when every one of its probes agrees, else none or a share.

    A rule can be kept only by a program that does something, so its points wait for the others',
    unless it has `begun` elsewhere. What is known to be `right` is not judged again.
    """
    scores = {
        criterion.name: score_probes(criterion, judge(criterion, observations, golden, right))
        for criterion in criteria
        if criterion.rule is None and criterion.marked is None
    }
    # Else an empty file would earn the points for importing nothing.
    begun = begun or any(score.earned for score in scores.values())
    for criterion in criteria:
        if criterion.rule is not None:
            scores[criterion.name] = score_rule(criterion, breaches, begun=begun)
        elif criterion.marked is not None:
            scores[criterion.name] = criterion.score(ScoreStatus.TO_MARK)
    return tuple(scores[criterion.name] for criterion in criteria)


def carry_forward(
    scores: Sequence[Score], groups: Sequence[Sequence[Signature]]
) -> tuple[Score, ...]:
    """Give back what only follows from a known mistake, as human markers do.

    For a submission that answers exactly as catalogued mistakes do, one class of each wrong
    function: the criteria that the mistakes are about stay lost; of the others' points the rubric's
    share is given, by the mistakes that show there. A tie charges the criteria of all its mistakes,
    and gives the smallest share.
    """
    # By an answer: a failure tells nobody's mistake, as one line is enough to fail like any other.
    answered = [score.name for score in scores if was_answered(score)]
    about = [{name for mistake in group for name in mistake.about} for group in groups]
    charged = [next((name for name in answered if name in each), "") for each in about]
    # A mistake that costs nothing of what it is about would give back everything for nothing.
    if not groups or not all(charged):
        return tuple(scores)
    probes = [{p for m in group for p in (*m.probes, *m.corners)} for group in groups]
    return tuple(
        carried(score, share * score.lost, cause_of(score, charged, probes))
        if is_lost(score)
        and not any(score.name in each for each in about)
        and follows(score, set[str]().union(*probes))
        and (share := share_by(score, groups, probes))
        else score
        for score in scores
    )


def share_by(
    score: Score, groups: Sequence[Sequence[Signature]], probes: Sequence[Collection[str]]
) -> float:
    """Give the smallest share of the mistakes that show in a score's departures."""
    names = [ProbeName.parse(departure.probe) for departure in score.departures]
    return min(
        mistake.carry_forward
        for group, own in zip(groups, probes, strict=True)
        if any(shows_in(name, own) for name in names)
        for mistake in group
    )


def carried(score: Score, points: float, cause: str) -> Score:
    """Give points of a criterion back that was lost only in consequence of another."""
    earned = round(score.earned + points, 2)
    return dataclasses.replace(score, status=ScoreStatus.CARRIED, earned=earned, cause=cause)


def cause_of(score: Score, charged: Sequence[str], probes: Sequence[Collection[str]]) -> str:
    """Choose the charged criterion to name: of the first mistake that shows in a departure."""
    fixed = {ProbeName.parse(departure.probe).fixed for departure in score.departures}
    named = (name for name, own in zip(charged, probes, strict=True) if fixed.intersection(own))
    return next(named, charged[0])


def is_lost(score: Score) -> bool:
    """Tell whether points were lost by answers; a rule is kept or broken, whatever the mistake."""
    return score.status in LOST and score.rule is None


def follows(score: Score, probes: Collection[str]) -> bool:
    """Tell whether a mistake explains each departure.

    A failure it does not explain: points are for answers, and a question was not answered.
    """
    return all(
        departure.is_of_answer and shows_in(ProbeName.parse(departure.probe), probes)
        for departure in score.departures
    )


def shows_in(name: ProbeName, probes: Collection[str]) -> bool:
    """Tell whether a mistake that shows in some probes may show in this one.

    That of a drawn case, whose answers nobody has recorded, counts where the mistake shows in the
    same question about any case: in the fixed twin it may agree by chance.
    """
    if name.fixed in probes:
        return True
    return bool(name.seed) and any(
        ProbeName.parse(probe).function == name.function for probe in probes
    )


def was_answered(score: Score) -> bool:
    """Tell whether points were lost by something that came back."""
    return is_lost(score) and any(departure.is_of_answer for departure in score.departures)


def judge(
    criterion: Criterion,
    observations: Mapping[str, Observation],
    golden: Mapping[str, Any],
    right: frozenset[str] = NONE,
) -> list[Verdict]:
    """Judge each of a criterion's probes but those that are known to be right."""
    return [
        judge_one(criterion, probe, observations.get(probe, UNANSWERED), golden[probe])
        for probe in criterion.probes
        if probe not in right
    ]


def judge_one(criterion: Criterion, probe: str, observation: Observation, golden: Any) -> Verdict:
    """Judge what a criterion is about: values, shapes, or what numbers are beside their values."""
    if criterion.compare in ("values", "shape"):
        by_shape = criterion.compare == "shape"
        return judge_answer(probe, observation, golden, criterion.tolerance, by_shape=by_shape)
    if criterion.compare in LENIENT:
        from grader.judging.leniency import compare_loosely  # not in every student's copy

        return compare_loosely(probe, observation, golden, criterion)
    return compare_types(probe, observation, golden, criterion)


def find_lenient(criteria: Iterable[Criterion]) -> dict[str, Criterion]:
    """Find the probes of which no criterion judges each number at its place."""
    of_values = [each for each in criteria if each.compare in (*OF_VALUES, *LENIENT)]
    strict = {probe for each in of_values for probe in each.probes if each.compare not in LENIENT}
    return {p: each for each in of_values for p in each.probes if p not in strict}


def score_probes(criterion: Criterion, verdicts: Sequence[Verdict]) -> Score:
    """Give all points if every verdict agrees; else where each departs, and a share or none."""
    failed = [verdict for verdict in verdicts if not verdict.agrees]
    if not failed:
        return criterion.whole
    departures = tuple(verdict.departure for verdict in failed if verdict.departure)
    # What was asked and is wrong says more than that the rest was not asked.
    asked = any(verdict.asked for verdict in failed)
    status = ScoreStatus.LOST if asked else ScoreStatus.NOT_ASKED
    cause = next((verdict.cause for verdict in failed if verdict.cause), None)
    score = criterion.score(status, departures, cause)
    return score if criterion.credit == "whole" else by_question(score, criterion)


def by_question(score: Score, criterion: Criterion) -> Score:
    """Give the share of the questions that are right: all draws of a case are one of them."""
    of = {*criterion.questions.values()}
    right = len(of - questions_of(criterion, (d.probe for d in score.departures)))
    tally = QuestionTally(right, len(of))
    status = ScoreStatus.PARTLY if right else score.status
    earned = share_of(score.maximum, tally)
    return dataclasses.replace(score, status=status, earned=earned, tally=tally)


def questions_of(criterion: Criterion, probes: Iterable[str]) -> set[str]:
    """Give the questions that some probes belong to."""
    return {criterion.questions[probe] for probe in probes}


def share_of(points: Points, tally: QuestionTally) -> Points:
    """Give what the right ones of some questions earn."""
    return round_down(points * tally.right / tally.of)


def round_down(points: float) -> Points:
    """Round to 2 decimals, so that nothing lost is rounded to nothing."""
    return whole(math.floor(round(100 * points, 6)) / 100)


def score_rule(criterion: Criterion, breaches: Sequence[Breach], *, begun: bool) -> Score:
    """Give all points to a program that does something and breaks no rule."""
    rule, whose = str(criterion.rule), "" if criterion.rule == IMPORTS else criterion.name
    own = [breach for breach in breaches if breach.criterion == whose]
    if own:
        departures = tuple(Departure(rule, str(each), place=each.place) for each in own)
        return criterion.score(ScoreStatus.LOST, departures)
    if not begun:
        departure = Departure(rule, "counts as soon as another criterion is earned")
        return criterion.score(ScoreStatus.NOT_ASKED, (departure,))
    return criterion.whole
