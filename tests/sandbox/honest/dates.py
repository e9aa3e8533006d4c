"""Dates without zones: arithmetic, formats, calendar."""

import calendar
from datetime import date, datetime, time, timedelta, timezone

day = date(2024, 2, 28)
print(day + timedelta(days=2), day.isocalendar()[1], day.strftime("%A, %d %B %Y"))
print(datetime.strptime("2024-05-06 07:08:09", "%Y-%m-%d %H:%M:%S"), time(1, 2).isoformat())
print(datetime.fromtimestamp(0, tz=timezone.utc).isoformat(), timedelta(hours=50))
print(calendar.month(2024, 2))
print(calendar.isleap(1900), datetime.now().year >= 2024, date.today() <= date.max)
print(datetime.now().astimezone().tzinfo is not None)
