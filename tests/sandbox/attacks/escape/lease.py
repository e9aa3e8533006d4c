"""
Tries: hold up others with a lease on a file.
Must see: a refused call.
Control: open
"""

import fcntl
import os

with open("leased", "w") as file:
    fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_WRLCK)
    if fcntl.fcntl(file, fcntl.F_GETLEASE) == fcntl.F_WRLCK:
        print("WON", os.path.abspath("leased"))
