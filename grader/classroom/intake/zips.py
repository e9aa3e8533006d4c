"""Zip archives from strangers: their members one by one, unpacked in memory and never on disk.

`zipfile` reads the directory, after `mend` has taken out of it what would make `zipfile` give up
a whole class for one member. Nothing is kept open: a member knows where it lies.
Layout and numbers are those of PKWARE's APPNOTE.TXT, sections 4.3 to 4.5.
"""

from __future__ import annotations

import errno
import io
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo
from zlib import crc32

from grader.classroom.intake import crowds
from grader.classroom.intake.crowds import Crowds, is_litter, split_name
from grader.classroom.intake.file_names import read_marks
from grader.classroom.intake.wrappers import find_lone
from grader.core.errors import GraderError, RefusedError, SubmissionError, UsageError
from grader.core.text import clean
from grader.submission.file import MOST_HEAD
from grader.submission.kinds import INSIDE, refuse_other_text, refuse_packed

Record = tuple[int, tuple[Any, ...], int]

CENTRAL, LOCAL = b"PK\1\2", b"PK\3\4"
HEADER = struct.Struct("<4s6H3L5H2L")
LOCAL_HEADER = struct.Struct("<4s5H3L2H")
FIELD = struct.Struct("<HH")
ZIP_64, EXTENDED_TIME = 0x0001, 0x5455
IS_UTF_8 = 0x0800
DAMAGED = "damaged in the zip; download or zip it again"
FULL_32 = 0xFFFFFFFF  # stands for: the number is in the ZIP64 field
COMMENT_AT, MOST_COMMENT = 32, 0xFFFF
MOST_DIRECTORY = 128 * 1024 * 1024
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
UNKNOWN_TIME = datetime(1980, 1, 1, tzinfo=timezone.utc)


@dataclass(frozen=True)
class InnerZip:
    """A zip that lies in another, or in a student's folder: it is read anew whenever it is used."""

    place: str
    read: Callable[[], bytes]
    most_bytes: int  # of what is in it

    def __str__(self) -> str:
        return self.place

    def open(self, mode: str) -> io.BytesIO:
        return io.BytesIO(self.read())


Archive = Path | InnerZip


class MendedArchive:
    """An archive as `zipfile` is to see it, while it lists what is in there."""

    crowds: Crowds
    archive: Archive

    def read(self, size: int | None = -1, /) -> bytes:
        """Read as ever, but the directory mended; `zipfile` asks for all of that at once."""
        if (size or 0) > MOST_DIRECTORY:
            raise BadZipFile("a directory larger than any class needs")
        content: bytes = super().read(size) or b""  # type: ignore[misc]
        if not content.startswith(CENTRAL):
            return content
        # Counted before there is an object for each: those take ten times the memory.
        self.crowds = Crowds(len(find_lone(FileNames(content))))
        return mend(content, self.admit)

    def admit(self, name: str) -> bool:
        """Count one more member; whether its place may still hold it. Raises UsageError."""
        parts = split_name(name)
        if any(map(is_litter, parts)):
            return False
        is_admitted = self.crowds.admit(parts)
        if len(self.crowds.counts) > crowds.MOST_ENTRIES:
            raise too_many(self.archive)
        return is_admitted


class MendedFile(MendedArchive, io.FileIO):
    """An archive on the disk."""


class MendedBytes(MendedArchive, io.BytesIO):
    """An archive in memory."""


def mended(archive: Archive) -> MendedFile | MendedBytes:
    """Open an archive as `zipfile` is to see it. Raises OSError."""
    file = MendedBytes(archive.read()) if isinstance(archive, InnerZip) else MendedFile(archive)
    file.archive = archive
    return file


@dataclass(frozen=True)
class FileNames:
    """The names in a directory, as parts; those of folders and litter left out."""

    directory: bytes

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        for at, header, _ in records_of(self.directory):
            name = decode(name_at(self.directory, at, header))
            parts = split_name(name)
            if not (name.endswith("/") or any(map(is_litter, parts))) and parts:
                yield parts


