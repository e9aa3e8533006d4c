"""Read the signatures: what each catalogued program answers where it departs.

Two files for each assignment, as with the goldens: students' copies hold the mistakes' answers to
visible probes, with name, cause and advice; the staff's, those to hidden ones, and the variants.
A kit holds the first of them packed.
"""

from __future__ import annotations

import functools
import json
import marshal
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.core.cache import keep, key_of, recall
from grader.core.errors import GoldenError
from grader.core.hashing import digest
from grader.core.probe import Answer, Failure, FailureKind, Observation
from grader.core.result import Signature
from grader.course.golden import read_raw
from grader.sandbox.wire import decode

FORMAT = 1
PACKED_AS = 4  # which each Python reads, as a worker elsewhere may be of another
TEXTS = ("name", "cause", "advice", "target")
FAMILIES = "families.py"
MUTANTS = "mutants.bin"  # of the staff, too
CLASS_FAMILIES = "class_families.py"  # of the staff: what they show would be an answer


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


class KeptAnswers(Answers):
    """Answers that are unpacked when one is looked at: of most mistakes the probes tell enough."""

    def __init__(self, probes: Sequence[str], packed: bytes) -> None:
        self.probes, self.packed = dict.fromkeys(probes), packed
        self.decoded = {}

    @functools.cached_property
    def raw(self) -> Mapping[str, Any]:  # type: ignore[override]
        return marshal.loads(self.packed)  # type: ignore[no-any-return]

    def __contains__(self, probe: object) -> bool:
        return probe in self.probes

    def __iter__(self) -> Iterator[str]:
        return iter(self.probes)

    def __len__(self) -> int:
        return len(self.probes)


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


def load_mistakes(root: Path, name: str, catalogue_hash: str) -> tuple[Signature, ...]:
    """Load the catalogued mistakes, from the last time where nothing has changed since.

    Raises GoldenError for a file that can't be read.
    """
    place, key = f"mistakes {root} {name}", key_of([catalogue_hash.encode()])
    rows = recall(place, key)
    if rows is not None:
        return tuple(unpack(*row) for row in rows)
    mistakes = load_record(root, name).mistakes
    keep(place, key, tuple(map(pack, mistakes)))
    return mistakes


def pack(signature: Signature) -> tuple[Any, ...]:
    """Give a signature as it is kept: its answers, most of which are never looked at, as bytes."""
    assert isinstance(signature.answers, Answers)
    texts = {key: getattr(signature, key) for key in TEXTS}
    packed = marshal.dumps(dict(signature.answers.raw), PACKED_AS)
    return texts, signature.about, tuple(signature.corners), tuple(signature.answers), packed


def unpack(
    texts: Mapping[str, Any],
    about: tuple[str, ...],
    corners: tuple[str, ...],
    probes: tuple[str, ...],
    packed: bytes,
) -> Signature:
    """Make a signature of what was kept of it."""
    answers = KeptAnswers(probes, packed)
    return Signature(**texts, about=about, answers=answers, corners=frozenset(corners))


def hash_record(root: Path, name: str) -> str:
    """Hash what mistakes are named by; nothing where nothing is. Raises GoldenError."""
    of_staff = (root / "reference" / name / each for each in (CLASS_FAMILIES, MUTANTS))
    paths = *signature_paths(root, name), root / "assignments" / name / FAMILIES, *of_staff
    try:
        return digest(b"".join(read_raw(path) or b"" for path in paths))
    except (OSError, EOFError, zlib.error) as error:
        raise GoldenError(
            f"{paths[0]}: cannot be read ({error}); run: grade golden {name}"
        ) from error


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
    more = {raw["name"]: raw for raw in hidden.get("mistakes", [])}
    return Record(
        mistakes=tuple(
            read_signature(raw, more.get(raw["name"], {})) for raw in visible.get("mistakes", [])
        ),
        variants=tuple(read_signature(raw, {}) for raw in hidden.get("variants", [])),
        sources=hidden.get("sources", {}),
    )


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


def spread(document: Mapping[str, Any]) -> dict[str, Any]:
    """Spread a packed document's answers over the mistakes; leave any other as it is."""
    rows = [
        (probe, *row)
        for probe, *columns in zip(*document.get("answers", ()), strict=True)
        for row in zip(*columns, strict=True)
    ]
    # All at once, as that takes a tenth of the time of one by one.
    texts = [document["forms"][form] % tuple(numbers.split()) for _, form, numbers, _ in rows]
    for (probe, *_, mistakes), answer in zip(rows, json.loads(f"[{','.join(texts)}]"), strict=True):
        for number in mistakes:
            document["mistakes"][number]["answers"][probe] = answer
    return {key: value for key, value in document.items() if key not in ("answers", "forms")}


def read_signature(raw: Mapping[str, Any], more: Mapping[str, Any]) -> Signature:
    """Read one signature, with what another file has more."""
    texts = {key: raw[key] for key in TEXTS}
    answers = Answers({**raw["answers"], **more.get("answers", {})})
    corners = frozenset((*raw.get("corners", ()), *more.get("corners", ())))
    return Signature(**texts, about=tuple(raw["about"]), answers=answers, corners=corners)


def read_observation(raw: Any) -> Observation:
    """Read an answer, or the failure that stands for it."""
    if isinstance(raw, dict):
        return Failure(FailureKind(raw["failure"]), raw["message"], cause=raw.get("within"))
    return Answer(decode(raw))
