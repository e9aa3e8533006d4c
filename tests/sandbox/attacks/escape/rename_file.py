"""
Tries: put a file of its own in the place of one of the host's.
Must see: no such file, or no permission, and a file that is as it was.
Control: open
Gap at restricted: files that its user can reach are not closed off
"""

import os

own = os.path.join(HOST["folder"], "own")
for path in ("own", own):
    try:
        with open(path, "w") as file:
            file.write("changed")
        os.replace(path, HOST["victim_path"])
        print("WON", path)
        break
    except OSError:
        pass
