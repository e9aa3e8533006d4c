"""Dates in several time zones, across a change to summer time."""

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

moment = datetime(2024, 3, 31, 0, 30, tzinfo=timezone.utc)
for name in ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Sydney", "UTC"):
    there = moment.astimezone(ZoneInfo(name))
    print(name, there.isoformat(), there.tzname(), there.dst())
berlin = datetime(2024, 3, 30, 12, tzinfo=ZoneInfo("Europe/Berlin"))
print(berlin + timedelta(days=1), (berlin + timedelta(days=1)).utcoffset())
print("Africa/Nairobi" in available_timezones(), len(available_timezones()) > 300)
try:
    ZoneInfo("Europe/Atlantis")
except ZoneInfoNotFoundError as error:
    print(error)
