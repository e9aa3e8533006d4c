"""What a student hands in beside the notebook: which files come along, and what helpers tell."""

from __future__ import annotations

import fnmatch
import functools
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from grader.core.errors import RefusedError, SubmissionError
from grader.core.submission import Cell, names_of_module
from grader.core.way import Way
from grader.submission.analysis import RELATIVE
from grader.submission.reading import Reading

File = tuple[str, bytes]  # its path from the notebook's folder, and what is in it

MOST_FILES, MOST_BYTES = 50, 8 * 1024 * 1024
# Such a part is a name on every disk, and leads nowhere else.
PART = re.compile(r"\w[\w .()+-]{0,49}")
HELPER = ".py"


def comes_along(name: str, patterns: Iterable[str]) -> bool:
    """Tell whether a file may come along, by its path from the notebook's folder."""
    parts = name.split("/")
    wanted = (pattern.split("/") for pattern in patterns)
    return all(map(PART.fullmatch, parts)) and any(
        len(parts) == len(each) and all(map(fnmatch.fnmatchcase, parts, each)) for each in wanted
    )


def find_beside(way: Way, patterns: Sequence[str], but: Collection[str] = ()) -> tuple[File, ...]:
    """Read the files that come along with one on disk. Raises RefusedError and SubmissionError."""
    folder = way.path.parent
    paths = {path for pattern in patterns for path in folder.glob(pattern)} - {way.path}
    files = (path for path in paths if path.is_file() and not path.is_symlink())
    names = sorted(path.relative_to(folder).as_posix() for path in files if path.name not in but)
    return read_all(
        (name, functools.partial(read, way, name)) for name in names if comes_along(name, patterns)
    )


def read(way: Way, name: str) -> bytes:
    """Read a file beside another, which no link leads to. Raises SubmissionError."""
    try:
        with Way(way.base, (*way.parts[:-1], *name.split("/"))).open() as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        fault = f"{name}: cannot be read: {error.strerror}; check the file"
        raise SubmissionError(fault) from error


def read_all(files: Iterable[tuple[str, Callable[[], bytes]]]) -> tuple[File, ...]:
    """Read files, as long as they are few and small. Raises RefusedError."""
    contents: list[File] = []
    room = MOST_BYTES
    for name, read_one in files:
        contents.append((name, read_one()))
        room -= len(contents[-1][1])
        if room < 0 or len(contents) > MOST_FILES:
            raise RefusedError(
                f"more than {MOST_FILES} files or {MOST_BYTES >> 20} MB lie beside it; "
                "hand in what it needs alone"
            )
    return tuple(contents)


def with_files(
    reading: Reading, files: Sequence[File], look: Callable[[Path, bytes], Reading]
) -> Reading:
    """Give a reading with what came along; `look` reads a helper. Raises SubmissionError."""
    if not files:
        return reading
    readings, faults = look_at_all(reading, files, look)
    files = [(name, raw) for name, raw in files if name not in faults]
    modules = [(name, raw) for name, raw in files if name.endswith(HELPER)]
    # Of an own module the text is here, so it needs no leave; a relative import is of such a one.
    own = {each for name, _ in modules for each in names_of_module(name)}
    imports = list(reading.outline.imports)
    for name, its in readings.items():
        imports += [
            replace(each, file=name) for each in its.outline.imports if each.fault != RELATIVE
        ]
    needing = tuple(each for each in imports if each.fault or each.root not in own)
    deeds = reading.outline.deeds
    if deeds is not None:
        deeds += tuple(d for its in readings.values() for d in its.outline.deeds or ())
    # By now a reader has read them as UTF-8.
    texts = [(name, raw.decode("utf-8-sig")) for name, raw in modules]
    helpers = tuple(Cell(None, "\n".join(text.splitlines()), name) for name, text in texts)
    return replace(
        reading,
        script=replace(reading.script, helpers=helpers),
        outline=replace(reading.outline, imports=needing, deeds=deeds),
        files=tuple(files),
    ).with_notes(*came_along([name for name, _ in files], faults))


def look_at_all(
    reading: Reading, files: Sequence[File], look: Callable[[Path, bytes], Reading]
) -> tuple[dict[str, Reading], dict[str, str]]:
    """Read the helpers that the program names; say what is wrong with those that it does not.

    Such a one only lies beside it, and can't be imported. Raises SubmissionError.
    """
    texts = {name: raw.decode("utf-8", "replace") for name, raw in files if name.endswith(HELPER)}
    program = "\n".join(cell.source for cell in reading.script.cells)
    readings: dict[str, Reading] = {}
    faults: dict[str, str] = {}
    for name, raw in files:
        if name not in texts or not raw.strip():
            continue
        others = (text for other, text in texts.items() if other != name)
        is_named = any(names_pattern(name).search(text) for text in (program, *others))
        try:
            its = look(Path(name), raw)
        except SubmissionError as error:
            if is_named:
                raise
            faults[name] = str(error)
        else:
            readings |= {name: its} if is_named else {}
    return readings, faults


def came_along(names: Sequence[str], faults: Mapping[str, str]) -> Iterator[str]:
    """Say which files came along, and which were left out."""
    if names:
        yield f"came along: {', '.join(names)}"
    yield from (f"left out, since nothing imports it: {fault}" for fault in faults.values())


def names_pattern(name: str) -> re.Pattern[str]:
    """Make the pattern of the names that a program may use a module by."""
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, names_of_module(name)))})\b")
