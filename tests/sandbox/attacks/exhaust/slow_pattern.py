"""
Tries: spend the time in one regular expression.
Must see: a cell that is stopped in time.
Control: naive bare
"""

import re
import time

start, length = time.process_time(), 18
while time.process_time() < start + 10 * HOST["seconds"]:
    re.match(r"(a+)+$", "a" * length + "b")
    length += 1
print("WON", length, flush=True)
