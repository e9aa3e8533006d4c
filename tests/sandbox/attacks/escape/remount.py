"""
Tries: make the read-only parts writable again.
Must see: a refused call.
Control: open
"""

import ctypes

libc = ctypes.CDLL(None)
libc.unshare(1 << 28 | 1 << 17)
if libc.mount(None, b"/", None, 1 << 18 | 1 << 14, None) == 0:
    print("WON", "private")
if libc.syscall(442, -100, b"/", 0, bytes(32), 32) == 0:
    print("WON", "mount_setattr")
