"""
Tries: keep a key where later programs of the same user find it.
Must see: a refused call.
Control: open
"""

import ctypes

libc, name = ctypes.CDLL(None), HOST["mark"].encode()
key = libc.syscall(248, b"user", name, b"value", 5, -2)
if key > 0:
    print("WON", key, libc.syscall(250, 3, key))
