"""Read what came back from a worker as observations. Treats every byte of it as hostile."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from typing import Any

from grader.core.errors import TamperedError
from grader.core.probe import Answer, CellError, Failure, FailureKind, Observation, Probe, missing
from grader.core.submission import Place, Script
from grader.sandbox.inside.plain import (
    SUBMISSION_BYTES,
    TOO_DEEP,
    TOO_LARGE,
    TOO_LONG,
    TOO_MANY,
)
from grader.sandbox.wire import clean, decode, parse

Frame = dict[str, Any]
Outcome = bytes | Failure  # the inside of an answer's frame, or why there is none
SHARED_BYTES = 4096
ANSWER = b'"answer":'
ERROR = ["type", "message", "at", "line"]  # what a worker says of an exception, in its order
LIMITS = (TOO_MANY, TOO_DEEP, TOO_LARGE, TOO_LONG)


def read_all(
    probes: Sequence[Probe], outcomes: Iterable[Outcome], script: Script
) -> dict[str, Observation]:
    """Read a whole series by the probes' names. Raises TamperedError."""
    total, observations = 0, {}
    for probe, outcome in zip(probes, outcomes, strict=True):
        observations[probe.name] = read(probe, outcome, script)
        total += len(outcome) if isinstance(outcome, bytes) else 0
        # Only after it was read: what is malformed is tampering, however late it comes.
        if total > SUBMISSION_BYTES:
            message = f"more than {SUBMISSION_BYTES // 1024} KB in all answers"
            observations[probe.name] = Failure(FailureKind.LIMIT, message)
    return observations


def read(probe: Probe, outcome: Outcome, script: Script) -> Observation:
    """Read what came of one probe. Raises TamperedError."""
    if isinstance(outcome, Failure):
        return outcome
    return read_body(probe, outcome, script)


def read_body(probe: Probe, body: bytes, script: Script) -> Observation:
    """Read what a worker sent for one probe. Raises TamperedError."""
    # Answers are nearly all that comes: they are told by their first bytes, before any parsing.
    if body.startswith(ANSWER):
        return read_answer(body) if len(body) < SHARED_BYTES else parse_answer(body)
    frame = parse(b"{" + body)
    match frame:
        case {"raised": dict(detail)} if len(frame) == 1:
            return read_raised(probe.needs[-1], detail, script)
        # Both are shown, so they are of ours or none: the worker's text never gets through.
        case {"missing": str(name)} if len(frame) == 1 and name in owners(probe.needs):
            message = missing(name, is_variable=name in probe.variables)
            return Failure(FailureKind.MISSING, message, cause=name)
        case {"limit": str(limit)} if len(frame) == 1 and limit in LIMITS:
            return Failure(FailureKind.LIMIT, f"the answer is too large: {limit}")
    raise TamperedError("not an answer")


@functools.lru_cache(maxsize=4096)
def read_answer(body: bytes) -> Answer:
    """Read a short answer, once for all submissions: most of a class give the same ones.

    Pure, and the cache guards itself, so that several threads may read at once.
    """
    return parse_answer(body)


def parse_answer(body: bytes) -> Answer:
    """Parse what is inside a frame that holds an answer and nothing else. Raises TamperedError."""
    match parse(b"{" + body):
        case {"answer": tagged, **others} if not others:
            # Parsed, it is known to be what it would be if it was written anew.
            return Answer(decode(tagged), body[len(ANSWER) : -1].decode())
    raise TamperedError("not an answer")


def read_raised(subject: str, detail: Frame, script: Script) -> Failure:
    """Read what a function raised; the starter's placeholder is work that is not done yet."""
    type_name, message, place = read_error(detail, script)
    if type_name == "NotImplementedError":
        return Failure(FailureKind.UNWRITTEN, f"`{subject}` is not written yet", place)
    return Failure(FailureKind.RAISED, f"{type_name}: {message}".removesuffix(": "), place)


def read_cell_error(index: int, detail: Frame, script: Script) -> CellError:
    """Read what a cell raised; its own line stands in where the worker names no place."""
    type_name, message, place = read_error(detail, script)
    known = place or script.place(index, detail["line"])
    return CellError(known.cell, known.line, type_name, message)


def read_error(detail: Frame, script: Script) -> tuple[str, str, Place | None]:
    """Read an exception's type, message and place, fit to be shown. Raises TamperedError."""
    match detail:
        case {"type": str(type_name), "message": str(message), "at": at, "line": line} if (
            [*detail] == ERROR and is_number(at) and is_number(line)
        ):
            # A script may give its code the name of a cell that is not there.
            known = at is not None and at < len(script.cells)
            place = script.place(at, line) if known else None
            return clean(type_name, 80), clean(message), place
    raise TamperedError("not an exception")


def owners(needs: Sequence[str]) -> set[str]:
    """Give the names that can be missing: each need, and the class that a method belongs to."""
    return set(needs) | {need.partition(".")[0] for need in needs}


def is_number(value: Any) -> bool:
    """Tell whether it can be an index or a line, or is None where there is none."""
    # Exactly an int, since True is one too; and bounded, since it is shown.
    return value is None or (type(value) is int and 0 <= value < 10**6)
