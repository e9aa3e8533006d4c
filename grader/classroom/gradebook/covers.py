"""Whether names are hidden in a course, by which secret, and how what is read is shown then."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection, select

from grader.classroom.anonymity import Came, Cover, Say, code_of_file, draw_codes
from grader.classroom.gradebook import marks
from grader.classroom.gradebook.actions import Action, ActionKind, act, register, to_action
from grader.classroom.gradebook.entries import (
    Effect,
    History,
    PastAttempt,
    PastMark,
    PastScore,
    Statistics,
    Unreadable,
)
from grader.classroom.gradebook.hand_ins import Numbered
from grader.classroom.gradebook.kinds import DAMAGE
from grader.classroom.gradebook.log import LogEntry
from grader.classroom.gradebook.marks import MarkedPart
from grader.classroom.gradebook.reading import find_student as find_named
from grader.classroom.gradebook.reading import to_student
from grader.classroom.gradebook.schema import actions, attempts, students
from grader.classroom.gradebook.writing import Transaction
from grader.classroom.people import Override, Student

ANONYMOUS = "anonymous"
FEW = 500  # students who are read by themselves: of more, all are read as fast
# Asked before whatever names somebody, and made once: to make it takes longer than to run it.
HIDDEN_OR_SHOWN = select(actions).where(actions.c.kind == ANONYMOUS).order_by(actions.c.id)

register(
    ANONYMOUS,
    ActionKind(tell=lambda detail: "names hidden" if detail["on"] else "names shown again"),
)


def set_anonymous(transaction: Transaction, on: bool, secret: str, who: str, why: str) -> int:
    """Hide names, or show them again; the action's number.

    The first secret holds for good, so that codes stay the same.
    """
    _, former = find_secret(transaction.connection)
    return act(transaction, Action(ANONYMOUS, who, why, {"on": on, "secret": former or secret}))


def find_secret(connection: Connection) -> tuple[bool, str]:
    """Tell whether names are hidden, and the secret that codes are drawn from; "" for none."""
    changes = [to_action(row._mapping) for row in connection.execute(HIDDEN_OR_SHOWN)]
    if not changes:
        return False, ""
    undone = {*connection.scalars(select(actions.c.undoes).where(actions.c.undoes.is_not(None)))}
    in_force = [change.detail["on"] for change in changes if change.id not in undone]
    return bool(in_force and in_force[-1]), str(changes[0].detail["secret"])


def find_cover(connection: Connection, whom: Collection[str] | None = None) -> Cover | None:
    """Find who is shown by which code; None where names are shown. Raises RecordError.

    Of all students, or those with the keys, or the codes, that are concerned.
    """
    is_on, secret = find_secret(connection)
    return draw_cover(connection, secret, whom) if is_on else None


def draw_cover(connection: Connection, secret: str, whom: Collection[str] | None = None) -> Cover:
    """Draw the codes of all students, or of those with the keys or codes."""
    numbers = connection.scalars(select(students.c.id).order_by(students.c.id)).all()
    codes, by_code = drawn(secret, tuple(numbers))
    theirs = select(students)
    if whom is not None and len(whom) <= FEW:
        ids = [by_code[text] for text in whom if text in by_code]
        theirs = theirs.where(students.c.id.in_(ids) | students.c.key.in_(whom))
    rows = {row.id: to_student(row._mapping) for row in connection.execute(theirs)}
    return Cover({codes[id]: student for id, student in rows.items()}, codes)


@functools.lru_cache(maxsize=8)
def drawn(secret: str, numbers: tuple[int, ...]) -> tuple[Mapping[int, str], Mapping[str, int]]:
    """Draw codes once for a class: the codes by number, the numbers by code."""
    codes = draw_codes(secret, numbers)
    return codes, {code: number for number, code in codes.items()}


def find_student(connection: Connection, text: str, *, with_removed: bool = False) -> Student:
    """Find who is meant by a key, an id, a name or a code. Raises UsageError unless that is one.

    Who was removed is found where they are wanted, too. A code is understood when names are shown
    again, too: it may stand in somebody's notes.
    """
    is_on, secret = find_secret(connection)
    if not secret:
        return find_named(connection, text, with_removed=with_removed)
    cover = draw_cover(connection, secret, [text.upper()])
    key = cover.key(text.upper()) if text.upper() in cover.people else text
    if not is_on:
        return find_named(connection, key, with_removed=with_removed)
    all_codes = functools.cache(lambda: draw_cover(connection, secret))

    def named(student: Student) -> Student:
        return (cover if student.key in cover.by_key else all_codes()).named(student)

    return find_named(connection, key, with_removed=with_removed, show=named)


def find_came(connection: Connection, assignment: str, keys: Collection[str]) -> Mapping[str, Came]:
    """Find what came with some students' hand-ins, by key."""
    rows = connection.execute(
        select(students.c.key, attempts.c.name, attempts.c.place, attempts.c.notes)
        .join(attempts, attempts.c.student_id == students.c.id)
        .where(attempts.c.assignment == assignment, students.c.key.in_(keys))
    )
    files: dict[str, set[str]] = defaultdict(set)
    notes: dict[str, set[str]] = defaultdict(set)
    for key, name, place, noted in rows:
        if key is not DAMAGE:
            files[key] |= {text for text in (name, place) if text is not DAMAGE}
            notes[key] |= set(() if noted is DAMAGE else noted)
    return {key: Came(frozenset(files[key]), frozenset(notes[key])) for key in files}


