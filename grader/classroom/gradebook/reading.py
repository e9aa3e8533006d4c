"""What a gradebook holds of contents, attempts and students, each function in one transaction."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Sequence
from itertools import groupby
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    bindparam,
    func,
    or_,
    select,
    union,
)

from grader.classroom.compression import decompress
from grader.classroom.gradebook.entries import (
    Attempt,
    CurrentScore,
    History,
    LatestScore,
    ObservationRecord,
    PastAttempt,
    PastMark,
    PastScore,
    Unreadable,
)
from grader.classroom.gradebook.kinds import DAMAGE
from grader.classroom.gradebook.rows import (
    COPY,
    even,
    is_damaged,
    refuse_damage,
    unreadable,
    value_of,
)
from grader.classroom.gradebook.schema import (
    adjustments,
    assignments,
    attempts,
    called,
    excuses,
    extensions,
    files,
    hidden,
    marks,
    observations,
    overrides,
    removed,
    scores,
    settled,
    students,
)
from grader.classroom.gradebook.settling import FOUND, past_lateness
from grader.classroom.names import fold, orders_of, spread_words
from grader.classroom.people import UNGRADED, Override, Student
from grader.core.errors import RecordError, UsageError
from grader.core.result import Report
from grader.core.text import one_line

T = TypeVar("T")
MOST_POINTS = 10**6
LARGEST_FILE = 8_000_000  # bytes of what is kept as it was: a notebook with many pictures
IN_ORDER = (attempts.c.ordered_at, func.coalesce(attempts.c.number, 0), attempts.c.id)
SHARED = ("group", "section")  # ids that name several


def id_of(key: Any) -> Any:
    """Make the query for whom a key means, now or since they were renamed or merged."""
    return select(called.c.student_id).where(called.c.key == key).scalar_subquery()


def same_attempt() -> Select[Any]:
    """Make the query for the attempt that a hand-in already is.

    That is the student's latest if it has the same content, or one of the same time that has; an
    older one of the same content is not it: the student has returned to that file.
    """
    theirs = attempts.c.assignment == bindparam("assignment")
    theirs &= attempts.c.student_id == id_of(bindparam("student"))
    newest = [column.desc() for column in IN_ORDER]
    latest = select(attempts.c.id).where(theirs).order_by(*newest).limit(1)
    same_time = attempts.c.submitted_at == bindparam("submitted_at")
    is_same = or_(same_time, attempts.c.id == latest.scalar_subquery())
    return (
        select(attempts.c.id)
        .where(theirs, attempts.c.content == bindparam("content"), is_same)
        .order_by(same_time.desc())
        .limit(1)
    )


# Asked for each hand-in of a batch, and made once: to make one takes longer than to run it.
SAME_ATTEMPT = same_attempt()
LATEST_SCORE = (
    select(scores.c.status, scores.c.judging, observations.c.key, attempts.c.by_system)
    .select_from(scores)
    .join(attempts, attempts.c.id == scores.c.attempt_id)
    .outerjoin(observations, observations.c.id == scores.c.observation_id)
    .where(scores.c.attempt_id == SAME_ATTEMPT.scalar_subquery())
    .order_by(scores.c.id.desc())
    .limit(1)
)


# Of a score all but its report.
JUDGED = [scores.c[name] for name in ("attempt_id", "status", "earned", "maximum", "judging")]
# Of two scores of an attempt the later has the larger id, whatever the clock said.
LATEST = (
    select(func.max(scores.c.id))
    .where(scores.c.attempt_id.in_(bindparam("attempts", expanding=True)))
    .group_by(scores.c.attempt_id)
)
CURRENT = (
    select(attempts, scores.c.id, *JUDGED, students, observations)
    .select_from(scores)
    .join(attempts, attempts.c.id == scores.c.attempt_id)
    .join(students, students.c.id == attempts.c.student_id)
    .outerjoin(observations, observations.c.id == scores.c.observation_id)
    .where(scores.c.id.in_(LATEST))
    .order_by(attempts.c.id)
)
OBSERVED = select(observations).where(observations.c.key == bindparam("key"))
DOCUMENTS = select(observations.c.key, observations.c.content, observations.c.document).where(
    observations.c.key.in_(bindparam("keys", expanding=True))
)


# All attempts of a student with all their scores.
PAST = (
    select(attempts, scores, *(settled.c[name] for name in FOUND), removed.c.action_id)
    .outerjoin(scores, scores.c.attempt_id == attempts.c.id)
    .outerjoin(settled, settled.c.attempt_id == attempts.c.id)
    .outerjoin(removed, removed.c.attempt_id == attempts.c.id)
    .where(attempts.c.student_id == bindparam("student_id"))
    .order_by(*IN_ORDER, scores.c.id)
)
PAST_IN_ONE = PAST.where(attempts.c.assignment == bindparam("assignment"))


def asked(attempt: Attempt) -> dict[str, Any]:
    """Name what SAME_ATTEMPT tells an attempt by."""
    return {
        "assignment": attempt.assignment,
        "student": attempt.hand_in.student.key,
        "content": attempt.content,
        "submitted_at": attempt.hand_in.submitted_at,
    }


def find_attempt(connection: Connection, attempt: Attempt) -> int | None:
    """Find the number of an attempt, if it was recorded."""
    id: int | None = connection.scalar(SAME_ATTEMPT, asked(attempt))
    return id


def latest_score(connection: Connection, attempt: Attempt) -> LatestScore | None:
    """Tell what the latest score of an attempt was made from, if it was recorded and has one.

    One that can't be read is none: it is graded again.
    """
    row = connection.execute(LATEST_SCORE, asked(attempt)).one_or_none()
    return LatestScore(*row) if row and DAMAGE not in row else None


def find_observation(connection: Connection, key: str) -> ObservationRecord | None:
    """Read what was observed under a key. Raises RecordError."""
    row = connection.execute(OBSERVED, {"key": key}).one_or_none()
    return value_of(ObservationRecord, row._mapping, observations) if row else None


def find_documents(connection: Connection, keys: Collection[str]) -> dict[str, tuple[str, bytes]]:
    """Read what was observed under some keys, each with its file's hash; what is damaged is empty.

    By key.
    """
    rows = connection.execute(DOCUMENTS, {"keys": even(keys)})
    return {row.key: ("", b"") if DAMAGE in row else (row.content, row.document) for row in rows}


def find_file(connection: Connection, content: str) -> tuple[str, bytes] | None:
    """Find the name and the bytes of what was handed in; None where that can't be had."""
    wanted = select(files.c.name, files.c.document).filter_by(content=content)
    row = connection.execute(wanted).one_or_none()
    if row is None or DAMAGE in row:
        return None
    try:
        return row.name, decompress(row.document, LARGEST_FILE)
    except ValueError:
        return None


