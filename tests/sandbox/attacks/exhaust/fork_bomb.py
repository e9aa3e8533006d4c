"""
Tries: start 200 processes.
Must see: a refused fork.
Control: open
"""

import os
import time

for started in range(200):
    if os.fork() == 0:
        time.sleep(2)
        os._exit(0)
    if started == 50:
        print("WON", started, flush=True)
