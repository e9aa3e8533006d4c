"""The files of a source as one flat list, be it a folder, a zip or single files.

Nothing is opened before `read` is called, nothing is ever written, and no link is followed.
What may not be read stays in the list with its reason: whose it is, others decide.
"""

from __future__ import annotations

import functools
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from grader.classroom.intake.zips import (
    DEFLATED,
    EPOCH,
    STORED,
    UNKNOWN_TIME,
    Member,
    list_members,
    unpack,
)
from grader.core.errors import RefusedError, SubmissionError, UsageError
from grader.core.text import MOST_SHOWN, clean, shorten

T = TypeVar("T")
SUFFIXES = (".ipynb", ".py")
LITTER = {"__MACOSX", "__pycache__", "Thumbs.db", "desktop.ini"}
MOST_ENTRIES = 200_000
MOST_RATIO = 200
SMALL = 1024 * 1024  # below this, a good ratio is no bomb
ZIP_SUFFIX = ".zip"
DRIVE = re.compile("[A-Za-z]:")
LEADS_OUT = "its name is too long or leads out of the zip; hand it in under a plain name"
IS_LINK = "is a link; hand in the file itself"
NO_FILE = "not a plain file; hand in the notebook itself"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a source: where it lies, for people and as parts below the source.

    `parts` is empty for a name that begins outside. `when` is aware, in UTC. `fault` says why
    `read` will raise RefusedError, as far as that is known without reading.
    """

    place: str
    parts: tuple[str, ...]
    when: datetime
    read: Callable[[], bytes]
    fault: str = ""


@dataclass(frozen=True)
class Source:
    """A source's name, without suffix, and its files."""

    name: str
    entries: tuple[SourceFile, ...]


def list_sources(sources: Sequence[Path], most_bytes: int) -> list[Source]:
    """List each source, all single files as one. Raises UsageError where there is nothing."""
    files = [source for source in sources if is_single(source)]
    others = [list_source(source, most_bytes) for source in sources if not is_single(source)]
    return [*others, *([list_files(files, most_bytes)] if files else [])]


def is_single(source: Path) -> bool:
    """Whether a source is itself what a student hands in."""
    return source.suffix.lower() in SUFFIXES and not os.path.isdir(source)


def list_source(source: Path, most_bytes: int) -> Source:
    """The files of a folder or a zip. Raises UsageError."""
    shown = clean(str(source))
    if not os.path.exists(source):
        raise UsageError(f"{shown}: no such file or folder; check the name")
    lister = list_folder if os.path.isdir(source) else list_zip
    entries = tuple(lister(source, most_bytes))
    if not entries:
        raise UsageError(f"{shown}: nothing in it to grade; name the folder or zip of the hand-ins")
    return Source(clean(source.resolve().stem), entries)


def list_files(files: Sequence[Path], most_bytes: int) -> Source:
    """Single files, with the folder they are in where that tells more apart: `*/hw.ipynb`."""
    folders = {file.absolute().parent for file in files}
    with_folder = len(folders) > len({file.name for file in files})
    entries = []
    for file in dict.fromkeys(files):
        if not os.path.lexists(file):
            raise UsageError(f"{clean(str(file))}: no such file or folder; check the name")
        folder = (file.absolute().parent.name,) if with_folder else ()
        entries.append(file_entry(file, (*folder, file.name), clean(str(file)), most_bytes))
    return Source("", tuple(entries))


def list_folder(folder: Path, most_bytes: int) -> Iterator[SourceFile]:
    """All files below a folder, litter left out."""
    for parts in within_limit(walk(folder), folder):
        yield file_entry(folder.joinpath(*parts), parts, place_of(folder, parts), most_bytes)


def walk(folder: Path) -> Iterator[tuple[str, ...]]:
    """The way to all that lies below a folder and can't be opened as one, in order."""
    waiting: list[tuple[str, ...]] = [()]
    while waiting:
        parts = waiting.pop()
        names = names_in(folder.joinpath(*parts), is_source=not parts)
        if names is None:
            yield parts
            continue
        kept = sorted((name for name in names if not is_litter(name)), reverse=True)
        waiting += [(*parts, name) for name in kept]  # a stack: the last one is next


def names_in(path: Path, *, is_source: bool) -> list[str] | None:
    """What is in a folder, or None for what is none; only the source itself may be a link."""
    # Unlike pathlib's, these never raise, whatever the permissions are.
    if not os.path.isdir(path) or (os.path.islink(path) and not is_source):
        return None
    try:
        return os.listdir(path)
    except OSError as error:
        if not is_source:
            return None
        raise UsageError(
            f"{clean(str(path))}: cannot be opened: {error.strerror}; check its permissions"
        ) from error


def within_limit(found: Iterable[T], source: Path) -> Iterator[T]:
    """What is found, as long as it is not too much. Raises UsageError."""
    for count, one in enumerate(found):
        if count >= MOST_ENTRIES:
            raise UsageError(
                f"{clean(str(source))}: more than {MOST_ENTRIES:,} files; "
                "split it and name each part"
            )
        yield one


def file_entry(path: Path, parts: tuple[str, ...], place: str, most_bytes: int) -> SourceFile:
    """A file on disk, with what speaks against reading it."""
    cleaned = tuple(map(clean, parts))
    try:
        status = path.lstat()
    except OSError as error:
        fault = f"cannot be read: {error.strerror}; check the file"
        return refused(place, cleaned, UNKNOWN_TIME, fault)
    when = time_of(status.st_mtime)
    if fault := fault_of_file(status, path.suffix, most_bytes):
        return refused(place, cleaned, when, fault)
    return SourceFile(
        place, cleaned, when, functools.partial(read_file, str(path), place, most_bytes)
    )


