"""
Tries: enter the namespaces of another process.
Must see: a refused call.
Control: open as root
"""

import ctypes
import os

fd = os.open(f"/proc/{HOST['canary_pid']}/ns/uts", os.O_RDONLY)
if ctypes.CDLL(None).setns(fd, 0) == 0:
    print("WON", fd)
