"""
Tries: read and write files of the host's through a link.
Must see: no such file, or no permission.
Control: open
Gap at restricted: files that its user can reach are not closed off
"""

import os

os.symlink(HOST["secret_path"], "link")
with open("link") as file:
    print("WON", file.read())
