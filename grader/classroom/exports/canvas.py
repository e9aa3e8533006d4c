"""Points put into the gradebook that a teacher exported from Canvas. Pure.

Written after the rules of Canvas's own importer: a column is known by the id in its header, so it
has to be there already; a blank over a score would clear it, so none is ever written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from grader.classroom.columns import (
    TEST_STUDENTS,
    Columns,
    find_canvas_columns,
    is_points_row,
    name_in,
)
from grader.classroom.csv_table import Table, decimal_mark, is_equal, number, read_table
from grader.classroom.exports.export import EXCUSED_MARK, Export, maximum_remarks, without_score
from grader.classroom.exports.matching import (
    BY_NAME,
    CandidateRow,
    Candidates,
    by_id,
    by_key,
    fill_rows,
    id_in,
)
from grader.classroom.names import orders_by_comma
from grader.classroom.people import EXCUSED, Standing
from grader.core.errors import UsageError
from grader.core.text import points

WHAT = "the Canvas gradebook"
WITH_ID = re.compile(r"(.*)\s\(([0-9]+)\)", re.DOTALL)
# Canvas drops a column whose header contains one of these: it holds it for a total.
TOTALS = (
    *(f"{when} {what}" for when in ("Current", "Final") for what in ("Score", "Points", "Grade")),
    *("Override Score", "Override Grade", "Override Status"),
)
# What a person has decided there, which points would undo.
LEFT_ALONE = {
    EXCUSED_MARK: "is excused in Canvas",
    "N/A": "does not have this assignment in Canvas",
}
# The ways in which Canvas itself knows a row, in its order.
KINDS = (
    by_id("Canvas ID", "canvas", id_in("canvas")),
    by_key("Canvas ID", id_in("canvas"), unless="canvas"),
    by_id("SIS User ID", "sis", id_in("sis")),
    by_id("SIS Login ID", "login", id_in("login")),
    by_key("SIS Login ID", id_in("login"), unless="login"),
    BY_NAME,
)


class NoColumnError(UsageError):
    """The gradebook has no column for an assignment."""


@dataclass(frozen=True)
class GradebookColumn:
    """The one column of a gradebook that is being filled in; `mark` is before decimals."""

    table: Table
    column: int
    mark: str

    def change(self, row: CandidateRow, standing: Standing) -> tuple[Mapping[int, str], str | None]:
        """Give a student's cell anew, if it is not that already, or say why it has to stay."""
        old = self.table.plain(row.number, self.column)
        if standing.status == EXCUSED and self.table.has(row.number, self.column):
            is_same = old.upper() == EXCUSED_MARK
            return {} if is_same else {self.column: EXCUSED_MARK}, None
        if standing.earned is None:
            return {}, f"{without_score(standing)}; the cell is as it was"
        if decided := LEFT_ALONE.get(old.upper()):
            return {}, f"{decided}; the cell is as it was"
        if not self.table.has(row.number, self.column):
            return {}, "the row ends before the column: it was not filled in"
        # `7.00` is not written anew as `7`: the less differs, the easier it is looked through.
        if is_equal(old, standing.earned):
            return {}, None
        return {self.column: points(standing.earned).replace(".", self.mark)}, None


def fill_gradebook(gradebook: bytes, standings: Sequence[Standing], column: str) -> Export:
    """Put the points into one column and change nothing else, to the byte.

    `column` is an assignment's title, or its header with the id. Raises UsageError for what is no
    gradebook, and for a column that is not there, not the only one, or read only.
    """
    table = read_table(gradebook, WHAT)
    columns = find_canvas_columns(table.header)
    if columns is None:
        raise UsageError(
            f"{WHAT} does not begin with the columns Student, ID, ..., Section: "
            "export it from Canvas once more"
        )
    assignments = range(columns["section"] + 1, len(table.header))
    chosen = find_column(table, assignments, column.strip())
    possible = find_points_possible(table, chosen)
    mark = decimal_mark(text for index in assignments for text in table.texts(index))
    candidates = Candidates(list(student_rows(table, columns)), KINDS, TEST_STUDENTS)
    export = fill_rows(table, standings, candidates, GradebookColumn(table, chosen, mark).change)
    scales = maximum_remarks(possible, standings, table.header[chosen])
    return replace(export, remarks=(*scales, *export.remarks))


def find_column(table: Table, assignments: Sequence[int], wanted: str) -> int:
    """Find the one column of that header, else of that title. Raises UsageError."""
    names = table.header  # once: it is made anew each time
    headers = {index: names[index] for index in assignments}
    # A title may look like another's header, id and all.
    fitting = [index for index, header in headers.items() if header == wanted]
    fitting = fitting or [index for index, header in headers.items() if title(header) == wanted]
    if len(fitting) != 1:
        which = "several columns" if fitting else "no column"
        listed = "; ".join(header for header in headers.values() if WITH_ID.fullmatch(header))
        kind = UsageError if fitting else NoColumnError
        raise kind(
            f"{WHAT} has {which} {wanted!r}: choose one of its assignments with --column: "
            f"{listed or 'it has none'}"
        )
    header = headers[fitting[0]]
    total = next((total for total in TOTALS if total in header), None)
    if total:
        raise UsageError(
            f"{WHAT}: Canvas takes the column {header!r} for a total, because of "
            f"the words {total!r}, and would not import it: rename the assignment there"
        )
    return fitting[0]


def title(header: str) -> str | None:
    """Give an assignment's title; None for a column that is no assignment."""
    match = WITH_ID.fullmatch(header)
    return match[1].strip() if match else None


def find_points_possible(table: Table, column: int) -> float | None:
    """Find the assignment's points in Canvas. Raises UsageError if its column is read only."""
    # The row stands below that of posting policies, if there is one.
    row = next((row for row in table.below if is_points_row(table, row)), None)
    if row is None:
        return None
    text = table.plain(row, column)
    if "read only" in text.lower():
        raise UsageError(
            f"{WHAT}: the column {table.header[column]!r} is read only there, "
            "so Canvas would not import it"
        )
    return number(text)


def student_rows(table: Table, columns: Columns) -> Iterator[CandidateRow]:
    """Find the rows of students: not those of maxima and posting policies, nor blank ones."""
    for row in table.below:
        name = name_in(table, row, columns)
        place = name or table.label(row, columns["canvas"])
        if place and not is_points_row(table, row):
            systems = ("canvas", "sis", "login")
            ids = {system: [table.plain(row, columns.get(system))] for system in systems}
            yield CandidateRow(row, place, orders_by_comma(name), ids)
