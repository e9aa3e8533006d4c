"""What is kept of a submission, as bytes and back, so that it can be judged again without it.

What is kept depends on no golden, no tolerance and no points. The hashes say on what else.
"""

from __future__ import annotations

import contextlib
import functools
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import TypeAdapter, ValidationError

from grader.classroom.compression import compress, decompress
from grader.classroom.gradebook.entries import AGAIN, ANEW
from grader.core.errors import RecordError, RefusedError, SubmissionError, TamperedError
from grader.core.probe import (
    Answer,
    CellError,
    Failure,
    FailureKind,
    Level,
    Mended,
    Observation,
    Observations,
    Probe,
)
from grader.core.submission import Cell, Deed, Import, Outline, Place, Script, Submission
from grader.core.text import one_line
from grader.course.recording import tagged
from grader.reports.records import first_fault
from grader.sandbox.wire import decode
from grader.submission.reading import Reading

T = TypeVar("T")
R = TypeVar("R")

# Part of what `Fingerprints` hash, too: of a file kept in another format nothing is found.
FORMAT = 1
to_json = json.JSONEncoder(allow_nan=False, separators=(",", ":")).encode


def pack(reading: Reading, observations: Observations) -> bytes:
    """Pack a submission's script, what its text tells, and all that it answered."""
    outline, by_probe = reading.outline, observations.by_probe
    return written(
        {
            "cells": [[cell.number, cell.source] for cell in reading.script.cells],
            "helpers": [[cell.file, cell.source] for cell in reading.script.helpers],
            "tagged": reading.tagged,
            "spans": reading.spans,
            "script_notes": reading.script.notes,
            "assignment": reading.assignment,
            "outline": {
                "definitions": outline.definitions,
                "attributes": outline.attributes,
                "begun": outline.begun,
                "imports": [import_of(each) for each in outline.imports],
                "unrun": outline.unrun,
                "deeds": None if outline.deeds is None else [deed_of(d) for d in outline.deeds],
            },
            **answered(by_probe),
            "mended": observations.mended and pack_mended(observations.mended),
            "isolation": observations.isolation,
            "stdout": observations.stdout,
            "errors": observations.errors,
            "notes": observations.notes,
            "tampered": observations.tampered,
        }
    )


def import_of(each: Import) -> list[Any]:
    """Give the fields of an import, and the helper's name where it is one's."""
    return [*fields_of(each.place), each.module, each.fault, *([each.file] if each.file else [])]


def answered(by_probe: Mapping[str, Observation]) -> dict[str, Any]:
    """Give answers as text, and apart from them what failed."""
    return {
        "answers": {p: text_of(a) for p, a in by_probe.items() if isinstance(a, Answer)},
        "failures": {p: f for p, f in by_probe.items() if isinstance(f, Failure)},
    }


def pack_mended(mended: Mended) -> dict[str, Any]:
    """Give what was answered with right functions in the place of wrong ones."""
    return {
        "wrong": mended.wrong,
        "causes": dict(mended.causes),
        "right": mended.right,
        "alone": {name: answered(answers) for name, answers in mended.alone.items()},
        **answered(mended.by_probe),
    }


def pack_refusal(error: SubmissionError, path: Path) -> bytes:
    """Pack why a submission was not run; it would not be the next time either.

    Without its name: another's file of the same content has another.
    """
    return written({"fault": str(error).removeprefix(f"{path}: "), "status": error.status})


def written(document: Mapping[str, Any]) -> bytes:
    """Write JSON, made small."""
    text = json.dumps({"format": FORMAT, **document}, allow_nan=False, default=fields_of)
    return compress(text.encode("ascii"))


def fields_of(value: Any) -> Any:
    """Give what JSON does not know: a member's value, or all fields of a value of ours."""
    # In their order and without names: a field more, or elsewhere, needs another FORMAT.
    return value.value if isinstance(value, Enum) else [*vars(value).values()]


