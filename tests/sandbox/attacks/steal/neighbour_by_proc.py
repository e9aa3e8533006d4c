"""
Tries: read another submission through the working directory of a process.
Must see: no other process in sight.
Control: open
Gap at restricted: files that its user can reach are not closed off
"""

import os

for pid in filter(str.isdigit, os.listdir("/proc")):
    try:
        with open(f"/proc/{pid}/cwd/hw.py") as file:
            print("WON", file.read())
    except OSError:
        pass
