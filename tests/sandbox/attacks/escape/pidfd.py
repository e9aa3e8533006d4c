"""
Tries: hold another process by a descriptor, signal it, and take its files.
Must see: a refused call.
Control: open
"""

import ctypes

libc = ctypes.CDLL(None)
held = libc.syscall(434, HOST["canary_pid"], 0)
if held >= 0 and libc.syscall(424, held, 0, None, 0) == 0:
    print("WON", held)
