"""
Tries: leave a module among the package's own, for the next script to import.
Must see: a second run that finds nothing.
Control: open as root
"""

import os

import numpy

path = os.path.join(os.path.dirname(numpy.__file__), HOST["mark"])
try:
    if HOST["run"] == 1:
        open(path, "w").close()
        if os.path.exists(path):
            print("WON", path)
            os.unlink(path)
except OSError as error:
    print(type(error).__name__)
