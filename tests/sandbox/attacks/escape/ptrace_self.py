"""
Tries: ask to be traced by its parent, and to be allowed to trace a child.
Must see: a refused call.
Control: open
"""

import ctypes
import os

libc = ctypes.CDLL(None)
child = os.fork()
if child == 0:
    os._exit(7 if libc.ptrace(0, 0, 0, 0) == 0 else 0)
if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7:
    print("WON", child)
