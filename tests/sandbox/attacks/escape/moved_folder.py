"""
Tries: move the working folder elsewhere, and climb out of it.
Must see: a refused move, or a folder that is cleared all the same.
Control: open
Gap at restricted: files that its user can reach are not closed off
"""

import os

here = os.getcwd()
os.rename(here, os.path.join(HOST["folder"], "moved"))
print("WON", here)