def list_attempts(connection: Connection, assignment: str) -> list[int]:
    """List the numbers of all attempts in an assignment, in the order of arrival."""
    wanted = select(attempts.c.id).where(attempts.c.assignment == assignment)
    return list(connection.scalars(wanted.order_by(attempts.c.id)))


def current_scores(
    connection: Connection, attempt_ids: Sequence[int]
) -> list[CurrentScore | Unreadable]:
    """Read the latest score of each of some attempts, where it has one."""
    rows = connection.execute(CURRENT, {"attempts": attempt_ids})
    return [current_score(row._mapping) for row in rows]


def current_score(row: RowMapping) -> CurrentScore | Unreadable:
    """Make a score that stands of a row, or say whose can't be read."""
    student = to_student(row)
    return readable(student, to_current_score, row, student)


def roster(connection: Connection) -> tuple[Student, ...]:
    """Read who was put on the roster."""
    here = students.c.id.not_in(select(hidden.c.student_id))
    rows = connection.execute(
        select(students).filter_by(on_roster=True).where(here).order_by(students.c.key)
    )
    return tuple(to_student(row._mapping) for row in rows)


def counts(connection: Connection, assignment: str) -> str | None:
    """Tell which attempt counts in an assignment, as it was last described."""
    words: Any = connection.scalar(select(assignments.c.counts).filter_by(name=assignment))
    return None if words is DAMAGE else words


