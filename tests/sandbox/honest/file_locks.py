"""Locks on a file, and settings of its descriptor."""

import fcntl
import os

with open("locked.txt", "w", encoding="utf-8") as file:
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    file.write("mine")
    fcntl.flock(file, fcntl.LOCK_UN)
    fcntl.lockf(file, fcntl.LOCK_EX)
    print(fcntl.fcntl(file, fcntl.F_GETFD) & fcntl.FD_CLOEXEC, os.get_inheritable(file.fileno()))
print(os.stat("locked.txt").st_nlink, os.umask(0o022) >= 0)
