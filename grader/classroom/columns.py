"""Which column says what: in Canvas's gradebook, in Moodle's worksheet, in a list of one's own.

Pure. Who is read from such a file and whose row it is asks here, so that both see the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from grader.classroom.csv_table import Table

# Headers are compared in small letters and digits alone: "SIS User ID" is `sisuserid`.
COLUMNS: dict[str, Sequence[str]] = {
    # Of a list of one's own, of Gradescope, GitHub Classroom and D2L.
    "key": ("student", "id", "studentid", "username", "login", "sid", "githubusername"),
    "name": ("name", "fullname", "studentname"),
    "given": ("firstname", "givenname", "vorname"),
    "family": ("lastname", "surname", "familyname", "nachname"),
    "email": ("email", "mail", "emailaddress"),
    "login": ("login", "username", "sisloginid"),
    "canvas": ("canvas", "canvasid", "canvasuserid"),
    "sis": ("sis", "sisid", "sisuserid", "orgdefinedid"),
    "moodle": ("moodle", "moodleid", "participant", "identifier"),
    "github": ("github", "githubusername", "githublogin"),
    "brightspace": ("brightspace", "brightspaceid", "d2l", "d2lid"),
    "blackboard": ("blackboard", "blackboardid"),
    "anon": ("anonymous", "anonymousid", "anonymousids", "anonid"),
    "group": ("group", "groupname", "team"),
    "section": ("section",),
}
CANVAS = {"canvas": ["id"], "sis": ["sisuserid"], "login": ["sisloginid"], "section": ["section"]}
# GitHub Classroom's roster and its table of grades, which tells the groups, too.
GITHUB: dict[str, Sequence[str]] = {
    "key": ("identifier", "rosteridentifier"),
    "github": ("githubusername",),
    "name": ("name",),
    "group": ("groupname",),
    "repository": ("studentrepositoryname",),
    "time": ("submissiontimestamp",),
}
BLACKBOARD = {
    "family": ["lastname"],
    "given": ["firstname"],
    "login": ["username"],
    "sis": ["studentid"],
    "access": ["lastaccess"],
}
# Gradescope's roster names staff among the students, and knows some by their e-mail alone.
ROSTER_OF_GRADESCOPE: dict[str, Sequence[str]] = {
    "sis": ("sid",),
    "email": ("email",),
    "role": ("role",),
    "given": ("firstname",),
    "family": ("lastname",),
    "name": ("name", "fullname"),
    "section": ("section", "sections"),
}
STAFF = {"instructor", "ta", "reader"}
PREVIEW = "_previewuser"  # ends the name of a teacher who looks at Blackboard as students do
TEST_STUDENTS = {"Student, Test", "Test Student"}
NOT_IN_MOODLE = {"student", "studentid", "username", "login", "key"}
# What a Moodle site calls a participant and the columns, as far as they are of use here.
PARTICIPANTS = re.compile(
    "particip|partecip|teilnehm|deelnemer|delta[gk]|uczestni|účastn|résztvev|osallist|katılımcı"
    "|участни|учасни|参加|参与|參與|참",
    re.IGNORECASE,
)
STATUS = re.compile(
    "stat|estado|stan$|stav|durum|tila|állapot|стат|стан|状态|狀態|ステータス|상태", re.I
)
MOODLE_WIDTH = 7  # at least, where names are shown and points given
MOODLE_EMAIL = re.compile(r"mail|courriel|correo|почт|メール", re.IGNORECASE)
MOODLE_SIS = re.compile(r"\bid.?num|num.* d.identification|número de id|numero id", re.IGNORECASE)
MOODLE_GROUP = re.compile(r"\b(group|gruppe|groupe|grupo|gruppo|groep|team)\b", re.IGNORECASE)
# When the work came, and not when it was graded.
MOODLE_TIME = re.compile(
    r"\((submission|abgabe|travail remis|entrega|consegna|inzending|envio)\)$", re.IGNORECASE
)
PARTICIPANT = re.compile(r"([^\W\d_].*?)([0-9]+)")
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")

# What a spreadsheet has made of an id, of which the digits are gone, or of a formula.
CHANGED = re.compile(r"[0-9]([.,][0-9]+)?E\+[0-9]+|[0-9]+\.0+|#+|#(N/A|REF!|NAME\?|VALUE!)", re.I)
D2L = "orgdefinedid"  # where this is a column, ids are marked by `#`

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


def find_gradescope_columns(header: Sequence[str]) -> Columns | None:
    """Find the columns of Gradescope's roster; None for another list."""
    columns = find_columns(header, ROSTER_OF_GRADESCOPE)
    return columns if columns.keys() >= {"sis", "email", "role"} else None


