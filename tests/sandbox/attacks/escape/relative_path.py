"""
Tries: climb out of the working folder.
Must see: no such folder, or no permission, and a folder with nothing new.
Control: open
Gap at restricted: files that its user can reach are not closed off
"""

import os

climb = "../" * 40 + HOST["folder"].lstrip("/")
with open(os.path.join(climb, "climbed"), "w") as file:
    print("WON", file.write("climbed"))
