"""
Tries: read files that the grader has left open.
Must see: no descriptors but its own.
Control: naive bare
"""

import os

for fd in range(3, 256):
    try:
        text = os.pread(fd, 100, 0)
    except OSError:
        continue
    if text.startswith(b"SECRET-"):
        print("WON", text.decode())
