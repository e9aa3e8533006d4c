"""
Tries: mount a file system over the working folder.
Must see: a refused call.
Control: open
"""

import ctypes
import os

libc = ctypes.CDLL(None)
libc.unshare(1 << 28 | 1 << 17)
os.makedirs("over", exist_ok=True)
if libc.mount(b"none", b"over", b"tmpfs", 0, None) == 0:
    print("WON", os.getcwd(), libc.umount(b"over"))
