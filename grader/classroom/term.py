"""What staff may do in a term, for a command or a script: each function makes one action.

An action is then shown with `Gradebook.preview` and done with `Gradebook.act`; `Gradebook.undo`
takes it back. All raise UsageError, which says what to say instead.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from grader.classroom.gradebook.actions import KINDS, Action, PastAction
from grader.classroom.gradebook.effects import ADJUST, BATCH, CHOOSE, EXCUSE, EXTEND, REMOVE
from grader.classroom.gradebook.hand_ins import Numbered
from grader.classroom.gradebook.store import Gradebook
from grader.classroom.people import Student
from grader.core.errors import UsageError
from grader.core.text import did_you_mean
from grader.course.zones import read_zoned

MOST = 1_000_000


@dataclass(frozen=True)
class Reason:
    """Who does it, and why."""

    who: str
    why: str

    def __post_init__(self) -> None:
        if not self.why.strip():
            raise UsageError("--why is empty: say the reason, which is kept and shown")


@dataclass(frozen=True)
class Participant:
    """A student in an assignment."""

    student: Student
    assignment: str

    def __str__(self) -> str:
        return f"{self.student}, {self.assignment}"

    def action(self, book: Gradebook, kind: str, reason: Reason, **detail: object) -> Action:
        """Make an action that concerns this student here."""
        whom = {"assignment": self.assignment, "students": [book.number_of(self.student)]}
        return Action(kind, reason.who, reason.why, {**whom, **detail})


def extend(book: Gradebook, participant: Participant, until: str, reason: Reason) -> Action:
    """Let a student hand in until another time; `none` takes that back."""
    due = book.due(participant.assignment)
    if due is None:
        raise UsageError(
            f"{participant.assignment}: nothing is due there, so nobody is late; "
            "write `due:` into rubric.yaml, and run grade rescore --yes"
        )
    if until.lower() == "none":
        return participant.action(book, EXTEND, reason, until=None, shown="")
    try:
        time = read_zoned(until, due.due.zone)
    except ValueError as error:
        raise UsageError(f"--until {until!r}: {error}") from None
    if time.at <= due.due.at:
        raise UsageError(
            f"--until {until!r}: {participant.assignment} is due {due.due} {due.due.zone} for all; "
            "write a later time, or none to take an extension back"
        )
    shown = f"{time} {time.zone}"
    return participant.action(book, EXTEND, reason, until=time.at.isoformat(), shown=shown)


def excuse(book: Gradebook, participant: Participant, reason: Reason) -> Action:
    """Leave an assignment out of what counts for a student."""
    (standing,) = book.standings(participant.assignment, [participant.student.key])
    if standing.excused:
        raise UsageError(
            f"{participant}: is excused already ({standing.excused}); "
            "to take that back: grade undo, with its number in grade log"
        )
    return participant.action(book, EXCUSE, reason)


def adjust(book: Gradebook, participant: Participant, points: str, reason: Reason) -> Action:
    """Give a student points that no program gives, or take some off."""
    if points.lower() == "none":
        raise UsageError(
            "points are taken back with grade undo, by their number in grade log; "
            "other points come on top of them"
        )
    try:
        number = float(points)
    except ValueError:
        number = math.nan
    # What is no number is NaN, which is nowhere between.
    if not -MOST <= number <= MOST or number != round(number, 2) or not number:
        raise UsageError(f"{points!r}: write points as 3, +2.5 or -1, with at most two decimals")
    return participant.action(book, ADJUST, reason, points=number)


def choose(book: Gradebook, participant: Participant, which: str, reason: Reason) -> Action:
    """Have another hand-in of a student count; `none` goes by the rubric's rule again."""
    if which.lower() == "none":
        return participant.action(book, CHOOSE, reason, attempt_id=None, shown="")
    chosen = find_hand_in(book, participant, which)
    if chosen.removed_by is not None:
        raise UsageError(
            f"{chosen}: was removed by action {chosen.removed_by}; "
            f"to have it back: grade undo {chosen.removed_by}"
        )
    if not chosen.is_accepted:
        raise UsageError(f"{chosen}: was refused, for it came too late; run grade extend first")
    return participant.action(book, CHOOSE, reason, attempt_id=chosen.id, shown=str(chosen))


def remove_student(book: Gradebook, student: Student, reason: Reason) -> Action:
    """Have a student be in no list and count nowhere."""
    id = book.number_of(student)
    detail = {"student_id": id, "students": [id], "shown": "the student, with all hand-ins"}
    return Action(REMOVE, reason.who, reason.why, detail)


def remove_hand_in(book: Gradebook, participant: Participant, which: str, reason: Reason) -> Action:
    """Have one hand-in of a student count no more."""
    chosen = find_hand_in(book, participant, which)
    if chosen.removed_by is not None:
        raise UsageError(f"{chosen}: was removed already, by action {chosen.removed_by}")
    shown = f"{participant.assignment}: {chosen}"
    return participant.action(book, REMOVE, reason, attempt_id=chosen.id, shown=shown)


def remove_batch(book: Gradebook, number: int, reason: Reason) -> Action:
    """Have all hand-ins that came in by a batch count no more."""
    past = book.find_action(number)
    if past.kind != BATCH:
        raise UsageError(f"{number} is no batch but {past.kind}; grade log lists the batches")
    detail = {"batch_id": number, "shown": f"all that came in by {number}"}
    return Action(REMOVE, reason.who, reason.why, detail)


def last_action(book: Gradebook) -> PastAction:
    """Find the latest action of staff that can be undone and is not. Raises UsageError."""
    past = book.actions()
    undone = {action.undoes for action in past}
    for action in reversed(past):
        kind = KINDS.get(action.kind)
        if kind is None or kind.instead or kind.is_of_students:
            continue
        if action.id not in undone:
            return action
    raise UsageError("there is nothing to undo; grade log lists what was done")


def find_hand_in(book: Gradebook, participant: Participant, which: str) -> Numbered:
    """Find a hand-in by its number in the student's history, or by its file's name or place."""
    theirs = book.hand_ins(participant.student, participant.assignment)
    if not theirs:
        raise UsageError(
            f"{participant.student}: has handed in nothing for {participant.assignment}"
        )
    meant = [each for each in theirs if which in (str(each.number), each.name, each.place)]
    if len(meant) == 1:
        return meant[0]
    listed = "; ".join(map(str, meant or theirs))
    if meant:
        raise UsageError(f"{which!r}: several are called so; give the number of one: {listed}")
    near = did_you_mean(which, [each.name for each in theirs])
    raise UsageError(f"{participant.student}: no hand-in {which!r}{near}; there are: {listed}")
