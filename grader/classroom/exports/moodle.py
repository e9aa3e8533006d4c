"""Points put into the grading worksheet that a teacher downloaded from Moodle. Pure.

The worksheet's headers are in the language of the teacher's pages, and Moodle's importer demands
exactly those, so they are looked for and never written. Right of the grades stands their maximum
or, for an assignment that is not graded in points, the scale. A worksheet is not offered while a
rubric or marking guide of Moodle's own is switched on for the assignment.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from grader.classroom.csv_table import Table, decimal_mark, is_equal, number, read_table
from grader.classroom.exports.export import Export, maximum_remarks, without_score
from grader.classroom.exports.feedback import OPENING, feedback_html
from grader.classroom.exports.matching import (
    CandidateRow,
    Kind,
    Matching,
    match,
    name_forms,
    unclaimed,
)
from grader.classroom.people import Remark, Standing
from grader.core.errors import UsageError
from grader.core.text import points

WHAT = "the Moodle grading worksheet"
GRADES = {"Grade", "Bewertung", "Note", "Calificación", "Valutazione", "Voto", "Cijfer"}
GRADES |= {"Beoordeling", "Nota", "Avaliação", "Ocena", "Оценка", "評定", "評点"}
SCALES = {"Scale", "Skala", "Barème", "Escala", "Scala", "Schaal", "Шкала", "評価尺度"}
EMAIL = re.compile(r"mail|courriel|correo|почт|メール", re.IGNORECASE)
ID_NUMBER = re.compile(r"\bid.?num|num.* d.identification|número de id|numero id", re.IGNORECASE)
FEEDBACK = {"Feedback comments", "Feedback als Kommentar", "Feedback par commentaires"}
FEEDBACK |= {"Comentarios de retroalimentación", "Comentários de feedback", "Commenti"}
FEEDBACK |= {"Feedback", "Отзыв в виде комментария", "フィードバックコメント"}
YES = {"yes", "ja", "oui", "sí", "sì", "sim", "tak", "да", "はい"}
NO = {"no", "nein", "non", "nee", "não", "nie", "нет", "いいえ"}


@dataclass(frozen=True)
class MoodleColumns:
    """Where the columns of a worksheet are; the identifier is the first."""

    grade: int
    maximum: int | None
    changeable: int | None
    feedback: int | None


@dataclass(frozen=True)
class Sheet:
    """A worksheet that is being filled in."""

    table: Table
    layout: MoodleColumns
    mark: str

    def cell(self, row: CandidateRow, column: int | None) -> str:
        return "" if column is None else self.table.plain(row.number, column)


def fill_worksheet(
    worksheet: bytes,
    standings: Sequence[Standing],
    column: str | None = None,
    *,
    feedback: bool = False,
) -> Export:
    """Put the points, and on request what was lost, into the worksheet; nothing else changes.

    `column` is the header of the grades where the language is not known here. Raises UsageError
    for a column that is not there, and for an assignment that is graded with a scale.
    """
    table = read_table(worksheet, WHAT)
    layout = find_layout(table, column, feedback=feedback)
    sheet = Sheet(table, layout, mark_of(table, layout))
    rows = list(student_rows(table, layout))
    matching = match([each.student for each in standings], rows, kinds(table, layout))
    changes, remarks = placed(sheet, standings, matching)
    maxima = {sheet.cell(row, layout.maximum) for row in rows} - {""}
    possible = number(maxima.pop()) if len(maxima) == 1 else None
    return Export(
        table.with_cells(changes),
        (
            *maximum_remarks(possible, standings, table.header[layout.grade]),
            *matching.remarks,
            *remarks,
            *unclaimed(rows, matching),
        ),
    )


def find_layout(table: Table, column: str | None, *, feedback: bool) -> MoodleColumns:
    """The columns, whatever language their headers are in. Raises UsageError."""
    grade = find_header(table, {column.strip()} if column else GRADES, 1, "grades", "--column")
    beside = grade + 1 if grade + 1 < len(table.header) else None
    if beside is not None and is_scale(table, beside):
        raise UsageError(
            f"{WHAT}: the assignment is graded with a scale, not in points: "
            "set its maximum grade in Moodle"
        )
    return MoodleColumns(
        grade,
        beside if beside is not None and holds_numbers(table, beside) else None,
        find_changeable(table, grade),
        find_header(table, FEEDBACK, grade + 1, "feedback comments") if feedback else None,
    )


def find_header(
    table: Table, known: set[str], first: int, what: str, option: str | None = None
) -> int:
    """The only column from the first on with a known header. Raises UsageError."""
    headers = table.header
    found = [index for index in range(first, len(headers)) if headers[index] in known]
    if len(found) != 1:
        which = "several columns" if found else "no column"
        hint = f"choose it with {option}" if option else "leave the feedback out"
        raise UsageError(f"{WHAT} has {which} of {what}: {hint}: {'; '.join(headers)}")
    return found[0]


def find_changeable(table: Table, grade: int) -> int | None:
    """The column that says which grades are locked: after the maximum, or a workflow's state."""
    near = range(grade + 2, min(grade + 4, len(table.header)))
    return next((column for column in near if says_yes_or_no(table, column)), None)


