"""
Tries: set up a ring by which files are opened without a system call.
Must see: a refused call.
Control: open
"""

import ctypes

parameters = ctypes.create_string_buffer(120)
fd = ctypes.CDLL(None).syscall(425, 4, parameters)
if fd >= 0:
    print("WON", fd)
