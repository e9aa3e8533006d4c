"""
Tries: let no exception pass that would end the cell.
Must see: a cell that is stopped in time.
Control: naive alarm_limit
"""

import time

start = time.process_time()
while time.process_time() < start + 10 * HOST["seconds"]:
    try:
        while time.process_time() < start + 10 * HOST["seconds"]:
            pass
    except BaseException:
        pass
print("WON", time.process_time() - start, flush=True)