def list_members(archive: Archive) -> tuple[list[ZipInfo], Crowds]:
    """List the members in the order of the directory, and where there are too many.

    Of those not all are listed. Raises UsageError for what is no whole zip, and for more places
    than a class has students.
    """
    try:
        with mended(archive) as file:
            members = ZipFile(file).infolist()
            listed = members, file.crowds if members else Crowds(0)
            if is_of_windows(members):
                for member in members:
                    member.orig_filename = member.orig_filename.replace("\\", "/")
    except OSError as error:
        raise UsageError(
            f"{clean(str(archive))}: cannot be read: {error.strerror}; check the file"
        ) from error
    except BadZipFile as error:
        raise not_a_zip(archive) from error
    # `zipfile` takes the place of the directory as right: then the beginning was cut off.
    if any(member.header_offset < 0 for member in members):
        raise not_a_zip(archive)
    return listed


def is_of_windows(members: Iterable[ZipInfo]) -> bool:
    """Tell whether a backslash parts folders, as some programs of Windows's write them.

    One name alone tells nothing: a file that is called so would be in another student's folder.
    """
    names = [name_of(member) for member in members if not is_litter(member.orig_filename)]
    return all("\\" in name and "/" not in name and not read_marks((name,)) for name in names)


def not_a_zip(archive: Archive) -> UsageError:
    """Say of a file that it is damaged or something else."""
    return UsageError(f"{clean(str(archive))}: {what_else(archive)}")


def what_else(archive: Archive) -> str:
    """Say what is called a zip, and what to do."""
    what = "not a zip file, or a damaged one"
    try:
        with archive.open("rb") as file:
            head = file.read(MOST_HEAD)
        if not head.startswith(b"PK"):
            refuse_packed(head)
            refuse_other_text(head.decode("utf-8", "replace"), is_file=False)
    except SubmissionError as error:
        what = str(error).partition(", not ")[0] + ", not a zip"
        if INSIDE in str(error):
            return f"{what}; unpack it and name the folder"
    except OSError:
        pass
    return f"{what}; download it again, or name a folder, a .zip, an .ipynb or a .py file"


def too_many(source: Archive) -> UsageError:
    """Say of a source that nobody has so many files to grade."""
    return UsageError(
        f"{clean(str(source))}: more than {crowds.MOST_ENTRIES:,} files; "
        "split it and name each part"
    )


def records_of(directory: bytes) -> Iterator[Record]:
    """Find each record: where it begins, its header, and where it ends.

    Where there is no directory there is none. Raises BadZipFile where one breaks off.
    """
    at = 0
    while directory.startswith(CENTRAL, at) and at + HEADER.size <= len(directory):
        header = HEADER.unpack_from(directory, at)
        end = at + HEADER.size + sum(header[10:13])
        if end > len(directory):  # `zipfile` would take what is left for all that there was
            raise BadZipFile("a directory that breaks off")
        yield at, header, end
        at = end


def name_at(directory: bytes, at: int, header: tuple[Any, ...]) -> bytes:
    """Give the name in a record."""
    return directory[at + HEADER.size : at + HEADER.size + header[10]]


def mend(directory: bytes, admit: Callable[[str], bool]) -> bytes:
    """Take out of a directory all that is one member's and would stop `zipfile` for all others.

    That is a version of the future, a name in other bytes than its flag says, extra fields that
    break off, and members by the million: of those who are not admitted the first takes the next
    ones for its comment. The length stays. Raises BadZipFile where the directory breaks off.
    """
    mended = bytearray(directory)
    taking, comment = -1, 0
    for at, header, end in records_of(directory):
        if admit(decode(name_at(directory, at, header))):
            taking = -1
        elif taking >= 0 and comment + end - at <= MOST_COMMENT:
            comment += end - at
            struct.pack_into("<H", mended, taking + COMMENT_AT, comment)
            continue
        else:
            taking, comment = at, header[12]
        mend_record(mended, at, header)
    return bytes(mended)


