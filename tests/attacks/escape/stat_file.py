"""
Tries: learn whether a file of the host's exists, and how large it is.
Must see: no such file, or no permission.
Control: open
"""

import os

print("WON", os.stat(HOST["secret_path"]).st_size)