def find_student(
    connection: Connection,
    text: str,
    *,
    with_removed: bool = False,
    show: Callable[[Student], Student] = lambda student: student,
) -> Student:
    """Find who is meant by a key, an id or a name. Raises UsageError unless that is one.

    Of those who were removed the key alone finds them, and only where they are wanted. `show` makes
    of each how they are shown, in what is said of others, too.
    """
    if (owner := find_by_former_key(connection, text)) is not None:
        return show(owner)
    rows = connection.execute(
        select(students, hidden.c.action_id)
        .join(hidden, hidden.c.student_id == students.c.id)
        .where(students.c.key == text)
    )
    for row in rows:
        if with_removed:
            return show(to_student(row._mapping))
        why = f"was removed by action {row.action_id}; to have them back: grade undo"
        raise UsageError(f"{show(to_student(row._mapping))} {why} {row.action_id}")
    # Not all of a class are read where a key says who it is.
    rows = connection.execute(select(students).where(students.c.key == text, is_present()))
    for row in rows:
        return show(to_student(row._mapping))
    return meant_by(text, list(map(show, find_present(connection))), "in the gradebook")


def find_by_former_key(connection: Connection, key: str) -> Student | None:
    """Find whose key it was, before they were renamed or merged; None where it is nobody's."""
    owner = students.c.id.in_(select(called.c.student_id).where(called.c.key == key))
    rows = connection.execute(select(students).where(owner, students.c.key != key))
    return next((to_student(row._mapping) for row in rows), None)


def find_present(connection: Connection) -> list[Student]:
    """Find who is on the roster, or known by what is held of them."""
    rows = connection.execute(select(students).where(is_present()).order_by(students.c.key))
    return [to_student(row._mapping) for row in rows]


def is_present() -> ColumnElement[bool]:
    """Ask, for a query of students, who is on the roster, or known by what is held of them."""
    held = (attempts, overrides, extensions, excuses, adjustments)
    theirs = union(*(select(table.c.student_id) for table in held))
    gone = select(hidden.c.student_id)
    return students.c.id.not_in(gone) & (students.c.on_roster | students.c.id.in_(theirs))


def meant_by(text: str, people: Sequence[Student], where: str) -> Student:
    """Choose who is meant by a key, an id or a name. Raises UsageError unless that is one."""
    # A key is never in doubt, though another student may be called like it.
    for student in people:
        if student.key == text:
            return student
    meant = find_meant(text, people)
    if len(meant) == 1:
        return meant[0]
    if meant:
        raise UsageError(f"{text!r} may be {', '.join(map(str, meant))}; give the key in brackets")
    raise UsageError(f"no student {text!r} {where}{suggest(text, people)}")


def find_meant(text: str, people: Sequence[Student]) -> list[Student]:
    """Find those whom a text names: wholly, else whatever its case and order, else by a part."""
    folded, words = fold(text), set(spread_words(text).split())
    exact = [student for student in people if text in (student.name, *own_ids(student))]
    whole = [
        student
        for student in people
        if spread_words(text) in orders_of(student.name) or folded in map(fold, own_ids(student))
    ]
    return exact or whole or [s for s in people if words and words <= words_of(s)]


def words_of(student: Student) -> set[str]:
    """Give the words of a student's name."""
    return set(spread_words(student.name).split())


def own_ids(student: Student) -> list[str]:
    """List what other systems call this student alone."""
    return [value for kind, value in student.ids.items() if kind not in SHARED]


def suggest(text: str, people: Sequence[Student]) -> str:
    """Say whom a text may have meant."""
    words = {word: student for student in people for word in (student.key, student.name) if word}
    # Once each, though both key and name of a student may be near.
    near = dict.fromkeys(str(words[word]) for word in difflib.get_close_matches(text, words))
    return f"; did you mean {', '.join(near)}?" if near else "; check the key or the name"


def history(connection: Connection, student: Student, assignment: str | None = None) -> History:
    """Read all attempts of a student, or those in one assignment, with all scores; and overrides.

    Raises UsageError if nothing is held of that student.
    """
    wanted = select(students).filter_by(key=student.key)
    person = connection.execute(wanted).one_or_none()
    if person is None or is_damaged(person._mapping, students.c.key):
        raise UsageError(f"no student {student.key!r} in the gradebook; check the key")
    asked = {"student_id": person.id, "assignment": assignment}
    rows = connection.execute(PAST if assignment is None else PAST_IN_ONE, asked)
    by_attempt = groupby((row._mapping for row in rows), lambda row: row[attempts.c.id])
    theirs = select(overrides).filter_by(student_id=person.id).order_by(overrides.c.id)
    by_hand = select(marks, attempts.c.assignment).join(attempts).order_by(marks.c.id)
    return History(
        to_student(person._mapping),
        tuple(readable(student, to_past_attempt, student, list(group)) for _, group in by_attempt),
        tuple(
            readable(student, to_override, student, row._mapping)
            for row in connection.execute(theirs)
        ),
        fault_of(person._mapping),
        tuple(
            readable(student, value_of, PastMark, row._mapping, marks, attempts)
            for row in connection.execute(by_hand.where(attempts.c.student_id == person.id))
        ),
    )