Position = tuple[int | None, int | None]  # a Place's cell and line


@dataclass(frozen=True)
class RawOutline:
    """An Outline as it is written."""

    definitions: dict[str, Position]
    attributes: tuple[str, ...]
    begun: dict[str, int | None]
    imports: tuple[
        tuple[int | None, int | None, str, str] | tuple[int | None, int | None, str, str, str], ...
    ]
    unrun: dict[str, str] = field(default_factory=dict)  # a version before 0.3.0 wrote none
    deeds: tuple[tuple[int | None, int | None, str, str], ...] | None = None


RawFailure = tuple[FailureKind, str, Position | None, str | None]


@dataclass(frozen=True)
class RawAnswers:
    """Answers as they are written."""

    answers: dict[str, str]
    failures: dict[str, RawFailure]


@dataclass(frozen=True)
class RawMended:
    """Mended as it is written."""

    wrong: tuple[str, ...]
    causes: dict[str, tuple[str, ...]]
    answers: dict[str, str]
    failures: dict[str, RawFailure]
    alone: dict[str, RawAnswers]
    right: str


@dataclass(frozen=True)
class RawScript:
    """A Script as it is written, in what is kept of a submission."""

    format: Literal[1]
    cells: tuple[tuple[int | None, str], ...]
    script_notes: tuple[str, ...]
    helpers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Document:
    """What is kept, as it is written: nothing that has another type is made anything of."""

    format: Literal[1]
    cells: tuple[tuple[int | None, str], ...]
    script_notes: tuple[str, ...]
    assignment: str | None
    outline: RawOutline
    answers: dict[str, str]
    failures: dict[str, RawFailure]
    isolation: Level
    stdout: str
    errors: tuple[tuple[int | None, int | None, str, str], ...]
    notes: tuple[str, ...]
    tampered: str | None
    helpers: tuple[tuple[str, str], ...] = ()
    # A version before 0.3.0 wrote neither.
    mended: RawMended | None = None
    tagged: tuple[tuple[str, str], ...] | None = None
    spans: tuple[tuple[str, int, int, int], ...] | None = None


@dataclass(frozen=True)
class Refusal:
    """Why there is nothing of a submission, as it is written."""

    fault: str
    status: Literal["unreadable", "refused"]


@functools.cache
def adapter(kind: type[T]) -> TypeAdapter[T]:
    """Make the reader of a kind once: that takes some milliseconds."""
    return TypeAdapter(kind)


def unpack(data: bytes, submission: Submission) -> tuple[Reading, Observations]:
    """Unpack what was kept. Raises SubmissionError again for what was not run.

    Raises RecordError for what this version has not written: damaged, or another's.
    """
    return unpack_by(read_document, data, submission)


def unpack_by(read: Callable[[Document, Submission], R], data: bytes, submission: Submission) -> R:
    """Unpack what was kept, and make of it what `read` does. Raises as `unpack`."""
    return unpack_as(adapter(Document), data, submission, read)


def unpack_script(data: bytes, submission: Submission) -> Script:
    """Unpack the script alone, in half the time. Raises as `unpack`."""
    return unpack_as(adapter(RawScript), data, submission, lambda raw, _: read_script(raw))


def unpack_as(
    form: TypeAdapter[T], data: bytes, submission: Submission, read: Callable[[T, Submission], R]
) -> R:
    """Unpack what is of a kind of what was kept. Raises as `unpack`."""
    try:
        text = decompress(data)
        with contextlib.suppress(ValidationError):
            # In half the time. It reads no half of a pair of surrogates, which a text may have.
            return read(form.validate_json(text), submission)
        fields = json.loads(text)
        if not isinstance(fields, dict) or fields.get("format") != FORMAT:
            raise ValueError("not of this version's format")
        if "cells" in fields:
            return read(form.validate_python(fields), submission)
        refusal = adapter(Refusal).validate_python(fields)
    except (ValueError, RecursionError, TamperedError) as error:
        why = first_fault(error) if isinstance(error, ValidationError) else str(error)
        message = f"what was observed of it can't be read ({one_line(why)}); {AGAIN}"
        raise RecordError(message) from error
    # As it was, so that judging again gives the status that it had.
    kind = RefusedError if refusal.status == RefusedError.status else SubmissionError
    raise kind(f"{submission.path}: {refusal.fault}")


