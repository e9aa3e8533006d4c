"""
Tries: attach to another process as a debugger does.
Must see: a refused call.
Control: open
"""

import ctypes
import os

libc, pid = ctypes.CDLL(None), HOST["canary_pid"]
if libc.ptrace(16, pid, 0, 0) == 0:
    print("WON", os.waitpid(pid, 0x40000000), libc.ptrace(17, pid, 0, 0))
