"""Name the mistake: find the catalogued programs that answer exactly as a submission does.

Pure. A signature fits when the submission departs from the golden on just the probes on which the
mistake departs, and with the mistake's own answers. Mistakes that can't be told apart are one
class. Two mistakes at once are found when each shows on probes that the other does not touch; where
both touch, their joint answer is unknown, and must only be built alike. In any other case: no word.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.core.probe import Answer, Failure, FailureKind, Observation
from grader.core.result import Diagnosis, Signature, Tolerance
from grader.core.submission import Place
from grader.judging.comparison import find_departure, is_same, same_numbers

Class = tuple[Signature, ...]
SHOWN_CAUSES = 3
SILENT = {FailureKind.MISSING, FailureKind.UNWRITTEN}


def find_mistakes(
    observations: Mapping[str, Observation],
    golden: Mapping[str, Any],
    signatures: Sequence[Signature],
    tolerance: Tolerance,
    needs: Mapping[str, Collection[str]],
) -> tuple[Class, ...]:
    """The class of mistakes that a submission makes, the two classes, or nothing.

    `needs` are the functions that each probe calls.
    """
    # Drawn cases (`name@seed`) have no recorded answers of the mistakes'.
    asked = {probe: seen for probe, seen in observations.items() if "@" not in probe}
    departing = frozenset(
        probe for probe, seen in asked.items() if not agrees(seen, golden[probe], tolerance)
    )
    if not departing or any(is_silent(asked[probe]) for probe in departing):
        return ()
    exact = [one for one in signatures if one.probes == departing]
    fitting = tuple(one for one in exact if is_like(one, departing, asked, tolerance))
    if fitting:
        return (fitting,)
    return find_pair(signatures, Evidence(asked, departing, tolerance, needs))


@dataclass(frozen=True)
class Evidence:
    """What a submission answered, where that departs, and what each probe calls."""

    asked: Mapping[str, Observation]
    departing: frozenset[str]
    tolerance: Tolerance
    needs: Mapping[str, Collection[str]]

    def fits(self, one: Signature, probes: frozenset[str]) -> bool:
        return is_like(one, probes, self.asked, self.tolerance)


def find_pair(signatures: Sequence[Signature], evidence: Evidence) -> tuple[Class, ...]:
    """Two classes that together explain every departure, if there is just one such pair."""
    targets = {one.target for one in signatures}
    own = {target: only_calling(target, evidence.needs) for target in targets}
    cores = [(one, one.probes & own[one.target]) for one in signatures]
    fitting = [
        one
        for one, core in cores
        if core and core <= evidence.departing and evidence.fits(one, core)
    ]
    pairs = [
        (one, other)
        for one, other in itertools.combinations(by_answers(fitting, evidence.tolerance), 2)
        if is_pair(one[0], other[0], evidence)
    ]
    return pairs[0] if len(pairs) == 1 else ()


def only_calling(target: str, needs: Mapping[str, Collection[str]]) -> frozenset[str]:
    """The probes that call no function but one, or the class that it is a method of."""
    own = {target, target.partition(".")[0]}
    return frozenset(probe for probe, called in needs.items() if own.issuperset(called))


def is_pair(one: Signature, other: Signature, evidence: Evidence) -> bool:
    """Whether two mistakes in different functions explain each departure.

    What they answer together is unknown where both show, and where both functions are called: there
    it must only look like what either answers alone.
    """
    both = {one.target, other.target}
    calling = {probe for probe in evidence.asked if both.issubset(evidence.needs[probe])}
    unknown = (one.probes & other.probes) | calling
    shows, also = one.probes - unknown, other.probes - unknown
    return (
        one.target != other.target
        and bool(shows)
        and bool(also)
        and evidence.departing - unknown == shows | also
        and evidence.fits(one, shows)
        and evidence.fits(other, also)
        and all(looks_like(p, one, other, evidence) for p in evidence.departing & unknown)
    )


def looks_like(probe: str, one: Signature, other: Signature, evidence: Evidence) -> bool:
    """Whether an answer is built like that of one of the mistakes, where one shows."""
    recorded = [mistake.answers[probe] for mistake in (one, other) if probe in mistake.probes]
    seen = evidence.asked[probe]
    return not recorded or any(
        is_built_like(seen, answer, evidence.tolerance) for answer in recorded
    )


def is_built_like(seen: Observation, recorded: Observation, tolerance: Tolerance) -> bool:
    """Whether two answers have one shape, or two failures one kind."""
    if isinstance(seen, Answer) and isinstance(recorded, Answer):
        pair = spelled(seen.value), spelled(recorded.value)
        return find_departure(*pair, tolerance, (), by_shape=True) is None
    return alike(seen, recorded, tolerance)


def by_answers(signatures: Sequence[Signature], tolerance: Tolerance) -> Iterator[Class]:
    """Group the signatures that no probe tells apart."""
    left = list(signatures)
    while left:
        first = left[0]
        group = tuple(
            one
            for one in left
            if one.probes == first.probes and is_like(first, first.probes, one.answers, tolerance)
        )
        left = [one for one in left if one not in group]
        yield group


def is_like(
    signature: Signature,
    probes: frozenset[str],
    seen: Mapping[str, Observation],
    tolerance: Tolerance,
) -> bool:
    """Whether these probes were answered as the mistake answers them."""
    return all(alike(seen[probe], signature.answers[probe], tolerance) for probe in probes)


def agrees(seen: Observation, golden: Any, tolerance: Tolerance) -> bool:
    """Whether there is an answer, and it is the golden in shape and value."""
    return isinstance(seen, Answer) and same_value(seen.value, golden, tolerance)


def alike(seen: Observation, recorded: Observation, tolerance: Tolerance) -> bool:
    """Whether two programs answered the same, or failed in the same way."""
    match seen, recorded:
        case Answer(value), Answer(other):
            return same_value(value, other, tolerance)
        case Failure(kind, message), Failure(other_kind, other_message):
            # The type of an exception says how it failed; its words may name a student's variable.
            return (kind, message.partition(":")[0]) == (
                other_kind,
                other_message.partition(":")[0],
            )
    return False


def same_value(value: Any, golden: Any, tolerance: Tolerance) -> bool:
    """Equal in shape and value; two NaN count as the same."""
    if is_same(value, golden):
        return True
    built_alike = same_numbers(value, golden, tolerance)
    if built_alike is not None:
        return built_alike
    if size(value) != size(golden):
        return False
    pair = spelled(value), spelled(golden)
    return all(
        find_departure(*pair, tolerance, (), by_shape=by_shape) is None
        for by_shape in (True, False)
    )


def size(value: Any) -> int:
    """How many innermost values there are; other numbers of them are never the same answer."""
    if isinstance(value, dict):
        return sum(map(size, value.values()))
    return sum(map(size, value)) if isinstance(value, (list, tuple)) else 1


def spelled(value: Any) -> Any:
    """The value with non-finite numbers as texts, which compare equal to themselves."""
    match value:
        case float() if not math.isfinite(value):
            return str(value)
        case list() | tuple():
            return [spelled(item) for item in value]
        case dict():
            return {key: spelled(item) for key, item in value.items()}
    return value


def is_silent(seen: Observation) -> bool:
    """Whether there is nothing to diagnose yet: the function has not been written."""
    return isinstance(seen, Failure) and seen.kind in SILENT


def explain(classes: Sequence[Class], definitions: Mapping[str, Place]) -> tuple[Diagnosis, ...]:
    """What a good TA would say of each class, and the place in the student's own notebook."""
    return tuple(explain_class(group, definitions) for group in classes)


def explain_class(group: Class, definitions: Mapping[str, Place]) -> Diagnosis:
    """One sentence: the shared cause, or the few there may be, and where to look."""
    causes = list(dict.fromkeys(one.cause for one in group))
    advice = list(dict.fromkeys(one.advice for one in group))
    places = {place_of(one.target, definitions) for one in group}
    return Diagnosis(
        mistakes=tuple(one.name for one in group),
        cause=", or ".join(causes[:SHOWN_CAUSES]),
        advice=advice[0] if len(causes) == 1 else "; or ".join(advice[:SHOWN_CAUSES]),
        place=places.pop() if len(places) == 1 else None,
    )


def place_of(target: str, definitions: Mapping[str, Place]) -> Place | None:
    """Where the student defines what a mistake is in: the function, else the class around it."""
    return definitions.get(target) or definitions.get(target.partition(".")[0])
