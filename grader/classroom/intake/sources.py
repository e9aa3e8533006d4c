"""The files of a source as one flat list, be it a folder, a zip or single files.

Nothing is opened before `read` is called, nothing is ever written, and no link is followed.
What may not be read stays in the list with its reason: whose it is, others decide.
"""

from __future__ import annotations

import errno
import itertools
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipInfo

from grader.classroom.intake import crowds
from grader.classroom.intake.crowds import MOST_DEPTH, allowance, crowded, is_litter, split_name
from grader.classroom.intake.times import SystemTime
from grader.classroom.intake.wrappers import is_work
from grader.classroom.intake.zips import (
    DAMAGED,
    EPOCH,
    FULL_32,
    UNKNOWN_TIME,
    Archive,
    InnerZip,
    list_members,
    name_of,
    time_of,
    too_many,
    unpack,
)
from grader.classroom.names import escape
from grader.core.errors import GraderError, RefusedError, SubmissionError, UsageError
from grader.core.files import like
from grader.core.submission import SUFFIXES
from grader.core.text import MOST_SHOWN, clean, shorten
from grader.core.way import Way, way_to

ZIP_SUFFIX = ".zip"
# Of a whole class, with all results and those of earlier hand-ins.
GRADESCOPE_LIST, MOST_OF_LIST = "submission_metadata.yml", 64 * 1024 * 1024
MOST_RATIO = 200
SMALL = 1024 * 1024  # below this, a good ratio is no bomb
IS_ENCRYPTED = 0x0001
DRIVE = re.compile("[A-Za-z]:")
LEADS_OUT = "its name is too long or leads out of the zip; hand it in under a plain name"
IS_LINK = "is a link; hand in the file itself"
IS_ZIP = "a zip; hand in the notebook itself"
ZIP_WITHIN = "a zip inside the zip; hand in the notebook itself"
NO_FILE = "not a plain file; hand in the notebook itself"
# A link in its place, or too long a name: all other errors are of the disk, and may pass.
OF_THE_FILE = {errno.ELOOP, errno.ENOTDIR, errno.ENAMETOOLONG}


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a source: where it lies, for people and as parts below the source.

    `parts` are as they are spelt, and none for a name that begins outside. `when` is in UTC if
    `zoned`, else by the clock of whoever packed it, as if that were in UTC; only where it is
    `by_system` a system has said it, and not the file.
    `fault` says why `read` will raise RefusedError, as far as that is known without reading.
    `linked` tells which file on the disk it is, where that has other names, too; `zipped` is a zip
    that may be opened, though it is no file to grade.
    """

    place: str
    parts: tuple[str, ...]
    when: datetime
    read: Callable[[], bytes]
    fault: str = ""
    linked: tuple[int, int] | None = None
    zoned: bool = True
    zipped: InnerZip | None = None
    by_system: bool = False

    def at(self, time: SystemTime) -> SourceFile:
        """Give the same file, with the time that a system says, if it says one."""
        if time.when is None:
            return self
        return replace(self, when=time.when, zoned=time.zoned, by_system=time.is_sure)

    def refused(self, fault: str) -> SourceFile:
        """Give the same file, with a reason not to read it."""
        if not fault:
            return self
        return replace(self, read=partial(raise_refused, self.place, fault), fault=fault)

    def unread(self, error: OSError) -> SourceFile:
        """Give the same file, which can't be had now: that does not speak against it."""
        if error.errno in OF_THE_FILE:
            return self.refused(f"cannot be read: {error.strerror}; check the file")
        return replace(self, read=partial(raise_unread, self.place, error))


@dataclass(frozen=True)
class Source:
    """A source's name, without suffix, its files or why there are none, and where it lies."""

    name: str
    files: tuple[SourceFile, ...]
    place: str = ""
    fault: str = ""


def list_sources(sources: Sequence[Path], most_bytes: int) -> list[Source]:
    """List each source, all single files as one.

    Raises UsageError for one that is not there, and where there is nothing in any.
    """
    singles = [source for source in sources if is_single(source)]
    several = [source for source in sources if not is_single(source)]
    listed = [list_source(existing(source, os.path.exists), most_bytes) for source in several]
    listed += [list_singles(singles, most_bytes)] if singles else []
    if listed and all(source.fault for source in listed):
        raise UsageError(f"{listed[0].place}: {listed[0].fault}")
    return listed


def is_single(source: Path) -> bool:
    """Tell whether a source is itself what a student hands in."""
    return source.suffix.lower() in SUFFIXES and not os.path.isdir(source)


