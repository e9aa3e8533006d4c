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
    "quotactl": (179, 0x80000100, None, 0, None),
    "vhangup_refused": (165, None, None, None, 0, None),
    "syslog": (103, 10, None, 0),
    "clock_adjtime": (305, 0, bytes(208)),
    "ioperm": (173, 0x80, 1, 1),
    "acct_off": (163, b""),
    "mbind": (237, None, 0, 0, None, 0, 0),
    "migrate_pages": (256, 0, 0, None, None),
}
for name, (number, *arguments) in CALLS.items():
    if libc.syscall(number, *arguments) > 0 or (
        name in ("syslog", "clock_adjtime", "ioperm")
        and libc.syscall(number, *arguments) == 0
    ):
        print("WON", name)
