"""
Tries: sleep for three times the time of a cell.
Must see: a cell that is stopped in time.
Control: naive bare
"""

import time

time.sleep(2.5)
print("WON", flush=True)
