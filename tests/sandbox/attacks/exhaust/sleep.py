"""
Tries: sleep for five times the time of a cell.
Must see: a cell that is stopped in time.
Control: naive bare
"""

import time

time.sleep(5)
print("WON", flush=True)
