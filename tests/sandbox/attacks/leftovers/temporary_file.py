"""
Tries: leave a file in the folders for temporary files.
Must see: a second run that finds nothing.
Control: open
Gap at restricted: files that its user can reach are not closed off
"""

import os
import tempfile

for folder in ("/tmp", "/var/tmp", tempfile.gettempdir(), "/run/lock"):
    path = os.path.join(folder, HOST["mark"])
    try:
        if HOST["run"] == 1:
            open(path, "w").close()
        elif os.path.exists(path):
            os.unlink(path)
            print("WON", path)
    except OSError:
        pass
