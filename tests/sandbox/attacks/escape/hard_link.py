"""
Tries: give a file of the host's a second name in the working folder.
Must see: no such file, or no permission.
Control: open
"""

import os

os.link(HOST["secret_path"], "link")
with open("link") as file:
    print("WON", file.read())
