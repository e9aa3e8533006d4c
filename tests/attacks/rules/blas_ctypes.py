"""
Tries: load a compiled numerical library from the installed packages.
Must see: no such file.
Control: open
"""

import ctypes
import glob
import sys

for root in (sys.prefix, sys.base_prefix, "/usr/lib/x86_64-linux-gnu"):
    for path in glob.glob(f"{root}/**/*openblas*.so*", recursive=True):
        print("WON", ctypes.CDLL(path), path)
        break
