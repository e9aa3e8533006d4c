"""What is kept of a submission, as bytes and back, so that it can be judged again without it.

What is kept depends on no golden, no tolerance and no points. The hashes say on what else.
"""

from __future__ import annotations

import functools
import json
import math
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

from grader.core.errors import RefusedError, SubmissionError
from grader.core.probe import (
    Answer,
    CellError,
    Failure,
    FailureKind,
    Level,
    Observation,
    Observations,
    Opaque,
)
from grader.core.submission import Cell, Import, Outline, Place, Script, Submission
from grader.sandbox.wire import decode
from grader.submission.notebook import Reading

FORMAT = 1
# Answers of a class are much alike, and what is stored is read seldom: speed before size.
COMPRESSION = 1
to_json = json.JSONEncoder(allow_nan=False, separators=(",", ":")).encode


def pack(reading: Reading, observations: Observations) -> bytes:
    """A submission's script, what its text tells, and all that it answered."""
    outline = reading.outline
    document = {
        "cells": [[cell.number, cell.source] for cell in reading.script.cells],
        "script_notes": reading.script.notes,
        "assignment": reading.assignment,
        "outline": {
            "definitions": {name: place(at) for name, at in outline.definitions.items()},
            "attributes": outline.attributes,
            "begun": outline.begun,
            "imports": [[*place(one.place), one.module, one.fault] for one in outline.imports],
        },
        "answers": dict(answers(observations.by_probe)),
        "failures": dict(failures(observations.by_probe)),
        "isolation": observations.isolation.value,
        "stdout": observations.stdout,
        "errors": [
            [error.cell, error.line, error.type, error.message] for error in observations.errors
        ],
        "notes": observations.notes,
        "tampered": observations.tampered,
    }
    return compress(document)


def pack_refusal(error: SubmissionError) -> bytes:
    """Why a submission was not run; it would not be the next time either."""
    return compress({"refused": str(error), "status": error.status})


def compress(document: Mapping[str, Any]) -> bytes:
    """JSON, made small."""
    text = json.dumps({"format": FORMAT, **document}, allow_nan=False)
    return zlib.compress(text.encode("ascii"), COMPRESSION)


def unpack(data: bytes, submission: Submission) -> tuple[Reading, Observations]:
    """What was kept. Raises SubmissionError again for what was not run."""
    document = json.loads(zlib.decompress(data))
    if "refused" in document:
        kind = RefusedError if document["status"] == RefusedError.status else SubmissionError
        raise kind(document["refused"])
    cells = tuple(Cell(number, source) for number, source in document["cells"])
    script = Script(cells, tuple(document["script_notes"]))
    reading = Reading(submission, script, document["assignment"], outline(document["outline"]))
    return reading, observations(document)


def observations(document: Mapping[str, Any]) -> Observations:
    """The kept part that was seen while the script ran."""
    answered = {probe: answer(text) for probe, text in document["answers"].items()}
    failed = {probe: failure(*raw) for probe, raw in document["failures"].items()}
    return Observations(
        by_probe={**answered, **failed},
        isolation=Level(document["isolation"]),
        stdout=document["stdout"],
        errors=tuple(CellError(*error) for error in document["errors"]),
        notes=tuple(document["notes"]),
        tampered=document["tampered"],
    )


def outline(raw: Mapping[str, Any]) -> Outline:
    """The kept part that the script's text told."""
    return Outline(
        definitions={name: Place(*at) for name, at in raw["definitions"].items()},
        attributes=tuple(raw["attributes"]),
        begun=raw["begun"],
        imports=tuple(
            Import(Place(cell, line), module, fault) for cell, line, module, fault in raw["imports"]
        ),
    )


def answers(by_probe: Mapping[str, Observation]) -> Iterator[tuple[str, str]]:
    """Each answer as on the wire, as text, so that one that all give is read once."""
    for probe, seen in by_probe.items():
        if isinstance(seen, Answer):
            yield probe, seen.wire or to_json(tagged(seen.value))


@functools.lru_cache(maxsize=8192)
def answer(text: str) -> Answer:
    """The other way round; nobody changes what an answer holds."""
    return Answer(decode(json.loads(text)), text)


def failures(by_probe: Mapping[str, Observation]) -> Iterator[tuple[str, list[Any]]]:
    """Each failure's kind, message, place and cause."""
    for probe, seen in by_probe.items():
        if isinstance(seen, Failure):
            where = place(seen.place) if seen.place else None
            yield probe, [seen.kind.value, seen.message, where, seen.cause]


def failure(kind: str, message: str, where: list[Any] | None, cause: str | None) -> Failure:
    """The other way round."""
    return Failure(FailureKind(kind), message, Place(*where) if where else None, cause)


def place(where: Place) -> list[int | None]:
    """A place as two numbers."""
    return [where.cell, where.line]


def tagged(value: Any) -> Any:
    """A value as it was on the wire."""
    match value:
        case Opaque(type_name):
            return ["o", type_name]
        case list() | tuple():
            return ["l" if isinstance(value, list) else "t", *map(tagged, value)]
        case dict():
            return ["d", *(tagged(part) for pair in value.items() for part in pair)]
        case float() if not math.isfinite(value):
            return ["f", str(value)]
    return value


# What it depends on
