"""
Tries: cut a file of the host's by its path, without opening it.
Must see: no such file, or no permission, and a file that is as it was.
Control: open
"""

import os

os.truncate(HOST["victim_path"], 0)
if os.path.getsize(HOST["victim_path"]) == 0:
    print("WON", HOST["victim_path"])
