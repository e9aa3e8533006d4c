"""For whom of a group a hand-in was recorded: another group later leaves that as it was."""

from __future__ import annotations

from sqlalchemy import Connection, select

from grader.classroom.gradebook.entries import Attempt
from grader.classroom.gradebook.kinds import DAMAGE
from grader.classroom.gradebook.reading import find_attempt
from grader.classroom.gradebook.schema import attempts
from grader.classroom.people import COUNTS_FOR


def former_group(connection: Connection, attempt: Attempt) -> str:
    """Say for whom a group's hand-in was recorded, where this student was none of them; or "".

    A batch that was killed has recorded it for some, with the same note, and goes on.
    """
    hand_in = attempt.hand_in
    if not hand_in.group_note or find_attempt(connection, attempt) is not None:
        return ""
    # Whatever its time: a file that is unpacked again has another. Two groups may have the same.
    same = select(attempts.c.notes).filter_by(
        assignment=attempt.assignment, content=attempt.content
    )
    recorded = [notes for notes in connection.scalars(same) if notes is not DAMAGE]
    group = hand_in.group_note.partition(COUNTS_FOR)[0]
    of_group = [n for notes in recorded for n in notes if n.partition(COUNTS_FOR)[0] == group]
    return "" if hand_in.group_note in of_group else next(iter(of_group), "")
