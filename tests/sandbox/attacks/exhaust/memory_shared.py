"""
Tries: hold 300 MB in mappings that are shared, so that they count for nobody.
Must see: a refused mapping.
Control: open
"""

import mmap
import os

held = []
for _ in range(10):
    region = mmap.mmap(-1, 30_000_000, flags=mmap.MAP_SHARED | mmap.MAP_ANONYMOUS)
    region[::4096] = b"x" * len(range(0, 30_000_000, 4096))
    held.append(region)
with open("/proc/self/statm") if os.path.exists("/proc/self/statm") else open("x", "w+") as file:
    print("WON", len(held), file.read())
