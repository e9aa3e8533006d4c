"""
Tries: handle its own page faults, by which races in the kernel are won.
Must see: a refused call.
Control: open
"""

import ctypes

fd = ctypes.CDLL(None).syscall(323, 1)
if fd >= 0:
    print("WON", fd)
