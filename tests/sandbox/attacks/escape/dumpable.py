"""
Tries: make itself readable for other processes of the same user.
Must see: a refused call.
Control: open
"""

import ctypes

libc = ctypes.CDLL(None)
if libc.prctl(4, 1, 0, 0, 0) == 0 and libc.prctl(3, 0, 0, 0, 0) == 1:
    print("WON", "dumpable")
