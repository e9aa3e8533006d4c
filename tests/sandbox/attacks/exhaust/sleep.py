"""
Tries: sleep for twelve times the time of a cell.
Must see: a cell that is stopped in time.
Control: naive bare
"""

import time

time.sleep(12 * HOST["seconds"])
print("WON", flush=True)
