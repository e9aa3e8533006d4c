"""What is kept of a submission, as bytes and back, so that it can be judged again without it.

What is kept depends on no golden, no tolerance and no points. The hashes say on what else.
"""

from __future__ import annotations

import functools
import json
import zlib
from collections.abc import Mapping
from enum import Enum
from typing import Any

from grader.core.errors import RefusedError, SubmissionError
from grader.core.probe import Answer, CellError, Failure, FailureKind, Level, Observations
from grader.core.submission import Cell, Import, Outline, Place, Script, Submission
from grader.course.signatures import tagged
from grader.sandbox.wire import decode
from grader.submission.reading import Reading

# Part of what `Fingerprints` hash, too: of a file kept in another format nothing is found.
FORMAT = 1
# Answers of a class are much alike, and what is stored is read seldom: speed before size.
COMPRESSION = 1
to_json = json.JSONEncoder(allow_nan=False, separators=(",", ":")).encode


def pack(reading: Reading, observations: Observations) -> bytes:
    """Pack a submission's script, what its text tells, and all that it answered."""
    outline, by_probe = reading.outline, observations.by_probe
    return compress(
        {
            "cells": reading.script.cells,
            "script_notes": reading.script.notes,
            "assignment": reading.assignment,
            "outline": {
                "definitions": outline.definitions,
                "attributes": outline.attributes,
                "begun": outline.begun,
                "imports": [[*fields_of(i.place), i.module, i.fault] for i in outline.imports],
            },
            "answers": {p: text_of(a) for p, a in by_probe.items() if isinstance(a, Answer)},
            "failures": {p: f for p, f in by_probe.items() if isinstance(f, Failure)},
            "isolation": observations.isolation,
            "stdout": observations.stdout,
            "errors": observations.errors,
            "notes": observations.notes,
            "tampered": observations.tampered,
        }
    )


def pack_refusal(error: SubmissionError) -> bytes:
    """Pack why a submission was not run; it would not be the next time either."""
    return compress({"refused": str(error), "status": error.status})


def compress(document: Mapping[str, Any]) -> bytes:
    """Write JSON, made small."""
    text = json.dumps({"format": FORMAT, **document}, allow_nan=False, default=fields_of)
    return zlib.compress(text.encode("ascii"), COMPRESSION)


def fields_of(value: Any) -> Any:
    """Give what JSON does not know: a member's value, or all fields of a value of ours."""
    # In their order and without names: a field more, or elsewhere, needs another FORMAT.
    return value.value if isinstance(value, Enum) else [*vars(value).values()]


def unpack(data: bytes, submission: Submission) -> tuple[Reading, Observations]:
    """Unpack what was kept. Raises SubmissionError again for what was not run."""
    document = json.loads(zlib.decompress(data))
    if "refused" in document:
        # As it was, so that judging again gives the status that it had.
        kind = RefusedError if document["status"] == RefusedError.status else SubmissionError
        raise kind(document["refused"])
    cells = tuple(Cell(number, source) for number, source in document["cells"])
    script = Script(cells, tuple(document["script_notes"]))
    outline = read_outline(document["outline"])
    return Reading(submission, script, outline, document["assignment"]), read_observed(document)


def read_observed(document: Mapping[str, Any]) -> Observations:
    """Read the part that was observed while the script ran and answered."""
    answers = {probe: read_answer(text) for probe, text in document["answers"].items()}
    failures = {probe: read_failure(*parts) for probe, parts in document["failures"].items()}
    return Observations(
        by_probe={**answers, **failures},
        isolation=Level(document["isolation"]),
        stdout=document["stdout"],
        errors=tuple(CellError(*error) for error in document["errors"]),
        notes=tuple(document["notes"]),
        tampered=document["tampered"],
    )


def read_outline(raw: Mapping[str, Any]) -> Outline:
    """Read the part that the script's text told."""
    return Outline(
        definitions={name: Place(*at) for name, at in raw["definitions"].items()},
        attributes=tuple(raw["attributes"]),
        begun=raw["begun"],
        imports=tuple(
            Import(Place(cell, line), module, fault) for cell, line, module, fault in raw["imports"]
        ),
    )


def text_of(answer: Answer) -> str:
    """Give an answer as on the wire, as text, so that one that all give is read once."""
    return answer.wire or to_json(tagged(answer.value))


@functools.lru_cache(maxsize=8192)
def read_answer(text: str) -> Answer:
    """Read an answer, once for all who gave it: nobody changes what an answer holds."""
    return Answer(decode(json.loads(text)), text)


def read_failure(kind: str, message: str, place: list[Any] | None, cause: str | None) -> Failure:
    """Read a failure from its parts."""
    return Failure(FailureKind(kind), message, Place(*place) if place else None, cause)
