"""
Tries: leave an open file for the next program.
Must see: a second run that finds nothing.
Control: naive one_process
"""

import os

for fd in range(3, 64):
    try:
        if os.pread(fd, 4, 0) == b"left":
            print("WON", fd)
    except OSError:
        pass
with open("left", "wb+") as file:
    file.write(b"left")
    file.flush()
    kept = os.dup(file.fileno())
os.unlink("left")
