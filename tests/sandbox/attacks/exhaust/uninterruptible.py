"""
Tries: spend the time in one call that never looks up.
Must see: a cell that ended the program.
Control: naive bare
"""

import time

start = time.process_time()
sum(range(10**6))
once = time.process_time() - start
sum(range(int(10**6 * 12 * HOST["seconds"] / once)))
if time.process_time() - start > 10 * HOST["seconds"]:
    print("WON", time.process_time() - start, flush=True)
