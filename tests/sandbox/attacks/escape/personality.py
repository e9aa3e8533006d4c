"""
Tries: change how the kernel lays out its memory, and emulate other systems.
Must see: a refused call.
Control: open
"""

import ctypes

libc = ctypes.CDLL(None)
before = libc.personality(0xFFFFFFFF)
libc.personality(0x0040000)
if libc.personality(0xFFFFFFFF) == 0x0040000:
    print("WON", libc.personality(before))
