"""
Tries: make one file of 100 GB that is nearly empty.
Must see: a file that is too large.
Control: open
"""

import os

with open("large", "wb") as file:
    file.truncate(10**11)
if (size := os.path.getsize("large")) >= 10**11:
    print("WON", size)
os.unlink("large")
