"""
Tries: hand in a compressed file that is large only when it is unpacked.
Must see: an unreadable file: nothing is unpacked.
Control: naive gunzips
"""

import gzip


def make(folder):
    path = folder / "hw.ipynb"
    path.write_bytes(gzip.compress(b'{"cells": [' + b" " * 60_000_000, 1))
    return path