def find_parts(
    connection: Connection, assignment: str, keys: Collection[str] | None = None
) -> list[MarkedPart]:
    """Find all that there is to be marked, or was, of any attempt in an assignment.

    Of all students, or those with the keys.
    """
    if (cover := find_cover(connection, keys)) is None:
        return marks.find_parts(connection, assignment, keys)
    keys = keys if keys is None else list(map(cover.key, keys))
    return cover_parts(cover, marks.find_parts(connection, assignment, keys))


def cover_parts(cover: Cover, parts: Sequence[MarkedPart]) -> list[MarkedPart]:
    """Hide whose parts they are."""
    # A row of a table is known again, whether names were hidden when it was written or not.
    return [replace(part, student=cover.code(part.student), row=part.name) for part in parts]


def cover_statistics(cover: Cover, counted: Statistics) -> Statistics:
    """Hide who made which mistake."""
    mistakes = (
        replace(share, students=tuple(map(cover.hidden, share.students)))
        for share in counted.mistakes
    )
    return replace(counted, mistakes=tuple(mistakes))


def cover_history(cover: Cover, history: History) -> History:
    """Hide whose history it is."""
    student = history.student
    past = [attempt for attempt in history.attempts if isinstance(attempt, PastAttempt)]
    say = cover.say(student.key, {text for each in past for text in (each.name, each.place)})
    return History(
        cover.hidden(student),
        tuple(cover_attempt(cover, student.key, attempt, say) for attempt in history.attempts),
        tuple(
            cover.override(each, say) if isinstance(each, Override) else hide(cover, each, say)
            for each in history.overrides
        ),
        say(history.fault),
        tuple(
            replace(each, comment=say(each.comment))
            if isinstance(each, PastMark)
            else hide(cover, each, say)
            for each in history.marks
        ),
    )


def cover_effects(cover: Cover, effects: Sequence[Effect]) -> list[Effect]:
    """Hide for whom other points count."""
    shifts = [replace(each.shift, student=cover.hidden(each.shift.student)) for each in effects]
    changes = [replace(each, shift=shift) for each, shift in zip(effects, shifts, strict=True)]
    return sorted(changes, key=lambda each: (each.assignment, each.shift.student.key))


def cover_hand_ins(cover: Cover, student: Student, theirs: Sequence[Numbered]) -> list[Numbered]:
    """Hide what files are called: they go by their numbers."""
    code = cover.code(cover.key(student.key))
    names = [code_of_file(each.name, code) for each in theirs]
    return [replace(each, name=name, place=name) for each, name in zip(theirs, names, strict=True)]


def cover_entry(cover: Cover, entry: LogEntry) -> LogEntry:
    """Hide whom something was done to."""
    what, why = entry.what, entry.why
    for student in entry.whom:
        say = cover.say(student.key)
        what, why = say(what), say(why)
    return replace(entry, what=what, why=why, whom=tuple(map(cover.hidden, entry.whom)))


def hide(cover: Cover, unread: Unreadable, say: Say) -> Unreadable:
    """Hide of whom something can't be read."""
    return replace(unread, student=cover.hidden(unread.student), fault=say(unread.fault))


def cover_attempt(
    cover: Cover, key: str, attempt: PastAttempt | Unreadable, say: Say
) -> PastAttempt | Unreadable:
    """Hide whose attempt it is; what was noted of whose file it is, is left out."""
    if isinstance(attempt, Unreadable):
        return hide(cover, attempt, say)
    came, file = Came(notes=frozenset(attempt.notes)), code_of_file(attempt.name, cover.code(key))
    scores = (
        replace(score, report=cover.report(score.report, cover.code(key), came, say))
        if isinstance(score, PastScore)
        else hide(cover, score, say)
        for score in attempt.scores
    )
    return replace(attempt, place=file, name=file, notes=(), scores=tuple(scores))