def find_github_columns(header: Sequence[str]) -> Columns | None:
    """Find the columns of a list from GitHub Classroom; None for another."""
    columns = find_columns(header, GITHUB)
    return columns if columns.keys() >= {"key", "github"} else None


def is_address(text: str) -> bool:
    """Tell whether a text is an e-mail address."""
    return bool(ADDRESS.fullmatch(text))


def find_blackboard_columns(header: Sequence[str]) -> Columns | None:
    """Find the columns of a gradebook from Blackboard; None for another."""
    columns = find_columns(header, BLACKBOARD)
    return columns if columns.keys() == BLACKBOARD.keys() else None


def is_points_row(table: Table, row: int) -> bool:
    """Tell whether a row of Canvas's has the assignments' points, not a student's."""
    return "Points Possible" in table.plain(row, 0)


def is_posting_row(table: Table, row: int) -> bool:
    """Tell whether a row of Canvas's says which grades are shown, and nothing else."""
    texts = filter(None, (field.label for field in table.rows[row]))
    return all(text == "Muted" or text.startswith("Manual Posting") for text in texts)


def is_worksheet(table: Table) -> bool:
    """Tell whether this is Moodle's: "Participant 123" comes first, in any language."""
    firsts = [PARTICIPANT.fullmatch(table.label(row, 0)) for row in table.below]
    words = {first[1] if first else "" for first in firsts}
    if len(words) != 1 or words == {""}:
        return False
    headers, (word,) = [squeeze(text) for text in table.header], words
    if PARTICIPANTS.match(word):
        return headers[0] not in NOT_IN_MOODLE
    # Of a language that is not known here; `u17` below `id` is a key of one's own.
    is_own = headers[0] == "id" or not NOT_IN_MOODLE.isdisjoint(headers)
    return not is_own and (word.endswith(" ") or len(headers) >= MOODLE_WIDTH)


def find_moodle_columns(table: Table) -> Columns:
    """Find a worksheet's columns, by place or by headers, which are in the site's language."""
    header = table.header
    patterns = {"sis": MOODLE_SIS, "email": MOODLE_EMAIL, "group": MOODLE_GROUP}
    patterns["time"] = MOODLE_TIME
    places = {what: columns_like(header, pattern) for what, pattern in patterns.items()}
    places["email"] = places["email"] or [n for n in range(2, len(header)) if is_mail(table, n)]
    columns = {what: fitting[0] for what, fitting in places.items() if fitting}
    # The name stands second, or nowhere where marking is blind.
    if len(header) > 1 and not STATUS.search(header[1]):
        columns["name"] = 1
    return {**columns, "moodle": 0}


def is_mail(table: Table, column: int) -> bool:
    """Tell whether a column holds addresses and nothing else."""
    texts = list(table.texts(column))
    return bool(texts) and all(map(is_address, texts))


def columns_like(header: Sequence[str], pattern: re.Pattern[str]) -> list[int]:
    """Find all columns with such a header, right of the participants."""
    return [column for column in range(1, len(header)) if pattern.search(header[column])]


def participant_number(text: str) -> str:
    """Give the number of "Participant 123", which is another in each assignment."""
    match = PARTICIPANT.fullmatch(text)
    return match[2] if match else text


def name_in(table: Table, row: int, columns: Columns) -> str:
    """Read a student's name; one in two columns is put together as a list has it."""
    if name := table.label(row, columns.get("name")):
        return name
    parts = table.label(row, columns.get("family")), table.label(row, columns.get("given"))
    return ", ".join(filter(None, parts))


def id_in(table: Table, row: int, column: int | None) -> str:
    """Read an id. Raises UsageError for one that a spreadsheet has changed."""
    text = table.label(row, column)
    if CHANGED.fullmatch(text):
        raise table.fault(
            row,
            f"a spreadsheet has changed an id to {text!r}; export the list again and don't open "
            "it, or import it with that column as text",
        )
    is_marked = text.startswith("#") and D2L in map(squeeze, table.header)
    return text.removeprefix("#") if is_marked else text