def is_scale(table: Table, column: int) -> bool:
    """Whether a column lists the words of a scale, one a line."""
    return table.header[column] in SCALES or any("\n" in text for text in below(table, column))


def holds_numbers(table: Table, column: int) -> bool:
    """Whether all that a column says are numbers."""
    return all(number(text) is not None for text in below(table, column))


def says_yes_or_no(table: Table, column: int) -> bool:
    """Whether a column says nothing but yes and no, in any of the languages."""
    told = {text.casefold() for text in below(table, column)}
    return bool(told) and told <= YES | NO


def below(table: Table, column: int) -> Iterator[str]:
    """What a column holds, blanks left out."""
    for row in range(1, len(table.rows)):
        if text := table.plain(row, column):
            yield text


def student_rows(table: Table, layout: MoodleColumns) -> Iterator[CandidateRow]:
    """The rows that begin with a participant; what else they say of whom may be a name."""
    for index in range(1, len(table.rows)):
        if identifier := table.plain(index, 0):
            told = [table.plain(index, column) for column in range(1, layout.grade)]
            yield CandidateRow(
                index, identifier, [form for text in told for form in name_forms(text)]
            )


def kinds(table: Table, layout: MoodleColumns) -> list[Kind]:
    """The participant's number, else what the columns left of the grade say of a person."""

    def participant(row: CandidateRow) -> list[str]:
        found = re.search(r"[0-9]+$", table.plain(row.number, 0))
        return [found[0]] if found else []

    def person(row: CandidateRow) -> list[str]:
        return [text for text in row.names if text]

    def under(header: re.Pattern[str]) -> Callable[[CandidateRow], list[str]]:
        columns = [i for i in range(1, layout.grade) if header.search(table.header[i])]
        return lambda row: [table.plain(row.number, column) for column in columns]

    # A participant's number speaks against nobody: it is another in each assignment.
    return [
        Kind("participant number", lambda one: [one.ids.get("moodle", "")], participant),
        Kind(
            "participant number",
            lambda one: [] if "moodle" in one.ids else [one.key],
            participant,
            guessed=True,
        ),
        Kind("email address", lambda one: [one.ids.get("email", "")], person, ids=under(EMAIL)),
        Kind("ID number", lambda one: [one.ids.get("sis", "")], person, ids=under(ID_NUMBER)),
        Kind("login", lambda one: [one.ids.get("login", "")], person),
        Kind("ID number", lambda one: [one.key], person, guessed=True),
        Kind("name", lambda one: name_forms(one.name), person, guessed=True),
    ]


def mark_of(table: Table, layout: MoodleColumns) -> str:
    """The decimal mark, as the grades and their maxima have it."""
    columns = [column for column in (layout.grade, layout.maximum) if column is not None]
    return decimal_mark(text for column in columns for text in below(table, column))


def placed(
    sheet: Sheet, standings: Sequence[Standing], matching: Matching
) -> tuple[dict[tuple[int, int], str], list[Remark]]:
    """The cells to change, and what is said of those that stay."""
    changes: dict[tuple[int, int], str] = {}
    remarks = []
    for standing in standings:
        row = matching.rows.get(standing.student.key)
        if row is None:
            continue
        reason = kept(sheet, row, standing)
        if reason is None:
            changes.update(new_cells(sheet, row, standing))
            reason = kept_comment(sheet, row)
        if reason:
            remarks.append(Remark(str(standing.student), reason))
    return changes, remarks


def kept(sheet: Sheet, row: CandidateRow, standing: Standing) -> str | None:
    """Why a row stays as it was downloaded, if it has to."""
    if standing.earned is None:
        return f"{without_score(standing)}; the row is as it was"
    if sheet.cell(row, sheet.layout.changeable).casefold() in NO:
        return "the grade is locked in Moodle; the row is as it was"
    if not sheet.table.has(row.number, sheet.layout.grade):
        return "the row ends before the column: it was not filled in"
    maximum = number(sheet.cell(row, sheet.layout.maximum))
    if maximum is not None and standing.earned > maximum:
        more = f"{points(standing.earned)} is more than Moodle's maximum of {points(maximum)}"
        return f"{more}; the row is as it was"
    return None


def kept_comment(sheet: Sheet, row: CandidateRow) -> str | None:
    """A person's own comment stays."""
    comment = sheet.cell(row, sheet.layout.feedback)
    if comment and not comment.startswith(OPENING):
        return "has a comment of somebody's, which stays; only the grade was filled in"
    return None


def new_cells(
    sheet: Sheet, row: CandidateRow, standing: Standing
) -> Iterator[tuple[tuple[int, int], str]]:
    """A student's grade and comment, where they are not there already."""
    layout = sheet.layout
    earned = standing.earned or 0
    if not is_equal(sheet.cell(row, layout.grade), earned):
        yield (row.number, layout.grade), points(earned).replace(".", sheet.mark)
    if layout.feedback is None or kept_comment(sheet, row):
        return
    text = feedback_html(standing)
    if sheet.table.has(row.number, layout.feedback) and text != sheet.cell(row, layout.feedback):
        yield (row.number, layout.feedback), text
