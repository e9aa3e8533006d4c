"""
Tries: write 300 MB into a folder that may be written to and not be listed.
Must see: a full working folder.
Control: open
"""

import os

os.mkdir("closed", 0o300)
for number in range(75):
    with open(f"closed/part{number}", "wb") as file:
        file.write(b"x" * 4_000_000)
if sum(os.path.getsize(f"closed/part{number}") for number in range(75)) == 300_000_000:
    print("WON", number, flush=True)
