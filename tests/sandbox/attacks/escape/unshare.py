"""
Tries: enter namespaces of its own, where it is root.
Must see: a refused call.
Control: open
"""

import ctypes

libc = ctypes.CDLL(None)
for name, flag in (("user", 1 << 28), ("mount", 1 << 17), ("network", 1 << 30), ("ipc", 1 << 27)):
    if libc.unshare(flag) == 0:
        print("WON", name, flush=True)
