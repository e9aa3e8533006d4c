"""Values become rows, and rows values, by the names that fields and columns share."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import RowMapping, Table

if TYPE_CHECKING:
    # It is there for type checkers alone.
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")


def row_of(value: DataclassInstance, table: Table) -> dict[str, Any]:
    """Take of a value the fields that are columns of a table."""
    names = [field.name for field in fields(value) if field.name in table.c]
    return {name: getattr(value, name) for name in names}


def value_of(kind: type[T], row: RowMapping, *tables: Table, **parts: Any) -> T:
    """Make a value of the columns that its fields are named for, and of the parts given."""
    # By column, not by name: a row of several tables may have a name twice.
    columns = {column.key: column for table in tables for column in table.c}
    names = [field.name for field in fields(kind) if field.name not in parts]
    return kind(**{name: row[columns[name]] for name in names}, **parts)
