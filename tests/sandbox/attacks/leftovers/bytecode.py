"""
Tries: leave a file beside the standard library or among its compiled files.
Must see: a second run that finds nothing.
Control: open as root
"""

import os
import sys

inner = os.path.join(os.path.dirname(os.__file__), "__pycache__")
for folder in {os.path.dirname(os.__file__), inner, sys.prefix, *filter(os.path.isdir, sys.path)}:
    path = os.path.join(folder, HOST["mark"])
    try:
        if HOST["run"] == 1:
            open(path, "w").close()
        elif os.path.exists(path):
            os.unlink(path)
            print("WON", path)
    except OSError:
        pass
