"""Name the mistake: find the catalogued programs that answer exactly as a submission does.

Pure. A signature fits when the submission departs from the golden on just the probes on which the
mistake departs, and with the mistake's own answers. Mistakes that can't be told apart are one
class. Two mistakes at once are found when each shows on probes that the other does not touch;
where both touch, their joint answer is unknown and left open. In any other case: no word.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from grader.comparison import find_departure, is_same
from grader.model import (
    Answer,
    Diagnosis,
    Failure,
    FailureKind,
    Observation,
    Place,
    Signature,
    Tolerance,
)

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
    exact = [one for one in signatures if touched(one, asked) == departing]
    fitting = tuple(one for one in exact if is_like(one, departing, asked, tolerance))
    if fitting:
        return (fitting,)
    return find_pair(signatures, departing, asked, tolerance, needs)


def find_pair(
    signatures: Sequence[Signature],
    departing: frozenset[str],
    asked: Mapping[str, Observation],
    tolerance: Tolerance,
    needs: Mapping[str, Collection[str]],
) -> tuple[Class, ...]:
    """Two classes that together explain every departure, if there is just one such pair."""
    fitting = [
        one
        for one in signatures
        if (core := core_of(one, asked, needs))
        and core <= departing
        and is_like(one, core, asked, tolerance)
    ]
    pairs = [
        (one, other)
        for one, other in itertools.combinations(by_answers(fitting, asked, tolerance), 2)
        if is_pair(one[0], other[0], departing, asked, tolerance, needs)
    ]
    return pairs[0] if len(pairs) == 1 else ()


def core_of(
    one: Signature, asked: Mapping[str, Observation], needs: Mapping[str, Collection[str]]
) -> frozenset[str]:
    """The probes on which a mistake shows and that call no function but the one it is in."""
    own = {one.target, one.target.partition(".")[0]}
    return frozenset(probe for probe in touched(one, asked) if own.issuperset(needs[probe]))


def is_pair(
    one: Signature,
    other: Signature,
    departing: frozenset[str],
    asked: Mapping[str, Observation],
    tolerance: Tolerance,
    needs: Mapping[str, Collection[str]],
) -> bool:
    """Whether two mistakes in different functions explain each departure.

    What they answer together is unknown where both show, and where both functions are called.
    """
    shows, also = touched(one, asked), touched(other, asked)
    both = {one.target, other.target}
    open_ = (shows & also) | {probe for probe in asked if both.issubset(needs[probe])}
    return (
        one.target != other.target
        and bool(shows - open_)
        and bool(also - open_)
        and departing - open_ == (shows | also) - open_
        and is_like(one, shows - open_, asked, tolerance)
        and is_like(other, also - open_, asked, tolerance)
    )


def by_answers(
    signatures: Sequence[Signature], asked: Mapping[str, Observation], tolerance: Tolerance
) -> Iterator[Class]:
    """Group the signatures that can't be told apart by what was asked."""
    left = list(signatures)
    while left:
        first = left[0]
        group = tuple(one for one in left if same_class(first, one, asked, tolerance))
        left = [one for one in left if one not in group]
        yield group


def same_class(
    one: Signature, other: Signature, asked: Mapping[str, Observation], tolerance: Tolerance
) -> bool:
    """Whether two mistakes answer alike on everything that was asked."""
    probes = touched(one, asked)
    return probes == touched(other, asked) and is_like(one, probes, other.answers, tolerance)


def touched(signature: Signature, asked: Mapping[str, Observation]) -> frozenset[str]:
    """The probes on which a mistake shows, of those that were asked."""
    return frozenset(signature.answers.keys() & asked.keys())


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
    pair = spelled(value), spelled(golden)
    return all(
        find_departure(*pair, tolerance, (), by_shape=by_shape) is None
        for by_shape in (True, False)
    )


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
