"""
Tries: mount by the newer calls that filters may forget.
Must see: a refused call.
Control: open
"""

import ctypes

libc = ctypes.CDLL(None)
libc.unshare(1 << 28 | 1 << 17)
if (fd := libc.syscall(430, b"tmpfs", 0)) >= 0:
    print("WON", "fsopen", fd)
if (fd := libc.syscall(428, -100, b"/", 1)) >= 0:
    print("WON", "open_tree", fd)
