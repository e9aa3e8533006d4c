"""Group work: one file counts for each of a group, where the rubric says so. Pure.

Who is in a group, the roster tells; that an assignment is group work, `groups: true` in its part of
the rubric. Without that a file that bears a group's name is nobody's, and what one of a group has
handed in is theirs alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from grader.classroom.intake.choice import OwnedFile, Part
from grader.classroom.intake.owners import RENAME, GroupWork
from grader.classroom.intake.roster import Roster
from grader.classroom.intake.wrappers import KINDS
from grader.classroom.people import Remark, Student

OF_GROUP = "and the homework is no group work"


def share_group_work(owned: dict[str, list[OwnedFile]], roster: Roster) -> None:
    """Let what one of a group handed in through Canvas count for its other members.

    Canvas names only one of them. Where two of a group have files it was no group work.
    """
    by_group = defaultdict(list)
    for files in owned.values():
        if group := files[0].student.ids.get("group"):
            by_group[group].append(files)
    for group, handed_in in by_group.items():
        members = roster.named("group", group)
        is_from_canvas = all(file.claim.rule == "canvas" for file in handed_in[0])
        if len(handed_in) > 1 or len(members) < 2 or not is_from_canvas:
            continue
        work = GroupWork(group, members, handed_in[0][0].student.key)
        for member in members:
            owned[member.key] = [replace(file, student=member, group=work) for file in handed_in[0]]


def set_apart_from_groups(part: Part) -> Iterator[Part | Remark]:
    """Leave to a student what is theirs alone, where an assignment is no group work.

    What bears a group's name is then nobody's, which is said.
    """
    wanted, files = part
    if wanted.is_group_work:
        yield part
        return
    of_groups = [file for file in files if file.group and not file.group.sender]
    yield from map(remark_on, [f for f in of_groups if f.suffix in KINDS] or of_groups[:1])
    own = [replace(file, group=None) for file in files if is_own(file)]
    if own:
        yield wanted, own


def is_own(file: OwnedFile) -> bool:
    """Tell whether a student has a file otherwise than by their group."""
    return file.group is None or file.group.sender == file.student.key


def remark_on(file: OwnedFile) -> Remark:
    """Say of a group's file why it is nobody's."""
    assert file.group is not None
    why = f"of the group {file.group.name!r}, {OF_GROUP}: `groups: true` in rubric.yaml makes it so"
    return Remark(file.file.place, f"{why}; else {RENAME}", is_loss=True)


def groups_of(students: Iterable[Student]) -> dict[str, Sequence[Student]]:
    """Give the groups of a roster that have several members."""
    groups = defaultdict(list)
    for student in students:
        if group := student.ids.get("group"):
            groups[group].append(student)
    return {group: members for group, members in groups.items() if len(members) > 1}
