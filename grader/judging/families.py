"""Find members of families: mistakes with a number in them, known by what else follows from it.

Pure, and bounded in work: a family is a function of the course's author, which gets plain data
built as the goldens are. What a member answers is held against a submission as any signature is.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import FrameType
from typing import Any

from grader.core.probe import Answer, Observation, ProbeName, as_needed
from grader.core.result import Family, Signature
from grader.judging.comparison import is_number, number_text
from grader.judging.diagnosis import Catalogue
from grader.judging.likeness import Class, agrees, is_silent

LINES = 200_000  # of a family's own code: by work and not by time, so that it is the same anywhere
FAR = 1e15
DIGITS = 4
OPEN = ...


class TooLongError(Exception):
    """A family's function does not come to its end."""


@dataclass(frozen=True)
class Member(Signature):
    """A mistake of a family, with its number; its corners are what nobody can tell."""

    parameter: Any = None


class Built(dict[str, Any]):
    """The answers as the goldens are built, brought to that when they are asked for."""

    def __init__(self, observed: Mapping[str, Observation], golden: Mapping[str, Any]) -> None:
        self.observed, self.golden = observed, golden

    def __missing__(self, probe: str) -> Any:
        match self.observed[probe]:
            case Answer(value):
                return built_like(value, self.golden[probe])
        raise KeyError(probe)


def built_like(value: Any, golden: Any) -> Any:
    """Bring an answer to the golden's form, but for the lengths of lists. Raises LookupError."""
    match value, golden:
        case dict(), dict() if value.keys() == golden.keys():
            return {key: built_like(value[key], golden[key]) for key in golden}
        case list() | tuple(), list():
            item = golden[0] if golden else 0.0
            # A row of weights is as good as a list of them.
            if len(value) == 1 and isinstance(value[0], list) and not isinstance(item, list):
                value = value[0]
            return [built_like(each, item) for each in value]
        case [alone], int() | float():
            return built_like(alone, golden)
        case ((int() | float()), (int() | float())) if is_number(value) and abs(value) < FAR:
            return value
    raise LookupError("built otherwise")


def find_members(
    observations: Mapping[str, Observation], catalogue: Catalogue, share: float
) -> tuple[Sequence[Member], Sequence[str]]:
    """Find the families that a submission may be of, and the slips of their author.

    `share` is what is given back of points that only follow from a member.
    """
    observed = {
        probe: answer
        for probe, answer in observations.items()
        if not (ProbeName.parse(probe).seed or is_silent(answer))
    }
    golden = {probe: catalogue.golden[probe] for probe in observed}
    right = catalogue.right(observed) - catalogue.lenient.keys()
    asked = (probe for probe in golden if probe not in right)
    departing = [p for p in asked if not agrees(observed[p], golden[p], catalogue.tolerance)]
    subjects = {catalogue.needs[probe][-1] for probe in departing}
    members, slips = list[Member](), list[str]()
    for family in catalogue.families():
        if subjects.isdisjoint((family.target, as_needed(family.target))):
            continue  # all that is asked about its function is right
        try:
            fit = bounded(family, Built(observed, golden), golden)
            if fit is not None:
                member = make_member(family, fit, observed, catalogue)
                members.append(replace(member, carry_forward=share))
        except (LookupError, ArithmeticError, ValueError):
            continue  # what it looks for is not there, or too little of it
        except Exception as error:
            slips.append(f"families.py: {family.name}: {type(error).__name__}: {error}")
    return members, slips


def bounded(family: Family, *arguments: Mapping[str, Any]) -> Any:
    """Ask a family's function, which may run so many lines. Raises TooLongError."""
    file, left = family.fits.__code__.co_filename, LINES

    def count(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal left
        left -= 1
        if left < 0:
            raise TooLongError(f"has not ended after {LINES} lines")
        return count if frame.f_code.co_filename == file else None

    # Lines are counted the same everywhere; of a time limit no two machines would say the same.
    before = sys.gettrace()
    sys.settrace(count)
    try:
        return family.fits(*arguments)
    finally:
        sys.settrace(before)


def make_member(
    family: Family,
    fit: tuple[Any, Mapping[str, Any]],
    observed: Mapping[str, Observation],
    catalogue: Catalogue,
) -> Member:
    """Make the signature of a program with this number."""
    parameter, predicted = fit
    answers = {
        probe: Answer(value)
        for probe, value in predicted.items()
        if probe in observed and value is not OPEN
    }
    text = parameter if isinstance(parameter, str) else number_text(parameter, DIGITS)
    words = {"parameter": text}
    return Member(
        name=family.name,
        cause=family.cause.format(**words),
        advice=family.advice.format(**words),
        about=family.about,
        target=family.target,
        answers={
            probe: answer
            for probe, answer in answers.items()
            if not agrees(answer, catalogue.golden[probe], catalogue.tolerance)
        },
        corners=frozenset(probe for probe, value in predicted.items() if value is OPEN),
        parameter=parameter,
    )


def settled(groups: Iterable[Class], catalogue: Catalogue) -> tuple[Class, ...]:
    """Prefer what the catalogue knows by itself; of a family's member, keep what surely follows."""
    return tuple(
        tuple(mistake for mistake in group if not isinstance(mistake, Member))
        or tuple(closed(mistake, catalogue) for mistake in group)
        for group in groups
    )


def closed(member: Signature, catalogue: Catalogue) -> Signature:
    """Keep those corners that are about the mistake's function: it is charged once.

    What else is open may be another's mistake as well, and only mending tells.
    """
    own = (probe for probe in member.corners if catalogue.needs[probe][-1] == member.target)
    return replace(member, corners=frozenset(own))