def time_of(seconds: float) -> datetime:
    """Seconds since 1970 as a time, whatever a disk says."""
    try:
        return EPOCH + timedelta(seconds=seconds)
    except (OverflowError, ValueError):
        return UNKNOWN_TIME


def fault_of_file(status: os.stat_result, suffix: str, most_bytes: int) -> str:
    """Why a file on disk is not read, or nothing."""
    if stat.S_ISLNK(status.st_mode):
        return IS_LINK
    if stat.S_ISDIR(status.st_mode):
        return "a folder that cannot be opened; check its permissions"
    if not stat.S_ISREG(status.st_mode):
        return NO_FILE
    if suffix.lower() == ZIP_SUFFIX:
        return "a zip; hand in the notebook itself"
    return too_large(most_bytes) if status.st_size > most_bytes else ""


def read_file(path: str, place: str, most_bytes: int) -> bytes:
    """The bytes of a file. Raises SubmissionError, or RefusedError if it has grown too large."""
    try:
        with open(path, "rb") as file:
            raw = file.read(most_bytes + 1)
    except OSError as error:
        raise SubmissionError(
            f"{place}: cannot be read: {error.strerror}; check the file"
        ) from error
    if len(raw) > most_bytes:
        raise RefusedError(f"{place}: {too_large(most_bytes)}")
    return raw


def list_zip(archive: Path, most_bytes: int) -> Iterator[SourceFile]:
    """All files of a zip, litter and folders left out; names that occur twice are refused."""
    found: dict[str, SourceFile] = {}
    for member in within_limit(list_members(archive), archive):
        parts = split_name(member.name)
        if member.is_folder or any(map(is_litter, parts)):
            continue
        # A name that is refused anyway must not take a sound one with it.
        name = member.name if fault_of_name(member.name, parts) else "/".join(parts)
        if name in found:
            again = "is in the zip twice under this name; zip it again"
            found[name] = refuse(found[name], again)
        else:
            found[name] = zip_entry(member, parts, most_bytes)
    return iter(found.values())


def split_name(name: str) -> tuple[str, ...]:
    """A member's name in its parts; a backslash parts too, for it does so on Windows."""
    return tuple(part for part in name.replace("\\", "/").split("/") if part not in ("", "."))


def zip_entry(member: Member, parts: tuple[str, ...], most_bytes: int) -> SourceFile:
    """A member of a zip, with what speaks against reading it."""
    place = place_of(member.archive, parts)
    cleaned = () if begins_outside(member.name, parts) else tuple(map(clean, parts))
    if fault := fault_of_name(member.name, parts) or fault_of_member(member, most_bytes):
        return refused(place, cleaned, member.when, fault)
    return SourceFile(place, cleaned, member.when, functools.partial(unpack, member, place))


def begins_outside(name: str, parts: tuple[str, ...]) -> bool:
    """Whether a name is that of no file of the archive, so that it is nobody's."""
    if not parts or any(len(part) > MOST_SHOWN for part in parts):
        return True
    return name.startswith(("/", "\\")) or parts[0] == ".." or bool(DRIVE.match(parts[0]))


def fault_of_name(name: str, parts: tuple[str, ...]) -> str:
    """Why a member of this name is refused, or nothing."""
    if begins_outside(name, parts) or ".." in parts:
        return LEADS_OUT
    if "\\" in name:
        return "a backslash in its name; zip it again with another program, or name the folder"
    return ""


def fault_of_member(member: Member, most_bytes: int) -> str:
    """Why a member is not unpacked, or nothing."""
    kind = stat.S_IFMT(member.mode)
    if kind not in (0, stat.S_IFREG):
        return IS_LINK if kind == stat.S_IFLNK else NO_FILE
    if member.damaged:
        return "damaged in the zip; download or zip it again"
    if member.encrypted:
        return "encrypted; zip it again without a password"
    if member.name.lower().endswith(ZIP_SUFFIX):
        return "a zip inside the zip; hand in the notebook itself"
    return fault_of_packing(member, most_bytes)


def fault_of_packing(member: Member, most_bytes: int) -> str:
    """Why a member's size or method speaks against it, or nothing."""
    if max(member.size, member.packed) > most_bytes:
        return too_large(most_bytes)
    if member.size > SMALL and member.size > MOST_RATIO * member.packed:
        return f"grows more than {MOST_RATIO} times when unpacked; clear the outputs and save it"
    if member.method not in (STORED, DEFLATED):
        return f"packed by a method not known here ({member.method}); zip it again as usual"
    return ""


def too_large(most_bytes: int) -> str:
    """What to say of a file over the size limit."""
    limit = f"{round(most_bytes / 1024 / 1024, 3):g} MB"
    return f"larger than {limit}; clear the outputs, save the notebook and hand it in again"


def refused(place: str, parts: tuple[str, ...], when: datetime, fault: str) -> SourceFile:
    """A file that is there and not read."""
    return refuse(SourceFile(place, parts, when, bytes), fault)


def refuse(entry: SourceFile, fault: str) -> SourceFile:
    """The entry, with a reason not to read it."""
    read = functools.partial(raise_refused, entry.place, fault)
    return replace(entry, read=read, fault=fault)


def raise_refused(place: str, fault: str) -> bytes:
    """What reading a refused file does."""
    raise RefusedError(f"{place}: {fault}")


def place_of(source: Path, parts: Sequence[str]) -> str:
    """Where a file lies, for people."""
    return clean(str(source)) + "".join("/" + shorten(clean(part)) for part in parts)


def is_litter(name: str) -> bool:
    """Whether a file or folder is left behind by systems and editors, not handed in."""
    return (name.startswith(".") and name != "..") or name in LITTER
