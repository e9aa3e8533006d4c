"""
Tries: leave a key in the user's keyring.
Must see: a second run that finds nothing.
Control: open
"""

import ctypes

libc, name = ctypes.CDLL(None), HOST["mark"].encode()
if HOST["run"] == 1:
    libc.syscall(248, b"user", name, b"value", 5, -4)
elif (key := libc.syscall(250, 10, -4, b"user", name, 0)) > 0:
    print("WON", key, libc.syscall(250, 21, key))
