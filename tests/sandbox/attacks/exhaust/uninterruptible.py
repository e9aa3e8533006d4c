"""
Tries: spend the time in one call that never looks up.
Must see: a cell that ended the program.
Control: naive bare
"""

import time

FEW = 2 * 10**5


def cost():
    start = time.process_time()
    sum(range(FEW))
    return time.process_time() - start


start = time.process_time()
once = min(cost() for _ in range(5))  # as fast as it ever is: what follows takes no less
sum(range(int(FEW * 4 * HOST["seconds"] / once)))
if time.process_time() - start > 3 * HOST["seconds"]:
    print("WON", time.process_time() - start, flush=True)
