"""
Tries: leave a file in shared memory.
Must see: a second run that finds nothing.
Control: open
Gap at restricted: files that its user can reach are not closed off
"""

import os

path = os.path.join("/dev/shm", HOST["mark"])
if HOST["run"] == 1:
    open(path, "w").close()
elif os.path.exists(path):
    os.unlink(path)
    print("WON", path)