def mend_record(mended: bytearray, at: int, header: tuple[Any, ...]) -> None:
    """Mend one record where it stands."""
    numbers = *header[8:10], header[16]
    struct.pack_into("<HH", mended, at + 6, 0, header[3] & ~IS_UTF_8)
    start = at + HEADER.size + header[10]
    end = start + header[11]
    fields = fields_of(bytes(mended[start:end]))
    if len(fields.get(ZIP_64, b"")) < 8 * numbers.count(FULL_32):
        fields.pop(ZIP_64, None)
    sound = [FIELD.pack(number, len(field)) + field for number, field in fields.items()]
    mended[start:end] = b"".join(sound).ljust(end - start, b"\0")


def fields_of(extra: bytes) -> dict[int, bytes]:
    """Read the extra fields that are used here by their number; the first of a number counts."""
    fields: dict[int, bytes] = {}
    at = 0
    while at + FIELD.size <= len(extra):
        number, size = FIELD.unpack_from(extra, at)
        at += FIELD.size
        if number in (ZIP_64, EXTENDED_TIME):
            fields.setdefault(number, extra[at : at + size])
        at += size
    return fields


def name_of(member: ZipInfo) -> str:
    """Give a member's name in UTF-8, else in code page 437, which any bytes are.

    UTF-8 is tried even where the flag does not promise it: macOS writes it without the flag.
    """
    # `mend` has cleared the flag, so that `zipfile` read the bytes as code page 437.
    return decode(member.orig_filename.encode("cp437"))


def decode(name: bytes) -> str:
    """Decode a name."""
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError:
        return name.decode("cp437")


def time_of(member: ZipInfo) -> tuple[datetime, bool]:
    """Tell when a member was last changed, and whether that is in UTC.

    Else it is by the clock of whoever packed it, taken as if that were in UTC: by the zone of this
    machine, two machines would tell two times. What no calendar has becomes 1980, the first year.
    """
    extended = fields_of(member.extra).get(EXTENDED_TIME, b"")
    if len(extended) >= 5 and extended[0] & 1:
        (seconds,) = struct.unpack_from("<l", extended, 1)
        return EPOCH + timedelta(seconds=seconds), True
    year, month, day, hour, minute, second = member.date_time
    try:
        # In steps of two seconds a clock of five bits may say 60 and 62.
        local = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=timezone.utc)
    except ValueError:
        return UNKNOWN_TIME, False
    return local, False


def unpack(archive: Archive, member: ZipInfo, place: str) -> bytes:
    """Unpack a member; never inflate more than its stated size and one byte.

    Not by `zipfile`, which reads the directory anew for each, and takes a member that holds more
    than it says for a damaged one. Raises RefusedError, GraderError where the disk fails.
    """
    size = member.file_size
    try:
        content = read_packed(archive, member)
        if member.compress_type == ZIP_DEFLATED:
            content = zlib.decompressobj(-zlib.MAX_WBITS).decompress(content, size + 1)
    except (OSError, OverflowError, struct.error, zlib.error) as error:
        # No place in the file, as the directory says it; other errors of the disk's may pass.
        if isinstance(error, OSError) and error.errno != errno.EINVAL:
            why = f"cannot be read: {error.strerror}; check the file"
            raise GraderError(f"{place}: {why}") from error
        raise RefusedError(f"{place}: {DAMAGED}") from error
    if len(content) > size:
        raise RefusedError(f"{place}: holds more than it says; hand in the notebook itself")
    if len(content) != size or crc32(content) != member.CRC:
        raise RefusedError(f"{place}: {DAMAGED}")
    return content


def read_packed(archive: Archive, member: ZipInfo) -> bytes:
    """Read the bytes of a member as they lie in the file. Raises OSError and struct.error."""
    with archive.open("rb") as file:
        file.seek(member.header_offset)
        mark, *_, name_length, extra_length = LOCAL_HEADER.unpack(file.read(LOCAL_HEADER.size))
        if mark != LOCAL:
            raise struct.error("no member begins there")
        # These two may differ from the directory's: only here they say where the bytes begin.
        file.seek(name_length + extra_length, 1)
        packed = file.read(member.compress_size)
    if len(packed) < member.compress_size:
        raise struct.error("the archive ends before it")
    return packed
