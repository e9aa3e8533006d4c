"""
Tries: compute for ten times the time of a cell.
Must see: a cell that is stopped in time.
Control: naive bare
"""

import time

start = time.process_time()
while time.process_time() < start + 10 * HOST["seconds"]:
    pass
print("WON", time.process_time() - start, flush=True)