def list_source(source: Path, most_bytes: int) -> Source:
    """List the files of a folder or a zip; one that can't be had is no other's fault."""
    name, place, fault = clean(source.resolve().stem), clean(str(source)), ""
    try:
        files = tuple((list_folder if os.path.isdir(source) else list_zip)(source, most_bytes))
    except UsageError as error:
        files, fault = (), str(error).removeprefix(f"{place}: ")
    if not files and not fault:
        fault = "nothing in it to grade; name the folder or zip of the hand-ins"
    return Source(name, files, place, fault)


def existing(source: Path, is_there: Callable[[Path], bool] = os.path.lexists) -> Path:
    """Check that a source is there; a single file may be a link to nothing. Raises UsageError."""
    if not is_there(source):
        near = like(source) or "; check the name"
        raise UsageError(f"{clean(str(source))}: no such file or folder{near}")
    return source


def list_singles(singles: Sequence[Path], most_bytes: int) -> Source:
    """List single files, with the folder they are in where that tells more apart: `*/hw.ipynb`."""
    folders = {file.absolute().parent for file in singles}
    with_folder = len(folders) > len({file.name for file in singles})
    files = []
    for file in map(existing, dict.fromkeys(singles)):
        way = way_to(file)
        listed = file_on_disk(way, clean(str(file)), most_bytes)
        parts = (file.absolute().parent.name, file.name) if with_folder else (file.name,)
        link = way.find_link()
        fault = f"{escape(link.name)!r} {IS_LINK}" if link else ""
        files.append(replace(listed, parts=parts).refused(fault))
    return Source("", tuple(files))


def list_folder(folder: Path, most_bytes: int) -> Iterator[SourceFile]:
    """List all files below a folder, litter left out; of too many in one place, one is refused.

    Raises UsageError for more places than a class has students.
    """
    total = 0
    for place in find_places(folder):
        most = allowance(total)
        if (ways := walk(place, most)) is None:
            file = file_on_disk(place, place_of(folder, place.parts), most_bytes)
            yield in_folder(file).refused(crowded(most))
            continue
        total += len(ways)
        for way in ways:
            yield file_on_disk(way, place_of(folder, way.parts), most_bytes)


def in_folder(file: SourceFile) -> SourceFile:
    """Let a folder stand for what is in it: whose it is, its whole name says."""
    return replace(file, parts=(*file.parts, *file.parts[-1:]))


def find_places(folder: Path) -> Iterator[Way]:
    """Find what lies on the first level that has more than one thing. Raises UsageError."""
    way: Way | None = Way(folder, ())
    while way:
        entries = entries_in(way, crowds.MOST_ENTRIES)
        if entries is None or len(entries) > crowds.MOST_ENTRIES:
            if not way.parts:
                raise too_many(folder)
            yield way
            return
        names = sorted(entry.name for entry in entries if not is_litter(entry.name))
        folders = {entry.name for entry in entries if entry.is_dir(follow_symlinks=False)}
        alone = folders.intersection(names)
        if len(alone) > 1 or any(map(is_work, set(names) - alone)):
            alone = set()
        yield from (way.to(name) for name in names if name not in alone)
        way = way.to(alone.pop()) if alone else None


def walk(place: Way, most: int) -> list[Way] | None:
    """List, in order, all that lies there and can't be opened as a folder; None for too much."""
    # Not by recursion: how deep it goes, whoever made the folder decides.
    ways, waiting = [], [place]
    while waiting:
        way = waiting.pop()
        entries = entries_in(way, most)
        if entries is None:
            ways.append(way)
            continue
        most -= len(entries)
        if most < 0:
            return None
        names = sorted((e.name for e in entries if not is_litter(e.name)), reverse=True)
        waiting += map(way.to, names)  # a stack: the last one is next
    return ways


def entries_in(way: Way, most: int) -> list[os.DirEntry[str]] | None:
    """List what is in a folder, at most one more than the most; None for what is none.

    Only the source itself may be a link. Raises UsageError where it can't be opened.
    """
    # Unlike pathlib's, these never raise, whatever the permissions are.
    if len(way.parts) > MOST_DEPTH or not os.path.isdir(way.path):
        return None
    if way.parts and os.path.islink(way.path):
        return None
    try:
        with os.scandir(way.path) as entries:
            return list(itertools.islice(entries, most + 1))
    except OSError as error:
        if way.parts:
            return None
        raise UsageError(
            f"{clean(str(way.path))}: cannot be opened: {error.strerror}; check its permissions"
        ) from error


