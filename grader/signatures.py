"""Read and write the signatures: what each catalogued mistake answers where it departs.

Two files for each assignment, as with the goldens: students' copies hold the answers to visible
probes, with name, cause and advice, and nothing of the hidden ones.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from grader.errors import GoldenError, TamperedError
from grader.model import Answer, Failure, FailureKind, Observation, Opaque, Signature
from grader.sandbox.plain import encode
from grader.sandbox.wire import decode

FORMAT = 1
DIGITS = 10  # far finer than any tolerance, and half as long as what Python writes


def signature_paths(root: Path, name: str) -> tuple[Path, Path]:
    """Where the visible and the hidden parts of an assignment's signatures are."""
    return (
        root / "assignments" / name / "signatures.json",
        root / "reference" / name / "signatures.json",
    )


def load_signatures(root: Path, name: str) -> tuple[Signature, ...]:
    """The signatures that this copy of the course holds; none where none are recorded.

    Raises GoldenError for a file that can't be read.
    """
    visible, hidden = signature_paths(root, name)
    signatures = {one.name: one for one in read_signatures(visible, name)}
    for more in read_signatures(hidden, name):
        one = signatures[more.name]
        answers = {**one.answers, **more.answers}
        signatures[more.name] = dataclasses.replace(one, answers=answers)
    return tuple(signatures.values())


def read_signatures(path: Path, name: str) -> list[Signature]:
    """The signatures of one file. Raises GoldenError."""
    if not path.is_file():
        return []
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["format"] != FORMAT:
            raise GoldenError(f"{path}: format {document['format']}, this grader reads {FORMAT}")
        return [read_signature(raw) for raw in document["mistakes"]]
    except (OSError, ValueError, KeyError, TypeError, TamperedError) as error:
        raise GoldenError(f"{path}: cannot be read ({error}); run: grade golden {name}") from error


def read_signature(raw: Mapping[str, Any]) -> Signature:
    """One signature from its JSON."""
    texts = {key: raw[key] for key in ("name", "cause", "advice", "target")}
    answers = {probe: read_observation(one) for probe, one in raw["answers"].items()}
    return Signature(**texts, about=tuple(raw["about"]), answers=answers)


def write_signatures(path: Path, signatures: Iterable[Signature], probes: Iterable[str]) -> None:
    """Write the part of the signatures that some probes decide, one mistake a line."""
    chosen = set(probes)
    lines = []
    for one in signatures:
        fields = dataclasses.asdict(dataclasses.replace(one, answers={}))
        del fields["carry_forward"]  # the rubric's
        kept = {p: write_observation(a) for p, a in one.answers.items() if p in chosen}
        lines.append(json.dumps({**fields, "answers": kept}, allow_nan=False))
    text = f'{{"format": {FORMAT}, "mistakes": [\n' + ",\n".join(lines) + "\n]}\n"
    path.write_text(text, encoding="utf-8", newline="\n")


def read_observation(raw: Any) -> Observation:
    """An answer, or the kind of failure that stands for it."""
    if isinstance(raw, dict):
        return Failure(FailureKind(raw["failure"]), raw["message"])
    return Answer(decode(raw))


def write_observation(observation: Observation) -> Any:
    """JSON for an observation: tagged plain data as on the wire, an object for a failure."""
    if isinstance(observation, Failure):
        return {"failure": observation.kind.value, "message": observation.message}
    return tagged(observation.value)


def tagged(value: Any) -> Any:
    """Tagged plain data, floats shortened."""
    match value:
        case Opaque(type_name):
            return ["o", type_name]
        case list() | tuple():
            return ["l" if isinstance(value, list) else "t", *map(tagged, value)]
        case dict():
            return ["d", *(tagged(part) for pair in value.items() for part in pair)]
        case float() if value - value == 0:
            return float(f"{value:.{DIGITS}g}")
    return encode(value)
