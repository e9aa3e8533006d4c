"""
Tries: leave a file in a folder of the host's that everybody may write to.
Must see: a second run that finds nothing.
Control: open
Gap at restricted: files that its user can reach are not closed off
"""

import os

path = os.path.join(HOST["folder"], "left")
if HOST["run"] == 1:
    open(path, "w").close()
elif os.path.exists(path):
    print("WON", path)
