"""
Tries: read the command lines of all processes.
Must see: no other process in sight.
Control: open
Gap at restricted: files that its user can reach are not closed off
"""

import os

for pid in filter(str.isdigit, os.listdir("/proc")):
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            if int(pid) == HOST["canary_pid"]:
                print("WON", file.read())
    except OSError:
        pass
