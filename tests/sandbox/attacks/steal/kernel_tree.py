"""
Tries: look at the machine's devices and settings.
Must see: no such folder, or no permission.
Control: open
Gap at restricted: files that its user can reach are not closed off
"""

import os

for path in ("/sys/class", "/proc/sys/kernel", "/dev/disk", "/boot", "/root", "/home"):
    try:
        if names := os.listdir(path):
            print("WON", path, len(names))
    except OSError:
        pass
