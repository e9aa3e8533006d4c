"""The files of a source as one flat list, be it a folder, a zip or single files.

Nothing is opened before `read` is called, nothing is ever written, and no link is followed.
What may not be read stays in the list with its reason: whose it is, others decide.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipInfo

from grader.classroom.intake.zips import (
    DAMAGED,
    EPOCH,
    FULL_32,
    UNKNOWN_TIME,
    list_members,
    name_of,
    time_of,
    too_many,
    unpack,
)
from grader.core.errors import RefusedError, SubmissionError, UsageError
from grader.core.text import MOST_SHOWN, clean, shorten

SUFFIXES = (".ipynb", ".py")
ZIP_SUFFIX = ".zip"
LITTER = {"__MACOSX", "__pycache__", "Thumbs.db", "desktop.ini"}
MOST_ENTRIES = 200_000
MOST_RATIO = 200
SMALL = 1024 * 1024  # below this, a good ratio is no bomb
IS_ENCRYPTED = 0x0001
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

    def refused(self, fault: str) -> SourceFile:
        """Give the same file, with a reason not to read it."""
        if not fault:
            return self
        return replace(self, read=partial(raise_refused, self.place, fault), fault=fault)


@dataclass(frozen=True)
class Source:
    """A source's name, without suffix, and its files."""

    name: str
    files: tuple[SourceFile, ...]


def list_sources(sources: Sequence[Path], most_bytes: int) -> list[Source]:
    """List each source, all single files as one. Raises UsageError where there is nothing."""
    singles = [source for source in sources if is_single(source)]
    listed = [list_source(source, most_bytes) for source in sources if not is_single(source)]
    return [*listed, *([list_singles(singles, most_bytes)] if singles else [])]


def is_single(source: Path) -> bool:
    """Tell whether a source is itself what a student hands in."""
    return source.suffix.lower() in SUFFIXES and not os.path.isdir(source)


def list_source(source: Path, most_bytes: int) -> Source:
    """List the files of a folder or a zip. Raises UsageError."""
    lister = list_folder if os.path.isdir(existing(source, os.path.exists)) else list_zip
    files = tuple(lister(source, most_bytes))
    if not files:
        raise UsageError(
            f"{clean(str(source))}: nothing in it to grade; name the folder or zip of the hand-ins"
        )
    return Source(clean(source.resolve().stem), files)


def existing(source: Path, is_there: Callable[[Path], bool] = os.path.lexists) -> Path:
    """Check that a source is there; a single file may be a link to nothing. Raises UsageError."""
    if not is_there(source):
        raise UsageError(f"{clean(str(source))}: no such file or folder; check the name")
    return source


def list_singles(singles: Sequence[Path], most_bytes: int) -> Source:
    """List single files, with the folder they are in where that tells more apart: `*/hw.ipynb`."""
    folders = {file.absolute().parent for file in singles}
    with_folder = len(folders) > len({file.name for file in singles})
    files = []
    for file in map(existing, dict.fromkeys(singles)):
        parts = (file.absolute().parent.name, file.name) if with_folder else (file.name,)
        files.append(file_on_disk(file, parts, clean(str(file)), most_bytes))
    return Source("", tuple(files))


def list_folder(folder: Path, most_bytes: int) -> Iterator[SourceFile]:
    """List all files below a folder, litter left out. Raises UsageError for too many."""
    for count, parts in enumerate(walk(folder)):
        if count >= MOST_ENTRIES:
            raise too_many(folder, MOST_ENTRIES)
        yield file_on_disk(folder.joinpath(*parts), parts, place_of(folder, parts), most_bytes)


def walk(folder: Path) -> Iterator[tuple[str, ...]]:
    """List, in order, all that lies below a folder and can't be opened as one."""
    # Not by recursion: how deep it goes, whoever made the folder decides.
    waiting: list[tuple[str, ...]] = [()]
    while waiting:
        parts = waiting.pop()
        names = names_in(folder.joinpath(*parts), is_source=not parts)
        if names is None:
            yield parts
            continue
        names = sorted((name for name in names if not is_litter(name)), reverse=True)
        waiting += [(*parts, name) for name in names]  # a stack: the last one is next


def names_in(path: Path, *, is_source: bool) -> list[str] | None:
    """List what is in a folder; None for what is none. Only the source itself may be a link."""
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


def file_on_disk(path: Path, parts: Iterable[str], place: str, most_bytes: int) -> SourceFile:
    """Look at a file on disk, and what speaks against reading it."""
    read = partial(read_file, str(path), place, most_bytes)
    file = SourceFile(place, tuple(map(clean, parts)), UNKNOWN_TIME, read)
    try:
        status = path.lstat()
    except OSError as error:
        return file.refused(f"cannot be read: {error.strerror}; check the file")
    file = replace(file, when=time_on_disk(status.st_mtime))
    return file.refused(fault_on_disk(status, path.suffix, most_bytes))


