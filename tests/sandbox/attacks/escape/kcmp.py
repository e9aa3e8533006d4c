"""
Tries: compare its own files with another process's.
Must see: a refused call.
Control: open
"""

import ctypes
import os

answer = ctypes.CDLL(None).syscall(312, os.getpid(), HOST["canary_pid"], 1, 0, 0)
if answer >= 0:
    print("WON", answer)
