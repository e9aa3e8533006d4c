"""
Tries: hold 300 MB in a folder that may be written to and not be listed.
Must see: a full working folder.
Control: open
"""

import os
import time

os.mkdir("closed", 0o300)
for number in range(75):
    with open(f"closed/part{number}", "wb") as file:
        file.write(b"x" * 4_000_000)
time.sleep(0.5)  # whoever looks may be late on a busy machine
if sum(os.path.getsize(f"closed/part{number}") for number in range(75)) == 300_000_000:
    print("WON", number, flush=True)
