"""Read and write the signatures: what each catalogued program answers where it departs.

Two files for each assignment, as with the goldens: students' copies hold the mistakes' answers to
visible probes, with name, cause and advice; the staff's, those to hidden ones, and the variants.
A kit holds the first of them packed.
"""

from __future__ import annotations

import dataclasses
import json
import math
import zlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.core.errors import GoldenError
from grader.core.files import replace, writing
from grader.core.hashing import digest
from grader.core.probe import Answer, Failure, FailureKind, Observation, Opaque
from grader.core.result import Signature
from grader.course.golden import pack, read_raw
from grader.sandbox.inside.plain import encode
from grader.sandbox.wire import decode

FORMAT = 1
DIGITS = 8  # far finer than any tolerance, and half as long as what Python writes
EXACT = 17  # of so many digits, Python reads the same float


def signature_paths(root: Path, name: str) -> tuple[Path, Path]:
    """Name the files of the visible and the hidden parts of an assignment's signatures."""
    return (
        root / "assignments" / name / "signatures.json",
        root / "reference" / name / "signatures.json",
    )


class Answers(Mapping[str, Observation]):
    """Recorded answers by probe, decoded when they are looked at: most never are."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.raw = raw
        self.decoded: dict[str, Observation] = {}

    def __getitem__(self, probe: str) -> Observation:
        if probe not in self.decoded:
            self.decoded[probe] = read_observation(self.raw[probe])
        return self.decoded[probe]

    def __iter__(self) -> Iterator[str]:
        return iter(self.raw)

    def __len__(self) -> int:
        return len(self.raw)


@dataclass(frozen=True)
class Record:
    """The catalogue as it was last observed; the signature of a right program is empty."""

    mistakes: tuple[Signature, ...] = ()
    variants: tuple[Signature, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)


def load_record(root: Path, name: str) -> Record:
    """Load what this copy of the course holds; nothing where nothing is recorded.

    Raises GoldenError for a file that can't be read.
    """
    try:
        return join_parts(root, name)
    except (LookupError, TypeError, AttributeError, ValueError) as error:
        path = signature_paths(root, name)[0]
        raise GoldenError(f"{path}: malformed ({error!r}); run: grade golden {name}") from error


def hash_record(root: Path, name: str) -> str:
    """Hash what is recorded; nothing where nothing is."""
    return digest(b"".join(read_raw(path) or b"" for path in signature_paths(root, name)))


def join_parts(root: Path, name: str) -> Record:
    """Join both files' parts."""
    visible, hidden = (read_document(path, name) for path in signature_paths(root, name))
    names = [[raw["name"] for raw in part.get("mistakes", [])] for part in (visible, hidden)]
    # Half of a recording would diagnose by answers of two different catalogues.
    if hidden and names[0] != names[1]:
        raise GoldenError(
            f"{signature_paths(root, name)[0]}: not of the same recording as the staff's part; "
            f"run: grade golden {name}"
        )
    more = {raw["name"]: raw["answers"] for raw in hidden.get("mistakes", [])}
    return Record(
        mistakes=tuple(
            read_signature(raw, more.get(raw["name"], {})) for raw in visible.get("mistakes", [])
        ),
        variants=tuple(read_signature(raw, {}) for raw in hidden.get("variants", [])),
        sources=hidden.get("sources", {}),
    )


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


def read_document(path: Path, name: str) -> dict[str, Any]:
    """Read one file's JSON; nothing where it is not there. Raises GoldenError."""
    try:
        raw = read_raw(path)
        if raw is None:
            return {}
        document = json.loads(raw)
        if document["format"] != FORMAT:
            raise GoldenError(f"{path}: format {document['format']}, this grader reads {FORMAT}")
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError) as error:
        raise GoldenError(f"{path}: cannot be read ({error}); run: grade golden {name}") from error
    return spread(document)


def pack_mistakes(document: Mapping[str, Any]) -> bytes:
    """Pack the mistakes into a fourteenth: compressed, each answer to a probe once."""
    shared: dict[str, dict[str, list[int]]] = {}
    for number, raw in enumerate(document["mistakes"]):
        for probe, answer in raw["answers"].items():
            same = shared.setdefault(probe, {}).setdefault(json.dumps(answer), [])
            same.append(number)
    answers = {
        probe: [[json.loads(text), numbers] for text, numbers in same.items()]
        for probe, same in shared.items()
    }
    # Half of the answers to a probe are alike, so each stands once, with the mistakes' numbers.
    bare = [{**raw, "answers": {}} for raw in document["mistakes"]]
    return pack(
        json.dumps({**document, "mistakes": bare, "answers": answers}, separators=(",", ":"))
    )


def spread(document: Mapping[str, Any]) -> dict[str, Any]:
    """Spread a packed document's answers over the mistakes; leave any other as it is."""
    for probe, same in document.get("answers", {}).items():
        for answer, numbers in same:
            for number in numbers:
                document["mistakes"][number]["answers"][probe] = answer
    return {key: value for key, value in document.items() if key != "answers"}


def read_signature(raw: Mapping[str, Any], more: Mapping[str, Any]) -> Signature:
    """Read one signature, with more answers from another file."""
    texts = {key: raw[key] for key in ("name", "cause", "advice", "target")}
    answers = Answers({**raw["answers"], **more})
    return Signature(**texts, about=tuple(raw["about"]), answers=answers)


def document_of(signature: Signature, hidden: Collection[str], *, inside: bool) -> dict[str, Any]:
    """Make a signature's JSON, with the answers to hidden probes or to all others."""
    fields = dataclasses.asdict(dataclasses.replace(signature, answers={}))
    del fields["carry_forward"]  # the rubric's: a changed share needs no new recording
    answers = signature.answers.items()
    return {**fields, "answers": {p: raw_of(a) for p, a in answers if (p in hidden) is inside}}


def read_observation(raw: Any) -> Observation:
    """Read an answer, or the failure that stands for it."""
    if isinstance(raw, dict):
        return Failure(FailureKind(raw["failure"]), raw["message"])
    return Answer(decode(raw))


def raw_of(observation: Observation) -> Any:
    """Make an observation's JSON: tagged plain data as on the wire, an object for a failure."""
    if isinstance(observation, Failure):
        return {"failure": observation.kind.value, "message": observation.message}
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
