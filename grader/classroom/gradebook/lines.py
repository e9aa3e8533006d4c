"""Add the criteria of scores, by the driver itself: SQLAlchemy takes longer than the database.

A rescore of a class writes hundreds of thousands, and most are alike: what a criterion says is made
ready for the driver once for all of them.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Dialect

from grader.classroom.gradebook.entries import CriterionRecord
from grader.classroom.gradebook.schema import criteria

Place = tuple[int, int]  # the number of a score, and the position in it
PLACE = 2  # columns


@dataclass(frozen=True)
class LineForm:
    """How a driver takes criteria: a statement, and values by their order or by their names."""

    statement: str
    is_by_name: bool
    names: Sequence[str]
    binders: Sequence[Callable[[Any], Any] | None]

    def bind(self, line: CriterionRecord) -> tuple[Any, ...]:
        """Make what a criterion says ready for the driver."""
        values = (getattr(line, name) for name in self.names[PLACE:])
        return tuple(
            binder(value) if binder else value
            for value, binder in zip(values, self.binders[PLACE:], strict=True)
        )


@functools.lru_cache(maxsize=2)
def form_of(dialect: Dialect) -> LineForm:
    """Say how a driver takes criteria, once for all: to find that out takes longer than to add."""
    kinds = [column.type.dialect_impl(dialect) for column in criteria.c]
    return LineForm(
        str(criteria.insert().compile(dialect=dialect)),
        not dialect.positional,
        [column.key for column in criteria.c],
        [kind.bind_processor(dialect) for kind in kinds],
    )


def add_lines(connection: Connection, lines: Sequence[tuple[Place, CriterionRecord]]) -> None:
    """Add criteria, each at its place."""
    form = form_of(connection.dialect)
    by_id = {id(line): line for _, line in lines}
    ready = {number: form.bind(line) for number, line in by_id.items()}
    rows: Any = [(*place, *ready[id(line)]) for place, line in lines]
    if form.is_by_name:
        rows = [dict(zip(form.names, row, strict=True)) for row in rows]
    connection.exec_driver_sql(form.statement, rows)
