"""
Tries: start a process by system calls that Python does not use.
Must see: a refused call.
Control: open
"""

import ctypes
import os

libc = ctypes.CDLL(None)
flags = (ctypes.c_uint64 * 11)(0, 0, 0, 0, 17)
for number, arguments in ((57, ()), (56, (17, 0, 0, 0, 0)), (435, (flags, 88))):
    pid = libc.syscall(number, *arguments)
    if pid == 0:
        os._exit(7)
    if pid > 0:
        print("WON", number, os.waitpid(pid, 0)[1], flush=True)
