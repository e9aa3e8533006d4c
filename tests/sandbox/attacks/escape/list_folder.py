"""
Tries: list a folder of the host's.
Must see: no such folder, or no permission.
Control: open
Gap at restricted: files that its user can reach are not closed off
"""

import os

print("WON", os.listdir(HOST["other"]))
