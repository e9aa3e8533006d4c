"""
Tries: spend the time in one call that never looks up.
Must see: a cell that ended the program.
Control: naive bare
"""

import time

start = time.monotonic()
sum(range(10**7))
once = time.monotonic() - start
sum(range(int(10**7 * 3.5 / once)))
if time.monotonic() - start > 2.5:
    print("WON", time.monotonic() - start, flush=True)
