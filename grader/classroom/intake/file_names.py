"""Whose a file says it is, by the names that learning platforms and people give. Pure.

Only the first part of a path is asked: all below may have been named by the student, who could
name it so that it looks like someone else's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from grader.classroom.names import escape

Rule = Literal["moodle", "canvas", "brightspace", "blackboard", "anonymous", "folder", "stem"]
ID = "[0-9]{1,20}"
# Moodle turns each `_` of a name into a blank, so the first ones are its own. A team without an
# id is the default team, of all who are in no group.
MOODLE = re.compile(rf"(?s)([^_]*)(?:_({ID}))?_assignsubmission_([a-z]+)(?:_(.*))?")
CANVAS_ANONYMOUS = re.compile(rf"(?s)(LATE_)?anon_([^_]+)_({ID})_(.+)")
CANVAS_ANONYMOUS_TEXT = re.compile(r"(LATE_)?anon_([^_]+)_(?:text|link)\.html")
CANVAS_TEXT = re.compile(rf"(?s)(.*?)_(LATE_)?({ID})_(?:text|link)\.html")
# Looked for at each place: a user's name may look like ids, as a file's own name may.
CANVAS_FILE = re.compile(rf"(?s)(?:^|(?<!LATE)_)(?=(LATE_)?({ID})_({ID})_(.+)$)")
NO_FILE_ID = re.compile("(?:19|20)[0-9]{2}|[0-9]{1,3}")  # part of a date, or a count
BRIGHTSPACE = re.compile(r"(?s)([0-9]{2,20})-([0-9]{2,20}) - (.+?) - (.+)")
# `Oct 10, 2025 2:34 PM`; without the colon where a system's names may have none.
BRIGHTSPACE_TIME = r"[^\W\d_]{3,12}\.? [0-9]{1,2}, [0-9]{4} [0-9]{1,2}[:._]?[0-9]{2}(?: [AP]M)?"
BRIGHTSPACE_FILE = re.compile(
    rf"(?s)([0-9]{{2,20}})-[0-9]{{2,20}} - (.+?) - ({BRIGHTSPACE_TIME}) - (.+)"
)
# The first `_attempt_` is Blackboard's own; what is called so further on, the student chose.
BLACKBOARD_END = re.compile("attempt_([0-9]{4}(?:-[0-9]{2}){5})")
BLACKBOARD = re.compile(rf"(?s)(.+?)_{BLACKBOARD_END.pattern}(?:_(.+)|(\.\w+))")
RECEIPT = ".txt"
MOST_USERS = 8  # that one name of Blackboard's is read for


@dataclass(frozen=True, slots=True)
class Claim:
    """Whose a file says it is: `who` as it is written there, `id` as the system has it.

    Where there is an id, which decides, what is not seen of `who` is written out, as it then fits
    no other name. `name` is the file's own. `is_text` is what was typed into a page: there is
    nothing to grade. `others` are what else the same name can mean, for the student had a hand in
    it. `attempt` is the time of a hand-in, as a system that keeps each of them writes it.
    """

    rule: Rule
    who: str
    name: str
    id: str = ""
    attachment: int = 0
    is_late: bool = False
    is_text: bool = False
    others: tuple[Claim, ...] = ()
    attempt: str = ""

    @property
    def rivals(self) -> list[Claim]:
        """Other users whom it may mean, as far as the numbers look like ids of the same site."""
        others = (other for other in self.others if other.id != self.id)
        return [other for other in others if can_be_ids(other, len(self.id))]


def read_claim(parts: Sequence[str]) -> Claim:
    """Read the claim of a path below its source, which has one part at least."""
    if claim := read_marks(parts):
        return claim
    first, name = parts[0], parts[-1]
    if len(parts) > 1:
        return Claim("folder", first, name)
    stem, _, suffix = name.rpartition(".")
    return Claim("stem", stem or suffix, name)


def read_marks(parts: Sequence[str]) -> Claim | None:
    """Read the claim of a path that a learning platform has named."""
    other = read_moodle(parts[0]) or read_brightspace(parts)
    claims = [other] if other else read_canvas(parts[0])
    if not any(map(is_evident, claims)):
        claims = read_blackboard(parts[0]) or claims
    if len(parts) > 1:
        # A zip that was handed in and unpacked where it lay is a folder with the zip's name.
        claims = [replace(claim, name=parts[-1]) for claim in claims]
    return replace(claims[0], others=tuple(claims[1:])) if claims else None


def read_moodle(name: str) -> Claim | None:
    """Read the claim of a participant's folder or, where there are no folders, file."""
    mark = MOODLE.fullmatch(name)
    if mark is None:
        return None
    who, number, plugin, flat_name = mark.groups(default="")
    who = escape(who) if number else who
    return Claim("moodle", who.strip(" "), flat_name or name, number, is_text=plugin != "file")


