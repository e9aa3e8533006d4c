"""
Tries: list the folders beside its own, where others are graded.
Must see: only its own folder.
Control: open
Gap at restricted: files that its user can reach are not closed off
"""

import os

own = os.path.basename(os.getcwd())
for name in os.listdir(".."):
    try:
        if name != own:
            print("WON", name, os.listdir(f"../{name}"))
    except (NotADirectoryError, PermissionError):
        continue  # a file, or a folder that is closed to its user by itself
