"""
Tries: reach the host's files by the roots that /proc shows.
Must see: no such file, or no permission.
Control: open
Gap at restricted: files that its user can reach are not closed off
"""

import os

for root in ("/proc/1/root", "/proc/self/root", f"/proc/{os.getppid()}/root"):
    try:
        with open(root + HOST["secret_path"]) as file:
            print("WON", file.read())
    except OSError:
        pass
