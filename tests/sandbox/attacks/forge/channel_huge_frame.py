"""
Tries: announce a frame of four gigabytes.
Must see: a frame over the limit, refused on its length: tampered.
Control: naive sizes
"""

import os

for fd in range(3, 64):
    try:
        os.write(fd, b"\xff\xff\xff\xf0" + b"x" * 1000)
    except OSError:
        pass
