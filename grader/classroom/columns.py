"""Which column says what: in Canvas's gradebook, in Moodle's worksheet, in a list of one's own.

Pure. Who is read from such a file and whose row it is asks here, so that both see the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from grader.classroom.csv_table import Table

# Headers are compared in small letters and digits alone: "SIS User ID" is `sisuserid`.
COLUMNS: dict[str, Sequence[str]] = {
    "key": ("student", "id", "studentid", "username", "login"),  # of a list of one's own
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
CANVAS = {"canvas": ["id"], "sis": ["sisuserid"], "login": ["sisloginid"], "section": ["section"]}
TEST_STUDENTS = {"Student, Test", "Test Student"}
NOT_IN_MOODLE = {"student", "studentid", "username", "login", "key"}
# What a Moodle site calls the columns in some languages, as far as they are of use here.
MOODLE_NAME = re.compile(r"\b(name|nom|nombre|nome|naam|имя)\b", re.IGNORECASE)
MOODLE_EMAIL = re.compile(r"mail|courriel|correo|почт|メール", re.IGNORECASE)
MOODLE_SIS = re.compile(r"\bid.?num|num.* d.identification|número de id|numero id", re.IGNORECASE)
MOODLE_GROUP = re.compile(r"\b(group|gruppe|groupe|grupo|gruppo|groep|team)\b", re.IGNORECASE)
PARTICIPANT = re.compile(r"[^\W\d_].*?([0-9]+)")

Columns = Mapping[str, int]


def squeeze(header: str) -> str:
    """Give a column's header in small letters and digits alone."""
    return "".join(sign for sign in header.casefold() if sign.isalnum())


def find_columns(header: Sequence[str], known: Mapping[str, Sequence[str]] = COLUMNS) -> Columns:
    """Find the columns that are known, the first of several."""
    squeezed = [squeeze(text) for text in header]
    columns = {}
    for what, words in known.items():
        if word := next(filter(squeezed.__contains__, words), None):
            columns[what] = squeezed.index(word)
    return columns


def find_canvas_columns(header: Sequence[str]) -> Columns | None:
    """Find the columns of a gradebook from Canvas, by its own importer's rule; None for another.

    All right of `section` may be an assignment's.
    """
    own = find_columns(header, CANVAS)
    has_id = own.get("canvas") in (1, 2) and "section" in own and len(header) > 3
    # `student,id,email,section` may be a list of one's own; Canvas writes capitals.
    if not has_id or not ("ID" in header[1:3] or "login" in own):
        return None
    columns = {**find_columns(header), **own}
    if squeeze(header[0]) == "student":
        return {**columns, "name": 0}
    return columns if [squeeze(text) for text in header[:2]] == ["lastname", "firstname"] else None


def is_points_row(table: Table, row: int) -> bool:
    """Tell whether a row of Canvas's has the assignments' points, not a student's."""
    return "Points Possible" in table.plain(row, 0)


def is_posting_row(table: Table, row: int) -> bool:
    """Tell whether a row of Canvas's says which grades are shown, and nothing else."""
    texts = filter(None, (field.label for field in table.rows[row]))
    return all(text == "Muted" or text.startswith("Manual Posting") for text in texts)


def is_worksheet(table: Table) -> bool:
    """Tell whether this is Moodle's: "Participant 123" comes first, in any language."""
    if not NOT_IN_MOODLE.isdisjoint(map(squeeze, table.header)):
        return False
    # With a blank between, for `u17` is a key of one's own.
    firsts = (table.label(row, 0) for row in table.below)
    return all(" " in first and PARTICIPANT.fullmatch(first) for first in firsts)


def find_moodle_columns(header: Sequence[str]) -> Columns:
    """Find a worksheet's columns by their headers, which are in the language of the site."""
    patterns = {"sis": MOODLE_SIS, "email": MOODLE_EMAIL, "group": MOODLE_GROUP}
    places = {what: columns_like(header, pattern) for what, pattern in patterns.items()}
    columns = {what: fitting[0] for what, fitting in places.items() if fitting}
    # The name stands second, or nowhere where marking is blind.
    if len(header) > 1 and MOODLE_NAME.search(header[1]):
        columns["name"] = 1
    return {**columns, "moodle": 0}


def columns_like(header: Sequence[str], pattern: re.Pattern[str]) -> list[int]:
    """Find all columns with such a header, right of the participants."""
    return [column for column in range(1, len(header)) if pattern.search(header[column])]


def participant_number(text: str) -> str:
    """Give the number of "Participant 123", which is another in each assignment."""
    match = PARTICIPANT.fullmatch(text)
    return match[1] if match else text


def name_in(table: Table, row: int, columns: Columns) -> str:
    """Read a student's name; one in two columns is put together as a list has it."""
    if name := table.label(row, columns.get("name")):
        return name
    parts = table.label(row, columns.get("family")), table.label(row, columns.get("given"))
    return ", ".join(filter(None, parts))
