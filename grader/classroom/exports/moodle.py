"""Points put into the grading worksheet that a teacher downloaded from Moodle. Pure.

The worksheet's headers are in the language of the teacher's pages, and Moodle's importer demands
exactly those, so they are looked for and never written. Right of the grades stands their maximum
or, for an assignment that is not graded in points, the scale. A worksheet is not offered while a
rubric or marking guide of Moodle's own is switched on for the assignment.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from grader.classroom.columns import MOODLE_EMAIL, MOODLE_SIS, columns_like, participant_number
from grader.classroom.csv_table import Table, decimal_mark, is_equal, number, read_table
from grader.classroom.exports.export import Export, maximum_remarks, without_score
from grader.classroom.exports.feedback import OPENING
from grader.classroom.exports.matching import (
    BY_NAME,
    CandidateRow,
    Candidates,
    by_id,
    by_key,
    fill_rows,
    names_of,
)
from grader.classroom.names import orders_by_comma
from grader.classroom.people import Standing
from grader.core.errors import UsageError
from grader.core.text import points

WHAT = "the Moodle grading worksheet"
GRADES = {"Grade", "Bewertung", "Note", "Calificación", "Valutazione", "Voto", "Cijfer"}
GRADES |= {"Beoordeling", "Nota", "Avaliação", "Ocena", "Оценка", "評定", "評点"}
SCALES = {"Scale", "Skala", "Barème", "Escala", "Scala", "Schaal", "Шкала", "評価尺度"}
FEEDBACK = {"Feedback comments", "Feedback als Kommentar", "Feedback par commentaires"}
FEEDBACK |= {"Comentarios de retroalimentación", "Comentários de feedback", "Commenti"}
FEEDBACK |= {"Feedback", "Отзыв в виде комментария", "フィードバックコメント"}
YES = {"yes", "ja", "oui", "sí", "sì", "sim", "tak", "да", "はい"}
NO = {"no", "nein", "non", "nee", "não", "nie", "нет", "いいえ"}


def participant(row: CandidateRow) -> list[str]:
    """Read the number of a row's participant, another in each assignment, so no id."""
    return [participant_number(row.place)]


# Which of the columns left of the grade is the login, nobody says: an id is looked for in all.
KINDS = (
    by_id("participant number", "moodle", participant),
    by_key("participant number", participant, unless="moodle"),
    by_id("email address", "email", names_of),
    by_id("ID number", "sis", names_of),
    by_id("login", "login", names_of),
    by_key("ID number", names_of),
    BY_NAME,
)


@dataclass(frozen=True)
class Worksheet:
    """A worksheet that is being filled in, and its columns; participants are in the first."""

    table: Table
    grade: int
    maximum: int | None
    changeable: int | None
    feedback: int | None
    texts: Mapping[str, str]  # what each student reads there, by key

    def plain(self, row: CandidateRow, column: int | None) -> str:
        return self.table.plain(row.number, column)

    @cached_property
    def mark(self) -> str:
        """The decimal mark, as the grades and their maxima have it."""
        columns = [column for column in (self.grade, self.maximum) if column is not None]
        return decimal_mark(text for column in columns for text in self.table.texts(column))

    def change(self, row: CandidateRow, standing: Standing) -> tuple[Mapping[int, str], str | None]:
        """Give a student's grade and comment, where they are not there already, or why not."""
        if reason := self.why_kept(row, standing):
            return {}, reason
        earned, values = standing.earned or 0, {}
        if not is_equal(self.plain(row, self.grade), earned):
            values[self.grade] = points(earned).replace(".", self.mark)
        comment = self.plain(row, self.feedback)
        # Only what begins as ours do was written by us, and may be replaced.
        if comment and not comment.startswith(OPENING):
            reason = "has a comment of somebody's, which stays; only the grade was filled in"
            return values, reason
        if self.feedback is not None and self.table.has(row.number, self.feedback):
            text = self.texts[standing.student.key]
            values |= {self.feedback: text} if text != comment else {}
        return values, None

    def why_kept(self, row: CandidateRow, standing: Standing) -> str | None:
        """Say why a row stays as it was downloaded, if it has to."""
        if standing.earned is None:
            return f"{without_score(standing)}; the row is as it was"
        if self.plain(row, self.changeable).casefold() in NO:
            return "the grade is locked in Moodle; the row is as it was"
        if not self.table.has(row.number, self.grade):
            return "the row ends before the column: it was not filled in"
        # Moodle would leave the grade out without a word.
        maximum = number(self.plain(row, self.maximum))
        if maximum is not None and standing.earned > maximum:
            more = f"{points(standing.earned)} is more than Moodle's maximum of {points(maximum)}"
            return f"{more}; the row is as it was"
        return None


