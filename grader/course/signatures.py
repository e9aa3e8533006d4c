"""Read and write the signatures: what each catalogued program answers where it departs.

Two files for each assignment, as with the goldens: students' copies hold the mistakes' answers to
visible probes, with name, cause and advice; the staff's, those to hidden ones, and the variants.
A kit holds the first of them packed.
"""

from __future__ import annotations

import dataclasses
import gzip
import hashlib
import io
import json
import zlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.core.errors import GoldenError
from grader.core.probe import Answer, Failure, FailureKind, Observation, Opaque
from grader.core.result import Signature
from grader.sandbox.inside.plain import encode
from grader.sandbox.wire import decode

FORMAT = 1
PACKED = ".gz"  # follows a file's name where a kit holds it packed
DIGITS = 8  # far finer than any tolerance, and half as long as what Python writes


def signature_paths(root: Path, name: str) -> tuple[Path, Path]:
    """Where the visible and the hidden parts of an assignment's signatures are."""
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

    def __or__(self, other: Answers) -> Answers:
        return Answers({**self.raw, **other.raw})


@dataclass(frozen=True)
class Record:
    """The catalogue as it was last observed; the signature of a right program is empty."""

    mistakes: tuple[Signature, ...] = ()
    variants: tuple[Signature, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)


def load_record(root: Path, name: str) -> Record:
    """What this copy of the course holds; nothing where nothing is recorded.

    Raises GoldenError for a file that can't be read.
    """
    try:
        return join_parts(root, name)
    except (LookupError, TypeError, AttributeError, ValueError) as error:
        path = signature_paths(root, name)[0]
        raise GoldenError(f"{path}: malformed ({error!r}); run: grade golden {name}") from error


def hash_record(root: Path, name: str) -> str:
    """The hash of what is recorded; of nothing where nothing is."""
    whole = hashlib.sha256()
    for path in signature_paths(root, name):
        whole.update(read_raw(path) or b"")
    return whole.hexdigest()


def join_parts(root: Path, name: str) -> Record:
    """Both files' parts as one record."""
    visible, hidden = (read_document(path, name) for path in signature_paths(root, name))
    names = [[raw["name"] for raw in part.get("mistakes", [])] for part in (visible, hidden)]
    if hidden and names[0] != names[1]:
        raise GoldenError(
            f"{signature_paths(root, name)[0]}: not of the same recording as the staff's part; "
            f"run: grade golden {name}"
        )
    more = {raw["name"]: Answers(raw["answers"]) for raw in hidden.get("mistakes", [])}
    return Record(
        mistakes=tuple(
            read_signature(raw, more.get(raw["name"], Answers({})))
            for raw in visible.get("mistakes", [])
        ),
        variants=tuple(read_signature(raw) for raw in hidden.get("variants", [])),
        sources=hidden.get("sources", {}),
    )


def write_record(root: Path, name: str, record: Record, hidden: Collection[str]) -> list[Path]:
    """Write both parts: students' copies get the mistakes' answers to visible probes, no more."""
    paths = signature_paths(root, name)
    parts: tuple[dict[str, Any], ...] = (
        {"mistakes": [write_signature(one, hidden, inside=False) for one in record.mistakes]},
        {
            "sources": record.sources,
            "mistakes": [write_signature(one, hidden, inside=True) for one in record.mistakes],
            "variants": [write_signature(one, (), inside=False) for one in record.variants],
        },
    )
    for path, part in zip(paths, parts, strict=True):
        path.write_text(one_a_line({"format": FORMAT, **part}), encoding="utf-8", newline="\n")
    return list(paths)


def one_a_line(document: Mapping[str, Any]) -> str:
    """JSON with one signature a line, so that a changed mistake is a changed line."""
    fields = []
    for key, value in document.items():
        text = json.dumps(value, allow_nan=False)
        if isinstance(value, list):
            text = "[\n" + ",\n".join(json.dumps(item, allow_nan=False) for item in value) + "\n]"
        fields.append(f"{json.dumps(key)}: {text}")
    return "{\n" + ",\n".join(fields) + "\n}\n"


def read_document(path: Path, name: str) -> dict[str, Any]:
    """One file's JSON; nothing where it is not there. Raises GoldenError."""
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


def read_raw(path: Path) -> bytes | None:
    """A file's JSON, from the packed one where a kit holds that; None where neither is there."""
    packed = path.with_name(path.name + PACKED)
    if path.is_file():
        return path.read_bytes()
    return gzip.decompress(packed.read_bytes()) if packed.is_file() else None


def pack(document: Mapping[str, Any]) -> bytes:
    """The mistakes in a fourteenth of the space: compressed, each answer to a probe once."""
    shared: dict[str, dict[str, list[int]]] = {}
    for number, raw in enumerate(document["mistakes"]):
        for probe, answer in raw["answers"].items():
            same = shared.setdefault(probe, {}).setdefault(json.dumps(answer), [])
            same.append(number)
    answers = {
        probe: [[json.loads(text), numbers] for text, numbers in same.items()]
        for probe, same in shared.items()
    }
    bare = [{**raw, "answers": {}} for raw in document["mistakes"]]
    text = json.dumps({**document, "mistakes": bare, "answers": answers}, separators=(",", ":"))
    target = io.BytesIO()
    with gzip.GzipFile("", "wb", compresslevel=9, fileobj=target, mtime=0) as file:
        file.write(text.encode())
    return target.getvalue()


def spread(document: Mapping[str, Any]) -> dict[str, Any]:
    """A packed document with its answers at the mistakes again; any other as it is."""
    for probe, same in document.get("answers", {}).items():
        for answer, numbers in same:
            for number in numbers:
                document["mistakes"][number]["answers"][probe] = answer
    return {key: value for key, value in document.items() if key != "answers"}


def read_signature(raw: Mapping[str, Any], more: Answers | None = None) -> Signature:
    """One signature from its JSON, with more answers from another file."""
    texts = {key: raw[key] for key in ("name", "cause", "advice", "target")}
    answers = Answers(raw["answers"])
    return Signature(
        **texts, about=tuple(raw["about"]), answers=answers if more is None else answers | more
    )


def write_signature(one: Signature, hidden: Collection[str], *, inside: bool) -> dict[str, Any]:
    """A signature's JSON, with the answers to hidden probes or with those to all others."""
    fields = dataclasses.asdict(dataclasses.replace(one, answers={}))
    del fields["carry_forward"]  # the rubric's
    kept = {p: write_observation(a) for p, a in one.answers.items() if (p in hidden) is inside}
    return {**fields, "answers": kept}


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
