"""Points put into the gradebook that a teacher exported from Canvas. Pure.

Written after the rules of Canvas's own importer: a column is known by the id in its header, so it
has to be there already; a blank over a score would clear it, so none is ever written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from grader.classroom.csv_table import Table, decimal_mark, is_equal, number, read_table
from grader.classroom.exports.export import Export, maximum_remarks, without_score
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

WHAT = "the Canvas gradebook"
WITH_ID = re.compile(r"(.*)\s\(([0-9]+)\)", re.DOTALL)
# Canvas drops a column whose header contains one of these: it holds it for a total.
TOTALS = (
    *(f"{when} {what}" for when in ("Current", "Final") for what in ("Score", "Points", "Grade")),
    *("Override Score", "Override Grade", "Override Status"),
)
TEST_STUDENT = ("Student, Test", "Test Student")
LEFT_ALONE = {"EX": "is excused in Canvas", "N/A": "does not have this assignment in Canvas"}


@dataclass(frozen=True)
class CanvasColumns:
    """Where the columns of a gradebook are; `assignments` is the first that may be one."""

    names: tuple[int, ...]
    id: int
    sis: int | None
    login: int | None
    assignments: int


def fill_gradebook(gradebook: bytes, standings: Sequence[Standing], column: str) -> Export:
    """Put the points into one column and change nothing else, to the byte.

    `column` is an assignment's title, or its header with the id. Raises UsageError for what is no
    gradebook, and for a column that is not there, not the only one, or read only.
    """
    table = read_table(gradebook, WHAT)
    layout = find_layout(table)
    chosen = find_column(table, layout, column)
    possible = find_points_possible(table, chosen)
    rows = list(student_rows(table, layout))
    matching = match([each.student for each in standings], rows, kinds(table, layout))
    changes, remarks = placed(table, chosen, standings, matching, mark_of(table, layout))
    return Export(
        table.with_cells(changes),
        (
            *maximum_remarks(possible, standings, table.header[chosen]),
            *matching.remarks,
            *remarks,
            *unclaimed(rows, matching, TEST_STUDENT),
        ),
    )


def find_layout(table: Table) -> CanvasColumns:
    """The columns that say whose a row is. Raises UsageError for another kind of file."""
    header = table.header
    names = (0, 1) if header[:2] == ["LastName", "FirstName"] else (0,)
    at = len(names)
    section = next((i for i in range(at, len(header)) if "Section" in header[i]), None)
    if section is None or "ID" not in header[at] or (at == 1 and "Student" not in header[0]):
        raise UsageError(
            f"{WHAT} does not begin with the columns Student, ID, ..., Section: "
            "export it from Canvas once more"
        )
    known = header[at + 1 : section]
    sis, login = (
        at + 1 + known.index(name) if name in known else None
        for name in ("SIS User ID", "SIS Login ID")
    )
    return CanvasColumns(names, at, sis, login, section + 1)


def find_column(table: Table, layout: CanvasColumns, column: str) -> int:
    """The one column of that header, else of that title. Raises UsageError."""
    headers = dict(list(enumerate(table.header))[layout.assignments :])
    wanted = column.strip()
    found = [index for index, header in headers.items() if header == wanted]
    found = found or [index for index, header in headers.items() if title(header) == wanted]
    if len(found) != 1:
        which = "several columns" if found else "no column"
        listed = "; ".join(header for header in headers.values() if WITH_ID.fullmatch(header))
        raise UsageError(
            f"{WHAT} has {which} {wanted!r}: choose one of its assignments with --column: "
            f"{listed or 'it has none'}"
        )
    total = next((total for total in TOTALS if total in table.header[found[0]]), None)
    if total:
        raise UsageError(
            f"{WHAT}: Canvas takes the column {table.header[found[0]]!r} for a total, because of "
            f"the words {total!r}, and would not import it: rename the assignment there"
        )
    return found[0]


def title(header: str) -> str | None:
    """An assignment's title; None for a column that is no assignment."""
    found = WITH_ID.fullmatch(header)
    return found[1].strip() if found else None


def find_points_possible(table: Table, column: int) -> float | None:
    """The assignment's points in Canvas. Raises UsageError if its column is read only."""
    for row in range(1, len(table.rows)):
        if is_points_possible(table, row):
            text = table.plain(row, column)
            if "read only" in text.lower():
                raise UsageError(
                    f"{WHAT}: the column {table.header[column]!r} is read only there, "
                    "so Canvas would not import it"
                )
            return number(text)
    return None


def is_points_possible(table: Table, row: int) -> bool:
    """Whether a row is the one of the assignments' maxima."""
    return "Points Possible" in table.plain(row, 0)


def student_rows(table: Table, layout: CanvasColumns) -> Iterator[CandidateRow]:
    """The rows of students: not those of maxima and posting policies, nor blank ones."""
    for index in range(1, len(table.rows)):
        place = ", ".join(table.plain(index, column) for column in layout.names).strip(", ")
        if not is_points_possible(table, index) and (place or table.plain(index, layout.id)):
            yield CandidateRow(index, place or table.plain(index, layout.id), name_forms(place))


def kinds(table: Table, layout: CanvasColumns) -> list[Kind]:
    """How Canvas itself knows a row, in its order."""

    def known(name: str, system: str, index: int | None) -> Kind:
        cell = cells(table, index)
        return Kind(name, lambda one: [one.ids.get(system, "")], cell, ids=cell)

    def guess(name: str, system: str, index: int | None) -> Kind:
        cell = cells(table, index)
        return Kind(name, lambda one: [] if system in one.ids else [one.key], cell, guessed=True)

    return [
        known("Canvas ID", "canvas", layout.id),
        guess("Canvas ID", "canvas", layout.id),
        known("SIS User ID", "sis", layout.sis),
        known("SIS Login ID", "login", layout.login),
        guess("SIS Login ID", "login", layout.login),
        Kind("name", lambda one: name_forms(one.name), lambda row: row.names, guessed=True),
    ]


def cells(table: Table, column: int | None) -> Callable[[CandidateRow], list[str]]:
    """What a row says in one column, which need not be there."""
    return lambda row: [] if column is None else [table.plain(row.number, column)]


def placed(
    table: Table, column: int, standings: Sequence[Standing], matching: Matching, mark: str
) -> tuple[dict[tuple[int, int], str], list[Remark]]:
    """The cells to change, and what is said of those that stay."""
    changes, remarks = {}, []
    for standing in standings:
        row = matching.rows.get(standing.student.key)
        if row is None:
            continue
        old = table.plain(row.number, column)
        reason = kept(standing, old, has_cell=table.has(row.number, column))
        if reason:
            remarks.append(Remark(str(standing.student), reason))
        elif standing.earned is not None and not is_equal(old, standing.earned):
            changes[row.number, column] = points(standing.earned).replace(".", mark)
    return changes, remarks


def kept(standing: Standing, old: str, *, has_cell: bool) -> str | None:
    """Why a cell stays as it was downloaded, if it has to."""
    if standing.earned is None:
        return f"{without_score(standing)}; the cell is as it was"
    if old.upper() in LEFT_ALONE:
        return f"{LEFT_ALONE[old.upper()]}; the cell is as it was"
    return None if has_cell else "the row ends before the column: it was not filled in"


def mark_of(table: Table, layout: CanvasColumns) -> str:
    """The decimal mark, as the cells of all assignments have it."""
    numbered = range(1, len(table.rows))
    columns = range(layout.assignments, len(table.header))
    return decimal_mark(table.plain(row, column) for row in numbered for column in columns)
