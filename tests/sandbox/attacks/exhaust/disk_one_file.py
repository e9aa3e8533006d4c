"""
Tries: write one file of 100 MB.
Must see: a file that is too large.
Control: open
"""

import os

with open("large", "wb") as file:
    for _ in range(100):
        file.write(b"x" * 1_000_000)
if (size := os.path.getsize("large")) >= 100_000_000:
    print("WON", size)
os.unlink("large")