def readable(student: Student, make: Callable[..., T], *parts: Any) -> T | Unreadable:
    """Make a value of its parts, or say why that can't be done: it is one student's alone."""
    try:
        return make(*parts)
    except RecordError as error:
        return Unreadable(student, str(error))


def read_report(stored: bytes) -> Report:
    """Read a report as it was judged, by whichever version. Raises RecordError."""
    from grader.reports.records import read_text  # by pydantic, whose loading a list does without

    try:
        report = read_text(decompress(stored))
    except (ValueError, RecursionError, RecordError) as error:
        raise unreadable("scores.report", why=one_line(str(error))) from error
    points = [(score.earned, score.maximum) for score in report.scores]
    if report.earned is not None:
        bonus = sum(score.maximum for score in report.scores if score.bonus)
        points.append((report.earned, (report.maximum or 0) + bonus))
    # Asked so that NaN, of which every comparison is False, is none.
    if not all(0 <= earned <= maximum and 0 < maximum <= MOST_POINTS for earned, maximum in points):
        raise unreadable("scores.report", why="it has points that can't be earned")
    if (report.earned is None) is not (report.status.value in UNGRADED):
        raise unreadable("scores.report", why=f"it is {report.status.value}, and its points not")
    return report


def to_student(row: RowMapping) -> Student:
    """Make a student of a row; what can't be read of it is left out, and `fault_of` says so."""
    columns = (students.c.key, students.c.name, students.c.ids)
    values = [row[column] for column in columns]
    if DAMAGE not in values and None not in values:
        return Student(*values)
    parts = {column.key: row[column] for column in columns if not is_damaged(row, column)}
    return Student(**{"key": f"student {row[students.c.id]}", **parts})


def fault_of(row: RowMapping) -> str:
    """Say what of a student's row can't be read; nothing where all can."""
    if DAMAGE not in row.values() and None not in row.values():
        return ""
    try:
        refuse_damage(row, students.c)
    except RecordError as error:
        return str(error)
    return ""


def to_current_score(row: RowMapping, student: Student) -> CurrentScore:
    """Make a student's score that stands of a row."""
    is_observed = row[observations.c.id] is not None
    return value_of(
        CurrentScore,
        row,
        scores,
        attempts,
        student=student,
        observation=value_of(ObservationRecord, row, observations) if is_observed else None,
        score_id=row[scores.c.id],
    )


def to_past_attempt(student: Student, rows: Sequence[RowMapping]) -> PastAttempt:
    """Make an attempt of its rows, one for each score."""
    # An attempt without a score has one row, in which that is NULL.
    judged = [row for row in rows if row[scores.c.id] is not None]
    past = tuple(readable(student, to_past_score, row) for row in judged)
    parts = [rows[0][settled.c[name]] for name in FOUND]
    lateness = None if None in parts or DAMAGE in parts else past_lateness(*parts)
    gone = rows[0][removed.c.action_id]
    own = {"scores": past, "lateness": lateness, "removed_by": gone}
    return value_of(PastAttempt, rows[0], attempts, **own)


def to_past_score(row: RowMapping) -> PastScore:
    """Make a score of a row."""
    refuse_damage(row, [scores.c.report])
    return value_of(PastScore, row, scores, report=read_report(row[scores.c.report]))


def to_override(student: Student, row: RowMapping) -> Override:
    """Make an override of a row. Raises RecordError."""
    override = value_of(Override, row, overrides, student=student.key)
    if abs(override.points or 0) > MOST_POINTS:
        raise unreadable("overrides.points", COPY, f"{override.points:g} are none")
    return override
