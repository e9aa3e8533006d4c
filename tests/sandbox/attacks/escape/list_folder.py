"""
Tries: list a folder of the host's.
Must see: no such folder, or no permission.
Control: open
"""

import os

print("WON", os.listdir(HOST["other"]))
