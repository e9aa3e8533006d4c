"""Say more of a failure than that it failed: what to write, to rename, to look at. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from grader.core.probe import (
    CellError,
    Failure,
    FailureKind,
    Observation,
    Observations,
    Probe,
    Visible,
)
from grader.core.submission import Outline, Place
from grader.core.text import suggest

UNPARSED = ("SyntaxError", "IndentationError", "TabError")
NO_ATTRIBUTE = re.compile(r"AttributeError: .* object has no attribute '(\w+)'")
Kind = TypeVar("Kind", bound=Observations)  # what is visible stays so


def with_advice(observations: Kind, outline: Outline) -> Kind:
    """Let the messages of failures say what to do, where that can be told."""
    by_probe = {
        probe: advised(observation, outline, observations.errors)
        for probe, observation in observations.by_probe.items()
    }
    return replace(observations, by_probe=by_probe)


def advised(observation: Observation, outline: Outline, errors: Sequence[CellError]) -> Observation:
    """Let one failure's message say more."""
    match observation:
        case Failure(FailureKind.MISSING, message, cause=str(name)) if name:
            return replace(observation, message=missing(name, message, outline, errors))
        case Failure(FailureKind.UNWRITTEN, _, Place() as place, cause):
            written = enclosing(place, outline.definitions) or cause
            return replace(observation, message=f"`{written}` is not written yet", cause=written)
        case Failure(_, message):
            return replace(observation, message=message + own_attributes(message, outline))
    return observation


def own_attributes(message: str, outline: Outline) -> str:
    """List what the student's methods keep, where a probe looked for something else."""
    attribute = NO_ATTRIBUTE.match(message)
    if not attribute or not outline.attributes or attribute[1] in outline.attributes:
        return ""
    return f"; yours has {', '.join(f'`{name}`' for name in outline.attributes[:6])}"


def missing(name: str, message: str, outline: Outline, errors: Sequence[CellError]) -> str:
    """Say why a function is not there: its cell failed, its name was lost, it has another name."""
    owner = name.partition(".")[0]
    cell = outline.begun.get(owner)
    # The statements of a .py file have no numbers, but if it can't be parsed nothing of it ran.
    here = (e for e in errors if e.place.cell == cell)
    error = next((e for e in here if cell is not None or e.type in UNPARSED), None)
    if owner in outline.begun and error:
        return f"{message}, since its cell did not run to its end: {error.place}: {error}"
    if name in outline.definitions:
        return f"{message}: it is defined in {outline.definitions[name]}, but its name was reused"
    nearest = suggest(name, tuple(outline.definitions))
    return f"{message}; you wrote {nearest}" if nearest else message


def enclosing(place: Place, definitions: Mapping[str, Place]) -> str | None:
    """Find the function that a line stands in: the last one defined above it in its cell."""
    above = [
        (where.line or 0, name)
        for name, where in definitions.items()
        if where.cell == place.cell and (where.line or 0) <= (place.line or 0)
    ]
    return max(above)[1] if above else None


def first_to_write(probes: Sequence[Probe], visible: Visible, outline: Outline) -> Iterator[str]:
    """Name the first function, in the probes' order, that is not there or not written yet."""
    unwritten = [
        (probe, failure)
        for probe in probes
        if isinstance(failure := visible.by_probe.get(probe.name), Failure) and failure.unwritten
    ]
    if not unwritten:
        return
    if not outline.definitions and len(unwritten) == len(visible.by_probe):
        yield "none of the functions asked for is here: is this the right file?"
        return
    probe, failure = unwritten[0]
    name = failure.cause or probe.needs[-1]
    if failure.kind is FailureKind.MISSING and name.partition(".")[0] in outline.begun:
        yield f"mend `{name}` next: {failure.message}"
        return
    place = f" ({outline.definitions[name]})" if name in outline.definitions else ""
    yield f"write `{name}` next{place}: {probe.sentence}"
