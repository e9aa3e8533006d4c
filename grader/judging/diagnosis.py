"""Name the mistake: find the catalogued programs that answer exactly as a submission does.

Pure. A signature fits when the submission departs from the golden on just the probes on which the
mistake departs, and with the mistake's own answers, but for the mistake's corners, which decide
nothing. Mistakes that can't be told apart are one class. Several at once are found when each shows
on probes that no other touches; where two touch, their joint answer is unknown, and must only be
built alike. In any other case: no word.

Questions that were not answered, since a function is missing, unwritten or hangs, are left out on
both sides: who works from top to bottom is told at once. Failures alone are no evidence, unless
they come from within the function that the mistake is in: everything fails in some such way.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from grader.core.probe import Answer, Failure, Observation, ProbeName
from grader.core.result import Criterion, Diagnosis, Family, Signature, Tolerance
from grader.core.submission import Place
from grader.judging.comparison import is_same
from grader.judging.likeness import (
    Class,
    agrees,
    by_answers,
    is_built_like,
    is_like,
    is_silent,
)
from grader.judging.scoring import NONE, judge_one

MOST_TRIED = 60  # ways to put mistakes together
NOWHERE: Mapping[str, Place] = MappingProxyType({})


@dataclass(frozen=True)
class Catalogue:
    """The known mistakes of an assignment, and what tells whether an answer is one of theirs.

    `needs` are the functions that each probe calls, the one that it is about last; `families` load
    what knows further mistakes. What is `lenient` takes other answers than the golden for right.
    """

    signatures: Sequence[Signature]
    golden: Mapping[str, Any]
    tolerance: Tolerance
    needs: Mapping[str, Sequence[str]]
    families: Callable[[], Sequence[Family]] = tuple
    lenient: Mapping[str, Criterion] = field(default_factory=dict)

    def is_right(self, probe: str, answer: Observation) -> bool:
        """Tell whether an answer is the golden, or as right as that by its criterion."""
        golden, criterion = self.golden[probe], self.lenient.get(probe)
        if isinstance(answer, Answer) and is_same(answer.value, golden):
            return True
        if criterion is not None:
            return judge_one(criterion, probe, answer, golden).agrees
        return agrees(answer, golden, self.tolerance)

    def right(self, answers: Mapping[str, Observation]) -> frozenset[str]:
        """Give the questions whose answers are known to agree with all that asks for them."""
        return NONE

    def recall(self) -> Callable[..., Any]:
        """Give what does work on observations."""
        return lambda work, observed, *by: work(observed)

    def of(self, signatures: Iterable[Signature]) -> Catalogue:
        """Take other signatures, or fewer."""
        return replace(self, signatures=tuple(signatures))

    def with_more(self, signatures: Sequence[Signature]) -> Catalogue:
        """Take others, too."""
        return self.of((*self.signatures, *signatures)) if signatures else self

    def among(self, probes: frozenset[str]) -> Catalogue:
        """Leave out what mistakes answer to other probes."""
        return self.of(mistake.among(probes) for mistake in self.signatures)


@dataclass(frozen=True)
class Evidence:
    """What a submission answered, and the probes on which that departs."""

    asked: Mapping[str, Observation]
    departing: frozenset[str]
    catalogue: Catalogue
    definitions: Mapping[str, Place]

    def fits(self, mistake: Signature, probes: frozenset[str]) -> bool:
        return self.tells(mistake.target, probes) and is_like(
            mistake, probes - mistake.unkept, self.asked, self.catalogue.tolerance
        )

    def tells(self, target: str, probes: frozenset[str]) -> bool:
        """Tell whether something came back, or what failed did so within a mistake's function."""
        answers = [self.asked[probe] for probe in probes]
        return any(isinstance(answer, Answer) for answer in answers) or all(
            isinstance(answer, Failure)
            and (holder(answer.place, self.definitions) or answer.cause) == target
            for answer in answers
        )


def find_all(evidence: Evidence) -> tuple[Class, ...]:
    """Find the classes of mistakes that explain each departure, one of a function, or nothing."""
    if not evidence.departing:
        return ()
    fitting = find_exact(evidence)
    return (fitting,) if fitting else find_several(evidence)


