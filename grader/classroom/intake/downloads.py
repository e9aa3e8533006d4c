"""What a learning platform's download tells beside a file's name: when each hand-in came, and who.

Brightspace writes the time into its names; Blackboard does, too, and lays a receipt beside each
attempt, whose first line it writes itself.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timezone

from grader.classroom.intake.file_names import Claim
from grader.classroom.intake.sources import SourceFile
from grader.classroom.names import escape
from grader.core.errors import GraderError

BLACKBOARD_TIME = "%Y-%m-%d-%H-%M-%S"
TIME = re.compile(
    r"(\w{3})\w*\.? ([0-9]{1,2}), ([0-9]{4}) ([0-9]{1,2})[:._]?([0-9]{2})(?: ([AP])M)?"
)
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
# `Name: Jane Doe (jdoe)`, in any language: the user's name is in the last parentheses.
FIRST_LINE = re.compile(r"[^:\n]{1,80}:(.*)\(([^()\n]+)\)\s*")
MOST_LINE = 1_000  # bytes
Key = tuple[str, ...]


def time_of(claim: Claim) -> datetime | None:
    """Tell when a file was handed in, by the platform's clock, as if that were in UTC."""
    try:
        if claim.rule == "blackboard":
            when = datetime.strptime(claim.attempt, BLACKBOARD_TIME)
        elif mark := TIME.fullmatch(claim.attempt):
            month, day, year, hour, minute, half = mark.groups()
            hour = int(hour) if half is None else int(hour) % 12 + 12 * (half == "P")
            when = datetime(int(year), MONTHS.index(month.lower()) + 1, int(day), hour, int(minute))
        else:
            return None
    except ValueError:  # what no calendar has, or another language's
        return None
    return when.replace(tzinfo=timezone.utc)


def name_users(
    files: Sequence[SourceFile], claims: Sequence[Claim | None]
) -> Sequence[Claim | None]:
    """Let Blackboard's receipts say which user each of its files is of, else the others beside."""
    receipts = dict(read_receipts(files, claims))
    readings = [claim and named(claim, *receipts.get(key_of(claim), ("", ""))) for claim in claims]
    open_claims = {words_of(claim) for claim in readings if claim and is_open(claim)}
    columns = zip(*open_claims, strict=False)
    title = sum(1 for _ in itertools.takewhile(lambda words: len({*words}) == 1, columns))
    # Of one alone nothing tells where its title ends.
    if len(open_claims) < 2:
        return readings
    return [past_title(claim, title) if claim and is_open(claim) else claim for claim in readings]


def is_open(claim: Claim) -> bool:
    """Tell whether a file can be of several users of Blackboard, and no receipt says which."""
    return claim.rule == "blackboard" and bool(claim.others)


def words_of(claim: Claim) -> Key:
    """Give the words of title and user, between `_`."""
    return tuple(max((claim.id, *(other.id for other in claim.others)), key=len).split("_"))


def past_title(claim: Claim, title: int) -> Claim:
    """Read the user's name from where titles end: `j_doe` and `k_doe` are not both `doe`."""
    user = "_".join(words_of(claim)[title:])
    readings = (replace(claim, others=()), *claim.others)
    first = next((reading for reading in readings if reading.id == user), readings[0])
    return replace(first, others=tuple(each for each in readings if each is not first))


def key_of(claim: Claim) -> Key:
    """Give what the files of an attempt have in common with their receipt."""
    return (claim.attempt, claim.id, *(other.id for other in claim.others))


def read_receipts(
    files: Sequence[SourceFile], claims: Sequence[Claim | None]
) -> Iterator[tuple[Key, tuple[str, str]]]:
    """Read name and user in each receipt that can be read."""
    for file, claim in zip(files, claims, strict=True):
        if not (claim and claim.rule == "blackboard" and claim.is_text):
            continue
        try:
            line, _, _ = file.read()[:MOST_LINE].partition(b"\n")
        except GraderError:
            continue
        if mark := FIRST_LINE.fullmatch(line.decode("utf-8", "replace")):
            yield key_of(claim), (mark[1].strip(), mark[2])


def named(claim: Claim, who: str, user: str) -> Claim:
    """Give the reading of a claim that is of a user, with their name; any other stays as it is."""
    if claim.rule != "blackboard":
        return claim
    for reading in (claim, *claim.others):
        if reading.id == user:
            return replace(reading, who=escape(who) or user, others=())
    return claim
