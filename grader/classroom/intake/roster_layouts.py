"""Which column of a class list says what: our own layout, Canvas's and Moodle's. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from grader.classroom.people import Student
from grader.classroom.roster_table import Row, Table

KEYS = ("student", "id", "studentid", "username", "login")
# Headers are compared in small letters and digits alone: "SIS User ID" is `sisuserid`.
COLUMNS: dict[str, Sequence[str]] = {
    "name": ("name", "fullname", "studentname"),
    "given": ("firstname", "givenname", "vorname"),
    "family": ("lastname", "surname", "familyname", "nachname"),
    "email": ("email", "mail", "emailaddress"),
    "login": ("login", "username", "sisloginid"),
    "canvas": ("canvas", "canvasid", "canvasuserid"),
    "sis": ("sis", "sisid", "sisuserid"),
    "moodle": ("moodle", "moodleid", "participant", "identifier"),
    "group": ("group", "groupname", "team"),
    "section": ("section",),
}
IDS = ("canvas", "sis", "login", "email", "moodle", "group", "section")
NOT_IN_MOODLE = {"student", "studentid", "username", "login", "key"}
TEST_STUDENTS = {"Student, Test", "Test Student"}
# What a Moodle site calls the columns in some languages, as far as they are of use here.
MOODLE_NAME = re.compile(r"\b(name|nom|nombre|nome|naam|имя)\b", re.IGNORECASE)
MOODLE_EMAIL = re.compile(r"mail|courriel|correo|почт", re.IGNORECASE)
MOODLE_SIS = re.compile(r"\bid.?num|num.* d.identification|número de id|numero id", re.IGNORECASE)
MOODLE_GROUP = re.compile(r"\b(group|gruppe|groupe|grupo|gruppo|groep|team)\b", re.IGNORECASE)
PARTICIPANT = re.compile(r"[^\W\d_].*?([0-9]+)")

Columns = Mapping[str, int]


def students_of(table: Table) -> Iterator[tuple[int, Student]]:
    """Each student with the line where they stand. Raises UsageError."""
    header = [squeeze(cell) for cell in table.header.cells]
    if is_canvas(table, header):
        return students_of_canvas(table, header)
    if is_moodle(table, header):
        return students_of_moodle(table)
    return students_of_ours(table, header)


def squeeze(header: str) -> str:
    """A column's header in small letters and digits alone."""
    return "".join(c for c in header.casefold() if c.isalnum())


def find_columns(header: Sequence[str]) -> Columns:
    """The columns that are known, the first of several."""
    found = {}
    for what, words in COLUMNS.items():
        places = [header.index(word) for word in words if word in header]
        if places:
            found[what] = places[0]
    return found


def is_canvas(table: Table, header: Sequence[str]) -> bool:
    """Whether this is a gradebook from Canvas, by the rule of its own importer."""
    names = header[:1] == ["student"] or header[:2] == ["lastname", "firstname"]
    # `student,id,email,section` may be of our own layout; Canvas writes capitals.
    ids = "ID" in table.header.cells[1:3] or "sisloginid" in header
    return names and ids and "id" in header[1:3] and "section" in header and len(header) > 3


def students_of_canvas(table: Table, header: Sequence[str]) -> Iterator[tuple[int, Student]]:
    """The students of a gradebook; other rows stand between its header and them."""
    columns = find_columns(header)
    key = header.index("id")
    if header[0] == "student":
        columns = {**columns, "name": 0}
    for row in table.rows:
        name = name_in(row, columns)
        if is_points_row(row) or is_posting_row(row) or name in TEST_STUDENTS:
            continue
        ids = ids_in(row, {**columns, "canvas": key})
        yield row.line, student_in(table, row, name, ids, ("canvas", "login", "sis"))


def is_points_row(row: Row) -> bool:
    """Whether a row has the assignments' points, not a student's."""
    return "Points Possible" in row.cells[0]


def is_posting_row(row: Row) -> bool:
    """Whether a row says which grades are shown, and nothing else."""
    told = [cell for cell in row.cells if cell]
    return all(cell == "Muted" or cell.startswith("Manual Posting") for cell in told)


def is_moodle(table: Table, header: Sequence[str]) -> bool:
    """Whether this is a grading worksheet: "Participant 123" comes first, in any language."""
    if not NOT_IN_MOODLE.isdisjoint(header):
        return False
    firsts = (row.cell(0) for row in table.rows)
    return all(" " in cell and PARTICIPANT.fullmatch(cell) for cell in firsts)


def students_of_moodle(table: Table) -> Iterator[tuple[int, Student]]:
    """The students of a worksheet; the participant's number is another in each assignment."""
    columns = find_moodle_columns(table.header.cells)
    for row in table.rows:
        ids = ids_in(row, {**columns, "moodle": 0})
        yield (
            row.line,
            student_in(table, row, name_in(row, columns), ids, ("sis", "email", "moodle")),
        )


def find_moodle_columns(header: Sequence[str]) -> Columns:
    """Columns by their headers, which are in the language of the site."""
    wanted = {"sis": MOODLE_SIS, "email": MOODLE_EMAIL, "group": MOODLE_GROUP}
    found = {
        what: next((i for i, cell in enumerate(header) if i and pattern.search(cell)), 0)
        for what, pattern in wanted.items()
    }
    columns = {what: place for what, place in found.items() if place}
    # The name stands second, or nowhere where marking is blind.
    named = len(header) > 1 and MOODLE_NAME.search(header[1])
    return {**columns, "name": 1} if named else columns


def students_of_ours(table: Table, header: Sequence[str]) -> Iterator[tuple[int, Student]]:
    """The students of our own layout, by the first column that can be the key."""
    key = next((header.index(word) for word in KEYS if word in header), None)
    if key is None:
        raise table.fault(
            table.header.line,
            "no column says who the student is; add one called student, id, student_id, "
            "username or login",
        )
    columns = find_columns(header)
    for row in table.rows:
        if not row.cell(key):
            raise table.fault(row.line, f"no {table.header.cells[key]!r}; fill it in")
        yield row.line, Student(row.cell(key), name_in(row, columns), ids_in(row, columns))


def student_in(
    table: Table, row: Row, name: str, ids: Mapping[str, str], keys: Sequence[str]
) -> Student:
    """The student of a row, whose key is the first of these ids that is there."""
    key = next((ids[kind] for kind in keys if kind in ids), None)
    if key is None:
        raise table.fault(row.line, f"{name or 'this student'} has no id; export the list again")
    return Student(key, name, ids)


def name_in(row: Row, columns: Columns) -> str:
    """A student's name; one in two columns is put together as a list has it."""
    if name := row.cell(columns.get("name")):
        return name
    parts = row.cell(columns.get("family")), row.cell(columns.get("given"))
    return ", ".join(filter(None, parts))


def ids_in(row: Row, columns: Columns) -> dict[str, str]:
    """What other systems call the student."""
    cells = {kind: row.cell(columns.get(kind)) for kind in IDS}
    if moodle := PARTICIPANT.fullmatch(cells["moodle"]):
        cells["moodle"] = moodle[1]
    return {kind: cell for kind, cell in cells.items() if cell}