def read_document(document: Document, submission: Submission) -> tuple[Reading, Observations]:
    """Make of what is written what it was."""
    return read_reading(document, submission), read_observed(document)


def read_reading(document: Document, submission: Submission) -> Reading:
    """Read the part that was there before the script ran."""
    script, outline = read_script(document), read_outline(document.outline)
    reading = Reading(submission, script, outline, document.assignment)
    return replace(reading, tagged=document.tagged, spans=document.spans)


def read_script(raw: Document | RawScript) -> Script:
    """Read the script."""
    cells = tuple(Cell(*cell) for cell in raw.cells)
    helpers = tuple(Cell(None, source, file) for file, source in raw.helpers)
    return Script(cells, raw.script_notes, helpers)


def read_observed(document: Document) -> Observations:
    """Read the part that was observed while the script ran and answered."""
    return Observations(
        by_probe=read_by_probe(document),
        isolation=document.isolation,
        stdout=document.stdout,
        errors=tuple(CellError(*error) for error in document.errors),
        notes=document.notes,
        tampered=document.tampered,
        mended=read_mended(document.mended) if document.mended else None,
    )


def read_mended(raw: RawMended) -> Mended:
    """Read what was answered with right functions in the place of wrong ones."""
    alone = {name: read_by_probe(answers) for name, answers in raw.alone.items()}
    return Mended(raw.wrong, raw.causes, read_by_probe(raw), alone, raw.right)


def read_by_probe(document: Document | RawMended | RawAnswers) -> dict[str, Observation]:
    """Read what was answered, and why something was not."""
    answers = {probe: read_answer(text) for probe, text in document.answers.items()}
    failures = {probe: read_failure(*parts) for probe, parts in document.failures.items()}
    return {**answers, **failures}


def read_outline(raw: RawOutline) -> Outline:
    """Read the part that the script's text told."""
    return Outline(
        definitions={name: Place(*at) for name, at in raw.definitions.items()},
        attributes=raw.attributes,
        begun=raw.begun,
        imports=tuple(
            Import(Place(cell, line), module, *rest) for cell, line, module, *rest in raw.imports
        ),
        unrun=raw.unrun,
        deeds=None
        if raw.deeds is None
        else tuple(Deed(Place(cell, line), *rest) for cell, line, *rest in raw.deeds),
    )


def deed_of(deed: Deed) -> list[Any]:
    """Give what a text does as it is written."""
    return [deed.place.cell, deed.place.line, deed.what, deed.function]


def refuse_partial(observations: Observations, probes: Iterable[Probe]) -> None:
    """Raise RecordError where answers are missing that any submission has given."""
    lacking = [probe.name for probe in probes if probe.name not in observations.by_probe]
    if lacking and not observations.tampered:
        raise RecordError(f"what was observed of it lacks {min(lacking)}; {ANEW}")


def text_of(answer: Answer) -> str:
    """Give an answer as on the wire, as text, so that one that all give is read once."""
    return answer.wire or to_json(tagged(answer.value))


@functools.lru_cache(maxsize=8192)
def read_answer(text: str) -> Answer:
    """Read an answer, once for all who gave it: nobody changes what an answer holds."""
    return Answer(decode(json.loads(text)), text)


def read_failure(
    kind: FailureKind, message: str, place: Position | None, cause: str | None
) -> Failure:
    """Read a failure from its parts."""
    return Failure(kind, message, Place(*place) if place else None, cause)
