"""
Tries: signal every number that can be a process near its own.
Must see: no process but its own.
Control: open
"""

import os

reached = []
for pid in [*range(1, 100), HOST["canary_pid"], os.getppid()]:
    try:
        if pid > 0 and pid != os.getpid():
            os.kill(pid, 0)
            reached.append(pid)
    except OSError:
        pass
if reached:
    print("WON", reached)
