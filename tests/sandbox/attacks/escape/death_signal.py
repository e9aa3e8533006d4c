"""
Tries: not be ended with the process that started it.
Must see: a refused call.
Control: open
"""

import ctypes

libc, signal = ctypes.CDLL(None), ctypes.c_int()
libc.prctl(1, 0, 0, 0, 0)
if libc.prctl(2, ctypes.byref(signal), 0, 0, 0) == 0 and signal.value == 0:
    print("WON", "no signal")
