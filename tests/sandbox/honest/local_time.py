"""Local time, whatever the zone is: there and back."""

import time
from datetime import datetime

local = time.localtime(1_700_000_000)
print(int(time.mktime(local)), len(local), local.tm_isdst in (0, 1))
print(time.strftime("%Y-%m", local), len(time.strftime("%Y-%m-%d %H:%M:%S")), len(time.ctime()))
print(time.gmtime(0)[:6], len(time.tzname), isinstance(time.timezone, int))
print(datetime.fromtimestamp(1_700_000_000).timestamp())
