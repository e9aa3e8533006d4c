"""
Tries: leave a file in the home folder.
Must see: a second run that finds nothing.
Control: naive same_home
"""

import os

path = os.path.expanduser("~/.left")
if os.path.exists(path):
    print("WON", path)
open(path, "w").close()
