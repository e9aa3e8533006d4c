"""What was read of a submission, and the form in which it comes from the process that reads.

What comes is data: a hostile file may have that process in its power, so all of it is looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from grader.core.submission import Cell, Deed, Import, Outline, Place, Script, Submission

Row = list[Any]

MOST_LINES = 5_000_000  # that stand, empty, before all the cells of a `.py` file together
TEXT, WHOLE, MAYBE = (str,), (int,), (int, type(None))
# All that comes is tables; these are the columns of each.
COLUMNS = {
    "cells": (MAYBE, WHOLE, TEXT),
    "notes": (TEXT,),
    "assignment": (TEXT,),
    "definitions": (TEXT, MAYBE, MAYBE),
    "attributes": (TEXT,),
    "begun": (TEXT, MAYBE),
    "imports": (MAYBE, MAYBE, TEXT, TEXT),
    "unrun": (TEXT, TEXT),
    "deeds": (MAYBE, MAYBE, TEXT, TEXT),
    "guarded": (WHOLE, WHOLE),
    "unwritten": (TEXT,),
    "tagged": (TEXT, TEXT),
    "spans": (TEXT, WHOLE, WHOLE, WHOLE),
}


@dataclass(frozen=True)
class Reading:
    """A submission that could be read: whose it is, what to run, what its text tells.

    `guarded` are the imports, by cell index and line, that the script expects to fail, `unwritten`
    the functions that are as a starter has them, `files` what was handed in beside it. `tagged` are
    the texts of cells, of whatever kind, by their tags, `spans` the names that are written, each by
    cell index, first and last line; None where nobody looked.
    """

    submission: Submission
    script: Script
    outline: Outline
    assignment: str | None = None
    guarded: tuple[tuple[int, int], ...] = ()
    unwritten: tuple[str, ...] = ()
    files: tuple[tuple[str, bytes], ...] = ()
    tagged: tuple[tuple[str, str], ...] | None = ()
    spans: tuple[tuple[str, int, int, int], ...] | None = None

    def with_notes(self, *notes: str) -> Reading:
        """Give it with what was noted of the file, before what is noted of its text."""
        noted = (*filter(None, notes), *self.script.notes)
        return replace(self, script=replace(self.script, notes=noted))


def to_tables(reading: Reading) -> dict[str, list[Row]]:
    """Give all but whose it is, of types that JSON knows."""
    outline = reading.outline
    return {
        "cells": [without_padding(cell) for cell in reading.script.cells],
        "notes": [[note] for note in reading.script.notes],
        "assignment": [] if reading.assignment is None else [[reading.assignment]],
        "definitions": [[name, at.cell, at.line] for name, at in outline.definitions.items()],
        "attributes": [[name] for name in outline.attributes],
        "begun": [[name, cell] for name, cell in outline.begun.items()],
        "imports": [[i.place.cell, i.place.line, i.module, i.fault] for i in outline.imports],
        "unrun": [[name, where] for name, where in outline.unrun.items()],
        "deeds": [[d.place.cell, d.place.line, d.what, d.function] for d in outline.deeds or ()],
        "guarded": [[*place] for place in reading.guarded],
        "unwritten": [[name] for name in reading.unwritten],
        "tagged": [[*pair] for pair in reading.tagged or ()],
        "spans": [[*span] for span in reading.spans or ()],
    }


def without_padding(cell: Cell) -> Row:
    """Give a cell with the number of empty lines that it begins with, in their place."""
    text = cell.source.lstrip("\n")
    return [cell.number, len(cell.source) - len(text), text]


def from_tables(tables: Any, submission: Submission) -> Reading:
    """Make the reading again. Raises ValueError for what is not of the form."""
    check(tables)
    if sum(above for _, above, _ in tables["cells"]) > MOST_LINES:
        raise ValueError("too many empty lines")
    cells = tuple(Cell(number, "\n" * above + text) for number, above, text in tables["cells"])
    return Reading(
        submission,
        Script(cells, tuple(note for (note,) in tables["notes"])),
        Outline(
            definitions={name: Place(*at) for name, *at in tables["definitions"]},
            attributes=tuple(name for (name,) in tables["attributes"]),
            begun=dict(tables["begun"]),
            imports=tuple(Import(Place(*row[:2]), *row[2:]) for row in tables["imports"]),
            unrun=dict(tables["unrun"]),
            deeds=tuple(Deed(Place(*row[:2]), *row[2:]) for row in tables["deeds"]),
        ),
        next((name for (name,) in tables["assignment"]), None),
        tuple((index, line) for index, line in tables["guarded"]),
        tuple(name for (name,) in tables["unwritten"]),
        tagged=tuple((tag, text) for tag, text in tables["tagged"]),
        spans=tuple((name, *lines) for name, *lines in tables["spans"]),
    )


def check(tables: Any) -> None:
    """Raise ValueError for anything but the tables that `to_tables` gives."""
    if not isinstance(tables, Mapping) or tables.keys() != COLUMNS.keys():
        raise ValueError("other tables")
    for name, columns in COLUMNS.items():
        table = tables[name]
        if not isinstance(table, list) or not all(fits(row, columns) for row in table):
            raise ValueError(f"{name} of another form")


def fits(row: Any, columns: tuple[tuple[type, ...], ...]) -> bool:
    """Tell whether a row has a value of the right type in each column."""
    return (
        isinstance(row, list)
        and len(row) == len(columns)
        and all(type(value) in types for value, types in zip(row, columns, strict=True))
    )