def time_on_disk(seconds: float) -> datetime:
    """Take seconds since 1970 for a time, whatever a disk says."""
    try:
        return EPOCH + timedelta(seconds=seconds)
    except (OverflowError, ValueError):
        return UNKNOWN_TIME


def fault_on_disk(status: os.stat_result, suffix: str, most_bytes: int) -> str:
    """Say why a file on disk is not read, or nothing."""
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
    """Read a file. Raises SubmissionError, or RefusedError if it has grown too large."""
    try:
        # It may have grown since it was listed: what is too much is not read to find that out.
        with open(path, "rb") as file:
            content = file.read(most_bytes + 1)
    except OSError as error:
        raise SubmissionError(
            f"{place}: cannot be read: {error.strerror}; check the file"
        ) from error
    if len(content) > most_bytes:
        raise_refused(place, too_large(most_bytes))
    return content


def list_zip(archive: Path, most_bytes: int) -> Iterable[SourceFile]:
    """List all files of a zip, litter and folders left out; refuse names that occur twice."""
    files: dict[str, SourceFile] = {}
    for member in list_members(archive, MOST_ENTRIES):
        name = name_of(member)
        parts = split_name(name)
        if name.endswith("/") or any(map(is_litter, parts)):
            continue
        # A name that is refused anyway must not take a sound one with it.
        key = name if fault_of_name(name, parts) else "/".join(parts)
        if key in files:
            files[key] = files[key].refused("is in the zip twice under this name; zip it again")
        else:
            files[key] = file_in_zip(archive, member, parts, most_bytes)
    return files.values()


def split_name(name: str) -> tuple[str, ...]:
    """Split a member's name in its parts; a backslash parts too, for it does so on Windows."""
    return tuple(part for part in name.replace("\\", "/").split("/") if part not in ("", "."))


def file_in_zip(
    archive: Path, member: ZipInfo, parts: Sequence[str], most_bytes: int
) -> SourceFile:
    """Look at a member of a zip, and what speaks against unpacking it."""
    name, place = name_of(member), place_of(archive, parts)
    cleaned = () if begins_outside(name, parts) else tuple(map(clean, parts))
    file = SourceFile(place, cleaned, time_of(member), partial(unpack, archive, member, place))
    return file.refused(fault_of_name(name, parts) or fault_of_member(member, most_bytes))


def begins_outside(name: str, parts: Sequence[str]) -> bool:
    """Tell whether a name is that of no file of the archive, so that it is nobody's."""
    if not parts or any(len(part) > MOST_SHOWN for part in parts):
        return True
    return name.startswith(("/", "\\")) or parts[0] == ".." or bool(DRIVE.match(parts[0]))


def fault_of_name(name: str, parts: Sequence[str]) -> str:
    """Say why a member of this name is refused, or nothing."""
    if begins_outside(name, parts) or ".." in parts:
        return LEADS_OUT
    if "\\" in name:
        return "a backslash in its name; zip it again with another program, or name the folder"
    return ""


def fault_of_member(member: ZipInfo, most_bytes: int) -> str:
    """Say why a member is not unpacked, or nothing."""
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        return IS_LINK if kind == stat.S_IFLNK else NO_FILE
    # It stands for a number in a field that is not there.
    if FULL_32 in (member.file_size, member.compress_size, member.header_offset):
        return DAMAGED
    if member.flag_bits & IS_ENCRYPTED:
        return "encrypted; zip it again without a password"
    if member.orig_filename.lower().endswith(ZIP_SUFFIX):
        return "a zip inside the zip; hand in the notebook itself"
    return fault_of_packing(member, most_bytes)


def fault_of_packing(member: ZipInfo, most_bytes: int) -> str:
    """Say why a member's size or method speaks against it, or nothing."""
    size, packed = member.file_size, member.compress_size
    if max(size, packed) > most_bytes:
        return too_large(most_bytes)
    # What it says of its size may be a lie: `unpack` stops there, too.
    if size > SMALL and size > MOST_RATIO * packed:
        return f"grows more than {MOST_RATIO} times when unpacked; clear the outputs and save it"
    if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        method = member.compress_type
        return f"packed by a method not known here ({method}); zip it again as usual"
    return ""


def too_large(most_bytes: int) -> str:
    """Say what to do about a file over the size limit."""
    limit = f"{round(most_bytes / 1024 / 1024, 3):g} MB"
    return f"larger than {limit}; clear the outputs, save the notebook and hand it in again"


def raise_refused(place: str, fault: str) -> bytes:
    """Refuse a file when its turn to be read comes. Raises RefusedError."""
    raise RefusedError(f"{place}: {fault}")


def place_of(source: Path, parts: Sequence[str]) -> str:
    """Say for people where a file lies."""
    return clean(str(source)) + "".join("/" + shorten(clean(part)) for part in parts)


def is_litter(name: str) -> bool:
    """Tell whether a file or folder is left behind by systems and editors, not handed in."""
    return (name.startswith(".") and name != "..") or name in LITTER