def file_on_disk(way: Way, place: str, most_bytes: int) -> SourceFile:
    """Look at a file on disk, and what speaks against reading it."""
    most_bytes = most_for(way.path.name, most_bytes)
    read = partial(read_file, way, place, most_bytes)
    file = SourceFile(place, way.parts, UNKNOWN_TIME, read)
    try:
        status = way.path.lstat()
    except OSError as error:
        return file.unread(error)
    if stat.S_ISDIR(status.st_mode) and len(way.parts) <= MOST_DEPTH:
        return file.unread(PermissionError(errno.EACCES, os.strerror(errno.EACCES)))
    linked = (status.st_dev, status.st_ino) if status.st_nlink > 1 else None
    file = replace(file, when=time_on_disk(status.st_mtime), linked=linked)
    fault = fault_on_disk(status, way.path.suffix, most_bytes)
    if fault == IS_ZIP and status.st_size <= most_bytes:
        file = replace(file, zipped=InnerZip(place, read, most_bytes))
    return file.refused(fault)


def most_for(name: str, most_bytes: int) -> int:
    """Say how large a file of this name may be."""
    return max(most_bytes, MOST_OF_LIST) if name == GRADESCOPE_LIST else most_bytes


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
        return f"a folder over {MOST_DEPTH} deep; hand in the notebook itself"
    if not stat.S_ISREG(status.st_mode):
        return NO_FILE
    if suffix.lower() == ZIP_SUFFIX:
        return IS_ZIP
    return too_large(most_bytes) if status.st_size > most_bytes else ""


def read_file(way: Way, place: str, most_bytes: int) -> bytes:
    """Read a file. Raises RefusedError if it has grown too large, and as `raise_unread`."""
    try:
        # It may have grown since it was listed: what is too much is not read to find that out.
        with way.open() as file:
            content = file.read(most_bytes + 1)
    except IsADirectoryError:
        return raise_refused(place, NO_FILE)
    except OSError as error:
        return raise_unread(place, error)
    if len(content) > most_bytes:
        raise_refused(place, too_large(most_bytes))
    return content


def list_zip(archive: Archive, most_bytes: int) -> Iterable[SourceFile]:
    """List all files of a zip, litter and folders left out; refuse names that occur twice."""
    files: dict[str, SourceFile] = {}
    members, places = list_members(archive)
    for member in members:
        name = name_of(member)
        parts = split_name(name)
        if limit := places.limits.get(place := places.place(parts)):
            file = file_in_zip(archive, member, place, most_bytes)
            files["/".join(place)] = in_folder(file).refused(crowded(limit))
            continue
        if name.endswith("/") or any(map(is_litter, parts)):
            continue
        # A name that is refused anyway must not take a sound one with it.
        key = name if fault_of_name(name, parts) else "/".join(parts)
        if key in files:
            files[key] = files[key].refused("is in the zip twice under this name; zip it again")
        else:
            files[key] = file_in_zip(archive, member, parts, most_bytes)
    return files.values()


def file_in_zip(
    archive: Archive, member: ZipInfo, parts: Sequence[str], most_bytes: int
) -> SourceFile:
    """Look at a member of a zip, and what speaks against unpacking it."""
    name, place = name_of(member), place_of(archive, parts[:MOST_DEPTH])
    spelt = () if begins_outside(name, parts) else tuple(parts[:MOST_DEPTH])
    (when, zoned), read = time_of(member), partial(unpack, archive, member, place)
    most_bytes = most_for(name.rpartition("/")[2], most_bytes)
    fault = fault_of_name(name, parts) or fault_of_member(member, most_bytes)
    opens = fault == ZIP_WITHIN and not fault_of_packing(member, most_bytes)
    zipped = InnerZip(place, read, most_bytes) if opens else None
    return SourceFile(place, spelt, when, read, zoned=zoned, zipped=zipped).refused(fault)


def begins_outside(name: str, parts: Sequence[str]) -> bool:
    """Tell whether a name is that of no file of the archive, so that it is nobody's."""
    if not parts or any(len(part) > MOST_SHOWN for part in parts):
        return True
    return name.startswith(("/", "\\")) or parts[0] == ".." or bool(DRIVE.match(parts[0]))


def fault_of_name(name: str, parts: Sequence[str]) -> str:
    """Say why a member of this name is refused, or nothing."""
    if begins_outside(name, parts) or ".." in parts or len(parts) > MOST_DEPTH:
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
        return ZIP_WITHIN
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


def raise_unread(place: str, error: OSError) -> bytes:
    """Say that a file can't be read now. Raises SubmissionError where that is the file's fault."""
    kind = SubmissionError if error.errno in OF_THE_FILE else GraderError
    raise kind(f"{place}: cannot be read: {error.strerror}; check the file") from error


def place_of(source: Archive, parts: Sequence[str]) -> str:
    """Say for people where a file lies."""
    return clean(str(source)) + "".join("/" + shorten(escape(part)) for part in parts)
