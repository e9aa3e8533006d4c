"""Say more of a failure than that it failed: what to write, to rename, to look at. Pure."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence

from grader.core.probe import CellError, Failure, FailureKind, Observation, Probe
from grader.core.submission import Outline, Place
from grader.core.text import suggest

UNPARSED = ("SyntaxError", "IndentationError", "TabError")
NO_ATTRIBUTE = re.compile(r"AttributeError: .* object has no attribute '(\w+)'")


def with_advice(seen: Observation, outline: Outline, errors: Sequence[CellError]) -> Observation:
    """An observation whose message says what to do, where that can be told."""
    if not isinstance(seen, Failure):
        return seen
    if seen.kind is FailureKind.MISSING and seen.cause:
        return dataclasses.replace(seen, message=missing(seen.cause, seen.message, outline, errors))
    if seen.kind is FailureKind.UNWRITTEN and seen.place:
        name = enclosing(seen.place, outline.definitions) or seen.cause
        return dataclasses.replace(seen, message=f"`{name}` is not written yet", cause=name)
    attribute = NO_ATTRIBUTE.match(seen.message)
    if attribute and outline.attributes and attribute[1] not in outline.attributes:
        own = ", ".join(f"`{name}`" for name in outline.attributes[:6])
        return dataclasses.replace(seen, message=f"{seen.message}; yours has {own}")
    return seen


def missing(name: str, message: str, outline: Outline, errors: Sequence[CellError]) -> str:
    """Why a function is not there: its cell failed, its name was lost, or it has another name."""
    owner = name.partition(".")[0]
    cell = outline.begun.get(owner)
    # The statements of a .py file have no numbers, but if it can't be parsed nothing of it ran.
    here = (e for e in errors if e.place.cell == cell)
    error = next((e for e in here if cell is not None or e.type in UNPARSED), None)
    if owner in outline.begun and error:
        return f"{message}, since its cell did not run to its end: {error.place}: {error}"
    if name in outline.definitions:
        return f"{message}: it is defined in {outline.definitions[name]}, but its name was reused"
    nearest = suggest(name, list(outline.definitions))
    return f"{message}; you wrote {nearest}" if nearest else message


def enclosing(place: Place, definitions: Mapping[str, Place]) -> str | None:
    """The function that a line stands in: the last one defined above it in its cell."""
    above = [
        (where.line or 0, name)
        for name, where in definitions.items()
        if where.cell == place.cell and (where.line or 0) <= (place.line or 0)
    ]
    return max(above)[1] if above else None


def first_to_write(
    probes: Sequence[Probe], by_probe: Mapping[str, Observation], outline: Outline
) -> Iterator[str]:
    """The first function, in the order of the probes, that is not there or not written yet."""
    unwritten = [
        (probe, seen)
        for probe in probes
        if isinstance(seen := by_probe.get(probe.name), Failure) and seen.unwritten
    ]
    if not unwritten:
        return
    if not outline.definitions and len(unwritten) == len(probes):
        yield "none of the functions asked for is here: is this the right file?"
        return
    probe, seen = unwritten[0]
    name = seen.cause or probe.needs[-1]
    if seen.kind is FailureKind.MISSING and name.partition(".")[0] in outline.begun:
        yield f"mend `{name}` next: {seen.message}"
        return
    place = f" ({outline.definitions[name]})" if name in outline.definitions else ""
    yield f"write `{name}` next{place}: {probe.sentence}"
