"""
Tries: stop, so that no time passes for it and no signal ends it.
Must see: a cell that ended the program.
Control: naive bare
"""

import os
import signal
import time

try:
    if os.fork() == 0:  # the control is to end some time
        time.sleep(12 * HOST["seconds"])
        os.kill(os.getppid(), signal.SIGCONT)
        os._exit(0)
except OSError:
    pass
start = time.monotonic()
os.kill(os.getpid(), signal.SIGSTOP)
if time.monotonic() - start > 11 * HOST["seconds"]:
    print("WON", time.monotonic() - start, flush=True)
