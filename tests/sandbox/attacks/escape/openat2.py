"""
Tries: open a file of the host's by the newer call that filters may forget.
Must see: a refused call, no such file, or no permission.
Control: open
"""

import ctypes
import os

how = (ctypes.c_uint64 * 3)(0, 0, 0)
fd = ctypes.CDLL(None).syscall(437, -100, HOST["secret_path"].encode(), how, 24)
if fd >= 0:
    print("WON", os.read(fd, 100).decode())
