"""Zip archives from strangers: their members one by one, unpacked in memory and never on disk.

The directory is read here and not by `zipfile`, which gives up a whole archive for one member
with a bad name, version or extra field. Nothing is kept open: a member knows where it lies.
Layout and numbers are those of PKWARE's APPNOTE.TXT, sections 4.3 to 4.5.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import BinaryIO

from grader.core.errors import RefusedError, UsageError
from grader.core.text import clean

END = struct.Struct("<4s4H2LH")
END_64 = struct.Struct("<4sQ2H2L4Q")
LOCATOR_64 = struct.Struct("<4sLQL")
HEADER = struct.Struct("<4s6H3L5H2L")
LOCAL_HEADER = struct.Struct("<4s5H3L2H")
FIELD = struct.Struct("<HH")
EXTENDED_TIME, ZIP_64 = 0x5455, 0x0001
STORED, DEFLATED = 0, 8
IS_ENCRYPTED = 0x0001
FULL_32 = 0xFFFFFFFF  # stands for: the number is in the ZIP64 field
MOST_COMMENT = 65_535
MOST_DIRECTORY = 128 * 1024 * 1024
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
UNKNOWN_TIME = datetime(1980, 1, 1, tzinfo=timezone.utc)


@dataclass(frozen=True, slots=True)
class Member:
    """One member as the archive's directory has it; sizes in bytes, `offset` into the file."""

    archive: Path
    name: str
    when: datetime
    mode: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int
    encrypted: bool = False
    damaged: bool = False

    @property
    def is_folder(self) -> bool:
        return self.name.endswith("/")


@dataclass(frozen=True)
class Directory:
    """Where an archive's directory lies; all offsets in it are counted from `origin`."""

    origin: int
    start: int
    size: int


def list_members(archive: Path) -> Iterator[Member]:
    """All members in the order of the directory. Raises UsageError for what is no whole zip."""
    try:
        with archive.open("rb") as file:
            directory = find_directory(file)
            if directory is None or directory.size > MOST_DIRECTORY:
                raise not_a_zip(archive)
            file.seek(directory.start)
            table = file.read(directory.size)
    except OSError as error:
        raise UsageError(
            f"{clean(str(archive))}: cannot be read: {error.strerror}; check the file"
        ) from error
    return parse_directory(archive, table, directory.origin)


def not_a_zip(archive: Path) -> UsageError:
    """What to say of a file that is damaged or something else."""
    return UsageError(
        f"{clean(str(archive))}: not a zip file, or a damaged one; download it again, "
        "or name a folder, a .zip, an .ipynb or a .py file"
    )


def find_directory(file: BinaryIO) -> Directory | None:
    """Look for the record at the end that says where the directory is."""
    length = file.seek(0, 2)
    tail_start = max(0, length - END.size - MOST_COMMENT - END_64.size - LOCATOR_64.size)
    file.seek(tail_start)
    tail = file.read()
    at = tail.rfind(b"PK\5\6")
    if at < 0 or at + END.size > len(tail):
        return None
    *_, size, offset, _ = END.unpack_from(tail, at)
    before = at - LOCATOR_64.size - END_64.size
    if before >= 0 and tail.startswith(b"PK\6\6", before):
        *_, size, offset = END_64.unpack_from(tail, before)
        at = before
    start = tail_start + at - size
    origin = start - offset  # above 0 where something stands before the archive
    return Directory(origin, start, size) if start >= 0 and origin >= 0 else None


def parse_directory(archive: Path, table: bytes, origin: int) -> Iterator[Member]:
    """The members of a directory. Raises UsageError where it breaks off."""
    at = 0
    while at < len(table):
        if not table.startswith(b"PK\1\2", at) or at + HEADER.size > len(table):
            raise not_a_zip(archive)
        header = HEADER.unpack_from(table, at)
        start = at + HEADER.size
        name_end, extra_end = start + header[10], start + header[10] + header[11]
        at = extra_end + header[12]
        if at > len(table):
            raise not_a_zip(archive)
        yield parse_member(
            archive, header, table[start:name_end], table[name_end:extra_end], origin
        )


