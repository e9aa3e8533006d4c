"""The students of a class list, in our own layout or that of a system. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from grader.classroom.columns import (
    PREVIEW,
    STAFF,
    TEST_STUDENTS,
    Columns,
    find_blackboard_columns,
    find_canvas_columns,
    find_columns,
    find_github_columns,
    find_gradescope_columns,
    find_moodle_columns,
    id_in,
    is_address,
    is_points_row,
    is_posting_row,
    is_worksheet,
    name_in,
    participant_number,
)
from grader.classroom.csv_table import Table
from grader.classroom.intake.times import SystemTime, read_words
from grader.classroom.people import Student

IDS = ("canvas", "sis", "login", "email", "moodle", "github", "brightspace", "blackboard")
SHARED = ("group", "section")
# The first that a row has is the key: what stays the same longest.
CANVAS_KEYS = ("canvas", "login", "sis")
GRADESCOPE_KEYS = ("sis", "email")
BLACKBOARD_KEYS = ("login",)
MOODLE_KEYS = ("sis", "email", "moodle")


def students_of(table: Table) -> Iterator[tuple[int, Student]]:
    """Read each student with the number of their row. Raises UsageError."""
    if columns := find_canvas_columns(table.header):
        return students_of_canvas(table, columns)
    if columns := find_gradescope_columns(table.header):
        return students_of_gradescope(table, columns)
    if columns := find_github_columns(table.header):
        return students_of_github(table, columns)
    if is_worksheet(table):
        columns = find_moodle_columns(table)
        return ((row, student_in(table, row, columns, MOODLE_KEYS)) for row in table.below)
    if columns := find_blackboard_columns(table.header):
        return students_of_blackboard(table, columns)
    return students_of_ours(table)


def times_of(table: Table) -> dict[str, SystemTime]:
    """Read when each participant of Moodle's has handed in, by the number in this assignment."""
    columns = find_moodle_columns(table) if is_worksheet(table) else {}
    if "time" not in columns:
        return {}
    rows = ((table.label(row, 0), table.label(row, columns["time"])) for row in table.below)
    return {participant_number(who): read_words(when) for who, when in rows}


def students_of_canvas(table: Table, columns: Columns) -> Iterator[tuple[int, Student]]:
    """Read the students of a gradebook; other rows stand between its header and them."""
    for row in table.below:
        is_other = is_points_row(table, row) or is_posting_row(table, row)
        if not is_other and name_in(table, row, columns) not in TEST_STUDENTS:
            yield row, student_in(table, row, columns, CANVAS_KEYS)


def students_of_gradescope(table: Table, columns: Columns) -> Iterator[tuple[int, Student]]:
    """Read the students of a roster, among whom staff are listed, too."""
    for row in table.below:
        if table.label(row, columns["role"]).casefold() not in STAFF:
            yield row, student_in(table, row, columns, GRADESCOPE_KEYS)


def students_of_github(table: Table, columns: Columns) -> Iterator[tuple[int, Student]]:
    """Read the students of GitHub Classroom, by what the teacher called them there.

    Who has linked no account yet has no user name, and whose account nobody linked no identifier.
    """
    for row in table.below:
        user = id_in(table, row, columns["github"])
        key = id_in(table, row, columns["key"]) or user
        if not key:
            raise table.fault(row, "neither an identifier nor a user name; download it again")
        ids = {
            "github": user,
            "email": key if is_address(key) else "",
            "group": table.label(row, columns.get("group")),
        }
        known = {kind: text for kind, text in ids.items() if text}
        # Some teachers give names for identifiers; the column for names is often blank.
        name = name_in(table, row, columns) or (key if " " in key else "")
        yield row, Student(key, name, known)


def students_of_blackboard(table: Table, columns: Columns) -> Iterator[tuple[int, Student]]:
    """Read the students of a gradebook, where a number may be lacking and a username never is."""
    for row in table.below:
        if not table.label(row, columns["login"]).lower().endswith(PREVIEW):
            yield row, student_in(table, row, columns, BLACKBOARD_KEYS)


def students_of_ours(table: Table) -> Iterator[tuple[int, Student]]:
    """Read the students of our own layout, by the first column that can be the key."""
    columns = find_columns(table.header)
    if (key := columns.get("key")) is None:
        raise table.fault(
            0,
            "no column says who the student is; add one called student, id, student_id, "
            "username or login",
        )
    for row in table.below:
        if not table.label(row, key):
            raise table.fault(row, f"no {table.header[key]!r}; fill it in")
        name, ids = name_in(table, row, columns), ids_in(table, row, columns)
        yield row, Student(id_in(table, row, key), name, ids)


def student_in(table: Table, row: int, columns: Columns, keys: Sequence[str]) -> Student:
    """Read the student of a row, whose key is the first of these ids that is there."""
    name, ids = name_in(table, row, columns), ids_in(table, row, columns)
    key = next((ids[kind] for kind in keys if kind in ids), None)
    if key is None:
        raise table.fault(row, f"{name or 'this student'} has no id; export the list again")
    return Student(key, name, ids)


def ids_in(table: Table, row: int, columns: Columns) -> Mapping[str, str]:
    """Read what other systems call the student."""
    ids = {kind: id_in(table, row, columns.get(kind)) for kind in IDS}
    ids |= {kind: table.label(row, columns.get(kind)) for kind in (*SHARED, "anon")}
    ids["moodle"] = participant_number(ids["moodle"])
    # A blank cell says that they are in no group, or no more; a list without the column, nothing.
    listed = {kind for kind in SHARED if kind in columns}
    return {kind: text for kind, text in ids.items() if text or kind in listed}
