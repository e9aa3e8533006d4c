"""
Tries: become the parent of all that it starts, and take the name of another program.
Must see: a refused call.
Control: open
"""

import ctypes

if ctypes.CDLL(None).prctl(36, 1, 0, 0, 0) == 0:
    print("WON", "subreaper")
