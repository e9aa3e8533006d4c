"""
Tries: make 20,000 empty files, and hold them.
Must see: a bounded time, and a working folder that is cleared.
Control: naive bare
"""

import os
import time

for number in range(20_000):
    os.close(os.open(f"file{number}", os.O_CREAT))
time.sleep(0.2)
print("WON", number, flush=True)