def evidence_of(
    observations: Mapping[str, Observation],
    catalogue: Catalogue,
    definitions: Mapping[str, Place],
    right: frozenset[str] | None = None,
) -> Evidence:
    """Put together what was answered, but for drawn cases, and what the mistakes answer to that.

    What is `right` is not judged again.
    """
    right = catalogue.right(observations) if right is None else right
    if len(right) == len(observations):
        return Evidence(observations, NONE, catalogue, definitions)
    # Of drawn cases no answers of the mistakes' are recorded.
    fixed = {
        name: answer for name, answer in observations.items() if not ProbeName.parse(name).seed
    }
    asked = {name: answer for name, answer in fixed.items() if not is_silent(answer)}
    departing = frozenset(
        probe
        for probe, answer in asked.items()
        if probe not in right and not catalogue.is_right(probe, answer)
    )
    if departing and len(asked) < len(fixed):
        catalogue = catalogue.among(frozenset(asked))
    return Evidence(asked, departing, catalogue, definitions)


def find_exact(evidence: Evidence) -> Class:
    """Find the mistakes that explain each departure alone."""
    departing = evidence.departing
    if not departing:
        return ()
    return tuple(
        mistake
        for mistake in evidence.catalogue.signatures
        if mistake.decisive <= departing
        and mistake.decisive == departing - mistake.corners
        and mistake.decisive
        and evidence.fits(mistake, mistake.decisive)
    )


def find_several(evidence: Evidence) -> tuple[Class, ...]:
    """Find classes of different functions that together explain each departure, if just one way."""
    combined = Combination(evidence, find_fitting(evidence))
    # Two ways to explain it all explain nothing: a guess would send the student astray.
    combined.extend(())
    is_clear = len(combined.explanations) == 1 and len(combined.tried) <= MOST_TRIED
    return combined.explanations[0] if is_clear else ()


def account_for(groups: Sequence[Class], evidence: Evidence) -> bool:
    """Tell whether mistakes, one of each class, account for each answer."""
    combined = Combination(evidence, ())
    chosen = itertools.islice(itertools.product(*groups), MOST_TRIED)
    return any(combined.account_for_all(mistakes) for mistakes in chosen)


def find_fitting(evidence: Evidence) -> list[Class]:
    """Find what may be among several: it answers alike where no function but its own is called."""
    signatures, tolerance = evidence.catalogue.signatures, evidence.catalogue.tolerance
    targets = {mistake.target for mistake in signatures}
    own = {target: only_calling(target, evidence.catalogue.needs) for target in targets}
    cores = ((mistake, mistake.decisive & own[mistake.target]) for mistake in signatures)
    fitting = [
        mistake
        for mistake, core in cores
        if core and core <= evidence.departing and evidence.fits(mistake, core)
    ]
    return list(by_answers(fitting, tolerance))


