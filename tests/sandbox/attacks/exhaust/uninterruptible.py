"""
Tries: spend the time in one call that never looks up.
Must see: a cell that ended the program.
Control: naive bare
"""

import time

start = time.process_time()
sum(range(10**7))
once = time.process_time() - start
sum(range(int(10**7 * 3.5 / once)))
if time.process_time() - start > 2.5:
    print("WON", time.process_time() - start, flush=True)
