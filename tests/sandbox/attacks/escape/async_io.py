"""
Tries: write files by the older asynchronous calls.
Must see: a refused call.
Control: open
"""

import ctypes

context = ctypes.c_ulong(0)
if ctypes.CDLL(None).syscall(206, 4, ctypes.byref(context)) == 0:
    print("WON", context.value)
