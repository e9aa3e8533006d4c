"""
Tries: hold 150 MB in each of four processes.
Must see: a refused fork.
Control: open
"""

import os
import time

for _ in range(4):
    if os.fork() == 0:
        held = b"x" * 150_000_000
        time.sleep(0.3)
        os._exit(len(held) % 7)
codes = [os.waitstatus_to_exitcode(os.wait()[1]) for _ in range(4)]
if codes == [150_000_000 % 7] * 4:
    print("WON", codes)