def read_brightspace(parts: Sequence[str]) -> Claim | None:
    """Read the claim of a user's folder or, where there are no folders, file."""
    if len(parts) == 1 and (mark := BRIGHTSPACE_FILE.fullmatch(parts[0])):
        user, who, when, own = mark.groups()
        return Claim("brightspace", escape(who), own, user, attempt=when)
    if (mark := BRIGHTSPACE.fullmatch(parts[0])) is None:
        return None
    user, assignment, who, own = mark.groups()
    when = ""
    if len(parts) > 1:
        # A name may hold a dash; the time is last, in whichever language.
        who, _, when = f"{who} - {own}".rpartition(" - ")
        own = parts[-1]
    # Else `2024-25 - CS1 - ann.ipynb` would be of a user 2024, as would all others' be.
    if NO_FILE_ID.fullmatch(assignment) and not re.fullmatch(BRIGHTSPACE_TIME, when):
        return None
    return Claim("brightspace", escape(who), own, user, attempt=when)


def read_blackboard(name: str) -> list[Claim]:
    """Read all users whom the name of a file from Blackboard can mean, the likeliest first.

    It is TITLE_USER_attempt_TIME_OWN, and both title and user may have a `_` of their own.
    """
    if (mark := BLACKBOARD.fullmatch(name)) is None:
        return []
    above, when, own, suffix = mark.groups(default="")
    words = above.split("_")
    users = ["_".join(words[at:]) for at in range(len(words) - 1, 0, -1)][:MOST_USERS]
    is_receipt = suffix.lower() == RECEIPT
    return [
        Claim("blackboard", user, own or name, user, is_text=is_receipt, attempt=when)
        for user in filter(None, users)
    ]


def is_evident(claim: Claim) -> bool:
    """Tell whether a file is Canvas's, also where the student has called it as Blackboard does."""
    # `HW_2024_123456_attempt_...` has no file 123456 of Canvas's, but a user of Blackboard's.
    is_user = BLACKBOARD_END.match(claim.name)
    return claim.rule != "canvas" or (can_be_file(claim.attachment) and not is_user)


def read_canvas(name: str) -> list[Claim]:
    """Read all that the name of a file from Canvas can mean, the likeliest first."""
    if anonymous := read_canvas_anonymous(name):
        return [anonymous]
    # In the order of the name, for most users' names hold no numbers: the first ids are theirs.
    claims = [claim_of_canvas(name, mark) for mark in CANVAS_FILE.finditer(name)]
    if mark := CANVAS_TEXT.fullmatch(name):
        who, late, user = mark.groups()
        typed = Claim("canvas", escape(who), name, user, is_late=bool(late), is_text=True)
        return [typed, *claims]
    return claims


def claim_of_canvas(name: str, mark: re.Match[str]) -> Claim:
    """Read the claim where ids of user and attachment stand before the file's own name."""
    late, user, attachment, own = mark.groups()
    who = escape(name[: mark.start()])
    return Claim("canvas", who, own, user, int(attachment), bool(late))


def read_canvas_anonymous(name: str) -> Claim | None:
    """Read the claim of a file from Canvas that does not say whose it is."""
    if mark := CANVAS_ANONYMOUS.fullmatch(name):
        late, who, attachment, own = mark.groups()
        return Claim("anonymous", who, own, who, int(attachment), bool(late))
    if mark := CANVAS_ANONYMOUS_TEXT.fullmatch(name):
        return Claim("anonymous", mark[2], name, mark[2], is_late=bool(mark[1]), is_text=True)
    return None


def can_be_ids(claim: Claim, least: int) -> bool:
    """Tell whether numbers in a name are likely ids of a user, of so many digits, and a file."""
    # A site's ids are of much the same length: a shorter number than the likeliest user's is no
    # other user's. Were any numbers ids, `hw_2024_10.ipynb` would put its student into doubt.
    is_user = len(claim.id) >= least and not claim.id.startswith("0")
    return is_user and (claim.is_text or can_be_file(claim.attachment))


def can_be_file(number: int) -> bool:
    """Tell whether a number is likely what Canvas has for a file, no count or part of a date."""
    return not NO_FILE_ID.fullmatch(str(number))
