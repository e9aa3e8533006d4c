"""
Tries: print a million lines of control characters and half characters.
Must see: printable text only.
Control: naive keeps_output
"""

import os

for _ in range(60):
    os.write(1, b"\x1b[31m\xff\x00\r\x9b" * 130_000)
