"""
Tries: have rights of the superuser's, asked for by a system call.
Must see: no capabilities.
Control: open as root
"""

import ctypes

header = (ctypes.c_uint32 * 2)(0x20080522, 0)
data = (ctypes.c_uint32 * 6)()
if ctypes.CDLL(None).syscall(125, header, data) == 0 and any(data):
    print("WON", list(data))
