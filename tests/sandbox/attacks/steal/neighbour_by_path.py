"""
Tries: read another submission by its path.
Must see: no such file, or no permission.
Control: open
Gap at restricted: files that its user can reach are not closed off
"""

import os

with open(os.path.join(HOST["other"], "hw.py")) as file:
    print("WON", file.read())
