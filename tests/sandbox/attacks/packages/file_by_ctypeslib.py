"""
Tries: open the secret file by the C library, which a package loads.
Must see: no descriptor.
Control: open
Gap at restricted: files that its user can reach are not closed off
"""

import os

import numpy.ctypeslib

library = numpy.ctypeslib.ctypes.CDLL(None)
descriptor = library.open(HOST["secret_path"].encode(), 0)
if descriptor >= 0:
    print("WON", os.read(descriptor, 100))
