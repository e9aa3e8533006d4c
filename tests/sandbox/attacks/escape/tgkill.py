"""
Tries: signal another process by its thread.
Must see: a refused signal.
Control: open
"""

import ctypes

pid = HOST["canary_pid"]
if ctypes.CDLL(None).syscall(234, pid, pid, 0) == 0:
    print("WON", pid)
