"""Read the recorded goldens, and say when they are stale. Asks nobody anything.

Two files for each assignment: the visible goldens beside the probes, the hidden ones on the
staff's side. Each carries the versions that made it and the hash of every source it depends on.
A kit holds the first of them packed.
"""

from __future__ import annotations

import contextlib
import functools
import gzip
import json
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from grader.core.errors import GoldenError
from grader.core.files import packed
from grader.core.hashing import digest
from grader.core.probe import Either
from grader.course.running import AUTHOR

FORMAT = 1
GOLDEN = "golden.json"
ANSWERS = ',\n  "answers": {\n'
SOURCE = "source.ipynb"
EITHER = "either of"  # the one key of what stands for several answers


def golden_paths(root: Path, name: str) -> tuple[Path, Path]:
    """Name the files of an assignment's visible and hidden goldens."""
    return (
        root / "assignments" / name / GOLDEN,
        root / "reference" / name / GOLDEN,
    )


def has_hidden(root: Path, name: str) -> bool:
    """Tell whether there is what hidden cases come from; a kit has none, nor answers to miss."""
    return any((root / "reference" / name / file).is_file() for file in ("cases.py", "seed"))


def load_golden(root: Path, name: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Load all recorded answers that this copy of the course holds, and what made them.

    Raises GoldenError when they are missing, malformed, or older than what they depend on.
    """
    visible, hidden = golden_paths(root, name)
    answers: dict[str, Any] = {}
    made_with: dict[str, str] = {}
    for path in (visible, hidden) if has_hidden(root, name) else (visible,):
        document = read_golden(path, name)
        changed = find_changed(root, document["sources"])
        changed += ["its own text"] if document["is_edited"] else []
        if changed:
            raise GoldenError(
                f"{path}: stale, since {', '.join(changed)} changed; "
                f"restore it or, as staff, run: grade golden {name}"
            )
        answers.update(document["answers"])
        made_with.update(document["made_with"])
    return answers, made_with


def recorded_needs(folder: Path) -> dict[str, list[str]]:
    """Read what the probes need as it was found out; nothing where nobody has done so yet."""
    try:
        raw = read_raw(folder / GOLDEN) or b"{"
        head = raw.replace(b"\r\n", b"\n").partition(ANSWERS.encode())[0]
        return dict(json.loads(head + b"}").get("needs", {}))
    # Whoever reads the answers says what is wrong.
    except (OSError, EOFError, zlib.error, ValueError, TypeError, AttributeError):
        return {}


def as_either(part: dict[str, Any]) -> Any:
    """Give what a dict of JSON stands for."""
    return Either(tuple(part[EITHER].values())) if part.keys() == {EITHER} else part


def other_versions(made_with: Mapping[str, str], here: Mapping[str, str]) -> str:
    """Say what of another version goldens were made with than is here; "" for nothing."""
    others = (f"{n} {v}, here {here[n]}" for n, v in made_with.items() if here.get(n, v) != v)
    return "; ".join(others)


def read_golden(path: Path, name: str) -> dict[str, Any]:
    """Read one golden file. Raises GoldenError."""
    try:
        raw = read_raw(path)
        if raw is None:
            raise GoldenError(f"{path}: missing; run: grade golden {name}")
        # Asked first, as to look at each dict takes as long as to read them all.
        document = json.loads(raw, object_hook=as_either if EITHER.encode() in raw else None)
        if document["format"] != FORMAT:
            raise GoldenError(f"{path}: format {document['format']}, this grader reads {FORMAT}")
        parts = {key: dict(document[key]) for key in ("made_with", "sources", "answers")}
        seal = seal_of(raw)
        needs = dict(document.get("needs", {}))
        return {**parts, "needs": needs, "is_edited": document.get("seal", seal) != seal}
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError) as error:
        raise GoldenError(f"{path}: cannot be read ({error}); run: grade golden {name}") from error


def read_raw(path: Path) -> bytes | None:
    """Read a file's JSON, from the packed one where a kit holds that; None where neither is."""
    if path.is_file():
        return path.read_bytes()
    return gzip.decompress(packed(path).read_bytes()) if packed(path).is_file() else None


def seal_of(raw: bytes) -> str:
    """Hash the answers as they are written: who changes one by hand is to record it."""
    return digest(raw.replace(b"\r\n", b"\n").partition(ANSWERS.encode())[2])


def hash_text(path: Path) -> str:
    """Hash a text file, whatever its line ends."""
    # Git may give Windows other line ends, which change no answer.
    raw = path.read_bytes().replace(b"\r\n", b"\n")
    if path.name == SOURCE:  # saved again with other outputs, it says the same
        with contextlib.suppress(ValueError, KeyError, TypeError):
            cells = json.loads(raw)["cells"]
            raw = repr([(c["cell_type"], "".join(c["source"])) for c in cells]).encode()
    return hash_source(raw)


@functools.lru_cache(maxsize=64)  # the same few files, by two goldens and the mistakes' record
def hash_source(raw: bytes) -> str:
    """Hash a source without what probes are worth: points may change, and no answer does."""
    if AUTHOR.encode() in raw:
        from grader.course.trimming import without_worth  # a kit, which is without it, has no such

        with contextlib.suppress(ValueError, SyntaxError):  # whoever runs it says what is wrong
            raw = without_worth(raw.decode()).encode()
    return digest(raw)


def find_changed(root: Path, sources: Mapping[str, str]) -> list[str]:
    """Find the sources that differ from what was recorded; a kit holds not all."""
    return [
        name
        for name, recorded in sources.items()
        if (root / name).is_file() and hash_text(root / name) != recorded
    ]
