"""
Tries: run a shell through the C library.
Must see: a refused fork.
Control: open
"""

import ctypes

libc = ctypes.CDLL(None)
if libc.system(b"exit 7") >> 8 == 7:
    print("WON", "system")
