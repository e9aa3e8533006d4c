"""
Tries: sleep for eight times the time of a cell.
Must see: a cell that is stopped in time.
Control: naive bare
"""

import time

time.sleep(8 * HOST["seconds"])
print("WON", flush=True)
