"""
Tries: hold a lock on a file that the host and all other submissions have, too.
Must see: a refused call, or a file of its own.
Control: open
"""

import fcntl
import os

with open(os.__file__) as file, open(os.__file__) as again:
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    try:
        fcntl.flock(again, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("WON", file.name)
