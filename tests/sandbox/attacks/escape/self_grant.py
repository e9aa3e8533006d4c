"""
Tries: write a permission to fork into every descriptor, and fork.
Must see: a refused fork, and tampered.
Control: open
"""

import os

for fd in range(3, 64):
    try:
        os.set_blocking(fd, False)
        os.write(fd, b"+")
    except OSError:
        pass
if (pid := os.fork()) == 0:
    os._exit(0)
print("WON", os.waitpid(pid, 0), flush=True)
