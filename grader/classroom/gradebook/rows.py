"""Values become rows, and rows values, by the names that fields and columns share."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Column, Table

from grader.classroom.gradebook.entries import AGAIN
from grader.classroom.gradebook.kinds import DAMAGE
from grader.core.errors import RecordError

if TYPE_CHECKING:
    # It is there for type checkers alone.
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")

COPY = "put back a copy of the gradebook"
# What no batch writes anew: by the tables' names, and by what a view shows of them.
ONCE = ("students", "assignments", "attempts", "overrides")
SHOWN_ONCE = ("submitted_at", "late", "zoned")


def even(those: Collection[Any] | None) -> list[Any] | None:
    """Repeat the last of some until they are 1, 2, 4, 8 ...: what they are in stays the same.

    Of queries that are asked with ever another number of names, a server plans each anew.
    """
    if those is None:
        return None
    listed = list(those)
    missing = (1 << (len(listed) - 1).bit_length()) - len(listed) if listed else 0
    return listed + listed[-1:] * missing


def row_of(value: DataclassInstance, table: Table) -> dict[str, Any]:
    """Take of a value the fields that are columns of a table."""
    return {name: getattr(value, name) for name in shared_names(type(value), table)}


@functools.cache
def shared_names(kind: type[DataclassInstance], table: Table) -> Sequence[str]:
    """Give the fields of a kind that are columns of a table."""
    return [field.name for field in fields(kind) if field.name in table.c]


def value_of(kind: type[T], row: Mapping[Any, Any], *tables: Table, **parts: Any) -> T:
    """Make a value of the columns that its fields are named for, and of the parts given.

    Raises RecordError where one of them can't be read.
    """
    columns = columns_of(kind, tables, tuple(parts))
    values = {name: row[column] for name, column in columns.items()}
    if DAMAGE in values.values() or None in values.values():
        refuse_damage(row, columns.values())
    return kind(**values, **parts)


@functools.cache
def columns_of(
    kind: type[T], tables: tuple[Table, ...], given: tuple[str, ...]
) -> Mapping[str, Column[Any]]:
    """Give the columns that a kind's fields are named for but those given: once, not by row."""
    # By column, not by name: a row of several tables may have a name twice.
    columns = {column.key: column for table in tables for column in table.c}
    names = (field.name for field in fields(kind) if field.name not in given)
    return {name: columns[name] for name in names}


def refuse_damage(row: Mapping[Any, Any], columns: Iterable[Column[Any]]) -> None:
    """Raise RecordError where a column of a row can't be read, saying what to do about that."""
    for column in columns:
        if is_damaged(row, column):
            is_once = column.table.name in ONCE or column.name in SHOWN_ONCE
            raise unreadable(f"{column.table.name}.{column.name}", COPY if is_once else AGAIN)


def is_damaged(row: Mapping[Any, Any], column: Column[Any]) -> bool:
    """Tell whether what stands in a column of a row is nothing that we write there."""
    value = row[column]
    return value is DAMAGE or (value is None and not column.nullable)


def unreadable(name: str, advice: str = AGAIN, why: str = "") -> RecordError:
    """Make the error that says what of a record can't be read, why, and what to do about that."""
    return RecordError(
        f"the gradebook's {name} can't be read{f' ({why})' if why else ''}; {advice}"
    )
