"""Write what is recorded: goldens, and what catalogued programs answer; also packed, for a kit.

A student's copy only reads them, and is without this file.
"""

from __future__ import annotations

import dataclasses
import gzip
import io
import json
import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from grader.core.files import replace, writing
from grader.core.probe import Either, Failure, FailureKind, Observation, Opaque
from grader.core.result import Signature
from grader.course.golden import ANSWERS, EITHER, FORMAT, hash_text, seal_of
from grader.course.signatures import Record, signature_paths
from grader.sandbox.inside.plain import encode

PACKED_DIGITS = 7  # a twentieth of the usual tolerance; they are most of what a kit holds
DIGITS = 8  # far finer than any tolerance, and half as long as what Python writes
NUMBER = re.compile(r'("(?:[^"\\]|\\.)*")|(-?\d[\d.e+-]*)')  # of JSON; what is in a text is none
EXACT = 17  # of so many digits, Python reads the same float


def write_golden(path: Path, answers: Mapping[str, Any], origin: Mapping[str, Any]) -> None:
    """Write a golden file. Raises UsageError where that can't be."""
    with writing(str(path)):
        replace(path, golden_text(answers, origin).encode("ascii"))


def golden_text(answers: Mapping[str, Any], origin: Mapping[str, Any]) -> str:
    """Write the answers, one a line, so that a changed answer is a changed line.

    `origin` is what they are made of (`origin_of`). What is not finite stands there as Python's
    `json` writes and reads it: NaN, -Infinity.
    """
    pairs = ((json.dumps(probe), json.dumps(a, default=ways)) for probe, a in answers.items())
    lines = [f"    {probe}: {answer}" for probe, answer in pairs]
    body = ANSWERS + ",\n".join(lines) + "\n  }\n}\n"
    seal = seal_of(body.encode("ascii"))
    head = {"format": FORMAT, **origin, "seal": seal}
    return json.dumps(head, indent=2, allow_nan=False).removesuffix("\n}") + body


def origin_of(document: Mapping[str, Any], sources: Mapping[str, str]) -> dict[str, Any]:
    """Say what answers are made of; what probes need where it was found out."""
    needs = {"needs": document["needs"]} if document.get("needs") else {}
    return {"made_with": document["made_with"], "sources": sources, **needs}


def ways(either: Either) -> dict[str, Any]:
    """Give the JSON of several answers."""
    return {EITHER: {str(number): each for number, each in enumerate(either.answers, 1)}}


def hash_sources(root: Path, paths: Sequence[Path]) -> dict[str, str]:
    """Hash each file, by its path in the course."""
    return {path.relative_to(root).as_posix(): hash_text(path) for path in sorted(paths)}


def write_record(root: Path, name: str, record: Record, hidden: Collection[str]) -> list[Path]:
    """Write both parts: students' copies get the mistakes' answers to visible probes, no more."""
    paths = signature_paths(root, name)
    parts: tuple[dict[str, Any], ...] = (
        {"mistakes": [document_of(each, hidden, inside=False) for each in record.mistakes]},
        {
            "sources": record.sources,
            "mistakes": [document_of(each, hidden, inside=True) for each in record.mistakes],
            "variants": [document_of(each, (), inside=False) for each in record.variants],
        },
    )
    for path, part in zip(paths, parts, strict=True):
        with writing(str(path)):
            replace(path, by_lines({"format": FORMAT, **part}).encode("ascii"))
    return list(paths)


def by_lines(document: Mapping[str, Any]) -> str:
    """Write JSON with one signature a line, so that a changed mistake is a changed line."""
    fields = []
    for key, value in document.items():
        text = json.dumps(value, allow_nan=False)
        if isinstance(value, list):
            text = "[\n" + ",\n".join(json.dumps(item, allow_nan=False) for item in value) + "\n]"
        fields.append(f"{json.dumps(key)}: {text}")
    return "{\n" + ",\n".join(fields) + "\n}\n"


