"""Charge each wrong function once, and give back what only follows. Pure.

A criterion is charged if a question of it departs with all other wrong functions mended. Of what
is charged, no more stays than charges each function once.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from grader.core.probe import (
    Answer,
    Failure,
    Mended,
    Observation,
    Observations,
    Probe,
    ProbeName,
    as_needed,
)
from grader.core.result import OF_VALUES, Criterion, Score, ScoreStatus, Signature
from grader.core.submission import Place
from grader.judging.diagnosis import NOWHERE, Catalogue, evidence_of, find_all, find_exact
from grader.judging.families import find_members, settled
from grader.judging.likeness import Class, alike
from grader.judging.mending import is_written
from grader.judging.scoring import carried, is_lost, judge, questions_of, round_down, shows_in


class MarkedBy(Protocol):
    """What answers are marked by."""

    @property
    def criteria(self) -> Sequence[Criterion]: ...
    @property
    def probes(self) -> Sequence[Probe]: ...
    @property
    def catalogue(self) -> Catalogue: ...
    @property
    def visible(self) -> Catalogue: ...
    @property
    def share(self) -> float: ...
    @property
    def mutants(self) -> Callable[[], Sequence[Signature]] | None: ...


def find_named(
    observed: Observations,
    scheme: MarkedBy,
    definitions: Mapping[str, Place],
    named: Sequence[Class],
) -> tuple[Class, ...]:
    """Find the known mistakes of wrong functions, each by what is answered with the others mended.

    So a mistake is named beside another that nobody knows, or that hides it: where one raises,
    nobody sees what is wrong in those that call it. What is `named` already stays, unless the
    function has another mistake when it is seen alone.
    """
    seen_alone = (observed.mended or Mended()).alone
    if named and len(seen_alone) == 1:
        return tuple(named)
    classes, costly = [], costing(observed, scheme)
    for wrong in seen_alone:
        answers = answers_apart(wrong, observed, scheme, costly)
        members, _ = find_members(answers, scheme.visible, scheme.share)
        everything = (*scheme.visible.signatures, *members)
        known = [mistake for mistake in everything if wrong in units_of(mistake.target)]
        catalogue = scheme.visible.of(known).among(frozenset(answers))
        of_it = find_mistakes(answers, catalogue, definitions)
        names = {mistake.name for group in of_it for mistake in group}
        if len(of_it) == 1:
            classes.append(tuple(mistake for mistake in known if mistake.name in names))
    alone = {group[0].target: group for group in settled(classes, scheme.visible)}
    stays = {
        group[0].target: group
        for group in named
        if shares_name(group, alone.get(group[0].target, group))
        or shows_alone(group, seen_alone, scheme.visible)
    }
    return tuple(({**stays, **alone} | stays).values())


def shares_name(group: Class, other: Class) -> bool:
    """Tell whether two classes have a mistake in common."""
    return not {mistake.name for mistake in group}.isdisjoint(mistake.name for mistake in other)


def shows_alone(
    group: Class, seen_alone: Mapping[str, Mapping[str, Observation]], catalogue: Catalogue
) -> bool:
    """Tell whether what was asked of a function alone is answered as its named mistake does.

    What was right before was not asked again, and may have been so as two mistakes make up for
    each other.
    """
    own = (answers for name, answers in seen_alone.items() if name in units_of(group[0].target))
    return any(
        find_exact(evidence_of(answers, catalogue.of(group).among(frozenset(answers)), NOWHERE))
        for answers in own
    )


def find_mistakes(
    observations: Mapping[str, Observation],
    catalogue: Catalogue,
    definitions: Mapping[str, Place] = NOWHERE,
) -> tuple[Class, ...]:
    """Find the mistakes of a submission, of which `find_all` is told the evidence.

    `definitions` are where the submission defines its functions, for what failures tell.
    """
    return find_all(evidence_of(observations, catalogue, definitions))


def answers_apart(
    wrong: str, observed: Observations, scheme: MarkedBy, costly: Collection[str]
) -> dict[str, Observation]:
    """Give what is answered with all wrong functions mended but one, and not about those.

    Not what departs and is not `costly`, in its shape alone, say: that was not asked anew.
    """
    mended, catalogue = observed.mended or Mended(), scheme.catalogue
    others, alone = set(mended.wrong) - {wrong}, mended.alone[wrong]
    subjects = {probe.name: units_of(probe.needs[-1]) for probe in scheme.probes}
    known = {*alone, *costly}
    return {
        probe: alone.get(probe, answer)
        for probe, answer in observed.by_probe.items()
        if others.isdisjoint(subjects[probe])
        and (probe in known or catalogue.is_right(probe, answer))
    }


def costing(observed: Observations, scheme: MarkedBy) -> set[str]:
    """Name the questions that visible points are lost by."""
    answers, catalogue = observed.by_probe, scheme.catalogue
    visible = (criterion for criterion in scheme.criteria if not criterion.hidden)
    judged = (judge(each, answers, catalogue.golden, catalogue.right(answers)) for each in visible)
    return {verdict.probe for verdicts in judged for verdict in verdicts if not verdict.agrees}


def give_back(
    scores: tuple[Score, ...], observed: Observations, scheme: MarkedBy, mistakes: Sequence[Class]
) -> tuple[Score, ...]:
    """Give back what only follows from functions that are wrong, whatever is wrong with them.

    What a named mistake is about is charged, and its share holds for what follows from it.
    """
    terms = Terms(scheme, mistakes, observed)
    return terms.charge_once(terms.give_back(scores)) if scheme.share else scores


@dataclass(frozen=True)
class Terms:
    """On what terms points are given back."""

    scheme: MarkedBy
    mistakes: Sequence[Class]
    observed: Observations

    @functools.cached_property
    def mended(self) -> Mended:
        return self.observed.mended or Mended()

    @functools.cached_property
    def about(self) -> frozenset[str]:
        """The criteria that a named mistake is about: they stay charged."""
        return frozenset(name for mistake in self.named for name in mistake.about)

    @property
    def named(self) -> list[Signature]:
        return [mistake for group in self.mistakes for mistake in group]

    @functools.cached_property
    def subjects(self) -> Mapping[str, str]:
        """The function that each question is about."""
        return {probe.name: probe.needs[-1] for probe in self.scheme.probes}

    @functools.cached_property
    def criteria(self) -> Mapping[str, Criterion]:
        return {criterion.name: criterion for criterion in self.scheme.criteria}

    def give_back(self, scores: tuple[Score, ...]) -> tuple[Score, ...]:
        """Give back what only follows, but never all: what is wrong nowhere else was not mended."""
        stays = {score.name: self.uncured(score) for score in scores if is_lost(score)}
        charged = [score for score in scores if stays.get(score.name)]
        return tuple(
            self.given_back(score, stays[score.name], charged)
            if charged and score.name in stays
            else score
            for score in scores
        )

    def given_back(self, score: Score, stays: Sequence[str], charged: Sequence[Score]) -> Score:
        """Give back all of a criterion, or what is lost by those of its questions that follow."""
        if not stays:
            return self.carried(score, score.lost, self.cause_of(score, charged))
        share = self.share(score)
        if score.tally is None or not share:
            return score
        criterion, tally = self.criteria[score.name], score.tally
        cured = tally.of - tally.right - len(questions_of(criterion, stays))
        points = share * score.lost * cured / (tally.of - tally.right)
        return replace(
            score,
            status=ScoreStatus.PARTLY if cured else score.status,
            earned=round_down(score.earned + points),
            tally=replace(tally, carried=cured),
        )

    def carried(self, score: Score, points: float, cause: str) -> Score:
        """Give some of a criterion's points back."""
        share = self.share(score)
        return carried(score, share * points, cause) if share else score

    def share(self, score: Score) -> float:
        """Give the smallest share of the named mistakes elsewhere that a score is lost by."""
        causes, names = self.causes_of(score), [ProbeName.parse(d.probe) for d in score.departures]
        elsewhere = (m for m in self.named if score.name not in m.about)
        by_it = (
            mistake.carry_forward
            for mistake in elsewhere
            if causes.intersection(units_of(mistake.target))
            or any(shows_in(name, mistake.probes) for name in names)
        )
        return min((self.scheme.share, *by_it))

    def uncured(self, score: Score) -> list[str]:
        """Give the questions that depart, but for those that agree when they are asked anew."""
        criterion, before = self.criteria[score.name], self.observed.by_probe
        departing = [departure.probe for departure in score.departures]
        # Else it has been marked already, or is not written.
        if not (before.keys() >= set(criterion.probes) and is_written(criterion, before)):
            return departing
        left = self.left(score)
        if score.name not in self.about:
            return [probe for probe in left if not self.is_explained(probe)]
        if score.tally is None:
            return departing
        # It stays charged by what its own mistake shows in, and by nothing else.
        own = {u for m in self.named if score.name in m.about for u in units_of(m.target)}
        return [p for p in departing if p in left or own & self.cured_by(p)] or departing

    def cured_by(self, probe: str) -> set[str]:
        """Name the functions by which alone one departs that a question is about."""
        units = units_of(self.subjects[probe])
        return {cause for unit in units for cause in self.mended.causes.get(unit, ())}

    def left(self, score: Score) -> list[str]:
        """Give the questions that depart with others mended, too."""
        criterion, answers = self.criteria[score.name], self.mended.by_probe
        return [
            departure.probe
            for departure in score.departures
            if departure.probe not in answers
            or not judge(
                replace(criterion, probes=(departure.probe,)), answers, self.scheme.catalogue.golden
            )[0].agrees
        ]

    def is_explained(self, probe: str) -> bool:
        """Tell whether a mistake that is charged elsewhere answers a question so; no failure is."""
        answer, unit = self.now(probe), units_of(self.subjects[probe])
        fixed = ProbeName.parse(probe).fixed
        return isinstance(answer, Answer) and any(
            all(
                set(unit).intersection(units_of(mistake.target))
                and (fixed in mistake.corners or self.is_like(mistake, probe, answer))
                for mistake in group
            )
            for group in self.mistakes
        )

    def is_like(self, mistake: Signature, probe: str, answer: Observation) -> bool:
        """Tell whether a mistake answers so; of a drawn case that is not known."""
        name, tolerance = ProbeName.parse(probe), self.scheme.catalogue.tolerance
        return shows_in(name, mistake.probes) and (
            bool(name.seed) or alike(answer, mistake.answers[probe], tolerance)
        )

    def cause_of(self, score: Score, charged: Sequence[Score]) -> str:
        """Choose the charged criterion to name: one about a function that this is wrong by."""
        causes = self.causes_of(score)
        of_it = (other.name for other in charged if self.units_about(other) & causes)
        return next(of_it, charged[0].name)

    def causes_of(self, score: Score) -> set[str]:
        """Name the functions that a score is lost by: those that were mended, as far as known."""
        own, mended = self.units_about(score), self.mended
        itself = own.intersection(mended.wrong)
        return itself.union(*(mended.causes.get(name, ()) for name in own)) or own

    def units_about(self, score: Score) -> set[str]:
        """Give the functions that a score's departures are about, each also as all of its class."""
        names = (self.subjects[departure.probe] for departure in score.departures)
        return {unit for name in names for unit in units_of(name)}

    def charge_once(self, scores: tuple[Score, ...]) -> tuple[Score, ...]:
        """Give back what would charge a function a second time.

        By the shape of what it answers, by what is hidden, or by what is asked of others as well;
        up to what it was charged, so that nobody gains by being wrong in more ways.
        """
        if not self.mended.wrong:
            return scores
        lost = [(score, self.owner_of(score)) for score in scores if is_lost(score)]
        owners = [(score, function) for score, function in lost if function]
        others = {score.name for score, function in lost if not function} - self.about
        scores = tuple(
            self.carried(score, min(score.lost, sum(owner.lost for owner in by)), by[0].name)
            if score.name in others and (by := self.charged_by(score, owners))
            else score
            for score in scores
        )
        # What followed from one of these follows from what that is charged by: it is lost no more.
        causes = {score.name: score.cause for score in scores if score.name in others}
        return tuple(
            replace(score, cause=cause) if (cause := causes.get(score.cause or "")) else score
            for score in scores
        )

    def owner_of(self, score: Score) -> str:
        """Name the only function that visible values are wrong by; else give nothing.

        It is what the criterion asks about first: by another it is asked as well.
        """
        criterion = self.criteria[score.name]
        if criterion.hidden or criterion.compare not in OF_VALUES:
            return ""
        own = self.subjects[criterion.probes[0]]
        return own if {self.subjects[probe] for probe in self.left(score)} == {own} else ""

    def charged_by(self, score: Score, owners: Sequence[tuple[Score, str]]) -> list[Score]:
        """Find what charges all functions that are wrong in a criterion, at most half of it.

        The `owners` are scores, each with the only function that it is lost by.
        """
        criterion = self.criteria[score.name]
        if not is_written(criterion, self.observed.by_probe) or not self.was_answered(criterion):
            return []
        wrong = {self.subjects[probe] for probe in self.left(score)}
        asked = {self.subjects[probe] for probe in criterion.probes}
        is_all = wrong <= {function for _, function in owners}
        if not is_all or (len(asked) > 1 and 2 * len(wrong) > len(asked)):
            return []
        return [owner for owner, function in owners if function in wrong]

    def was_answered(self, criterion: Criterion) -> bool:
        """Tell whether anything came back: who writes nothing can fail at all of it like others."""
        return any(isinstance(self.now(probe), Answer) for probe in criterion.probes)

    def now(self, probe: str) -> Observation | None:
        """Give what is answered with others mended, where that was asked; None if marked before."""
        return self.mended.by_probe.get(probe, self.observed.by_probe.get(probe))


