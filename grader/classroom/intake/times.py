"""The times of hand-ins as systems write them, with zones as this machine knows them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

# `2026-09-05 00:31:04.622713000 Z`: nine digits of a second, of which Python knows six.
TIME = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]([0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.([0-9]+))?"
    r"(?: ?(Z|[+-][0-9]{2}:?[0-9]{2})| ([A-Za-z][A-Za-z0-9_+/-]{1,49}))?"
)

# `Monday, 2 March 2026, 9:00 AM`, `Montag, 2. März 2026, 09:00`, `March 2, 2026, 9:00 AM`.
DAY = r"(?P<day>[0-9]{1,2})\.?"
MONTH = r"(?:de )?(?P<month>[^\W\d_]{3,10})\.?"
YEAR = r"(?:de )?(?P<year>[0-9]{4})"
CLOCK = r"(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2})(?: ?(?P<half>[AP])\.?M\.?)?"
IN_WORDS = [
    re.compile(rf"(?:[^,\d]*,? )?{date},? {YEAR},? {CLOCK}", re.IGNORECASE)
    for date in (f"{DAY} {MONTH}", f"{MONTH} {DAY}")
]
# The first letters of the months, in English, German, French, Spanish, Italian, Dutch, Portuguese.
MONTHS = (
    *("jan ene gen", "feb fév feb fev", "mar mär maa mrt", "apr avr abr", "may mai mag mei"),
    *("jun juin giu", "jul juil lug", "aug aoû ago", "sep set", "oct okt ott out", "nov"),
    "dec dez déc dic",
)

# Hours from UTC, where one name is one zone's: CST is Chicago's and Shanghai's.
HOURS = {"UTC": 0, "GMT": 0, "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3}
HOURS |= {"EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}


@dataclass(frozen=True)
class SystemTime:
    """A time that a system wrote, in UTC where it is `zoned`, else as if it were.

    It `is_sure` unless the zone that it names is not known: one without any is by its own clock.
    """

    when: datetime | None = None
    zoned: bool = False
    is_sure: bool = False


def read_time(text: object) -> SystemTime:
    """Read a time, and whether its zone is known; else it is as if in UTC."""
    mark = TIME.fullmatch(text.strip()) if isinstance(text, str) else None
    if mark is None:
        return SystemTime()
    day, time, fraction, offset, name = mark.groups()
    offset = "+00:00" if offset in (None, "Z") else f"{offset[:3]}:{offset[-2:]}"
    zone = zone_called(name) if name else None
    try:
        when = datetime.fromisoformat(f"{day} {time}.{(fraction or '')[:6]:0<6}{offset}")
        when = (when.replace(tzinfo=zone) if zone else when).astimezone(timezone.utc)
    except (ValueError, OverflowError):  # at the ends of the calendar
        return SystemTime()
    zoned = mark[4] is not None or zone is not None
    return SystemTime(when, zoned, is_sure=zoned or name is None)


def read_words(text: str) -> SystemTime:
    """Read a time as Moodle's tables have it, by the clock of whoever downloads them."""
    marks = (pattern.fullmatch(" ".join(text.split())) for pattern in IN_WORDS)
    mark = next(filter(None, marks), None)
    month = month_called(mark["month"]) if mark else 0
    if mark is None or not month:
        return SystemTime()
    hour = int(mark["hour"])
    if half := mark["half"]:
        hour = hour % 12 + 12 * (half.upper() == "P")
    try:
        when = datetime(int(mark["year"]), month, int(mark["day"]), hour, int(mark["minute"]))
    except ValueError:  # what no calendar has
        return SystemTime()
    return SystemTime(when.replace(tzinfo=timezone.utc), is_sure=True)


def month_called(name: str) -> int:
    """Find a month by its name; 0 for one that is not known, or could be two."""
    word = name.casefold()
    months = [n for n, words in enumerate(MONTHS, 1) if any(map(word.startswith, words.split()))]
    return months[0] if len(months) == 1 else 0


def zone_called(name: str) -> tzinfo | None:
    """Find a zone by its name, as `Europe/Berlin` or `CET`; None for one that is not known."""
    if name in HOURS:
        return timezone(timedelta(hours=HOURS[name]))
    try:
        # Without a slash it may be a link to this machine's own zone, as `localtime` is.
        return ZoneInfo(name) if "/" in name else None
    except (KeyError, ValueError, OSError):
        return None
