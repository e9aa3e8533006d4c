"""
Tries: hold 300 MB in a folder deeper than a path can be long, where no path can count it.
Must see: a full working folder.
Control: open
"""

import os
import time

for _ in range(60):
    os.mkdir("d" * 100)
    os.chdir("d" * 100)
for number in range(75):
    with open(f"part{number}", "wb") as file:
        file.write(b"x" * 4_000_000)
time.sleep(0.5)  # whoever looks may be late on a busy machine
if sum(os.path.getsize(f"part{number}") for number in range(75)) == 300_000_000:
    print("WON", number, flush=True)
