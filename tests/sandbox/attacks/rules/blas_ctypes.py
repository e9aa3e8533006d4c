"""
Tries: load a compiled numerical library from the installed packages.
Must see: no such file.
Control: open
Gap at restricted: files that its user can reach are not closed off
"""

import ctypes
import glob
import sys

GUESSES = [f"{root}/lib/python3*/*-packages" for root in (sys.prefix, "/usr", "/usr/local")]
for packages in (HOST["packages"], *GUESSES):
    for path in glob.glob(f"{packages}/numpy.libs/*openblas*"):
        print("WON", ctypes.CDLL(path), path)
