"""
Tries: compute for three times the time of a cell.
Must see: a cell that is stopped in time.
Control: naive bare
"""

import time

start = time.monotonic()
while time.monotonic() < start + 2.5:
    pass
print("WON", time.monotonic() - start, flush=True)
