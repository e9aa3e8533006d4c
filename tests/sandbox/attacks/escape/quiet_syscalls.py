"""
Tries: call what a list of forbidden calls may have forgotten.
Must see: refused calls.
Control: open as root
"""

import ctypes

libc = ctypes.CDLL(None)
CALLS = {
    "pkey_alloc": (330, 0, 0),
    "fanotify_init": (300, 0, 0),
    "landlock_create_ruleset": (444, None, 0, 1),
    "clock_adjtime": (305, 0, bytes(208)),
    "ioperm": (173, 0x80, 1, 1),
}
for name, (number, *arguments) in CALLS.items():
    if libc.syscall(number, *arguments) >= 0:
        print("WON", name)
