"""
Tries: remove a file of the host's.
Must see: no such file, or no permission, and a file that is as it was.
Control: open
Gap at restricted: files that its user can reach are not closed off
"""

import os

os.unlink(HOST["victim_path"])
if not os.path.lexists(HOST["victim_path"]):
    print("WON", HOST["victim_path"])
