"""
Tries: leave a process that holds a lock on a file which every program can read.
Must see: a second run that finds no lock.
Control: open
"""

import fcntl
import os
import time

file = open(os.__file__)
try:
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
except BlockingIOError:
    print("WON", os.__file__)
if HOST["run"] == 1 and os.fork() == 0:
    for fd in (0, 1, 2):
        os.close(fd)
    os.setsid()
    time.sleep(2)
    os._exit(0)
