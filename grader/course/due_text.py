"""What a rubric writes of dates, lengths of time and shares, checked as it is read. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from grader.course.zones import read_length, read_zoned

WORDED = "worded"  # the kind of an error whose message says all
PERCENT = re.compile(r"(-?[0-9]{1,3}(?:\.[0-9]{1,2})?) ?%")
DAY = timedelta(days=1)


def read_share(text: str) -> Fraction:
    """Read a share, written in percent. Raises ValueError."""
    mark = PERCENT.fullmatch(text.strip())
    share = Fraction(mark[1]) / 100 if mark else None
    if share is None or not 0 <= share <= 1:
        hint = f"; write {text.strip()}%" if PERCENT.fullmatch(f"{text.strip()}%") else ""
        raise ValueError(f"a share from 0% to 100% is expected, as `10%`, not {text!r}{hint}")
    return share


def read_days(text: str) -> int:
    """Read a number of days. Raises ValueError."""
    try:
        length = read_length(text)
    except ValueError:
        length = timedelta()
    if length < DAY or length % DAY:
        raise ValueError(f"whole days are expected, at least `1d`, as `3d`, not {text!r}")
    return length // DAY


def text_that(read: Callable[[str], Any]) -> Any:
    """Make a kind of text that can be read so."""

    def check(value: object) -> str:
        # YAML makes dates of some of them.
        text = str(value) if isinstance(value, (str, int, float, date)) else ""
        try:
            read(text)
        except ValueError as error:
            raise PydanticCustomError(WORDED, "{words}", {"words": str(error)}) from None
        return text

    return Annotated[str, BeforeValidator(check)]


DueText = text_that(read_zoned)
LengthText = text_that(read_length)
ShareText = text_that(read_share)
DaysText = text_that(read_days)
