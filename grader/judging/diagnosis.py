"""Name the mistake: find the catalogued programs that answer exactly as a submission does.

Pure. A signature fits when the submission departs from the golden on just the probes on which the
mistake departs, and with the mistake's own answers. Mistakes that can't be told apart are one
class. Two mistakes at once are found when each shows on probes that the other does not touch; where
both touch, their joint answer is unknown, and must only be built alike. In any other case: no word.

Questions that were not answered, since a function is missing, unwritten or hangs, are left out on
both sides: who works from top to bottom is told at once. Failures alone are no evidence, unless
they come from within the function that the mistake is in: everything fails in some such way.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from grader.core.probe import Answer, Failure, Observation, ProbeName
from grader.core.result import Diagnosis, Signature, Tolerance
from grader.core.submission import Place
from grader.judging.likeness import (
    Class,
    agrees,
    by_answers,
    is_built_like,
    is_like,
    is_silent,
)

SHOWN_CAUSES = 3
NOWHERE: Mapping[str, Place] = MappingProxyType({})


@dataclass(frozen=True)
class Catalogue:
    """The known mistakes of an assignment, and what tells whether an answer is one of theirs.

    `needs` are the functions that each probe calls.
    """

    signatures: Sequence[Signature]
    golden: Mapping[str, Any]
    tolerance: Tolerance
    needs: Mapping[str, Collection[str]]

    def of(self, signatures: Iterable[Signature]) -> Catalogue:
        """Take other signatures, or fewer."""
        return replace(self, signatures=tuple(signatures))

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
            mistake, probes, self.asked, self.catalogue.tolerance
        )

    def tells(self, target: str, probes: frozenset[str]) -> bool:
        """Tell whether something came back, or what failed did so within a mistake's function."""
        answers = [self.asked[probe] for probe in probes]
        return any(isinstance(answer, Answer) for answer in answers) or all(
            isinstance(answer, Failure) and holder(answer.place, self.definitions) == target
            for answer in answers
        )


def find_mistakes(
    observations: Mapping[str, Observation],
    catalogue: Catalogue,
    definitions: Mapping[str, Place] = NOWHERE,
) -> tuple[Class, ...]:
    """Find the class of mistakes that a submission makes, the two classes, or nothing.

    `definitions` are where the submission defines its functions, for what failures tell.
    """
    # Of drawn cases no answers of the mistakes' are recorded.
    fixed = {
        name: answer for name, answer in observations.items() if not ProbeName.parse(name).seed
    }
    asked = {name: answer for name, answer in fixed.items() if not is_silent(answer)}
    departing = frozenset(
        probe
        for probe, answer in asked.items()
        if not agrees(answer, catalogue.golden[probe], catalogue.tolerance)
    )
    if not departing:
        return ()
    if len(asked) < len(fixed):
        catalogue = catalogue.among(frozenset(asked))
    evidence = Evidence(asked, departing, catalogue, definitions)
    exact = [mistake for mistake in catalogue.signatures if mistake.probes == departing]
    fitting = tuple(mistake for mistake in exact if evidence.fits(mistake, departing))
    return (fitting,) if fitting else find_pair(evidence)


def find_pair(evidence: Evidence) -> tuple[Class, ...]:
    """Find two classes that together explain every departure, if there is just one such pair."""
    signatures, tolerance = evidence.catalogue.signatures, evidence.catalogue.tolerance
    targets = {mistake.target for mistake in signatures}
    own = {target: only_calling(target, evidence.catalogue.needs) for target in targets}
    cores = [(mistake, mistake.probes & own[mistake.target]) for mistake in signatures]
    fitting = [
        mistake
        for mistake, core in cores
        if core and core <= evidence.departing and evidence.fits(mistake, core)
    ]
    # Two pairs that both explain it all explain nothing: a guess would send the student astray.
    pairs = [
        (first, second)
        for first, second in itertools.combinations(by_answers(fitting, tolerance), 2)
        if is_pair(first[0], second[0], evidence)
    ]
    return pairs[0] if len(pairs) == 1 else ()


def only_calling(target: str, needs: Mapping[str, Collection[str]]) -> frozenset[str]:
    """Find the probes that call no function but one, or the class that it is a method of."""
    # A method can't be called without making its class, which is no other function's business.
    own = {target, target.partition(".")[0]}
    return frozenset(probe for probe, called in needs.items() if own.issuperset(called))


def is_pair(first: Signature, second: Signature, evidence: Evidence) -> bool:
    """Tell whether two mistakes in different functions explain each departure.

    What they answer together is unknown where both show, and where both functions are called: there
    it must only look like what either answers alone.
    """
    both, needs = {first.target, second.target}, evidence.catalogue.needs
    calling = {probe for probe in evidence.asked if both.issubset(needs[probe])}
    unknown = (first.probes & second.probes) | calling
    of_first, of_second = first.probes - unknown, second.probes - unknown
    return (
        first.target != second.target
        and bool(of_first)
        and bool(of_second)
        and evidence.departing - unknown == of_first | of_second
        and evidence.fits(first, of_first)
        and evidence.fits(second, of_second)
        and all(
            looks_like(probe, (first, second), evidence) for probe in evidence.departing & unknown
        )
    )


def looks_like(probe: str, mistakes: Sequence[Signature], evidence: Evidence) -> bool:
    """Tell whether an answer is built like that of one of the mistakes, where one shows."""
    recorded = [mistake.answers[probe] for mistake in mistakes if probe in mistake.probes]
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

    It is one sentence: the shared cause, or the few that there may be.
    """
    causes = list(dict.fromkeys(mistake.cause for mistake in group))
    advice = list(dict.fromkeys(mistake.advice for mistake in group))
    places = {place_of(mistake.target, definitions) for mistake in group}
    # Of two places neither: a wrong line to look at is worse than none.
    place = places.pop() if len(places) == 1 else None
    return Diagnosis(
        mistakes=tuple(mistake.name for mistake in group),
        cause=", or ".join(causes[:SHOWN_CAUSES]),
        advice=advice[0] if len(causes) == 1 else "; or ".join(advice[:SHOWN_CAUSES]),
        cell=place.cell if place else None,
        line=place.line if place else None,
    )


def place_of(target: str, definitions: Mapping[str, Place]) -> Place | None:
    """Find what a mistake is in where the student defines it: the function, else its class."""
    return definitions.get(target) or definitions.get(target.partition(".")[0])
