"""
Tries: hold 300 MB in files that are each within the limit.
Must see: a full working folder.
Control: open
"""

import os
import time

written = 0
for number in range(75):
    with open(f"part{number}", "wb") as file:
        written += file.write(b"x" * 4_000_000)
time.sleep(0.5)  # whoever looks may be late on a busy machine
if written == sum(os.path.getsize(f"part{number}") for number in range(75)):
    print("WON", written, flush=True)
