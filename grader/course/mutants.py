"""Keep what one-change mutants of the example answer: known mistakes that nobody wrote down.

Staff's side only, and of visible questions alone. One file for each assignment: who they are, by
their functions, then packed answers, of which most are never unpacked.
"""

from __future__ import annotations

import functools
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from grader.core.errors import GoldenError
from grader.core.files import replace, writing
from grader.core.probe import Observation
from grader.core.result import Signature
from grader.course.load import Assignment
from grader.course.recording import NUMBER, raw_of, shortened
from grader.course.signatures import MUTANTS, read_observation

MARK = b"golden-grader mutants 1\n"
LENGTH = 8  # of what follows the mark: how long the packed head is
TEXTS = ("name", "cause", "advice", "target")


class Pack:
    """The answers of one function's mutants, one mutant a line, unpacked when first looked at."""

    def __init__(self, packed: bytes) -> None:
        self.packed = packed

    @functools.cached_property
    def lines(self) -> list[bytes]:
        return zlib.decompress(self.packed).split(b"\n")


class Packed(Mapping[str, Observation]):
    """Where one mutant departs, and those answers that are kept, read when they are looked at."""

    def __init__(
        self, probes: Sequence[str], compared: Sequence[str], piece: Pack, line: int
    ) -> None:
        self.probes, self.compared, self.piece, self.line = probes, compared, piece, line

    @functools.cached_property
    def by_probe(self) -> dict[str, Observation]:
        answers = map(read_observation, json.loads(self.piece.lines[self.line]))
        return dict(zip(self.compared, answers, strict=True))

    def __getitem__(self, probe: str) -> Observation:
        return self.by_probe[probe]

    def __iter__(self) -> Iterator[str]:
        return iter(self.probes)

    def __len__(self) -> int:
        return len(self.probes)


def mutants_path(root: Path, name: str) -> Path:
    """Name the file of an assignment's mutants."""
    return root / "reference" / name / MUTANTS


def write_mutants(root: Path, name: str, mutants: Sequence[Signature]) -> Path | None:
    """Write what mutants answer; no file where there are none. Raises UsageError."""
    path = mutants_path(root, name)
    with writing(str(path)):
        if mutants:
            replace(path, packed(mutants))
        else:
            path.unlink(missing_ok=True)
    return path if mutants else None


def packed(mutants: Sequence[Signature]) -> bytes:
    """Pack mutants by their functions, so that what is alike lies side by side."""
    probes = list(dict.fromkeys(probe for mutant in mutants for probe in mutant.answers))
    numbers = {probe: number for number, probe in enumerate(probes)}
    by_target: dict[str, list[Signature]] = {}
    for mutant in mutants:
        by_target.setdefault(mutant.target, []).append(mutant)
    pieces = [
        zlib.compress("\n".join(map(line_of, group)).encode(), 9) for group in by_target.values()
    ]
    rows = [
        [
            *(getattr(each, key) for key in TEXTS),
            [[numbers[p] for p in part] for part in (kept_of(each), sorted(each.unkept))],
        ]
        for group in by_target.values()
        for each in group
    ]
    document = {"probes": probes, "mutants": rows, "lengths": [len(piece) for piece in pieces]}
    head = zlib.compress(json.dumps(document, separators=(",", ":")).encode(), 9)
    return b"".join([MARK, len(head).to_bytes(LENGTH, "big"), head, *pieces])


def line_of(mutant: Signature) -> str:
    """Write the answers as on the wire, their numbers as short as a kit's."""
    answers = [raw_of(mutant.answers[probe]) for probe in kept_of(mutant)]
    text = json.dumps(answers, separators=(",", ":"))
    return NUMBER.sub(lambda match: match[1] or shortened(match[2]), text)


def kept_of(mutant: Signature) -> list[str]:
    """Give the questions of which the answers are kept, in their order."""
    return [probe for probe in mutant.answers if probe not in mutant.unkept]


def load_mutants(root: Path, name: str) -> tuple[Signature, ...]:
    """Load who the mutants are; nothing where none are recorded. Raises GoldenError."""
    path = mutants_path(root, name)
    if not path.is_file():
        return ()
    try:
        return tuple(unpacked(path.read_bytes()))
    except (OSError, ValueError, LookupError, TypeError, zlib.error) as error:
        raise GoldenError(f"{path}: cannot be read ({error}); run: grade golden {name}") from error


@functools.lru_cache(maxsize=16)
def mutants_of(assignment: Assignment) -> tuple[Signature, ...]:
    """Load an assignment's mutants once. Raises GoldenError."""
    return load_mutants(assignment.root, assignment.name)


def unpacked(raw: bytes) -> Iterator[Signature]:
    """Give the mutants of a file, their answers still packed."""
    if not raw.startswith(MARK):
        raise ValueError("it is of another format")
    start = len(MARK) + LENGTH
    end = start + int.from_bytes(raw[len(MARK) : start], "big")
    document: dict[str, Any] = json.loads(zlib.decompress(raw[start:end]))
    probes, lengths = document["probes"], iter(document["lengths"])
    target, piece, line = None, Pack(b""), 0
    for *texts, numbers in document["mutants"]:
        if texts[-1] != target:
            target, line, length = texts[-1], 0, next(lengths)
            piece = Pack(raw[end : (end := end + length)])
        compared, unkept = ([probes[number] for number in part] for part in numbers)
        answers = Packed([*compared, *unkept], compared, piece, line)
        words = dict(zip(TEXTS, texts, strict=True))
        yield Signature(**words, about=(), answers=answers, unkept=frozenset(unkept))
        line += 1
