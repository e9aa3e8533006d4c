"""
Tries: reserve 400 MB at once, faster than anybody looks.
Must see: a full working folder, or a program that is ended.
Control: open
"""

import os
import time

for number in range(100):
    fd = os.open(f"part{number}", os.O_CREAT | os.O_WRONLY)
    os.posix_fallocate(fd, 0, 4_000_000)
    os.close(fd)
time.sleep(0.1)
if sum(os.stat(f"part{number}").st_blocks * 512 for number in range(100)) >= 400_000_000:
    print("WON", number, flush=True)
