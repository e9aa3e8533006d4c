"""Say more of a failure than that it failed: what to write, to rename, to look at. Pure."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from grader.core.probe import (
    NOTHING_OF,
    Answer,
    CellError,
    Failure,
    FailureKind,
    Observation,
    Observations,
)
from grader.core.probe import missing as gone
from grader.core.submission import Place
from grader.core.text import suggest
from grader.judging.elsewhere import elsewhere
from grader.judging.names import rebound
from grader.judging.remarks import UNPARSED, remark
from grader.judging.written import Written
from grader.submission.syntax import module_written_by

Kind = TypeVar("Kind", bound=Observations)  # what is visible stays so


def with_advice(observations: Kind, program: Written) -> Kind:
    """Let the messages of failures say what to do, where that can be told."""
    if not observations.errors and all(
        isinstance(a, Answer) for a in observations.by_probe.values()
    ):
        return observations
    errors = tuple(with_remark(error, program) for error in observations.errors)
    # Of many questions that fail in the same way, one is looked at.
    advice = functools.cache(lambda failure: advised(failure, program, errors))
    by_probe: dict[str, Observation] = {
        probe: advice(observation) if isinstance(observation, Failure) else observation
        for probe, observation in observations.by_probe.items()
    }
    return replace(observations, by_probe=by_probe, errors=errors)


def with_remark(error: CellError, program: Written) -> CellError:
    """Let what a cell raised say more."""
    return replace(error, message=error.message + remark(str(error), error.place, program))


def advised(failure: Failure, program: Written, errors: tuple[CellError, ...]) -> Failure:
    """Let one failure's message say more."""
    match failure:
        case Failure(FailureKind.MISSING, message, cause=str(name)) if name:
            return replace(failure, message=missing(name, message, program, errors))
        case Failure(FailureKind.UNWRITTEN, _, Place() as place, cause):
            written = enclosing(place, program.outline.definitions) or cause
            return replace(failure, message=f"`{written}` is not written yet", cause=written)
        case Failure(_, message, place):
            return replace(failure, message=message + remark(message, place, program))
    return failure


def missing(name: str, message: str, program: Written, errors: tuple[CellError, ...]) -> str:
    """Say why a function is not there: its cell failed, its name was lost, it is elsewhere."""
    outline = program.outline
    if message != gone(name, is_variable=False):
        return without_value(name, message, program, errors)
    cell = outline.begun.get(name)
    # The statements of a .py file have no numbers, but if it can't be parsed nothing of it ran.
    here = (e for e in errors if e.place.cell == cell)
    error = next((e for e in here if cell is not None or e.type in UNPARSED), None)
    # Of a method only its class need have been run, and that is there.
    if name in outline.begun and error:
        why = "it can't be run" if cell is None else "its cell did not run to its end"
        return f"{message}, since {why}: {error.place}: {error}"
    if name in outline.definitions:
        place, what = outline.definitions[name], "its name was reused"
        if since := rebound(name, None, program, by_value=True):
            what = f"{since} gives its name to something else"
        elif module := module_at(place, program):
            what = f"in a file: write `from {module} import {name.partition('.')[0]}` below it"
        return f"{message}: it is defined in {place}, but {what}"
    where = elsewhere(name, program)
    return f"{message}; {where}" if where else message


def without_value(name: str, message: str, program: Written, errors: tuple[CellError, ...]) -> str:
    """Say why a variable has no value: its cell failed, or it has another name."""
    place = program.assigned.get(name)
    # It may have been raised in a function that stands elsewhere: where there is one, it is that.
    here = [e for e in errors if place and e.place.cell == place.cell] or errors
    is_gap = program.text_at(place).endswith(("...", "None"))
    if place and len(here) == 1 and not is_gap:
        (error,) = here
        return f"{message}, since its cell did not run to its end: {error.place}: {error}"
    is_own = not place and name not in NOTHING_OF
    near = suggest(name, tuple(program.assigned)) if is_own else ""
    return f"{message}; you wrote {near}" if near else message


def module_at(place: Place, program: Written) -> str | None:
    """Tell which module a place is written to, if its cell does not run by itself."""
    cells = (cell for cell in program.script.cells if cell.number == place.cell)
    return next(filter(None, map(module_written_by, cells)), None)


def enclosing(place: Place, definitions: Mapping[str, Place]) -> str | None:
    """Find the function that a line stands in: the last one defined above it in its cell."""
    above = [
        (where.line or 0, name)
        for name, where in definitions.items()
        if where.cell == place.cell and (where.line or 0) <= (place.line or 0)
    ]
    return max(above)[1] if above else None
