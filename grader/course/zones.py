"""The times that a teacher writes: a date, a time and the zone they are in; lengths of time. Pure.

Raises ValueError for what is no such time, with a message that says what is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, available_timezones

from grader.core.text import did_you_mean

# No year near the ends of the calendar, where there is no other zone's time.
TIME = re.compile(
    r"(2[0-9]{3}-[0-9]{1,2}-[0-9]{1,2})[ T]+([0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?) ?(.*)"
)
DAY = re.compile(r"2[0-9]{3}-[0-9]{1,2}-[0-9]{1,2}")
OFFSET = re.compile(r"([+-])([0-9]{2}):?([0-9]{2})")
LENGTH = re.compile(r"([0-9]{1,5}) ?([mhd])")
UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
WRITTEN = "write it as `2026-10-15 23:59 Europe/Berlin`"
UTC = {"Z": timezone.utc, "UTC": timezone.utc, "GMT": timezone.utc}


@dataclass(frozen=True)
class ZonedTime:
    """A point of time, in UTC, and the zone in which days are counted from it."""

    at: datetime
    zone: str

    def __str__(self) -> str:
        return shown_in(self.at, self.zone)


def shown_in(when: datetime, zone: str) -> str:
    """Write a time as clocks in a zone show it; seconds only where there are any."""
    return f"{when.astimezone(zone_of(zone)):%Y-%m-%d %H:%M:%S}".removesuffix(":00")


def read_zoned(text: str, zone: str = "") -> ZonedTime:
    """Read a date and time with its zone; one that says none is in the zone given."""
    mark = TIME.fullmatch(text.strip())
    if mark is None:
        missing = "the time of day is missing" if DAY.fullmatch(text.strip()) else "this is no time"
        raise ValueError(f"{missing}; {WRITTEN}")
    day, time, own = mark[1], mark[2], mark[3].strip() or zone
    if not own:
        raise ValueError(f"the zone is missing; {WRITTEN} or `{text.strip()} +02:00`")
    local = read_local(day, time)
    return ZonedTime(only_instant(local, zone_of(own), own).astimezone(timezone.utc), own)


def read_local(day: str, time: str) -> datetime:
    """Read what calendar and clock on the wall show."""
    try:
        return datetime(*map(int, (*day.split("-"), *time.split(":"))))  # type: ignore[arg-type]
    except ValueError:
        raise ValueError(f"no calendar has {day} {time}; {WRITTEN}") from None


def zone_of(name: str) -> tzinfo:
    """Find a zone by its name, as `Europe/Berlin`, or by its offset, as `+02:00`."""
    if mark := OFFSET.fullmatch(name):
        offset = timedelta(hours=int(mark[2]), minutes=int(mark[3]))
        if offset < timedelta(days=1):
            return timezone(-offset if mark[1] == "-" else offset)
    if name in UTC:
        return UTC[name]
    try:
        # Without a slash it may be a link to this machine's own zone, as `localtime` is.
        if "/" in name:
            return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        pass
    zones = sorted(zone for zone in available_timezones() if "/" in zone)
    hint = did_you_mean(name, zones) or "; write a place's, as Europe/Berlin, or an offset: +02:00"
    hint = hint if zones else ", as this machine knows none: pip install tzdata"
    raise ValueError(f"no zone is named {name!r}{hint}")


def only_instant(local: datetime, zone: tzinfo, name: str) -> datetime:
    """Find the point of time at which clocks show this; where there is none or two, say so."""
    first, second = instants(local, zone)
    if first == second:
        return first
    shown = f"{local:%Y-%m-%d %H:%M}"
    if first < second:
        both = " or ".join(f"`{shown} {offset_of(when, zone)}`" for when in (first, second))
        raise ValueError(f"clocks in {name} show {shown} twice that day; write {both}")
    skipped = f"clocks in {name} skip {shown}: they are set forward then"
    raise ValueError(f"{skipped}; write an earlier time or a later one")


def instants(local: datetime, zone: tzinfo) -> tuple[datetime, datetime]:
    """Give the points of time before and after a change of the clocks at which they show this.

    They are one, but for the hour that occurs twice; of one that is skipped the first is the later.
    """
    first, second = (local.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    return first.astimezone(timezone.utc), second.astimezone(timezone.utc)


def offset_of(when: datetime, zone: tzinfo) -> str:
    """Write a zone's offset at a point of time, as +02:00."""
    text = f"{when.astimezone(zone):%z}"
    return f"{text[:3]}:{text[3:5]}"


def read_length(text: str) -> timedelta:
    """Read a length of time: minutes, hours or days, as `15m`, `2h` or `3d`."""
    if mark := LENGTH.fullmatch(text.strip()):
        return int(mark[1]) * UNITS[mark[2]]
    raise ValueError("minutes, hours or days are expected, as `15m`, `2h` or `3d`")
