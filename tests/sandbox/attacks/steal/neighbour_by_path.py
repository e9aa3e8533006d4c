"""
Tries: read another submission by its path.
Must see: no such file, or no permission.
Control: open
"""

import os

with open(os.path.join(HOST["other"], "hw.py")) as file:
    print("WON", file.read())
