"""
Tries: open the package's files for writing, for whoever imports it next.
Must see: no permission, or a file system that is read-only.
Control: open as root
"""

import os

import numpy

for folder, _, names in os.walk(os.path.dirname(numpy.__file__)):
    for name in names[:5]:
        try:
            os.close(os.open(f"{folder}/{name}", os.O_WRONLY))
            print("WON", name)
        except OSError:
            pass
