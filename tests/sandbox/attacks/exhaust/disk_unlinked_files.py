"""
Tries: fill the disk with files that have no name, and hold them.
Must see: a bounded number of descriptors, or a full working folder.
Control: open
Gap at restricted: what has no name is not counted, but bounded by the number of descriptors
"""

import os
import time

held = []
for _ in range(14):
    file = open("part", "wb", buffering=0)
    os.unlink("part")
    held.append(file)
    file.write(b"x" * 7_500_000)
time.sleep(0.5)  # whoever looks may be late on a busy machine
if sum(os.fstat(file.fileno()).st_size for file in held) == 105_000_000:
    print("WON", len(held), flush=True)