def units_of(name: str) -> tuple[str, str]:
    """Give a function's name, and that of the whole class that it may be mended with."""
    return as_needed(name), f"{name.partition('.')[0]}.*"


def wrong_functions(
    visible: Observations, scores: Sequence[Score], scheme: MarkedBy
) -> tuple[str, ...]:
    """Name the functions that are wrong themselves: those mended, else the only that departs."""
    if visible.mended is not None:
        return tuple(name.removesuffix(".*") for name in visible.mended.wrong)
    if not any(map(is_lost, scores)):
        return ()
    subjects = {probe.name: probe.needs[-1] for probe in scheme.probes}
    departing = [d.probe for score in scores if is_lost(score) for d in score.departures]
    answers = [visible.by_probe.get(probe) for probe in departing]
    names = {subjects[probe] for probe in departing}
    is_written = not any(isinstance(each, Failure) and each.unwritten for each in answers)
    variables = frozenset().union(*(probe.variables for probe in scheme.probes))
    is_function = names.isdisjoint(variables)
    return tuple(names) if len(names) == 1 and is_written and is_function else ()


def begin_with(mended: Mended, scores: Sequence[Score], probes: Mapping[str, Probe]) -> str:
    """Say which functions are wrong, and whether all others are right with these mended."""
    if all(score.status is not ScoreStatus.CARRIED for score in scores):
        return ""
    names = [name.removesuffix(".*") for name in mended.wrong]
    lost = [score for score in scores if is_lost(score)]
    about = {probes[departure.probe].needs[-1] for each in lost for departure in each.departures}
    known = {*mended.wrong, *mended.causes}
    others = [name for name in about if known.isdisjoint(units_of(name))]
    they, right = ("are", "right ones") if len(names) > 1 else ("is", f"a right `{names[0]}`")
    rest = "more comes right" if others else "everything else you wrote is right"
    return f"{ticked(names)} {they} wrong. With {right}, {rest}: begin there."


def ticked(names: Sequence[str]) -> str:
    """List names as one does in a sentence."""
    *first, last = (f"`{name}`" for name in names)
    return f"{', '.join(first)} and {last}" if first else last
