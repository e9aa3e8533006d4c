"""
Tries: read how long another process has worked, from the clock that bears its number.
Must see: PermissionError
Control: open
"""

import os
import time

try:
    print("WON", time.clock_gettime(~os.getppid() << 3 | 2))
except OSError as error:
    print("refused", error)
