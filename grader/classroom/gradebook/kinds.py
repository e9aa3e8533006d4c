"""The kinds of columns. What a database holds of one row can spoil no other: reading never raises.

A value that does not fit its column is read as DAMAGE, for whoever makes values of rows to refuse.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime, timezone
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator

from grader.core.result import whole
from grader.course.due import DueRule


class Damage(Enum):
    """The one thing that stands for whatever can't be read."""

    DAMAGE = "damage"


DAMAGE = Damage.DAMAGE


class Total(TypeDecorator[Any]):
    """A kind that tells what fits it: SQLite puts anything into any column."""

    __abstract__ = True
    impl: Any
    cache_ok = True

    def fits(self, value: Any) -> bool:
        """Tell whether a value that is not NULL may stand in the column."""
        raise NotImplementedError

    def result_processor(self, dialect: sa.Dialect, coltype: Any) -> Callable[[Any], Any]:
        process = super().result_processor(dialect, coltype)

        def read(raw: Any) -> Any:
            try:
                value = process(raw) if process else raw
            except (ValueError, TypeError, AttributeError, RecursionError):
                return DAMAGE
            return value if value is None or self.fits(value) else DAMAGE

        return read


class Moment(Total):
    """An aware time in UTC; SQLite, which has no zones, holds it without one."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        moment = value.astimezone(timezone.utc)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        # A server answers in the zone of its session, which is anyone's setting.
        aware = value.replace(tzinfo=timezone.utc) if value.tzinfo is None else value
        return aware.astimezone(timezone.utc)

    def fits(self, value: Any) -> bool:
        return isinstance(value, datetime)


class Words(Total):
    """Text that may come from a student's file name: what no database takes is spelled out."""

    impl = sa.Text
    cache_ok = True

    def bind_processor(self, dialect: sa.Dialect) -> Callable[[Any], Any]:
        # In place of one that calls `process_bind_param`: a rescore writes a million words.
        return spelled

    def fits(self, value: Any) -> bool:
        return isinstance(value, str)


def spelled(value: str | None) -> str | None:
    """Spell out what no database takes: NUL for PostgreSQL, and half of a pair of surrogates."""
    if value is None or (value.isascii() and "\0" not in value):
        return value
    return value.replace("\0", "\\x00").encode("utf-8", "backslashreplace").decode("utf-8")


class Several(Total):
    """Some of one type, which are only read and written together."""

    __abstract__ = True
    impl = sa.JSON
    part: type

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Any:
        return tuple(value) if isinstance(value, list) else value

    def fits(self, value: Any) -> bool:
        return isinstance(value, tuple) and all(type(part) is self.part for part in value)


class Notes(Several):
    """Sentences."""

    cache_ok = True
    part = str


class Seeds(Several):
    """What cases were drawn from."""

    cache_ok = True
    part = int


class Names(Total):
    """What other systems call somebody, by the kind of name."""

    impl = sa.JSON
    cache_ok = True

    def fits(self, value: Any) -> bool:
        return isinstance(value, dict) and all(isinstance(name, str) for name in value.values())


class Detail(Total):
    """An object as JSON has it, which its reader looks through."""

    impl = sa.JSON
    cache_ok = True

    def fits(self, value: Any) -> bool:
        return isinstance(value, dict)


class Due(Total):
    """When something is due, and what being late costs."""

    impl = sa.JSON
    cache_ok = True

    def __init__(self) -> None:
        super().__init__(none_as_null=True)

    def process_bind_param(self, value: DueRule | None, dialect: sa.Dialect) -> Any:
        return None if value is None else value.to_json()

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Any:
        try:
            return None if value is None else DueRule.from_json(value)
        except LookupError as error:
            raise ValueError(str(error)) from error

    def fits(self, value: Any) -> bool:
        return isinstance(value, DueRule)


class Number(Total):
    """Points or seconds."""

    impl = sa.Float
    cache_ok = True

    def fits(self, value: Any) -> bool:
        return isinstance(value, (int, float)) and math.isfinite(value)


class Halves(Number):
    """Points that can be had, whole or a half; whole ones are read as whole numbers."""

    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> Any:
        # As such columns were made; SQLite holds a half in one of whole numbers, too.
        kind = sa.Integer() if dialect.name == "sqlite" else sa.Float()
        return dialect.type_descriptor(kind)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Any:
        return whole(value) if self.fits(value) else value


class Whole(Total):
    """A whole number."""

    impl = sa.Integer
    cache_ok = True

    def fits(self, value: Any) -> bool:
        return type(value) is int


class Large(Whole):
    """A number that another system gives."""

    impl = sa.BigInteger
    cache_ok = True


class YesOrNo(Total):
    """What is so or not; its own reader takes any text for yes."""

    impl = sa.Boolean
    cache_ok = True

    def result_processor(self, dialect: sa.Dialect, coltype: Any) -> Callable[[Any], Any]:
        return lambda raw: raw if raw is None else bool(raw) if raw in (0, 1) else DAMAGE


class Blob(Total):
    """Bytes that only their writer reads."""

    impl = sa.LargeBinary
    cache_ok = True

    def fits(self, value: Any) -> bool:
        return isinstance(value, bytes)