def document_of(signature: Signature, hidden: Collection[str], *, inside: bool) -> dict[str, Any]:
    """Make a signature's JSON, with the answers to hidden probes or to all others."""
    fields = dataclasses.asdict(dataclasses.replace(signature, answers={}))
    del fields["carry_forward"]  # the rubric's: a changed share needs no new recording
    del fields["unkept"]  # of mutants alone, whose answers are recorded elsewhere
    fields["corners"] = sorted(p for p in signature.corners if (p in hidden) is inside)
    if not fields["corners"]:
        del fields["corners"]
    answers = signature.answers.items()
    return {**fields, "answers": {p: raw_of(a) for p, a in answers if (p in hidden) is inside}}


def raw_of(observation: Observation) -> Any:
    """Make an observation's JSON: tagged plain data as on the wire, an object for a failure."""
    if isinstance(observation, Failure):
        raw = {"failure": observation.kind.value, "message": observation.message}
        is_within = observation.kind is FailureKind.RAISED and observation.cause
        return {**raw, "within": observation.cause} if is_within else raw
    return tagged(observation.value, DIGITS)


def tagged(value: Any, digits: int = EXACT) -> Any:
    """Tag a value as on the wire, its floats with so many digits."""
    match value:
        case Opaque(type_name):
            return ["o", type_name]
        case list() | tuple():
            return [
                "l" if isinstance(value, list) else "t",
                *(tagged(item, digits) for item in value),
            ]
        case dict():
            return ["d", *(tagged(part, digits) for pair in value.items() for part in pair)]
        case float() if math.isfinite(value):
            return float(f"{value:.{digits}g}")
    return encode(value)


def pack_mistakes(document: Mapping[str, Any]) -> bytes:
    """Pack the mistakes: compressed, each answer to a probe once, its numbers without their form.

    A form is an answer's JSON with a gap for each number: few answers have one of their own.
    """
    shared: dict[str, dict[str, list[int]]] = {}
    for number, raw in enumerate(document["mistakes"]):
        for probe, answer in raw["answers"].items():
            text = json.dumps(answer, separators=(",", ":"))
            shared.setdefault(probe, {}).setdefault(text, []).append(number)
    forms: dict[str, int] = {}
    # Half of the answers to a probe are alike, so each stands once, with the mistakes' numbers; by
    # columns, and by case, as what is alike compresses best side by side.
    by_case = sorted(shared.items(), key=lambda item: item[0].partition(":")[::-1])
    columns = ((p, *zip(*rows_of(same, forms), strict=True)) for p, same in by_case)
    answers = list(zip(*columns, strict=True))
    bare = [{**raw, "answers": {}} for raw in document["mistakes"]]
    packed = {**document, "mistakes": bare, "forms": list(forms), "answers": answers}
    return pack(json.dumps(packed, separators=(",", ":")))


def rows_of(
    same: Mapping[str, list[int]], forms: dict[str, int]
) -> Iterator[tuple[int, str, list[int]]]:
    """Take the answers to a probe apart: form, numbers, and the mistakes that give it."""
    for text, mistakes in same.items():
        numbers = (shortened(number) for _, number in NUMBER.findall(text) if number)
        yield forms.setdefault(form_of(text), len(forms)), " ".join(numbers), mistakes


def form_of(text: str) -> str:
    """Write an answer's JSON with a gap for each number."""
    return NUMBER.sub(lambda match: match[1] or "%s", text.replace("%", "%%"))


def shortened(number: str) -> str:
    """Write a number in fewer digits, if it has more; that one is a float, nobody asks."""
    if not number.lstrip("-").isdigit() and len(number) > PACKED_DIGITS:
        number = repr(float(f"{float(number):.{PACKED_DIGITS}g}"))
    return number.removesuffix(".0")


def pack(text: str) -> bytes:
    """Compress a text."""
    target = io.BytesIO()
    # Not by `gzip.compress`, whose header is another's with another Python: without name and time,
    # the same course gives the same kit to the byte.
    with gzip.GzipFile("", "wb", compresslevel=9, fileobj=target, mtime=0) as file:
        file.write(text.encode())
    return target.getvalue()
