"""
Tries: look for control groups that can be written to.
Must see: no such folder, or no permission.
Control: open as root
"""

import os

for at, _, _ in os.walk("/sys/fs/cgroup"):
    if os.access(at, os.W_OK):
        print("WON", at)
        break
