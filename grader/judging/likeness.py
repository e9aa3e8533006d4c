"""Tell whether two programs answered the same: what telling known mistakes apart rests on. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from grader.core.probe import Answer, Either, Failure, FailureKind, Observation
from grader.core.result import Signature, Tolerance
from grader.core.text import key_text
from grader.judging.comparison import are_close, find_difference, is_same

Class = tuple[Signature, ...]  # mistakes that no probe tells apart
SILENT = (
    FailureKind.MISSING,
    FailureKind.UNWRITTEN,
    FailureKind.NOT_ASKED,
    FailureKind.HUNG,
)


def agrees(observation: Observation, golden: Any, tolerance: Tolerance) -> bool:
    """Tell whether there is an answer, and it is the golden in shape and value."""
    return isinstance(observation, Answer) and same_value(observation.value, golden, tolerance)


def alike(observation: Observation, recorded: Observation, tolerance: Tolerance) -> bool:
    """Tell whether two programs answered the same, or failed in the same way."""
    match observation, recorded:
        case Answer(value), Answer(other):
            return same_value(value, other, tolerance)
        case Failure(kind, message), Failure(other_kind, other_message):
            # The type of an exception says how it failed; its words may name a student's variable.
            types = message.partition(":")[0], other_message.partition(":")[0]
            return kind is other_kind and types[0] == types[1]
    return False


def is_like(
    signature: Signature,
    probes: Iterable[str],
    answers: Mapping[str, Observation],
    tolerance: Tolerance,
) -> bool:
    """Tell whether these probes were answered as the mistake answers them."""
    return all(alike(answers[probe], signature.answers[probe], tolerance) for probe in probes)


def same_value(value: Any, golden: Any, tolerance: Tolerance) -> bool:
    """Tell whether two are equal in shape and value; two NaN count as the same."""
    if is_same(value, golden):
        return True
    if isinstance(golden, Either):
        return any(same_value(value, each, tolerance) for each in golden.answers)
    built_alike = are_close(value, golden, tolerance)
    if built_alike is not None:
        return built_alike
    if size(value) != size(golden):  # cheap, and tells most apart before anything is spelled
        return False
    pair = spelled(value), spelled(golden)
    return all(
        find_difference(*pair, tolerance, by_shape=by_shape) is None for by_shape in (True, False)
    )


def size(value: Any) -> int:
    """Count the innermost values; other numbers of them are never the same answer."""
    if isinstance(value, dict):
        return sum(map(size, value.values()))
    return sum(map(size, value)) if isinstance(value, (list, tuple)) else 1


def spelled(value: Any) -> Any:
    """Spell non-finite numbers as texts, which compare equal to themselves."""
    match value:
        case float() if not math.isfinite(value):
            return str(value)
        case list() | tuple():
            return type(value)(map(spelled, value))
        case dict():
            # By texts, as keys are compared: others may be chosen so that a dict of them is slow.
            texts = {key_text(key): spelled(item) for key, item in value.items()}
            return texts if len(texts) == len(value) else value
    return value


def is_built_like(observation: Observation, recorded: Observation, tolerance: Tolerance) -> bool:
    """Tell whether two answers have one shape, or two failures one kind."""
    if isinstance(observation, Answer) and isinstance(recorded, Answer):
        pair = spelled(observation.value), spelled(recorded.value)
        return find_difference(*pair, tolerance, by_shape=True) is None
    return alike(observation, recorded, tolerance)


def is_silent(observation: Observation) -> bool:
    """Tell whether a question was not answered in a way that could tell a mistake."""
    return isinstance(observation, Failure) and observation.kind in SILENT


def by_answers(signatures: Sequence[Signature], tolerance: Tolerance) -> Iterator[Class]:
    """Group the signatures that no probe tells apart."""
    left = list(signatures)
    while left:
        first = left[0]
        group = tuple(
            mistake
            for mistake in left
            if mistake.decisive - first.corners == first.decisive - mistake.corners
            and is_like(first, first.decisive - mistake.corners, mistake.answers, tolerance)
        )
        left = [mistake for mistake in left if mistake not in group]
        yield group
