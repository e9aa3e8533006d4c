"""
Tries: send another process a signal with data.
Must see: a refused signal.
Control: open
"""

import ctypes

pid = HOST["canary_pid"]
if ctypes.CDLL(None).sigqueue(pid, 0, None) == 0:
    print("WON", pid)