def parse_member(
    archive: Path, header: tuple[int, ...], name: bytes, extra: bytes, origin: int
) -> Member:
    """One member of the directory. Total: what contradicts itself is `damaged`."""
    _, _, _, flags, method, time, date, crc, packed, size, *_, attributes, offset = header
    fields = fields_of(extra)
    numbers = widen((size, packed, offset), fields.get(ZIP_64, b""))
    size, packed, offset = numbers or (0, 0, 0)
    return Member(
        archive=archive,
        name=decode_name(name),
        when=time_of(fields, date, time),
        mode=attributes >> 16,
        method=method,
        crc=crc,
        packed=packed,
        size=size,
        offset=origin + offset,
        encrypted=bool(flags & IS_ENCRYPTED),
        damaged=numbers is None,
    )


def fields_of(extra: bytes) -> dict[int, bytes]:
    """The extra fields by their number; the first of a number counts."""
    fields: dict[int, bytes] = {}
    at = 0
    while at + FIELD.size <= len(extra):
        number, size = FIELD.unpack_from(extra, at)
        at += FIELD.size
        fields.setdefault(number, extra[at : at + size])
        at += size
    return fields


def widen(numbers: tuple[int, ...], field: bytes) -> tuple[int, ...] | None:
    """Numbers of 32 bits, those that did not fit taken from the ZIP64 field; None if not there."""
    missing = numbers.count(FULL_32)
    if len(field) < 8 * missing:
        return None
    wide = iter(struct.unpack_from(f"<{missing}Q", field))
    return tuple(next(wide) if number == FULL_32 else number for number in numbers)


def decode_name(raw: bytes) -> str:
    """A name in UTF-8, else in code page 437, which any bytes are.

    UTF-8 is tried even where the flag does not promise it: macOS writes it without the flag.
    """
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp437")


def time_of(fields: dict[int, bytes], date: int, time: int) -> datetime:
    """When a member was last changed: in UTC where it says so, else the local DOS time.

    A time that no calendar has becomes 1980, the first of that clock.
    """
    extended = fields.get(EXTENDED_TIME, b"")
    if len(extended) >= 5 and extended[0] & 1:
        (seconds,) = struct.unpack_from("<l", extended, 1)
        return EPOCH + timedelta(seconds=seconds)
    try:
        local = datetime(
            1980 + (date >> 9),
            date >> 5 & 15,
            date & 31,
            time >> 11,
            time >> 5 & 63,
            min((time & 31) * 2, 59),
        )
        return local.astimezone(timezone.utc)
    except (ValueError, OverflowError, OSError):
        return UNKNOWN_TIME


def unpack(member: Member, place: str) -> bytes:
    """A member's bytes; never inflates more than its stated size and one byte.

    Raises RefusedError for a member that is damaged or not as large as it says.
    """
    packed = read_packed(member, place)
    try:
        raw = inflate(packed, member.size) if member.method == DEFLATED else packed
    except zlib.error as error:
        raise damaged(place) from error
    if len(raw) > member.size:
        raise RefusedError(f"{place}: holds more than it says; hand in the notebook itself")
    if len(raw) != member.size or zlib.crc32(raw) != member.crc:
        raise damaged(place)
    return raw


def inflate(packed: bytes, size: int) -> bytes:
    """Deflated bytes in full, or one byte more than the size that they should have."""
    return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, size + 1)


def read_packed(member: Member, place: str) -> bytes:
    """The bytes of a member as they lie in the file."""
    try:
        with member.archive.open("rb") as file:
            file.seek(member.offset)
            header = file.read(LOCAL_HEADER.size)
            if len(header) < LOCAL_HEADER.size or not header.startswith(b"PK\3\4"):
                raise damaged(place)
            *_, name_length, extra_length = LOCAL_HEADER.unpack(header)
            file.seek(name_length + extra_length, 1)
            packed = file.read(member.packed)
    except (OSError, OverflowError) as error:
        raise damaged(place) from error
    if len(packed) < member.packed:
        raise damaged(place)
    return packed


def damaged(place: str) -> RefusedError:
    """What to say of a member that can't be unpacked."""
    return RefusedError(f"{place}: damaged in the zip; download or zip it again")
