"""
Tries: make files in a folder of the host's that everybody may write to.
Must see: no such folder, or no permission, and a folder with nothing new.
Control: open
Gap at restricted: files that its user can reach are not closed off
"""

import os

os.mkdir(os.path.join(HOST["folder"], "made"))
with open(os.path.join(HOST["folder"], "made", "file"), "w") as file:
    print("WON", file.write("made"))
