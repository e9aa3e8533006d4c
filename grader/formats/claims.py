"""Whose a file says it is, by the names that Canvas, Moodle and people give. Pure.

Only the first part of a path is asked: all below may have been named by the student, who could
name it so that it looks like someone else's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

Rule = Literal["moodle", "canvas", "anonymous", "folder", "stem"]
ID = "[0-9]{1,20}"
# Moodle turns each `_` of a name into a blank, so the first ones are its own. A team without an
# id is the default team, of all who are in no group.
MOODLE = re.compile(rf"([^_]*)(?:_({ID}))?_assignsubmission_([a-z]+)(?:_(.*))?")
CANVAS_ANONYMOUS = re.compile(rf"(LATE_)?anon_([^_]+)_({ID})_(.+)")
CANVAS_ANONYMOUS_TEXT = re.compile(r"(LATE_)?anon_([^_]+)_(?:text|link)\.html")
CANVAS_TEXT = re.compile(rf"(.*?)_(LATE_)?({ID})_(?:text|link)\.html")
CANVAS_FILE = re.compile(rf"(?:^|_)(LATE_)?({ID})_({ID})_(.+)$")


@dataclass(frozen=True, slots=True)
class Claim:
    """Whose a file says it is: `who` as it is written there, `id` as the system has it.

    `name` is the file's own. `is_text` is what was typed into a page: there is nothing to grade.
    """

    rule: Rule
    who: str
    name: str
    id: str = ""
    attachment: int = 0
    is_late: bool = False
    is_text: bool = False


def read_claim(parts: Sequence[str]) -> Claim:
    """The claim of a path below its source, which has one part at least."""
    first, name = parts[0], parts[-1]
    if claim := read_marks(parts):
        return claim
    if len(parts) > 1:
        return Claim("folder", first, name)
    stem, _, suffix = name.rpartition(".")
    return Claim("stem", stem or suffix, name)


def read_marks(parts: Sequence[str]) -> Claim | None:
    """The claim of a path that Canvas or Moodle has named."""
    claim = read_moodle(parts[0]) or read_canvas(parts[0])
    # A zip that was handed in and unpacked where it lay is a folder with the zip's name.
    return replace(claim, name=parts[-1]) if claim and len(parts) > 1 else claim


def read_moodle(name: str) -> Claim | None:
    """The claim of a participant's folder or, where there are no folders, file."""
    mark = MOODLE.fullmatch(name)
    if mark is None:
        return None
    who, number, plugin, flat_name = mark.groups(default="")
    return Claim("moodle", who.strip(), flat_name or name, number, is_text=plugin != "file")


def read_canvas(name: str) -> Claim | None:
    """The claim of a file from Canvas; ids of user and attachment stand before the file's name."""
    if mark := CANVAS_ANONYMOUS.fullmatch(name):
        late, who, attachment, own = mark.groups()
        return Claim("anonymous", who, own, who, int(attachment), bool(late))
    if mark := CANVAS_ANONYMOUS_TEXT.fullmatch(name):
        return Claim("anonymous", mark[2], name, mark[2], is_late=bool(mark[1]), is_text=True)
    if mark := CANVAS_TEXT.fullmatch(name):
        who, late, user = mark.groups()
        return Claim("canvas", who, name, user, is_late=bool(late), is_text=True)
    if mark := CANVAS_FILE.search(name):
        late, user, attachment, own = mark.groups()
        who = name[: mark.start()]
        return Claim("canvas", who, own, user, int(attachment), bool(late))
    return None
