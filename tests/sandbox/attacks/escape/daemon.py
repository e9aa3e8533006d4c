"""
Tries: leave a process behind that nobody ends.
Must see: a refused fork, and no process left.
Control: open
"""

import os
import time

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for fd in range(64):
            try:
                os.close(fd)
            except OSError:
                pass
        time.sleep(1.5)
        with open(os.path.join(HOST["folder"], "late"), "w") as file:
            file.write("WON")
    os._exit(0)
print("WON", os.wait())