def fill_worksheet(
    worksheet: bytes,
    standings: Sequence[Standing],
    column: str | None = None,
    *,
    feedback: Mapping[str, str] | None = None,
) -> Export:
    """Put the points, and on request what was lost, into the worksheet; nothing else changes.

    `feedback` is what each student reads, by key, as `feedback_html` makes it; `column` is the
    header of the grades where the language is not known here. Raises UsageError for a column that
    is not there, and for an assignment that is graded with a scale.
    """
    table = read_table(worksheet, WHAT)
    sheet = find_worksheet(table, column, feedback=feedback)
    rows = list(student_rows(sheet))
    export = fill_rows(table, standings, Candidates(rows, KINDS), sheet.change)
    maxima = {sheet.plain(row, sheet.maximum) for row in rows} - {""}
    possible = number(maxima.pop()) if len(maxima) == 1 else None
    scales = maximum_remarks(possible, standings, table.header[sheet.grade])
    return replace(export, remarks=(*scales, *export.remarks))


def find_worksheet(
    table: Table, column: str | None, *, feedback: Mapping[str, str] | None
) -> Worksheet:
    """Find the columns, whatever language their headers are in. Raises UsageError."""
    grade = find_grade(table, column)
    # By its place, for its header is in too many languages; whether it is one, its cells tell.
    beside = grade + 1 if grade + 1 < len(table.header) else None
    if beside is not None and is_scale(table, beside):
        raise UsageError(
            f"{WHAT}: the assignment is graded with a scale, not in points: "
            "set its maximum grade in Moodle"
        )
    about = "feedback comments: leave the feedback out"
    return Worksheet(
        table,
        grade,
        beside if beside is not None and holds_numbers(table, beside) else None,
        find_changeable(table, grade),
        find_only(table, FEEDBACK, grade + 1, about) if feedback is not None else None,
        feedback or {},
    )


def find_grade(table: Table, column: str | None) -> int:
    """Find the grades, by their place where their header is in no known language."""
    known = {column.strip()} if column else GRADES
    if column or known & set(table.header):
        return find_only(table, known, 1, "grades: choose it with --column")
    # Left of one maximum for all, right of which two words say what is locked.
    places = [c for c in range(2, len(table.header) - 2) if is_left_of_maximum(table, c)]
    if len(places) != 1:
        return find_only(table, known, 1, "grades: choose it with --column")
    return places[0]


def is_left_of_maximum(table: Table, column: int) -> bool:
    """Tell whether numbers, or nothing, stand in a column, and one number right of it."""
    maxima, words = set(table.texts(column + 1)), set(table.texts(column + 2))
    is_maximum = len(maxima) == 1 and holds_numbers(table, column + 1)
    return is_maximum and holds_numbers(table, column) and 0 < len(words) <= 2


def find_only(table: Table, known: Collection[str], first: int, about: str) -> int:
    """Find the only column from the first on with a known header. Raises UsageError."""
    headers = table.header
    columns = [column for column in range(first, len(headers)) if headers[column] in known]
    if len(columns) != 1:
        which = "several columns" if columns else "no column"
        raise UsageError(f"{WHAT} has {which} of {about}: {'; '.join(headers)}")
    return columns[0]


def find_changeable(table: Table, grade: int) -> int | None:
    """Find what says which grades are locked: after the maximum, or a workflow's state."""
    # No further to the right: there stand students' own texts, which may say "no".
    near = range(grade + 2, min(grade + 4, len(table.header)))
    return next((column for column in near if says_yes_or_no(table, column)), None)


def is_scale(table: Table, column: int) -> bool:
    """Tell whether a column lists the words of a scale, one a line."""
    return table.header[column] in SCALES or any("\n" in text for text in table.texts(column))


def holds_numbers(table: Table, column: int) -> bool:
    """Tell whether all that a column says are numbers."""
    return all(number(text) is not None for text in table.texts(column))


def says_yes_or_no(table: Table, column: int) -> bool:
    """Tell whether a column says nothing but yes and no, in any of the languages."""
    texts = {text.casefold() for text in table.texts(column)}
    return bool(texts) and texts <= YES | NO


def student_rows(sheet: Worksheet) -> Iterator[CandidateRow]:
    """Find the rows that begin with a participant; what else they say of whom may be a name."""
    table, headers = sheet.table, {"email": MOODLE_EMAIL, "sis": MOODLE_SIS}
    left = table.header[: sheet.grade]
    columns = {system: columns_like(left, pattern) for system, pattern in headers.items()}
    for row in table.below:
        if place := table.plain(row, 0):
            texts = [table.plain(row, column) for column in range(1, sheet.grade)]
            names = [order for text in texts for order in orders_by_comma(text)]
            ids = {system: [table.plain(row, n) for n in at] for system, at in columns.items()}
            yield CandidateRow(row, place, names, ids)