def only_calling(target: str, needs: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """Find the probes that call no function but one, or the class that it is a method of."""
    # A method can't be called without making its class, which is no other function's business.
    own = {target, target.partition(".")[0]}
    return frozenset(probe for probe, called in needs.items() if own.issuperset(called))


class Combination:
    """Puts mistakes of different functions together until each departure is accounted for.

    Bounded: where there are too many ways to go, there are too many explanations.
    """

    def __init__(self, evidence: Evidence, fitting: Sequence[Class]) -> None:
        self.evidence, self.fitting = evidence, fitting
        self.explanations: list[tuple[Class, ...]] = []
        self.tried: set[frozenset[str]] = set()

    def extend(self, chosen: tuple[Class, ...]) -> None:
        """Go on from some classes with each that may account for what they do not."""
        names = frozenset(group[0].name for group in chosen)
        if len(self.explanations) > 1 or len(self.tried) > MOST_TRIED or names in self.tried:
            return
        self.tried.add(names)
        mistakes = [group[0] for group in chosen]
        open_ = [probe for probe in self.concerned(mistakes) if not self.accounts(mistakes, probe)]
        if open_:
            ways = (self.ways(mistakes, probe) for probe in open_)
            for group in min(ways, key=len):
                self.extend((*chosen, group))
        elif all(self.is_shown(mistake, mistakes) for mistake in mistakes):
            self.explanations.append(tuple(g for g in self.fitting if g in chosen))

    def account_for_all(self, mistakes: Sequence[Signature]) -> bool:
        """Tell whether mistakes account for each answer."""
        return all(self.accounts(mistakes, probe) for probe in self.concerned(mistakes))

    def concerned(self, mistakes: Sequence[Signature]) -> Iterator[str]:
        """Give the probes where a submission or one of some mistakes departs."""
        shown = self.evidence.departing.union(*(mistake.decisive for mistake in mistakes))
        return (probe for probe in self.evidence.asked if probe in shown)

    def ways(self, mistakes: Sequence[Signature], probe: str) -> list[Class]:
        """Find what else, in other functions, may change the answer to a probe."""
        targets, needs = {mistake.target for mistake in mistakes}, self.evidence.catalogue.needs
        return [
            group
            for group in self.fitting
            if group[0].target not in targets
            and (probe in group[0].probes or group[0].target in needs[probe])
        ]

    def accounts(self, mistakes: Sequence[Signature], probe: str) -> bool:
        """Tell whether mistakes account for an answer: of one alone it is known, of two not."""
        if any(probe in mistake.corners for mistake in mistakes):
            return True
        showing = [mistake for mistake in mistakes if probe in mistake.probes]
        departs = probe in self.evidence.departing
        if len(showing) > 1 or self.is_joint(mistakes, probe):
            return not departs or looks_like(probe, showing, self.evidence)
        if not showing or not departs:
            return not showing and not departs
        return is_like(showing[0], [probe], self.evidence.asked, self.evidence.catalogue.tolerance)

    def is_joint(self, mistakes: Sequence[Signature], probe: str) -> bool:
        """Tell whether two wrong functions are called."""
        needs = self.evidence.catalogue.needs[probe]
        return sum(mistake.target in needs for mistake in mistakes) > 1

    def is_shown(self, mistake: Signature, mistakes: Sequence[Signature]) -> bool:
        """Tell whether there is evidence of a mistake where no other one shows."""
        others = frozenset[str]().union(*(m.probes for m in mistakes if m is not mistake))
        alone = frozenset(p for p in mistake.decisive - others if not self.is_joint(mistakes, p))
        return bool(alone) and self.evidence.tells(mistake.target, alone)


def looks_like(probe: str, mistakes: Sequence[Signature], evidence: Evidence) -> bool:
    """Tell whether an answer is built like that of one of the mistakes, where one shows."""
    recorded = [mistake.answers[probe] for mistake in mistakes]
    return not recorded or any(
        is_built_like(evidence.asked[probe], answer, evidence.catalogue.tolerance)
        for answer in recorded
    )


def holder(place: Place | None, definitions: Mapping[str, Place]) -> str | None:
    """Find the function that a line is in: the last one that begins above it in its cell."""
    if place is None:
        return None
    above = [
        (start.line or 0, name)
        for name, start in definitions.items()
        if start.cell == place.cell and (start.line or 0) <= (place.line or 0)
    ]
    return max(above, default=(0, None))[1]


def explain(group: Class, definitions: Mapping[str, Place]) -> Diagnosis:
    """Say what a good TA would, with the place to look at in the student's own notebook.

    It is one sentence: the shared cause, or those that there may be; the same of the advice.
    """
    causes = list(dict.fromkeys(mistake.cause for mistake in group))
    advice = list(dict.fromkeys(mistake.advice for mistake in group))
    places = {place_of(mistake.target, definitions) for mistake in group}
    # Of two places neither: a wrong line to look at is worse than none.
    place = places.pop() if len(places) == 1 else None
    return Diagnosis(
        mistakes=tuple(mistake.name for mistake in group),
        cause=", or ".join(causes),
        advice="; or ".join(advice),
        cell=place.cell if place else None,
        line=place.line if place else None,
    )


def place_of(target: str, definitions: Mapping[str, Place]) -> Place | None:
    """Find what a mistake is in where the student defines it: the function, else its class."""
    return definitions.get(target) or definitions.get(target.partition(".")[0])
